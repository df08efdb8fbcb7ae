"""Tables of an official document, and the page turned sideways for a wide one."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm, Mm

from yiben.reports.docx_forms import repeated, ruled, unbroken, width_of, write_cells
from yiben.reports.docx_page import HEI
from yiben.reports.official.elements import Table

_UPRIGHT, _SIDEWAYS = 15.6, 22.5
_LEAST, _MOST = 3.0, 16.0
"""Characters between which a column is as wide as what stands in it."""
_ROW = 0.9


def add_table(page: DocxDocument, table: Table) -> None:
    """Add a ruled table: columns as wide as what stands in them, the heading repeated on every page."""
    heading, *rows = table.rows
    made = page.add_table(rows=1, cols=len(heading))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    ruled(made)
    write_cells(made.rows[0].cells, heading, font=HEI)
    repeated(made)
    for row in rows:
        write_cells(made.add_row().cells, row)
    widths = _widths(table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    for drawn in made.rows:
        unbroken(drawn)
        drawn.height = Cm(_ROW)
        for cell, width in zip(drawn.cells, widths, strict=True):
            cell.width = Cm(width)


def turn_page(page: DocxDocument, *, is_wide: bool) -> None:
    """Begin a new page, sideways for a wide table, or upright again; margins turn with the paper."""
    section = page.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    size = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.page_width, section.page_height = size
    top, right, bottom, left = (28, 37, 26, 35) if is_wide else (37, 26, 35, 28)
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)


def _widths(table: Table) -> list[float]:
    """Centimetres of the columns: shares by their longest cells, within bounds, that fill the text's width; a heading may
    take two lines."""
    columns = zip(*table.rows, strict=True)
    shares = [
        min(_MOST, max(_LEAST, width_of(heading) / 2, *(width_of(cell) + 1 for cell in cells)))
        for heading, *cells in columns
    ]
    room = _SIDEWAYS if table.is_wide else _UPRIGHT
    return [share / sum(shares) * room for share in shares]
