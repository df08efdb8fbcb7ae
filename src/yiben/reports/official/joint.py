"""Documents that several offices issue together (联合行文; GB/T 9704-2012, 7.2.4 and 7.3.5): their names in the red head, one
below the other with 文件 beside them, and their names at the end in rows that leave room for every seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from docx.document import Document as DocxDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from yiben.reports.blocks import Run
from yiben.reports.docx_forms import draw_together, indent, off_grid, set_font, unbroken, width_of
from yiben.reports.docx_page import CHARACTER, LINE, STYLE_OF_KIND, TITLE_SONG
from yiben.reports.docx_writer import add_line, add_runs

ENDING: Final = "文件"
TEXT_WIDTH: Final = 442.2
"""156 mm in points."""
HIGHEST: Final = 230.0
"""Points that the names of a head may take together, so that the first page still shows text (7.2.4)."""
SEAL: Final = 46.0
"""Millimetres from one row of seals to the next: a seal of 42 mm, and room, since seals neither touch nor cross."""
_SIZES: Final = (14.0, 48.0)
_GAP = 0.5
_MOST_ABREAST = 3
_CHARACTER = CHARACTER / 20


def seal_rows(offices: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the offices row by row in their order: as many abreast as seals fit into the width of the text, three at most,
    and no name wider than its place.

    >>> seal_rows(("甲局", "乙局", "丙局", "丁局"))
    (('甲局', '乙局'), ('丙局', '丁局'))
    """
    if not offices:
        return ()
    widest = max(map(width_of, offices))
    abreast = next((n for n in (3, 2) if widest <= TEXT_WIDTH / _CHARACTER / n - 0.5), 1)
    count = -(-len(offices) // min(_MOST_ABREAST, abreast))
    size, larger = divmod(len(offices), count)
    rows, at = [], 0
    for number in range(count):
        taken = size + (number < larger)
        rows.append(tuple(offices[at : at + taken]))
        at += taken
    return tuple(rows)


def add_joint_mark(page: DocxDocument, names: Sequence[str], ending: str, colour: Any) -> None:
    """Add the names of a joint head, the lead office first, all as wide as the widest, and ``ending`` (文件) beside them,
    centred on their height."""
    widest = max(map(width_of, names))
    beside = width_of(ending) + _GAP if ending else 0.0
    size = min(_SIZES[1], TEXT_WIDTH / (widest + beside + _GAP), HIGHEST / len(names) / 1.25)
    size = max(_SIZES[0], int(size * 2) / 2)
    table = page.add_table(rows=len(names), cols=2 if ending else 1)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [(widest + _GAP) * size, beside * size][: len(table.columns)]
    _shape(table, widths, Pt(size * 1.25))
    for row, name in zip(table.rows, names, strict=True):
        paragraph = _in_cell(row.cells[0].paragraphs[0])
        _write_mark(paragraph, name, size, colour, widest)
    if ending:
        cell = table.cell(0, 1).merge(table.cell(len(names) - 1, 1))
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        for more in cell.paragraphs[1:]:
            more._p.getparent().remove(more._p)
        _write_mark(_in_cell(cell.paragraphs[0]), ending, size, colour, 0)


def add_joint_signature(page: DocxDocument, offices: Sequence[str], day: str, empty: float) -> None:
    """Add the names over which seals are pressed, the lead office first, and the date below the last one (7.3.5.1).

    ``empty`` is the height of an empty line in points: two stand before the first row.
    """
    rows = seal_rows(offices)
    before = add_line(page, "signature", "")
    before.paragraph_format.line_spacing = Pt(2 * empty)
    before.paragraph_format.keep_with_next = True
    off_grid(before)
    columns = max(map(len, rows))
    for number, row in enumerate(rows):
        is_last = number + 1 == len(rows)
        table = page.add_table(rows=1, cols=max(len(row), columns if len(rows) > 1 else 1))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _shape(table, [TEXT_WIDTH / len(table.columns)] * len(table.columns), None if is_last else Mm(SEAL))
        for at, name in enumerate(row, start=len(table.columns) - len(row)):  # the date stands on the right
            cell = table.cell(0, at)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.TOP
            _write_name(cell.paragraphs[0], page, name)
            if is_last and at + 1 == len(table.columns) and day:
                _write_name(cell.add_paragraph(), page, day)
        if not is_last:
            _apart(page)
    _apart(page)


def _apart(page: DocxDocument) -> None:
    """A line of a point: tables that follow one another would run together, and none ends a text."""
    paragraph = add_line(page, "addressee", "")
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.paragraph_format.keep_with_next = True
    off_grid(paragraph)


def _shape(table: DocxTable, widths: Sequence[float], height: Any) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
    for row in table.rows:
        unbroken(row)
        if height is not None:
            row.height, row.height_rule = height, WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)


def _in_cell(paragraph: Paragraph) -> Paragraph:
    indent(paragraph, 0, 0)
    off_grid(paragraph)
    return paragraph


def _write_mark(paragraph: Paragraph, text: str, size: float, colour: Any, wide: float) -> None:
    """Write a name in red, its characters set apart so that it is ``wide`` characters wide."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if wide else WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.line_spacing = Pt(size * 1.2)
    apart = (wide - width_of(text)) * size / max(len(text) - 1, 1) if wide else 0.0
    parts = [text[:-1], text[-1:]] if apart > 0.5 and len(text) > 1 else [text]
    add_runs(paragraph, tuple(Run(part) for part in parts))
    set_font(paragraph.runs, TITLE_SONG)
    for number, run in enumerate(paragraph.runs):
        run.font.size, run.font.color.rgb = Pt(size), colour
        draw_together(run, TEXT_WIDTH / (size * max(width_of(text), 1)))
        if number + 1 < len(parts):
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(round(apart * 20)))
            run._r.get_or_add_rPr().insert_element_before(
                spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
            )


def _write_name(paragraph: Paragraph, page: DocxDocument, text: str) -> None:
    paragraph.style = page.styles[STYLE_OF_KIND["signature"]]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(LINE / 20)
    _in_cell(paragraph)
    add_runs(paragraph, (Run(text),))
