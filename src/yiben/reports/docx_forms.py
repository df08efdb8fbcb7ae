"""What paragraphs and tables of the official page need beyond its styles: indents in characters, rules, ruled tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from yiben.reports.blocks import clean
from yiben.reports.docx_page import CHARACTER

_AFTER_BORDERS: Final = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr",
)  # fmt: skip
"""What stands behind the borders in a paragraph's properties: word processors mind the order."""
_AFTER_GRID: Final = ("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr")


def width_of(text: str) -> float:
    """Return how many Chinese characters wide a text is; Latin letters and figures are half as wide."""
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in clean(text))


def off_grid(paragraph: Paragraph) -> None:
    """Let a paragraph be as high as it says, whatever the grid of the page."""
    grid = OxmlElement("w:snapToGrid")
    grid.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(grid, *_AFTER_GRID)


def indent(paragraph: Paragraph, left: float, first: float, right: float = 0) -> None:
    """Set indents in characters; ``first`` is the first line's beside the others, negative for a hanging one."""
    properties = paragraph._p.get_or_add_pPr()
    old = properties.find(qn("w:ind"))
    if old is not None:
        properties.remove(old)
    set_ = properties.get_or_add_ind()
    sides = {"left": left, "right": right, "firstLine" if first >= 0 else "hanging": abs(first)}
    for name, value in sides.items():
        set_.set(qn(f"w:{name}Chars"), str(round(value * 100)))
        set_.set(qn(f"w:{name}"), str(round(value * CHARACTER)))


def rule(paragraph: Paragraph, side: str, eighths: int, space: int, colour: str, kind: str = "single") -> None:
    """Draw a rule above (``top``) or below (``bottom``) a paragraph: eighths of a point thick, ``space`` points away."""
    line = f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def set_font(runs: Sequence[Any], font: str) -> None:
    """Set the Chinese font of runs."""
    for run in runs:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def draw_together(run: Any, share: float) -> None:
    """Narrow the letters of a run to a share of their width, at least a half, so that a long name stays on its line."""
    if share < 1:
        scale = OxmlElement("w:w")
        scale.set(qn("w:val"), str(max(50, int(share * 100))))
        run._r.get_or_add_rPr().insert_element_before(scale, "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def tight(paragraph: Paragraph) -> Paragraph:
    """Make a paragraph one line as high as what stands in it, without the indent of running text."""
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.first_line_indent = Pt(0)
    off_grid(paragraph)
    set_ = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
    if set_ is not None:
        set_.set(qn("w:firstLineChars"), "0")
    return paragraph


def small(paragraph: Paragraph, text: str, font: str = "") -> None:
    """Add a text in the size of tables (小四), in a font of its own if one is named."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(12)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")
    if font:
        fonts.set(qn("w:eastAsia"), font)


def write_cells(cells: Sequence[_Cell], texts: Sequence[str], font: str = "") -> None:
    """Write a row of a table, centred both ways."""
    for cell, text in zip(cells, texts, strict=True):
        paragraph = tight(cell.paragraphs[0])
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        if text:
            small(paragraph, text, font)


def ruled(table: Table) -> None:
    """Draw thin lines around all cells: the page has no table style to lean on."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def unbroken(row: _Row) -> None:
    """Keep a row on one page."""
    properties = row._tr.get_or_add_trPr()
    if properties.find(qn("w:cantSplit")) is None:
        properties.insert(0, OxmlElement("w:cantSplit"))


def repeated(table: Table) -> None:
    """Repeat the first row on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
