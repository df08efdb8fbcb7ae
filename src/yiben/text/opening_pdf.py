"""The text layer of a PDF. A page without one is a picture of paper, and is said to be."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.text import ocr
from yiben.text.page_layout import Piece, laid_out
from yiben.text.page_paragraphs import Line, paragraphs

_LEAST_A_PAGE = 8
_MOST_CHARACTERS = 20_000
_LINE_ENDS = frozenset({10, 13})
_NO_INK = frozenset({0, 0xFFFE})
_BACKWARDS = 1.0
"""Points. A character that stands further to the left than the one before it was drawn out of turn."""
_GAP_OF_BLANK = 0.22
"""Of the height of a line: a gap between two characters that counts as a blank. Marks of another font leave less."""
_SAME_LINE = 0.3
_INK = 0.97
_MOST_RECOGNISED = 60
_DOTS_A_POINT = 200 / 72
_PAGE_NUMBER = re.compile(r"^\s*[-—－–]?\s*(?:第\s*)?[0-9]{1,4}\s*(?:页)?\s*[-—－–]?\s*$")


class _Character(NamedTuple):
    """A character and its box; ordinates grow downwards, in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


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
        bare = [number for number, lines in enumerate(pages) if sum(len(line.text) for line in lines) < _LEAST_A_PAGE]
        if bare and ocr.is_available():
            for number in bare[:_MOST_RECOGNISED]:
                pages[number] = [Line(each) for each in ocr.recognised(_picture(document[number]))]
    except pypdfium2.PdfiumError as problem:
        raise TextProblem("document_broken", name=name) from problem
    finally:
        document.close()
    empty = [number for number in bare if not pages[number]]
    if len(empty) == len(pages):
        raise TextProblem("document_is_scan", name=name, pages=len(pages))
    warnings = (*([ocr.WARNING] if len(empty) < len(bare) else []), *(["pages_without_text"] if empty else []))
    return "\n".join(paragraphs([line for page in pages for line in page])), warnings


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    drawn = list(_drawn(document[number].get_textpage()))
    lines = [_from_left_to_right(each) for each in drawn]
    if len(lines) >= 2 and (page := laid_out(_pieces(drawn))).is_laid_out:
        lines = [Line(each) for each in page.lines]
    return [line for line in lines if line.text.strip() and not _PAGE_NUMBER.match(line.text)]


def _drawn(shown: pypdfium2.PdfTextPage) -> Iterator[list[_Character]]:
    """Yield the characters of each line as they were drawn, with the boxes of their font.

    Some programs give the ink of a character for its box: a Chinese one is as wide as the others of its line.
    """
    line: list[_Character] = []
    for at in range(min(shown.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(shown, at)
        if code in _LINE_ENDS:
            yield _evenly_wide(line)
            line = []
        elif code not in _NO_INK and pdfium.FPDFText_IsGenerated(shown, at) != 1:
            # A blank that was not drawn is often no more than a change of font; a gap is seen by the boxes.
            left, low, right, high = shown.get_charbox(at, loose=True)
            line.append(_Character(left, -high, right, -low, chr(code)))
    yield _evenly_wide(line)


def _evenly_wide(line: list[_Character]) -> list[_Character]:
    widths = [each.right - each.left for each in line if _is_han(each.text)]
    full = median(widths) if widths else 0.0
    if not widths or min(widths) > _INK * full:
        return line
    return [_widened(each, full) if _is_han(each.text) else each for each in line]


def _widened(each: _Character, full: float) -> _Character:
    free = (full - (each.right - each.left)) / 2
    return each._replace(left=each.left - free, right=each.right + free) if free > 0 else each


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _from_left_to_right(drawn: list[_Character]) -> Line:
    """A line from left to right: programs draw marks of another font behind the rest of it."""
    if not drawn:
        return Line("")
    placed = drawn
    if any(each.left < before.left - _BACKWARDS for before, each in itertools.pairwise(drawn)):
        placed = sorted(drawn, key=lambda each: each.left)
    height = max(each.bottom - each.top for each in placed)
    text = ""
    end = 0.0
    for each in placed:
        text += (" " if text and each.left - end > _GAP_OF_BLANK * height else "") + each.text
        end = max(end, each.right)
    seen = [each for each in placed if not each.text.isspace()]
    return Line(text.rstrip(), seen[0].left, max(each.right for each in seen), height) if seen else Line("")


def _pieces(drawn: list[list[_Character]]) -> list[Piece]:
    """The runs of a page: characters that stand side by side on one line."""
    found: list[Piece] = []
    for each in itertools.chain.from_iterable(drawn):
        before = found[-1] if found else None
        if before and _goes_on(before, each):
            right = max(before.right, each.right)
            found[-1] = Piece(before.left, before.top, right, before.bottom, before.text + each.text)
        else:
            found.append(Piece(*each))
    return [each for each in found if each.text.strip()]


def _goes_on(before: Piece, each: _Character) -> bool:
    shift = abs((each.top + each.bottom) - (before.top + before.bottom)) / 2
    return (
        shift < _SAME_LINE * before.height and -_BACKWARDS <= each.left - before.right < _GAP_OF_BLANK * before.height
    )


def _picture(page: pypdfium2.PdfPage) -> bytes:
    drawn = io.BytesIO()
    page.render(scale=_DOTS_A_POINT).to_pil().save(drawn, "PNG")
    return drawn.getvalue()
