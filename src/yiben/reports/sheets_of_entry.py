"""Second products of an entry as clean .docx files: its note, a sheet of its photos, a blank sign-in sheet.

Like a report's clean copy they hold no link, no author, no hidden part, and the same content gives the same bytes. Lengths
are in centimetres of the official page (156 × 225 mm of text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from yiben.ledger.pictures import scaled
from yiben.reports.blocks import clean
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
        _tight(add_line(page, "paragraph", line))
    table = page.add_table(rows=1, cols=len(SIGN_IN_COLUMNS))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _ruled(table)
    _write(table.rows[0].cells, [heading for heading, _width in SIGN_IN_COLUMNS], font="黑体")
    _repeated(table)
    for number in range(1, rows + 1):
        _write(table.add_row().cells, [str(number), *[""] * (len(SIGN_IN_COLUMNS) - 1)])
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
    paragraph = _tight(cell.paragraphs[0])
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(BytesIO(data), width=Cm(width * share), height=Cm(height * share))
    caption = _tight(cell.add_paragraph())
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(caption, photo.caption)


def _write(cells: Sequence[_Cell], texts: Sequence[str], font: str = "") -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = _tight(cell.paragraphs[0])
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if text:
            _small(paragraph, text, font)


def _tight(paragraph: Paragraph) -> Paragraph:
    """One line as high as what stands in it, without the indent of running text."""
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.first_line_indent = Pt(0)
    grid = OxmlElement("w:snapToGrid")
    grid.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(grid, "w:spacing", "w:ind", "w:jc", "w:rPr")
    indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
    if indent is not None:
        indent.set(qn("w:firstLineChars"), "0")
    return paragraph


def _small(paragraph: Paragraph, text: str, font: str = "") -> None:
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(12)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")
    if font:
        fonts.set(qn("w:eastAsia"), font)


def _ruled(table: Table) -> None:
    """Thin lines around all cells: the page has no table style to lean on."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _repeated(table: Table) -> None:
    heading = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(heading)
