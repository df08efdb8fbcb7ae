"""The text layer of a PDF. A page without one is a picture of paper, and is said to be."""

from __future__ import annotations

import re

import pypdfium2  # type: ignore[import-untyped]

from yiben.errors import TextProblem

_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。；：、（）]) (?=[0-9])|(?<=[0-9%]) (?=[\u4e00-\u9fff，。；：、（）])")
_BEGINS_ANEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、](?![0-9])|第[一二三四五六七八九十]{1,3}[章节条篇阶部])"
)
_LEAST_A_PAGE = 8
_SENTENCE_END = re.compile(r"[。；;：:！!？?]$")
_PAGE_NUMBER = re.compile(r"^\s*[-—－–]?\s*(?:第\s*)?[0-9]{1,4}\s*(?:页)?\s*[-—－–]?\s*$")


def pdf_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of all pages, lines that run across the page joined to paragraphs.

    A line that reaches the right margin and does not close a sentence goes on in the next; page numbers are left out.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        code = "document_encrypted" if "password" in str(problem).lower() else "document_broken"
        raise TextProblem(code, name=name) from problem
    try:
        pages = [_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as problem:
        raise TextProblem("document_broken", name=name) from problem
    finally:
        document.close()
    scanned = [number for number, lines in enumerate(pages, 1) if sum(map(len, lines)) < _LEAST_A_PAGE]
    if len(scanned) == len(pages):
        raise TextProblem("document_is_scan", name=name, pages=len(pages))
    lines = [line for page in pages for line in page]
    return "\n".join(_paragraphs(lines)), ("pages_without_text",) if scanned else ()


def _page(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    text = page.get_textpage().get_text_bounded()
    lines = [line.replace("\ufffe", "").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return [line for line in lines if line.strip() and not _PAGE_NUMBER.match(line)]


def _paragraphs(lines: list[str]) -> list[str]:
    full = _usual_width(lines)
    joined: list[str] = []
    goes_on = False
    for line in lines:
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
    return sum(2 if ord(character) > 0x2E7F else 1 for character in line) // 2
