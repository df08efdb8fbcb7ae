"""From the bytes of a file to its text. The bytes decide what a file is, never its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from yiben.errors import TextProblem
from yiben.text.encodings import decode
from yiben.text.opening_html import html_text
from yiben.text.opening_office import office_text
from yiben.text.opening_pdf import pdf_text
from yiben.text.opening_word import OLE, ZIP, container_kind, is_encrypted_ole, word_text
from yiben.text.results import Source

LARGEST = 50 * 1024 * 1024
"""Bytes. A larger file is refused unread."""

_HTML = re.compile(
    rb"^\s*(?:<!DOCTYPE\s+html|<html|<head|<body|<\?xml[^>]*>\s*<(?:!DOCTYPE\s+html|html))", re.IGNORECASE
)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_TABLES = ("xlsx", "xls", "ods", "et")
_OFFICE = ("doc", "odt", "wps")
_C0 = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFEFF])


def open_document(data: bytes, name: str = "") -> Source:
    """Return a file as text, paragraphs as lines and table rows as lines with tabs.

    Raises TextProblem with the code document_empty, document_too_large, document_encrypted, document_broken,
    document_is_table, document_is_picture, document_is_scan, document_inflates, document_unknown or converter_missing.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise TextProblem("document_empty", name=name)
    if len(data) > LARGEST:
        raise TextProblem("document_too_large", name=name, megabytes=len(data) // 2**20, most=LARGEST // 2**20)
    kind = kind_of(data)
    if kind in _TABLES:
        raise TextProblem("document_is_table", name=name)
    if kind == "picture":
        raise TextProblem("document_is_picture", name=name)
    opener = _OPENERS.get(kind)
    if opener is None:
        raise TextProblem("document_unknown", name=name)
    text, warnings = opener(data, name)
    clean = _one_newline(text)
    if not clean.strip():
        raise TextProblem("document_empty", name=name)
    return Source(clean, kind, warnings)


def kind_of(data: bytes) -> str:
    """Return what a file is: pdf, docx, xlsx, doc, xls, odt, html, picture, txt; "" for what is none of them."""
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return "pdf"
    if data.startswith((ZIP, OLE)):
        return "encrypted" if is_encrypted_ole(data) else container_kind(data)
    if data.startswith(_IMAGES):
        return "picture"
    if _HTML.match(data[:2048].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return "txt" if _is_text(data) else ""


def _is_text(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return sum(byte < 9 or 13 < byte < 32 for byte in head) <= len(head) // 3 and decode(data) is not None


def _plain_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    decoded = decode(data)
    if decoded is None:
        raise TextProblem("document_unknown", name=name)
    text, encoding = decoded
    return text, ("encoding_replaced",) if "\ufffd" in text and encoding != "utf-8" else ()


def _encrypted(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    raise TextProblem("document_encrypted", name=name)


def _one_newline(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return (
        unified.translate(_C0)
        if any(ord(character) < 32 and character not in "\n\t" for character in set(unified)) or "\ufeff" in unified
        else unified
    )


_OPENERS: dict[str, Callable[[bytes, str], tuple[str, tuple[str, ...]]]] = {
    "txt": _plain_text,
    "html": html_text,
    "pdf": pdf_text,
    "docx": word_text,
    "encrypted": _encrypted,
    **dict.fromkeys(_OFFICE, office_text),
}
