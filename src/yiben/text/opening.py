"""From the bytes of a file to its text. The bytes decide what a file is, never its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from yiben.errors import TextProblem
from yiben.text import ocr
from yiben.text.encodings import decode
from yiben.text.opening_archive import members
from yiben.text.opening_html import html_text
from yiben.text.opening_ofd import ofd_text
from yiben.text.opening_office import office_text
from yiben.text.opening_pdf import pdf_text
from yiben.text.opening_table import table_text
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

    An archive is read file by file, each under a header line (第一篇：its name), which makes it an article of its own.
    Raises TextProblem with the code document_empty, document_too_large, document_encrypted, document_broken,
    document_is_picture, document_is_scan, document_inflates, document_unknown, archive_too_many or converter_missing.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise TextProblem("document_empty", name=name)
    if len(data) > LARGEST:
        raise TextProblem("document_too_large", name=name, megabytes=len(data) // 2**20, most=LARGEST // 2**20)
    kind = kind_of(data)
    if kind == "zip":
        return _archive(data, name)
    if kind == "picture" and not ocr.is_available():
        raise TextProblem("document_is_picture", name=name)
    opener = _OPENERS.get(kind)
    if opener is None:
        raise TextProblem("document_unknown", name=name)
    text, warnings = opener(data, name)
    clean = _one_newline(text)
    if not clean.strip():
        raise TextProblem("document_empty", name=name)
    return Source(clean, kind, warnings)


def _archive(data: bytes, name: str) -> Source:
    """The files of an archive as one text; those that cannot be read are left out and said to be."""
    texts = []
    problems = []
    for member in members(data, name):
        try:
            if kind_of(member.data) == "zip":
                raise TextProblem("document_unknown", name=member.name)  # no archive within an archive
            source = open_document(member.data, member.name)
        except TextProblem as problem:
            problems.append(problem)
            continue
        texts.append((member.name, source.text.strip("\n")))
    if not texts:
        raise TextProblem(problems[0].code if len(problems) == 1 else "document_unknown", name=name)
    if len(texts) == 1:
        text = texts[0][1]
    else:
        text = "\n".join(
            f"第{number}篇：{PurePosixPath(each).stem}\n{body}" for number, (each, body) in enumerate(texts, 1)
        )
    return Source(text, "zip", ("archive_files_left_out",) if problems else ())


def kind_of(data: bytes) -> str:
    """Return what a file is: pdf, docx, xlsx, ofd, doc, xls, odt, html, zip, picture, txt; "" for what is none of them."""
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
    text, _ = decoded
    return text, ("encoding_replaced",) if "\ufffd" in text and b"\xef\xbf\xbd" not in data else ()


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
    "ofd": ofd_text,
    "picture": ocr.picture_text,
    "encrypted": _encrypted,
    **dict.fromkeys(_OFFICE, office_text),
    **dict.fromkeys(_TABLES, table_text),
}
