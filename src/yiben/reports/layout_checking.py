"""Where a .docx departs from the layout of official documents (GB/T 9704-2012). Pure: from bytes to departures.

Looked at: paper and margins (版心 156 × 225 mm), type and size of title, text and headings, line pitch, indents, the signs
of the heading levels and their order, document number, dates, the note of attachments, page numbers. What a word
processor computes only when it prints (how many lines a page really holds, where lines break) is not looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from yiben.errors import Refusal

TEXT_SIZE, TITLE_SIZE = 16, 22
"""三号 and 二号, in points."""
LINES = (28.0, 29.5)
"""From and to which exact line pitch 22 lines fill 225 mm well enough, in points."""
_MARGINS = {"top": (36, 38), "left": (27, 29), "right": (24, 28), "bottom": (33, 37)}
_CHINESE = "一二三四五六七八九十"
_LEVELS = (
    (re.compile(rf"[{_CHINESE}]+、"), "黑体"),
    (re.compile(rf"（[{_CHINESE}]+）"), "楷体"),
    (re.compile(r"\d+[.．]"), "仿宋"),
    (re.compile(r"（\d+）"), "仿宋"),
)
_WRONG_SIGNS = re.compile(rf"(?:（[{_CHINESE}\d]+）[、.．]|\([{_CHINESE}\d]+\)|\d+、|[{_CHINESE}]+[.．])")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}(?P<open>[〔\[［【(（])(?P<year>\d{2,4})[〕\]］】)）](?P<rest>第?\d+号)")
_DATE = re.compile(r"\d{4}年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_OLD_DATE = re.compile(rf"[〇零○Ｏ{_CHINESE}]{{4}}年[{_CHINESE}]+月[{_CHINESE}]+日")
_NOTE = re.compile("注[：:]")
"""The note under a table; it and what is centred, such as the title of a table, are no text."""
_ATTACHED = re.compile(r"附件[:：]")
_LABEL = re.compile(r"附件\d*$|(?:出席|请假|列席|缺席)[:：]")
"""What is set in 黑体 without being a heading: the head of an attachment, the labels of minutes (7.3.7, 10.3)."""
_ENDS = tuple("。；;，,、.")
_SHORT = 24
_FONTS = {"小标宋": ("小标宋",), "黑体": ("黑体", "SimHei"), "楷体": ("楷体", "KaiTi"), "仿宋": ("仿宋", "FangSong")}


@dataclass(frozen=True)
class Departure:
    """One departure: its code, where (number of the paragraph from 1 and how it begins; "" for the page), what was found
    and what the standard asks."""

    code: str
    where: str
    found: str
    wanted: str


def check_layout(data: bytes) -> list[Departure]:
    """Return the departures of a document, the page first, then in order of the text; each kind once a place.

    Raises Refusal ``layout_unreadable`` for what is no .docx.
    """
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise Refusal("layout_unreadable") from problem
    paragraphs = [each for each in document.paragraphs if each.text.strip()]
    found = [*_page(document), *_page_number(document)]
    title = _title_of(paragraphs)
    levels: list[int] = []
    for number, each in enumerate(paragraphs, start=1):
        where = f"{number} {each.text.strip()[:_SHORT]}"
        if each is title or (title is not None and _is_title(each)):
            found += _of_title(each, where)
            continue
        found += _of_text(each, where)
        if title is not None and number > paragraphs.index(title) + 1:
            found += _of_body(each, where, levels)
    return found


def _page(document: Any) -> Iterator[Departure]:
    for section in document.sections:
        width, height = sorted((_mm(section.page_width), _mm(section.page_height)))
        if abs(width - 210) > 1 or abs(height - 297) > 1:
            yield Departure("paper", "", f"{width:.0f}×{height:.0f} mm", "210×297 mm")
            continue
        if section.page_width > section.page_height:
            continue  # a wide table on a page of its own
        for side, (least, most) in _MARGINS.items():
            margin = _mm(getattr(section, f"{side}_margin"))
            if not least <= margin <= most:
                yield Departure(f"margin_{side}", "", f"{margin:.1f} mm", f"{(least + most) // 2} mm")


def _page_number(document: Any) -> Iterator[Departure]:
    footers = [footer for section in document.sections for footer in (section.footer, section.even_page_footer)]
    texts = [footer._element.xml for footer in footers if not footer.is_linked_to_previous or footer.paragraphs]
    if not any("PAGE" in text for text in texts):
        yield Departure("page_number_missing", "", "", "— 1 —")
    elif not any(re.search(r"[—–－-]", re.sub(r"<[^>]+>", "", text)) for text in texts if "PAGE" in text):
        yield Departure("page_number_dashes", "", "1", "— 1 —")


def _of_title(paragraph: Paragraph, where: str) -> Iterator[Departure]:
    font, size = _look(paragraph)
    if size and abs(size - TITLE_SIZE) > 0.5:
        yield Departure("title_size", where, f"{size:g} pt", f"{TITLE_SIZE} pt")
    if font and not _is_font(font, "小标宋"):
        yield Departure("title_font", where, font, "小标宋")
    if paragraph.text.strip().endswith(_ENDS):
        yield Departure("title_ends", where, paragraph.text.strip()[-1], "")


def _of_body(paragraph: Paragraph, where: str, levels: list[int]) -> Iterator[Departure]:
    text = paragraph.text.strip()
    font, size = _look(paragraph)
    level = next((index for index, (sign, _font) in enumerate(_LEVELS) if sign.match(text)), None)
    is_beside = _alignment(paragraph) == WD_ALIGN_PARAGRAPH.CENTER or _NOTE.match(text) is not None
    wrong = _WRONG_SIGNS.match(text)
    if wrong:
        yield Departure("heading_sign", where, wrong[0], "一、（一）1.（1）")
    if level is not None:
        yield from _of_level(level, levels, where)
        if font and not _is_font(font, _LEVELS[level][1]):
            yield Departure("heading_font", where, font, _LEVELS[level][1])
    elif _LABEL.match(text):
        if font and not _is_font(font, "黑体"):
            yield Departure("heading_font", where, font, "黑体")
    elif font and not is_beside and not _is_font(font, "仿宋"):
        yield Departure("text_font", where, font, "仿宋")
    if size and abs(size - TEXT_SIZE) > 0.5 and not is_beside:
        yield Departure("text_size", where, f"{size:g} pt", f"{TEXT_SIZE} pt")
    pitch = _pitch(paragraph)
    if pitch is not None and not LINES[0] <= pitch <= LINES[1]:
        yield Departure("line_pitch", where, f"{pitch:g} pt", "28.9 pt")
    if _wants_indent(paragraph, text) and not _is_indented(paragraph):
        yield Departure("indent", where, "0", "2 characters")


def _of_level(level: int, levels: list[int], where: str) -> Iterator[Departure]:
    """A level may follow a higher one, its own, or one directly above it; 1. may stand under 一、."""
    if not levels and level > 0 and level != 2:
        yield Departure("heading_order", where, str(level + 1), "1")
    elif levels and level > levels[-1] + 1 and not (level == 2 and levels[-1] == 0):
        yield Departure("heading_order", where, str(level + 1), str(levels[-1] + 2))
    levels.append(level)


def _of_text(paragraph: Paragraph, where: str) -> Iterator[Departure]:
    """What is wrong wherever it stands: numbers of documents, dates, the note of attachments."""
    text = paragraph.text.strip()
    number = _NUMBER.match(text) if len(text) < 2 * _SHORT else None
    if number and (number["open"] != "〔" or len(number["year"]) != 4 or re.match(r"第|0", number["rest"])):
        wanted = f"{text[: number.start('open')]}〔{number['year']}〕{number['rest'].lstrip('第').lstrip('0')}"
        yield Departure("document_number", where, number[0], wanted)
    if len(text) < _SHORT:
        date = _DATE.fullmatch(text)
        if date and (date["month"][0] == "0" or date["day"][0] == "0"):
            yield Departure("date_zero", where, text, re.sub(r"(?<=[年月])0", "", text))
        if _OLD_DATE.fullmatch(text):
            yield Departure("date_in_words", where, text, "2026年1月5日")
    if _ATTACHED.match(text) and text.endswith(_ENDS):
        yield Departure("attachment_ends", where, text[-1], "")


def _title_of(paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The first centred paragraph that is set larger than the text, else the first one called a title."""
    set_larger = next((each for each in paragraphs[:12] if _is_title(each)), None)
    return set_larger or next((each for each in paragraphs[:12] if _alignment(each) == WD_ALIGN_PARAGRAPH.CENTER), None)


