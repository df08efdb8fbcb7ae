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

RED: Final = RGBColor(0xFF, 0, 0)
TEXT_WIDTH: Final = 442.2
"""156 mm in points."""
_MARK_TOP: Final = Mm(35).pt
_SIZES: Final = (22.0, 48.0)
"""The smallest and the largest type of a red head, in points."""
_BELOW: Final = 11
"""4 mm in points: from the number to the rule."""
_LETTER_TOP, _LETTER_FOOT = Mm(30), Mm(20)
_EMPTY = LINE / 20


def add_head(page: DocxDocument, document: Official) -> None:
    """Add the head of a document or of minutes (7.2): copy number and urgency, the mark 35 mm below the edge of the text,
    the number two lines below it, the rule 4 mm below the number."""
    above = _add_corner(page, document)
    spacer = add_line(page, "addressee", "")
    spacer.paragraph_format.line_spacing = Pt(max(1.0, _MARK_TOP - above * _EMPTY))
    off_grid(spacer)
    lines = [line.strip() for line in document.mark.split("\n") if line.strip()]
    for line in lines:
        _add_mark(add_line(page, "addressee", ""), line, _size_of(lines))
    numbered = add_line(page, "addressee", "")
    numbered.paragraph_format.space_before = Pt((2 if document.number else 1) * _EMPTY)
    if document.signers:
        _add_upward(numbered, document)
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


def _add_upward(paragraph: Paragraph, document: Official) -> None:
    """What goes upward has its number one character from the left, who signs one from the right, the name in 楷体 (7.2.6)."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(TEXT_WIDTH - CHARACTER / 20), WD_TAB_ALIGNMENT.RIGHT)
    add_runs(paragraph, (Run(f"\u3000{document.number}"),))
    paragraph.add_run("\t")
    add_runs(paragraph, (Run("签发人："),))
    add_runs(paragraph, (Run("\u3000".join(document.signers)),))
    set_font(paragraph.runs[-1:], KAI)


def _rule_across(paragraph: Paragraph, side: str, kind: str, space: int) -> None:
    beyond = (Mm(170).pt - TEXT_WIDTH) / 2 / (CHARACTER / 20)
    indent(paragraph, -beyond, 0, -beyond)
    rule(paragraph, side, 24, space, "FF0000", kind)
