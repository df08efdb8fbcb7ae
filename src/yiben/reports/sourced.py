"""The copy of a report that is kept: every number leads to its figure, what was typed is marked, and the table 数据来源
stands at the end. It is not the copy that is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from docx.document import Document as DocxDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from yiben.metrics.scopes import Scope
from yiben.reports.blocks import Block, Document, FigureUse, Run
from yiben.reports.docx_writer import add_line, write_docx
from yiben.reports.official.elements import Table
from yiben.reports.official.tables import add_table
from yiben.reports.queries import scope_of_use
from yiben.reports.wording import MISSING, grouped

TITLE: Final = "数据来源"
HEADINGS: Final = ("序号", "文中数字", "指标", "单位", "账期", "台账数")
BY_HAND: Final = "手工填写，无来源"
UNSOURCED: Final = "〔无来源〕"
FOOT: Final = "本页供留底查对，不随文上报。数字算到第{seq}号记录。"


def write_with_sources(document: Document, scope: Scope, seq: int, opens: Callable[[FigureUse], str]) -> bytes:
    """Return the .docx; ``opens`` gives the address at which a figure opens, ``seq`` is the entry up to which it counts."""

    def finish(page: DocxDocument, drawn: Sequence[tuple[Block, Paragraph]]) -> None:
        for block, paragraph in drawn:
            _mark(block.runs + block.run_in, paragraph, opens)
        tables = iter(page.tables)
        for block, _paragraph in drawn:
            if block.grid is not None:
                cells = [cell for row in next(tables).rows[1:] for cell in row.cells]
                runs = [run for row in block.grid.rows for run in row]
                for run, cell in zip(runs, cells, strict=True):
                    _mark((run,), cell.paragraphs[0], opens)
        title = add_line(page, "table", TITLE)
        title.paragraph_format.page_break_before = True
        add_table(page, Table((HEADINGS, *source_rows(document, scope))))
        add_line(page, "table_note", FOOT.format(seq=seq))

    return write_docx(document, finish=finish)


def source_rows(document: Document, scope: Scope) -> list[tuple[str, ...]]:
    """Return where each number of a report comes from, in its order; what was typed by hand has no source."""
    rows = []
    for run in (run for block in document.blocks for run in block.all_runs):
        use = run.figure
        if use is not None:
            asked = scope_of_use(use, scope)
            ledger = MISSING if use.value is None else grouped(use.value, use.unit)
            rows.append((run.text, use.label, asked.unit.short_name, asked.period.label, ledger))
        elif run.is_unsourced:
            rows.append((run.text, BY_HAND, "", "", ""))
    return [(str(number), *row) for number, row in enumerate(rows, start=1)]


def text_without_sources(lines: Sequence[str]) -> list[str]:
    """Return the lines of a copy as they are sent: without the table of sources and the marks of typed numbers."""
    heading = "\t".join(HEADINGS)
    end = next((at for at, line in enumerate(lines) if line.strip() == heading), len(lines) + 1) - 1
    kept = lines[: max(0, end)] if end < len(lines) else lines
    return [line.replace(UNSOURCED, "") for line in kept]


def _mark(runs: Sequence[Run], paragraph: Paragraph, opens: Callable[[FigureUse], str]) -> None:
    """Link the figures of a paragraph and mark what was typed in it; its runs stand as they were written."""
    for run, drawn in zip(runs, list(paragraph.runs), strict=False):
        if run.is_unsourced:
            drawn.font.highlight_color = WD_COLOR_INDEX.YELLOW
            drawn.text = f"{drawn.text}{UNSOURCED}"
        elif run.figure is not None and opens(run.figure):
            link = OxmlElement("w:hyperlink")
            url = opens(run.figure)
            link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            drawn._r.addprevious(link)
            link.append(drawn._r)
