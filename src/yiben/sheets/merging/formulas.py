"""Formulas as a workbook keeps them: where they stand, and what becomes of their references when rows are put in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from yiben.sheets.opening_zip import place_of, sheet_paths
from yiben.sheets.scanning import column_letters

Place = tuple[str, int, int]
"""Sheet, row and column, both from 0."""

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_REFERENCE = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    rf"|(?<![\w.$])(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?P<first>{_CELL})(?::(?P<last>{_CELL}))?(?![\w(.!])"
)
_PARTS = re.compile(r"(\$?)([A-Za-z]+)(\$?)(\d+)")


@dataclass(frozen=True)
class Insertion:
    """Rows put into a sheet below a row. ``after`` is that row, and ``top`` the first one of its kind, both from 0: a
    range that ends with ``after`` and begins at or below ``top`` takes the new rows in."""

    sheet: str
    after: int
    count: int
    top: int

    def moved(self, row: int) -> int:
        """Return where a row stands afterwards."""
        return row + self.count if row > self.after else row

    def moved_end(self, first: int, last: int) -> int:
        """Return where a range of rows ends afterwards."""
        return last + self.count if self.top <= first <= last == self.after else self.moved(last)


def sheet_in(written: str | None, own: str) -> str:
    """Return the sheet that a reference names: ``'我的 表'!`` → ``我的 表``; none: the formula's own."""
    if not written:
        return own
    name = written[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def with_rows_inserted(formula: str, own: str, insertion: Insertion) -> str:
    """Return a formula of the sheet ``own`` (None of its own: a name or a chart) after rows were put in.

    >>> with_rows_inserted("SUM(D5:D9)+D10", "表", Insertion("表", 8, 3, 4))
    'SUM(D5:D12)+D13'
    """

    def moved(found: re.Match[str]) -> str:
        if sheet_in(found["sheet"], own) != insertion.sheet:
            return found[0]
        first = place_of(found["first"].replace("$", ""))[0]
        text = (found["sheet"] or "") + _with_row(found["first"], insertion.moved(first))
        if not found["last"]:
            return text
        last = place_of(found["last"].replace("$", ""))[0]
        return f"{text}:{_with_row(found['last'], insertion.moved_end(first, last))}"

    return _rewritten(formula, moved)


def translated(formula: str, rows: int, columns: int = 0) -> str:
    """Return a formula as it reads when it is copied so many rows down and columns to the right.

    >>> translated("C5/$B$5+Sum!A5", 2)
    'C7/$B$5+Sum!A7'
    """

    def copied(found: re.Match[str]) -> str:
        last = f":{_copied(found['last'], rows, columns)}" if found["last"] else ""
        return (found["sheet"] or "") + _copied(found["first"], rows, columns) + last

    return _rewritten(formula, copied)


def references(formula: str, own: str) -> list[tuple[Place, Place]]:
    """Return the first and last cell of every reference in a formula."""
    found = []
    for each in _REFERENCE.finditer(formula):
        if each["text"] is None:
            sheet = sheet_in(each["sheet"], own)
            first = place_of(each["first"].replace("$", ""))
            last = place_of(each["last"].replace("$", "")) if each["last"] else first
            found.append(((sheet, *first), (sheet, *last)))
    return found


def formulas_of(data: bytes) -> dict[Place, str]:
    """Return the formulas of an .xlsx file; shared ones written out for each of their cells. Other files have none."""
    if not data.startswith(b"PK"):
        return {}
    found: dict[Place, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if "xl/workbook.xml" not in book.namelist():
            return {}
        members = set(book.namelist())
        for sheet, path in sheet_paths(book):
            content = book.read(path) if path in members else b""
            if re.search(rb"<(?:\w+:)?f[ >/]", content):
                found |= {(sheet, *place): text for place, text in formulas_in(content).items()}
    return found


def formulas_in(content: bytes) -> dict[tuple[int, int], str]:
    """Return the formulas of a sheet's XML by row and column from 0."""
    found: dict[tuple[int, int], str] = {}
    shared: dict[str, tuple[tuple[int, int], str]] = {}
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for formula in root.iter("{*}f"):
        place = place_of(str(formula.getparent().get("r")))
        text = formula.text or ""
        if formula.get("t") == "shared":
            number = str(formula.get("si"))
            if text:
                shared[number] = place, text
            elif number in shared:
                first, text = shared[number]
                text = translated(text, place[0] - first[0], place[1] - first[1])
        if text:
            found[place] = text
    return found


def _rewritten(formula: str, change: Callable[[re.Match[str]], str]) -> str:
    return _REFERENCE.sub(lambda found: found[0] if found["text"] is not None else change(found), formula)


def _with_row(cell: str, row: int) -> str:
    return f"{cell.rstrip('0123456789')}{row + 1}"


def _copied(cell: str, rows: int, columns: int) -> str:
    found = _PARTS.fullmatch(cell)
    if found is None:
        return cell
    fixed_column, letters, fixed_row, digits = found.groups()
    if not fixed_column and columns:
        letters = column_letters(place_of(f"{letters}1")[1] + 1 + columns)
    return f"{fixed_column}{letters}{fixed_row}{int(digits) + (0 if fixed_row else rows)}"


def by_sheet(formulas: Mapping[Place, str], sheet: str) -> dict[tuple[int, int], str]:
    """Return the formulas of one sheet by row and column."""
    return {(row, column): text for (name, row, column), text in formulas.items() if name == sheet}
