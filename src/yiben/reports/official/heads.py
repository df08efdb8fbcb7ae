"""The red heads: that of a document and of minutes, with the rule below its number; that of a letter, in the page's head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from yiben.reports.blocks import Run
from yiben.reports.docx_forms import draw_together, indent, off_grid, rule, set_font, width_of
from yiben.reports.docx_page import CHARACTER, HEI, KAI, LINE, TITLE_SONG
from yiben.reports.docx_writer import add_line, add_runs
from yiben.reports.official.elements import Official
from yiben.reports.official.joint import ENDING, TEXT_WIDTH, add_joint_mark

RED: Final = RGBColor(0xFF, 0, 0)
_MARK_TOP: Final = Mm(35).pt
_SIZES: Final = (22.0, 48.0)
"""The smallest and the largest type of a red head, in points."""
_BELOW: Final = 11
"""4 mm in points: from the number to the rule."""
_LETTER_TOP, _LETTER_FOOT = Mm(30), Mm(20)
_EMPTY = LINE / 20
_ABREAST, _SIGNS, _NAMES = 2, 4, 7
"""Who signs: names to a line; characters of 签发人： and of two names."""


def add_head(page: DocxDocument, document: Official) -> None:
    """Add the head of a document or of minutes (7.2): copy number and urgency, the mark 35 mm below the edge of the text,
    the number two lines below it, the rule 4 mm below the number."""
    above = _add_corner(page, document)
    spacer = add_line(page, "addressee", "")
    spacer.paragraph_format.line_spacing = Pt(max(1.0, _MARK_TOP - above * _EMPTY))
    off_grid(spacer)
    lines = [line.strip() for line in document.mark.split("\n") if line.strip()]
    if len(document.heads) > 1:
        add_joint_mark(page, document.heads, ENDING if document.mark.strip().endswith(ENDING) else "", RED)
        lines = []
    for line in lines:
        _add_mark(add_line(page, "addressee", ""), line, _size_of(lines))
    rows = _signer_rows(document.signers)
    for row in rows[:-1]:
        _add_upward(add_line(page, "addressee", ""), "", row, is_first=row is rows[0])
    numbered = add_line(page, "addressee", "")
    first = page.paragraphs[-len(rows)] if rows else numbered
    first.paragraph_format.space_before = Pt((2 if document.number or rows else 1) * _EMPTY)
    if rows:
        _add_upward(numbered, document.number, rows[-1], is_first=len(rows) == 1)
    else:
        add_runs(numbered, (Run(document.number),))
        numbered.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rule(numbered, "bottom", 12, _BELOW, "FF0000")


def add_letter_head(page: DocxDocument, document: Official) -> None:
    """Set the head of a letter (10.1): the office's name 30 mm below the edge of the paper, rules of 170 mm below it and
    20 mm above the foot, the number flush right, no page number on the first page."""
    section = page.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = _LETTER_TOP, _LETTER_FOOT
    head = section.first_page_header.paragraphs[0]
    head.style = page.styles["Salutation"]
    _add_mark(head, document.mark.replace("\n", " "), _size_of([document.mark]))
    _rule_across(head, "bottom", "thickThinSmallGap", _BELOW)
    foot = section.first_page_footer.paragraphs[0]
    foot.style = page.styles["Salutation"]
    foot.paragraph_format.line_spacing = Pt(1)
    off_grid(foot)
    _rule_across(foot, "top", "thinThickSmallGap", 0)
    _add_corner(page, document)
    numbered = add_line(page, "addressee", document.number)
    numbered.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_corner(page: DocxDocument, document: Official) -> int:
    """Copy number and urgency, flush left on the first lines (7.2.1, 7.2.3); return how many lines they take."""
    lines = [(document.copy_number, ""), (document.urgency, HEI)]
    for text, font in lines:
        if text:
            paragraph = add_line(page, "addressee", text)
            if font:
                set_font(paragraph.runs, font)
    return sum(bool(text) for text, _font in lines)


def _add_mark(paragraph: Paragraph, text: str, size: float) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(size * 1.2)
    off_grid(paragraph)
    add_runs(paragraph, (Run(text),))
    set_font(paragraph.runs, TITLE_SONG)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(size), RED
        draw_together(run, TEXT_WIDTH / (size * max(width_of(text), 1)))


def _size_of(lines: Sequence[str]) -> float:
    widest = max(map(width_of, lines), default=1) or 1
    return max(_SIZES[0], min(_SIZES[1], int(TEXT_WIDTH / widest * 2) / 2))


def _signer_rows(signers: Sequence[str]) -> list[tuple[str, ...]]:
    """Who signs, two to a line in the order of the offices (7.2.6)."""
    return [tuple(signers[at : at + _ABREAST]) for at in range(0, len(signers), _ABREAST)]


def _add_upward(paragraph: Paragraph, number: str, names: Sequence[str], *, is_first: bool) -> None:
    """What goes upward has its number one character from the left, beside the last line of those who sign; these stand one
    character from the right, the names in 楷体, those of further lines below the first (7.2.6)."""
    right = TEXT_WIDTH / (CHARACTER / 20) - 1
    begins = right - _SIGNS - _NAMES
    stops = paragraph.paragraph_format.tab_stops
    if len(names) == 1 and is_first:
        stops.add_tab_stop(Pt(right * CHARACTER / 20), WD_TAB_ALIGNMENT.RIGHT)
    else:
        stops.add_tab_stop(Pt((begins if is_first else begins + _SIGNS) * CHARACTER / 20), WD_TAB_ALIGNMENT.LEFT)
    add_runs(paragraph, (Run(f"\u3000{number}"),))
    paragraph.add_run("\t")
    if is_first:
        add_runs(paragraph, (Run("签发人："),))
    add_runs(paragraph, (Run("\u3000".join(_evened(names))),))
    set_font(paragraph.runs[-1:], KAI)


def _evened(names: Sequence[str]) -> list[str]:
    """Names of two characters set as wide as those of three, where several stand in a line."""
    return [f"{each[0]}\u3000{each[1]}" if len(each) == 2 and len(names) > 1 else each for each in names]


def _rule_across(paragraph: Paragraph, side: str, kind: str, space: int) -> None:
    beyond = (Mm(170).pt - TEXT_WIDTH) / 2 / (CHARACTER / 20)
    indent(paragraph, -beyond, 0, -beyond)
    rule(paragraph, side, 24, space, "FF0000", kind)
