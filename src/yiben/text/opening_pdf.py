"""The text layer of a PDF. A page without one is a picture of paper, and is said to be."""

from __future__ import annotations

import io
import re

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.text import ocr
from yiben.text.page_layout import Piece, laid_out

_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。；：、（）]) (?=[0-9])|(?<=[0-9%]) (?=[\u4e00-\u9fff，。；：、（）])")
_BEGINS_ANEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、](?![0-9])|第[一二三四五六七八九十]{1,3}[章节条篇阶部])"
)
_BOUNDARY = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
_LEAST_A_PAGE = 8
_MOST_PIECES = 4000
_BACKWARDS = 1.0
"""Points. A character that stands further to the left than the one before it was drawn out of turn."""
_GAP_OF_BLANK = 0.22
"""Of the height of a line: a gap between two characters that counts as a blank. Marks of another font leave less."""
_MOST_RECOGNISED = 60
_DOTS_A_POINT = 200 / 72
_SENTENCE_END = re.compile(r"[。；;：:！!？?]$")
_PAGE_NUMBER = re.compile(r"^\s*[-—－–]?\s*(?:第\s*)?[0-9]{1,4}\s*(?:页)?\s*[-—－–]?\s*$")


def pdf_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of all pages, lines that run across the page joined to paragraphs.

    A line that reaches the right margin and does not close a sentence goes on in the next; page numbers are left out.
    A page without text is recognised where the extra for that is installed, else it is left out and said to be.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        code = "document_encrypted" if "password" in str(problem).lower() else "document_broken"
        raise TextProblem(code, name=name) from problem
    try:
        pages = [_page(document, number) for number in range(len(document))]
        bare = [number for number, lines in enumerate(pages) if sum(map(len, lines)) < _LEAST_A_PAGE]
        if bare and ocr.is_available():
            for number in bare[:_MOST_RECOGNISED]:
                pages[number] = ocr.recognised(_picture(document[number]))
    except pypdfium2.PdfiumError as problem:
        raise TextProblem("document_broken", name=name) from problem
    finally:
        document.close()
    empty = [number for number in bare if not pages[number]]
    if len(empty) == len(pages):
        raise TextProblem("document_is_scan", name=name, pages=len(pages))
    warnings = (*([ocr.WARNING] if len(empty) < len(bare) else []), *(["pages_without_text"] if empty else []))
    return "\n".join(paragraphs([line for page in pages for line in page])), warnings


def _page(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    shown = document[number].get_textpage()
    lines = [line.replace("\ufffe", "").rstrip() for line in _lines(shown)]
    if len(lines) >= 2 and (page := laid_out(_pieces(shown))).is_laid_out:
        lines = page.lines
    return [line for line in lines if line.strip() and not _PAGE_NUMBER.match(line)]


def _lines(shown: pypdfium2.PdfTextPage) -> list[str]:
    """The lines of a page, each from left to right: programs draw marks of another font behind the rest of a line."""
    text = shown.get_text_range()
    if len(text) != shown.count_chars():
        return str(shown.get_text_bounded()).replace("\r\n", "\n").split("\n")
    lines = []
    start = 0
    for line in text.split("\r\n"):
        lines.append(_from_left_to_right(shown, line, start))
        start += len(line) + 2
    return lines


def _from_left_to_right(shown: pypdfium2.PdfTextPage, line: str, start: int) -> str:
    placed: list[tuple[float, float, str]] = []
    is_disordered = False
    height = 0.0
    for at, character in enumerate(line, start):
        if character == " " and pdfium.FPDFText_IsGenerated(shown, at) == 1:
            continue  # often no more than a change of font; where there is a gap it is put back below
        left, low, right, high = shown.get_charbox(at, loose=True)
        height = max(height, high - low)
        is_disordered = is_disordered or (bool(placed) and left < placed[-1][0] - _BACKWARDS)
        placed.append((left, right, character))
    if is_disordered:
        placed.sort(key=lambda each: each[0])
    text = ""
    end = 0.0
    for left, right, character in placed:
        text += (" " if text and left - end > _GAP_OF_BLANK * height else "") + character
        end = max(end, right)
    return text


def _picture(page: pypdfium2.PdfPage) -> bytes:
    drawn = io.BytesIO()
    page.render(scale=_DOTS_A_POINT).to_pil().save(drawn, "PNG")
    return drawn.getvalue()


def _pieces(shown: pypdfium2.PdfTextPage) -> list[Piece]:
    """The runs of a page with their boxes; the page's own ordinate grows upwards."""
    count = min(shown.count_rects(), _MOST_PIECES)
    boxes = [shown.get_rect(number) for number in range(count)]
    return [
        Piece(left, -top, right, -bottom, text)
        for left, bottom, right, top in boxes
        if (text := shown.get_text_bounded(left, bottom, right, top).replace("\ufffe", "").strip(" \r\n"))
    ]


def paragraphs(lines: list[str]) -> list[str]:
    """Return paragraphs of lines: one that reaches the right margin and closes no sentence goes on in the next."""
    full = _usual_width(lines)
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if "\t" in line:
            joined.append(_GAP.sub("", line))
            goes_on = False
            continue
        if goes_on and not line.startswith(("　　", "    ")) and not _BEGINS_ANEW.match(line):
            joined[-1] += line.strip()
        else:
            joined.append(line.strip(" \u3000"))
        goes_on = _width(line) >= full - 3 and (not _SENTENCE_END.search(line) or _width(line) >= full + 1)
    # Typesetting leaves a gap between Chinese and digits that the text layer shows as a blank.
    return [_GAP.sub("", line) for line in joined]


def _usual_width(lines: list[str]) -> int:
    """The width of a full line: what the widest tenth of the lines reach, in Chinese characters."""
    widths = sorted(_width(line) for line in lines)
    return max(widths[int(len(widths) * 0.9)] if widths else 0, 12)


def _width(line: str) -> int:
    """How wide a line is in Chinese characters; typesetting puts a quarter of one between Chinese and digits."""
    halves = sum(2 if ord(character) > 0x2E7F else 1 for character in line)
    return (2 * halves + len(_BOUNDARY.findall(line))) // 4
