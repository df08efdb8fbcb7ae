"""The text of an .ofd document (GB/T 33190), the national format for fixed pages: a ZIP of XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.text.opening_word import PARSER, check_inflated
from yiben.text.page_layout import Piece, laid_out
from yiben.text.page_paragraphs import paragraphs

_LEAST = 8


def ofd_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of all pages in reading order; raises document_broken, document_encrypted or document_is_scan."""
    check_inflated(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pages = [laid_out(list(_pieces(page))).lines for page in _pages(archive)]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    except (RuntimeError, NotImplementedError) as problem:
        raise TextProblem("document_encrypted", name=name) from problem
    empty = [number for number, lines in enumerate(pages) if sum(map(len, lines)) < _LEAST]
    if len(empty) == len(pages):
        raise TextProblem("document_is_scan", name=name, pages=len(pages))
    lines = [line for page in pages for line in page]
    return "\n".join(paragraphs(lines)), ("pages_without_text",) if empty else ()


def _pages(archive: zipfile.ZipFile) -> Iterator[etree._Element]:
    root = etree.fromstring(archive.read("OFD.xml"), PARSER)
    for body in _texts(root, "DocRoot"):
        path = body.lstrip("/")
        document = etree.fromstring(archive.read(path), PARSER)
        for page in document.iter("{*}Page"):
            where = str(page.get("BaseLoc", ""))
            if where:
                inside = where.lstrip("/") if where.startswith("/") else posixpath.join(posixpath.dirname(path), where)
                yield etree.fromstring(archive.read(posixpath.normpath(inside)), PARSER)


def _texts(root: etree._Element, tag: str) -> Iterator[str]:
    for each in root.iter(f"{{*}}{tag}"):
        if each.text and each.text.strip():
            yield each.text.strip()


def _pieces(page: etree._Element) -> Iterator[Piece]:
    """The runs of a page in millimetres. A boundary may be far wider than the characters in it."""
    for placed in page.iter("{*}TextObject"):
        box = [float(each) for each in str(placed.get("Boundary", "")).split()]
        size = float(placed.get("Size", "4"))
        codes = list(placed.iter("{*}TextCode"))
        text = "".join(code.text or "" for code in codes)
        if len(box) == 4 and text.strip():
            width = min(box[2], size * sum(1.0 if ord(character) > 0x2E7F else 0.55 for character in text))
            yield Piece(box[0], box[1], box[0] + width, box[1] + size, text.strip("\n"))
