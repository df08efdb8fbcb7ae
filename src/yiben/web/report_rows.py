"""The paper of a report on screen: paragraphs, tables and charts, every number of them open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yiben.metrics.scopes import Scope
from yiben.reports.blocks import Block, Document, FigureUse
from yiben.reports.html_writer import HtmlRow, HtmlRun, document_html
from yiben.reports.queries import Rendered, scope_of_use
from yiben.web.kit.charts import Chart, draw_chart
from yiben.web.kit.fields import Question
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.scoping import figure_url


@dataclass(frozen=True)
class PaperRow:
    """An element of the paper; a chart with the table behind it is drawn, of a table these are the ``cells``."""

    row: HtmlRow
    chart: Chart | None = None

    @property
    def cells(self) -> Sequence[Sequence[Any]]:
        """Heading and rows."""
        return (self.row.heading, *self.row.cells)


def paper_rows(document: Document, scope: Scope | None) -> list[PaperRow]:
    """Return the elements of a document; its figures open in the scope in which each was asked, nowhere without one."""

    def opens(use: FigureUse) -> str:
        return figure_url(use.metric_id, scope_of_use(use, scope)) if scope else ""

    return [
        PaperRow(row, draw_chart(row.chart, _behind(row)) if row.chart else None)
        for row in document_html(document, figure_url=opens)
    ]


def part_rows(part: Block, scope: Scope | None) -> list[PaperRow]:
    """Return the elements of one block, as ``paper_rows`` does."""
    return paper_rows(Document("", (part,)), scope)


def hand_questions(rendered: Rendered) -> list[Question]:
    """Return what is written by hand in a report, place by place, to be changed."""
    written = {
        place: "\n".join(each.text for each in rendered.document.blocks if each.place == place and each.text)
        for place in rendered.hand_places
    }
    return [
        Question(
            f"hand-{place}",
            f"hand-{place}",
            hint or _("Written by hand"),
            "longtext",
            written[place],
            rows=max(3, written[place].count("\n") + 2),
            longest=20_000,
        )
        for place, hint in rendered.hand_places.items()
    ]


def _behind(row: HtmlRow) -> Table:
    """The table behind a chart, of the same figures."""
    columns = [Column(str(at), heading, "number" if at else "title") for at, heading in enumerate(row.heading)]
    rows = [Row([_cell(run) for run in cells]) for cells in row.cells]
    return Table(_("The same numbers"), columns, rows, Empty(_("Nothing"), ""), is_tight=True)


def _cell(run: HtmlRun) -> Cell:
    return Cell(run.text, run.url, is_figure=bool(run.url))
