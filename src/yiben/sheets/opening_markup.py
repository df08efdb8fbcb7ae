"""What other systems export as “.xls” and is none: a web page with a table, or Excel's XML of 2003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.sheets.cells import Merge, Sheet, Value, Workbook
from yiben.text.encodings import decode

_MARKED = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE\s+html|<html|<head|<body|<table|<meta|<style|<div)", re.IGNORECASE
)
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
"""What is a number in a page, which knows no types: no leading zeros, no more digits than a number keeps."""
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
_MOST_SPANNED = 64
_MOST_COLUMNS = 1024
_HEAD = 4096


def is_markup(data: bytes) -> bool:
    """Say whether a file is a web page or a spreadsheet in Excel's XML of 2003."""
    return bool(_MARKED.match(data[:_HEAD])) or _SPREADSHEET in data[:_HEAD]


def markup_workbook(data: bytes, name: str) -> Workbook:
    """Return the tables of a page, or the sheets of Excel's XML of 2003. Raises TextProblem as ``open_workbook``."""
    if _SPREADSHEET in data[:_HEAD] and not _MARKED.match(data[:_HEAD]):
        try:
            return Workbook(tuple(_xml_sheets(data, name)), "xml", name)
        except ValueError as problem:  # a place or a day that is none
            raise TextProblem("document_broken", name=name) from problem
    page = _Page()
    page.feed(_decoded(data, name))
    page.close()
    tables = [table for table in page.tables if any(len(row) > 1 for row in table.rows)]
    if not tables:
        raise TextProblem("sheet_expected", name=name)
    names = ["Sheet1"] if len(tables) == 1 else [f"Sheet{number}" for number in range(1, len(tables) + 1)]
    return Workbook(tuple(_sheet(called, each) for called, each in zip(names, tables, strict=True)), "html", name)


@dataclass
class _Table:
    """The rows of a table, each cell with its text, its rows and columns, and whether it says to be text."""

    rows: list[list[tuple[str, int, int, bool]]] = field(default_factory=list)


class _Page(HTMLParser):
    """Gathers the tables of a page; of a table within a cell only the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.spans = (1, 1, False)
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line of one."""
        if tag in {"style", "script"}:
            self.hidden += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].rows.append([])
        elif self.depth == 1 and tag in {"td", "th"}:
            self._end_cell()
            said = {key: value or "" for key, value in attrs}
            style = said.get("style", "") + said.get("class", "")
            self.spans = (_span(said.get("rowspan")), _span(said.get("colspan")), "\\@" in style)
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag in {"style", "script"}:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "table":
            if self.depth == 1:
                self._end_cell()
            self.depth = max(0, self.depth - 1)
        elif self.depth == 1 and tag in {"td", "th", "tr"}:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self.cell is not None and not self.hidden:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is not None:
            lines = (re.sub(r"[ \t\r\u00a0]+", " ", line).strip() for line in "".join(self.cell).split("\n"))
            text = "\n".join(line for line in lines if line)
            rows = self.tables[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append((text, *self.spans))
            self.cell = None


def _span(said: str | None) -> int:
    return min(int(said), _MOST_SPANNED) if said and said.isascii() and said.isdigit() and int(said) else 1


def _sheet(name: str, table: _Table) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    merges: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    for number, cells in enumerate(table.rows):
        placed: dict[int, Value] = {}
        column = 0
        for text, down, across, is_text in cells:
            while (number, column) in taken:
                column += 1
            if column >= _MOST_COLUMNS:
                break
            bottom = min(number + down, len(table.rows))
            taken |= {(row, each) for row in range(number, bottom) for each in range(column, column + across)}
            placed[column] = _value(text, is_text=is_text)
            if bottom - number > 1 or across > 1:
                merges.append(Merge(number, column, bottom - 1, column + across - 1))
            column += across
        rows.append(tuple(placed.get(each) for each in range(max(placed, default=-1) + 1)))
    return Sheet(name, tuple(rows), tuple(merges))


def _value(text: str, *, is_text: bool) -> Value:
    if not text or is_text or not _NUMBER.fullmatch(text):
        return text or None
    return Decimal(text) if "." in text else int(text)


def _decoded(data: bytes, name: str) -> str:
    named = _CHARSET.search(data[:_HEAD])
    charset = named[1].decode("ascii").lower() if named else ""
    try:
        if charset:
            return data.decode("gb18030" if charset.startswith("gb") else charset)
    except (UnicodeDecodeError, LookupError):
        pass  # a page that names the wrong encoding is read by its bytes
    decoded = decode(data)
    if decoded is None:
        raise TextProblem("sheet_expected", name=name)
    return decoded[0]


def _xml_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as problem:
        raise TextProblem("document_broken", name=name) from problem
    for number, sheet in enumerate(root.iter(f"{_SS}Worksheet"), start=1):
        rows: list[tuple[Value, ...]] = []
        merges: list[Merge] = []
        hidden: set[int] = set()
        for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
            at = int(row.get(f"{_SS}Index", len(rows) + 1)) - 1
            if not len(rows) <= at < len(rows) + 10**5:
                raise TextProblem("document_broken", name=name)
            rows += [()] * (at - len(rows))
            if row.get(f"{_SS}Hidden") == "1":
                hidden.add(at)
            rows.append(_xml_row(row, at, merges, name))
        yield Sheet(sheet.get(f"{_SS}Name", f"Sheet{number}"), tuple(rows), tuple(merges), frozenset(hidden))


def _xml_row(row: Any, at: int, merges: list[Merge], name: str) -> tuple[Value, ...]:
    cells: list[Value] = []
    for cell in row.iterfind(f"{_SS}Cell"):
        column = int(cell.get(f"{_SS}Index", len(cells) + 1)) - 1
        if not len(cells) <= column < _MOST_COLUMNS:
            raise TextProblem("document_broken", name=name)
        cells += [None] * (column - len(cells))
        cells.append(_xml_value(cell.find(f"{_SS}Data")))
        across, down = (int(cell.get(f"{_SS}{key}", 0)) for key in ("MergeAcross", "MergeDown"))
        if across or down:
            merges.append(Merge(at, column, at + down, column + across))
            cells += [None] * min(across, _MOST_COLUMNS)
    return tuple(cells)


def _xml_value(data: Any) -> Value:
    if data is None:
        return None
    text, kind = "".join(data.itertext()).strip(), data.get(f"{_SS}Type")
    if kind == "DateTime" and re.match(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text[:10])
    return _value(text, is_text=kind != "Number")
