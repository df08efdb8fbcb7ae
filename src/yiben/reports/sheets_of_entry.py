"""Second products of an entry as clean .docx files: its note, a sheet of its photos, a blank sign-in sheet.

Like a report's clean copy they hold no link, no author, no hidden part, and the same content gives the same bytes. Lengths
are in centimetres of the official page (156 × 225 mm of text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.table import _Cell

from yiben.ledger.pictures import scaled
from yiben.reports.docx_forms import repeated, ruled, small, tight, write_cells
from yiben.reports.docx_writer import add_line, close_page, open_page


@dataclass(frozen=True)
class Layout:
    """How photos stand on a page: columns and rows, the room of one in centimetres, its pixels."""

    columns: int
    rows: int
    width: float
    height: float
    pixels: int


LAYOUTS = {2: Layout(1, 2, 15.4, 8.6, 1400), 4: Layout(2, 2, 7.5, 8.6, 1000), 6: Layout(2, 3, 7.5, 5.3, 800)}
SIGN_IN_TITLE = "签到表"
SIGN_IN_COLUMNS = (("序号", 1.4), ("姓名", 2.8), ("单位", 4.6), ("联系电话", 3.4), ("签名", 3.4))
_ROW = 0.95


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept, and what stands below it."""

    data: bytes
    caption: str


def note_docx(title: str, sentences: Sequence[str]) -> bytes:
    """Return a note as .docx: its title and one paragraph."""
    page = open_page()
    add_line(page, "title", title)
    add_line(page, "paragraph", "".join(sentences)).paragraph_format.space_before = Pt(28.9)
    return close_page(page)


def photo_docx(title: str, photos: Iterable[Photo], per_page: int) -> bytes:
    """Return photos as .docx, 2, 4 or 6 a page with their captions; pictures are made as small as their place allows."""
    layout, page = LAYOUTS[per_page], open_page()
    taken = list(photos)
    for start in range(0, max(len(taken), 1), per_page):
        heading = add_line(page, "title", title)
        if start:
            heading.paragraph_format.page_break_before = True
        table = page.add_table(rows=0, cols=layout.columns)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column in table.columns:
            column.width = Cm(layout.width + 0.2)
        chosen = taken[start : start + per_page]
        for first in range(0, len(chosen), layout.columns):
            cells = table.add_row().cells
            for cell in cells:
                cell.width = Cm(layout.width + 0.2)
            for cell, photo in zip(cells, chosen[first : first + layout.columns], strict=False):
                _place(cell, photo, layout)
    return close_page(page)


def sign_in_docx(title: str, lines: Sequence[str], rows: int) -> bytes:
    """Return a blank sign-in sheet: title, what it is for, numbered rows; the heading stands on every page."""
    page = open_page()
    add_line(page, "title", title)
    for line in lines:
        tight(add_line(page, "paragraph", line))
    table = page.add_table(rows=1, cols=len(SIGN_IN_COLUMNS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    ruled(table)
    write_cells(table.rows[0].cells, [heading for heading, _width in SIGN_IN_COLUMNS], font="黑体")
    repeated(table)
    for number in range(1, rows + 1):
        write_cells(table.add_row().cells, [str(number), *[""] * (len(SIGN_IN_COLUMNS) - 1)])
    for column, (_heading, width) in zip(table.columns, SIGN_IN_COLUMNS, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row.height = Cm(_ROW)
        for cell, (_heading, width) in zip(row.cells, SIGN_IN_COLUMNS, strict=True):
            cell.width = Cm(width)
    return close_page(page)


def _place(cell: _Cell, photo: Photo, layout: Layout) -> None:
    data, width, height = scaled(photo.data, layout.pixels)
    share = min(layout.width / width, layout.height / height)
    paragraph = tight(cell.paragraphs[0])
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(BytesIO(data), width=Cm(width * share), height=Cm(height * share))
    caption = tight(cell.add_paragraph())
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    small(caption, photo.caption)
