"""The text of a Word document (.docx): paragraphs with the numbers that Word computes, tables, notes, tracked changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.text.word_numbering import Numbering

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_INFLATED = 200 * 1024 * 1024
_MOST_RATIO = 200
_MOST_COLUMNS = 64
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


def container_kind(data: bytes) -> str:
    """Return what a ZIP or OLE container holds: docx, xlsx, odt, ods, ofd, doc, xls; zip for other files; "" for none."""
    if data.startswith(OLE):
        if _has_stream(data, "WordDocument"):
            return "doc"
        return "xls" if _has_stream(data, "Workbook") or _has_stream(data, "Book") else ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = (
                archive.read("mimetype")[:80]
                if "mimetype" in names and archive.getinfo("mimetype").file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "docx"  # broken: said when it is opened
    if b"opendocument.text" in mimetype:
        return "odt"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "OFD.xml" in names:
        return "ofd"
    return "zip" if names else ""


def is_encrypted_ole(data: bytes) -> bool:
    """Whether a file is an Office document behind a password (an OLE container with EncryptedPackage)."""
    return data.startswith(OLE) and _has_stream(data, "EncryptedPackage")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE container has an entry of a name: entries begin every 128 bytes, and their names end in zeros."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0:
        if at % 128 == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


def word_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a document's body: one line a paragraph, one line a table row with tabs; deletions left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, name)
            body = etree.fromstring(archive.read("word/document.xml"), PARSER)
            numbering = Numbering.of(_part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml"))
    except TextProblem:
        raise
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    except (RuntimeError, NotImplementedError) as problem:
        raise TextProblem("document_encrypted", name=name) from problem
    changed = body.find(f".//{_W}ins") is not None or body.find(f".//{_W}del") is not None
    lines = list(_lines(body.find(f"{_W}body"), numbering))
    return "\n".join(lines), ("tracked_changes",) if changed else ()


def _part(archive: zipfile.ZipFile, part: str) -> etree._Element | None:
    return etree.fromstring(archive.read(part), PARSER) if part in archive.namelist() else None


def check_inflated(data: bytes, name: str) -> None:
    """Refuse a ZIP that would unpack to far more than it is, by code document_inflates; broken ones by document_broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, name)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as problem:
        raise TextProblem("document_broken", name=name) from problem


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    inflated = sum(each.file_size for each in archive.infolist())
    packed = sum(each.compress_size for each in archive.infolist()) or 1
    if inflated > _MOST_INFLATED or (inflated > 20 * 1024 * 1024 and inflated / packed > _MOST_RATIO):
        raise TextProblem("document_inflates", name=name, megabytes=inflated // 2**20)


def _lines(parent: etree._Element | None, numbering: Numbering) -> Iterator[str]:
    for child in parent if parent is not None else ():
        if child.tag == f"{_W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{_W}tbl":
            yield from (_row(row, numbering) for row in _rows(child))
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _lines(child, numbering)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table but for deleted ones; a table within a cell belongs to its cell."""
    for child in table:
        if child.tag == f"{_W}tr" and child.find(f"{_W}trPr/{_W}del") is None:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _rows(child)


def _row(row: etree._Element, numbering: Numbering) -> str:
    """The cells of a row with tabs between them; one that spans several columns keeps their places empty."""
    cells = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue
        cells.append(" ".join(_lines(cell, numbering)).replace("\t", " ").strip())
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        columns = span.get(f"{_W}val", "1") if span is not None else "1"
        cells += [""] * (min(int(columns), _MOST_COLUMNS) - 1 if columns.isdigit() else 0)
    return "\t".join(cells)


def _paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    text = "".join(_runs(paragraph))
    number = numbering.next_of(paragraph) if text.strip() else ""
    yield from f"{number}{text}".split("\n")
    for box in paragraph.iter(f"{_W}txbxContent"):
        # The same box is written twice, once for older programs.
        if box.getparent() is not None and not any("Fallback" in str(each.tag) for each in box.iterancestors()):
            yield from _lines(box, numbering)


def _runs(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{_W}del", f"{_W}rt", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}txbxContent"):
            yield from _runs(child) if "Fallback" not in str(child.tag) else ()