def _is_title(paragraph: Paragraph) -> bool:
    """A line of the title or of an attachment's: called so, or centred and set larger than the text; not the red head."""
    if paragraph.style is not None and paragraph.style.name == "Title":
        return not _is_red(paragraph)
    _font, size = _look(paragraph)
    return _alignment(paragraph) == WD_ALIGN_PARAGRAPH.CENTER and size > TEXT_SIZE + 1 and not _is_red(paragraph)


def _look(paragraph: Paragraph) -> tuple[str, float]:
    """The East Asian font and the size in points of the first words of a paragraph; "" and 0 where nothing says so."""
    run = next((each for each in paragraph.runs if each.text.strip()), None)
    font, size = "", 0.0
    for properties in _properties(paragraph, run):
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None and not font:
            font = fonts.get(qn("w:eastAsia")) or ""
        sized = properties.find(qn("w:sz"))
        if sized is not None and not size:
            size = float(sized.get(qn("w:val"), "0")) / 2
    return font, size


def _properties(paragraph: Paragraph, run: Any) -> Iterator[Any]:
    """Run properties from the nearest to the farthest: run, its style, the paragraph's styles, the defaults."""
    if run is not None and run._element.rPr is not None:
        yield run._element.rPr
    styles = [run.style if run is not None else None, paragraph.style]
    for style in styles:
        while style is not None:
            properties = style.element.find(qn("w:rPr"))
            if properties is not None:
                yield properties
            style = style.base_style
    part: Any = paragraph.part
    defaults = part.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        yield defaults


