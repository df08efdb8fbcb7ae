"""Charts with the table behind them: shapes as plain numbers that ``kit/chart.html`` writes into SVG.

They are drawn on the server, so they are the same with and without scripts, on screen and on paper (ADR 0011); a report's
.docx has the same shapes as a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiben.reports.charts.data import ChartData, Series
from yiben.reports.charts.drawing import Drawing, draw
from yiben.reports.wording import grouped_number
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table

NONE = "—"


@dataclass(frozen=True)
class Chart:
    """A drawing with its legend (tone, words) and the ``table`` with the same numbers; ``said`` is what it shows, for who
    does not see it."""

    drawing: Drawing
    legend: Sequence[tuple[str, str]]
    table: Table
    said: str


@dataclass(frozen=True)
class Month:
    """What a bar shows. ``value`` None: the month has not begun. ``before`` is the same month of last year."""

    label: str
    value: int | None
    text: str
    before: int | None
    is_open: bool


def draw_chart(data: ChartData, table: Table) -> Chart:
    """Return a chart over its table. A month that is still open is told in the legend."""
    drawing = draw(data)
    legend = list(drawing.legend) if len(drawing.legend) > 1 or data.kind == "trend" else []
    if any(each.opened for each in data.series):
        legend[1:1] = [("open", _("month still open"))]
    said = _("%(title)s; the table below holds the same numbers") % {"title": data.title or _("Bars by month")}
    return Chart(drawing, legend, table, said)


def draw_months(months: Sequence[Month], unit: str, now: str, before: str, remark: str = "") -> Chart:
    """Return the chart of some months; values below zero are drawn as zero. ``unit`` tells how numbers are written,
    ``now`` and ``before`` name the two years, ``remark`` stands under the table."""
    opened = frozenset(at for at, month in enumerate(months) if month.is_open)
    series = [Series(now, tuple(month.value for month in months), opened)]
    if any(month.before is not None for month in months):
        series.append(Series(before, tuple(month.before for month in months)))
    data = ChartData("trend", "", tuple(month.label for month in months), tuple(series), (unit,))
    return draw_chart(data, _table(months, unit, now, before, remark))


def _table(months: Sequence[Month], unit: str, now: str, before: str, remark: str) -> Table:
    columns = [
        Column("month", _("Month")),
        Column("now", now, "number", unit),
        Column("before", before, "number", unit),
    ]
    rows = [
        Row(
            [
                Cell(month.label, tags=[_("open")] if month.is_open else []),
                Cell(NONE if month.value is None else month.text),
                Cell(NONE if month.before is None else grouped_number(month.before, unit)),
            ]
        )
        for month in months
    ]
    return Table(_("By month"), columns, rows, Empty(_("No month"), ""), is_tight=True, remark=remark)
