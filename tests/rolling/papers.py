"""Invented Word files as offices have them: numbers over several runs, tables, notes, heads, changes, traces of writers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.oxml import parse_xml

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def paper(*lines: str | list[str], table: list[list[str]] | None = None, head: str = "", foot: str = "") -> bytes:
    """Return a .docx: a paragraph a line (of a list: a run each, every second one bold), then a table."""
    document = docx.Document()
    document.core_properties.author = "李四"
    document.core_properties.last_modified_by = "王五"
    document.core_properties.comments = "内部"
    for line in lines:
        paragraph = document.add_paragraph()
        for number, piece in enumerate([line] if isinstance(line, str) else line):
            paragraph.add_run(piece).bold = bool(number % 2) or None
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
    if head:
        document.sections[0].header.paragraphs[0].text = head
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    return saved(document)


def with_body(*xml: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Return a .docx whose paragraphs are given as XML (prefixes w, r, mc, w14); further parts come with their relations."""
    document = docx.Document()
    body = document.element.body
    for each in xml:
        body.insert(
            len(body) - 1, parse_xml(each.replace("<w:p>", f"<w:p {NS}>", 1).replace("<w:tbl>", f"<w:tbl {NS}>", 1))
        )
    data = saved(document)
    return changed(data, {name: content.encode() for name, content in (parts or {}).items()})


def changed(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a file with parts put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    """Return a part of a file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def names(data: bytes) -> set[str]:
    """Return the names of a file's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(archive.namelist())


def text_of(data: bytes) -> str:
    """Return the running text of a file."""
    from yiben.rolling.package import open_word
    from yiben.rolling.running import running_text

    return running_text(open_word("a.docx", data)).text


def saved(document: object) -> bytes:
    kept = io.BytesIO()
    document.save(kept)  # type: ignore[attr-defined]
    return kept.getvalue()


def inserted(text: str) -> str:
    return f'<w:ins w:id="90" w:author="张三" w:date="2026-01-05T08:00:00Z"><w:r><w:t>{text}</w:t></w:r></w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="91" w:author="张三" w:date="2026-01-05T08:00:00Z"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