def _alignment(paragraph: Paragraph) -> Any:
    style: Any = paragraph.style
    alignment: Any = paragraph.alignment
    while alignment is None and style is not None:
        alignment, style = style.paragraph_format.alignment, style.base_style
    return alignment


def _pitch(paragraph: Paragraph) -> float | None:
    """The exact line pitch in points, None where lines are set by the grid or by multiples."""
    formats: list[Any] = [paragraph.paragraph_format]
    style: Any = paragraph.style
    while style is not None:
        formats.append(style.paragraph_format)
        style = style.base_style
    spacing = next((each.line_spacing for each in formats if each.line_spacing is not None), None)
    return spacing.pt if isinstance(spacing, Length) else None


def _wants_indent(paragraph: Paragraph, text: str) -> bool:
    alignment = _alignment(paragraph)
    is_prose = len(text) > _SHORT and not text.endswith(("：", ":"))
    return is_prose and alignment not in {WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT}


def _is_indented(paragraph: Paragraph) -> bool:
    if paragraph.text.startswith(("\u3000\u3000", "    ")):
        return True
    elements = [paragraph._element.pPr]
    style: Any = paragraph.style
    while style is not None:
        elements.append(style.element.find(qn("w:pPr")))
        style = style.base_style
    for element in elements:
        indent = element.find(qn("w:ind")) if element is not None else None
        if indent is not None:
            values = (indent.get(qn("w:firstLineChars"), "0"), indent.get(qn("w:firstLine"), "0"))
            return any(int(value) > 0 for value in values if value.lstrip("-").isdigit())
    return False


def _is_red(paragraph: Paragraph) -> bool:
    return any(str(run.font.color.rgb) in {"FF0000", "C00000"} for run in paragraph.runs if run.font.color is not None)


def _is_font(font: str, wanted: str) -> bool:
    return any(name.lower() in font.lower() for name in _FONTS[wanted])


def _mm(length: Any) -> float:
    return float(length.mm) if length is not None else 0.0
