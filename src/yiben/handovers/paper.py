"""The list of a hand-over (移交清单) as a paper for three signatures: who hands over, who takes over, who supervises."""

from __future__ import annotations

from collections.abc import Sequence

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm

from yiben.reports.docx_forms import repeated, ruled, tight, write_cells
from yiben.reports.docx_writer import add_line, close_page, open_page

TITLE = "工作移交清单"
COLUMNS = (("序号", 1.2), ("类别", 2.2), ("事项", 7.2), ("单位", 2.6), ("期限", 2.4))
SIGNERS = ("移交人", "接收人", "监交人")
_SPARE = 3
"""Empty rows behind the list for what is handed over beside it: seals, keys, papers."""


def handover_docx(post: str, day: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return the list as .docx; ``rows`` hold kind, title, unit and day of everything that is open."""
    page = open_page()
    add_line(page, "title", TITLE)
    tight(add_line(page, "paragraph", f"岗位：{post}　　日期：{day}"))
    tight(add_line(page, "paragraph", f"在办事项共{len(rows)}项，台账记录、佐证和名册随岗位移交。"))
    table = page.add_table(rows=1, cols=len(COLUMNS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    ruled(table)
    write_cells(table.rows[0].cells, [heading for heading, _width in COLUMNS], font="黑体")
    repeated(table)
    for number, row in enumerate(rows, start=1):
        write_cells(table.add_row().cells, [str(number), *row])
    for _spare in range(_SPARE):
        write_cells(table.add_row().cells, [""] * len(COLUMNS))
    for row in table.rows:
        for cell, (_heading, width) in zip(row.cells, COLUMNS, strict=True):
            cell.width = Cm(width)
    tight(add_line(page, "paragraph", ""))
    for signer in SIGNERS:
        add_line(page, "paragraph", f"{signer}（签名）：　　　　　　　　　　　　年　　月　　日")
    return close_page(page)
