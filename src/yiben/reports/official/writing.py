"""An official document as .docx (GB/T 9704-2012): head, text, attachments, copy list. The same document, the same bytes.

Lengths are the standard's millimetres in points; 3号 is 16 pt, a line 28.9 pt, a character 15.75 pt.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from yiben.reports.blocks import Block, Run
from yiben.reports.docx_forms import indent, set_font, width_of
from yiben.reports.docx_page import CHARACTER, CHARACTERS_A_LINE, HEI, LINE
from yiben.reports.docx_writer import add_block, add_line, add_runs, close_page, open_page
from yiben.reports.official.elements import Official, Table, day_text
from yiben.reports.official.heads import add_head, add_letter_head
from yiben.reports.official.imprint import add_imprint
from yiben.reports.official.joint import add_joint_signature
from yiben.reports.official.tables import add_table, turn_page
from yiben.reports.official.titles import break_title

_EMPTY = LINE / 20
_CHARACTER = CHARACTER / 20


def official_docx(document: Official) -> bytes:
    """Return the document as .docx: no links, no author, no hidden part."""
    page = open_page()
    (add_letter_head if document.form == "letter" else add_head)(page, document)
    for number, line in enumerate(break_title(document.title, document.offices)):
        paragraph = add_line(page, "title", line)
        paragraph.paragraph_format.space_before = Pt(0 if number else 2 * _EMPTY)
    if document.recipients:
        add_line(page, "addressee", document.recipients).paragraph_format.space_before = Pt(_EMPTY)
    _add_parts(page, document.body, has_space=not document.recipients)
    if page.paragraphs:
        page.paragraphs[-1].paragraph_format.keep_with_next = True  # a signature never stands on a page alone
    _add_attachment_note(page, document)
    (_add_attendance if document.form == "minutes" else _add_signature)(page, document)
    if document.note:
        add_line(page, "paragraph", document.note)
    for number, attachment in enumerate(document.attachments, start=1):
        if attachment.parts:
            _add_attachment(page, number if len(document.attachments) > 1 else 0, attachment.title, attachment.parts)
    add_imprint(page, document)
    return close_page(page)


def _add_parts(page: DocxDocument, parts: Sequence[Block | Table], *, has_space: bool) -> None:
    for number, part in enumerate(parts):
        if isinstance(part, Table):
            if not number or isinstance(parts[number - 1], Table):
                add_line(page, "addressee", "").paragraph_format.line_spacing = Pt(_EMPTY / 2)
            add_table(page, part)
            continue
        paragraph = add_block(page, part)
        if has_space and not number:
            paragraph.paragraph_format.space_before = Pt(_EMPTY)


def _add_attachment_note(page: DocxDocument, document: Official) -> None:
    """附件：1. … one line below the text, two characters in, turned lines under the name (7.3.4)."""
    lines = document.attachment_lines
    hanging = 1.0 if len(lines) > 1 else 0.0
    for number, line in enumerate(lines):
        paragraph = add_line(page, "paragraph", line if number else f"附件：{line}")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        indent(paragraph, 5 + hanging, -hanging if number else -3 - hanging)
        paragraph.paragraph_format.keep_with_next = True
        if not number:
            paragraph.paragraph_format.space_before = Pt(_EMPTY)


def _add_signature(page: DocxDocument, document: Official) -> None:
    day = day_text(document.date) if document.date else ""
    if document.is_sealed and len(document.offices) > 1:
        add_joint_signature(page, document.offices, day, _EMPTY)
        return
    place = _sealed if document.is_sealed else _unsealed
    for number, office in enumerate(document.offices):
        paragraph = add_line(page, "signature", office)
        if not number:
            paragraph.paragraph_format.space_before = Pt(_EMPTY * (2 if document.is_sealed else 1))
        paragraph.paragraph_format.right_indent = Pt(place(width_of(office), width_of(day))[0] * _CHARACTER)
    if day:
        last = width_of(document.offices[-1]) if document.offices else 0
        paragraph = add_line(page, "date", day)
        paragraph.paragraph_format.right_indent = Pt(place(last, width_of(day))[1] * _CHARACTER)


def _sealed(name: float, day: float) -> tuple[float, float]:
    """With a seal the date stands four characters from the right, the name is centred above it (7.3.5.1)."""
    right = max(4.0, (name - day) / 2)
    return right + (day - name) / 2, right


def _unsealed(name: float, day: float) -> tuple[float, float]:
    """Without: the name two characters from the right, the date beginning two characters right of its first (7.3.5.2)."""
    if not name or name > CHARACTERS_A_LINE - 4:
        return 2, 2
    right = max(name - day, 2)
    return max(right + day + 2 - name, 2), right


def _add_attendance(page: DocxDocument, document: Official) -> None:
    """出席：… one line below the text, in 黑体, two characters in, names hanging after the colon (10.3)."""
    for number, (label, names) in enumerate(document.attendance):
        paragraph = page.add_paragraph(style="Normal")
        add_runs(paragraph, (Run(f"{label}："),))
        set_font(paragraph.runs, HEI)
        add_runs(paragraph, (Run(names),))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        indent(paragraph, 3 + len(label), -1 - len(label))
        paragraph.paragraph_format.keep_with_next = number + 1 < len(document.attendance)
        if not number:
            paragraph.paragraph_format.space_before = Pt(_EMPTY)


def _add_attachment(page: DocxDocument, number: int, title: str, parts: Sequence[Block | Table]) -> None:
    """An attachment on a page of its own: 附件1 flush on the first line, its title on the third (7.3.7)."""
    is_wide = any(isinstance(part, Table) and part.is_wide for part in parts)
    if is_wide:
        turn_page(page, is_wide=True)
    head = add_line(page, "addressee", f"附件{number or ''}")
    set_font(head.runs, HEI)
    head.paragraph_format.page_break_before = not is_wide
    for at, line in enumerate(break_title(title)):
        add_line(page, "title", line).paragraph_format.space_before = Pt(0 if at else _EMPTY)
    _add_parts(page, parts, has_space=True)
    if is_wide:
        turn_page(page, is_wide=False)
