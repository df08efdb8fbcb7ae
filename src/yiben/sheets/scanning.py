"""Where the rows and cells of a sheet lie in the bytes of its XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from yiben.errors import TextProblem
from yiben.sheets.cells import Merge
from yiben.sheets.opening_zip import merge_of, place_of

_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
"""A tag; what stands in quotes may hold any sign."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of an element; ``inner_end`` is where its closing tag begins. ``is_empty``: written as ``<row/>``."""

    start: int
    end: int
    inner_end: int
    style: str = ""
    is_empty: bool = False


@dataclass
class Scan:
    """What was found: rows and cells (numbered from 1) with their bytes, formulas, merges, styles of columns."""

    body: Span = Span(0, 0, 0)
    prefix: str = ""
    rows: dict[int, Span] = field(default_factory=dict)
    cells: dict[tuple[int, int], Span] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    row_styles: dict[int, str] = field(default_factory=dict)

    def style_at(self, row: int, column: int) -> str:
        """Return the style that a cell which is not there would have: its row's, else its column's."""
        if row in self.row_styles:
            return self.row_styles[row]
        return next((style for first, last, style in self.column_styles if first <= column <= last), "")


def scan_sheet(content: bytes) -> Scan:
    """Return where a sheet's rows and cells lie. Raises TextProblem ``document_broken`` for what is no sheet, or is
    not written in UTF-8 (offsets count bytes)."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") or b"<!DOCTYPE" in content[:512]:
        raise TextProblem("document_broken", name="")
    walk = _Walk(content)
    try:
        walk.parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise TextProblem("document_broken", name="") from problem
    return walk.scan


class _Walk:
    """Follows the parser and keeps the offsets of what is open."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.scan = Scan()
        self.row = self.column = 0
        self.open: dict[str, tuple[int, Mapping[str, str]]] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name, place = tag.rpartition(":")[2], self.parser.CurrentByteIndex
        if name == "sheetData":
            self.scan.prefix = tag[: -len(name)]
        elif name == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            if attributes.get("customFormat") in {"1", "true"} and attributes.get("s"):
                self.scan.row_styles[self.row] = attributes["s"]
        elif name == "c":
            self.column = place_of(attributes["r"])[1] + 1 if attributes.get("r") else self.column + 1
        elif name == "f" and "c" in self.open:  # a sparkline has one too
            self.scan.formulas.add((self.row, self.column))
        elif name == "mergeCell":
            self.scan.merges.append(merge_of(attributes["ref"]))
        elif name == "col" and attributes.get("style"):
            self.scan.column_styles.append((int(attributes["min"]), int(attributes["max"]), attributes["style"]))
        if name in {"sheetData", "row", "c"}:
            self.open[name] = place, attributes

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name not in {"sheetData", "row", "c"}:
            return
        start, attributes = self.open.pop(name)
        opening = _TAG.match(self.content, start)
        opened = opening.end() if opening else start
        is_empty = self.content[opened - 2 : opened] == b"/>"  # for <c/> the parser stands behind it already
        place = self.parser.CurrentByteIndex
        end = opened if is_empty else self.content.index(b">", place) + 1
        span = Span(start, end, end if is_empty else place, attributes.get("s", ""), is_empty)
        if name == "c":
            self.scan.cells[self.row, self.column] = span
        elif name == "row":
            self.scan.rows[self.row] = span
        else:
            self.scan.body = span


def column_letters(column: int) -> str:
    """Return the letters of a column from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
