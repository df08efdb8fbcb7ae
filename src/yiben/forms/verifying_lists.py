"""The rows of lists in a filled form, held against the records that stood in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yiben.audit.callers import Caller
from yiben.forms.bindings import Bindings, ListBinding, bindings_from
from yiben.forms.filling import Place, Push, now_at, pushes_of
from yiben.forms.layout import ListArea, layout_from
from yiben.forms.models import FilledForm
from yiben.forms.rows import ListRows, list_rows, rows_of_entries
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.sheets.cells import Sheet, text_of
from yiben.sheets.filling import Given
from yiben.sheets.scanning import column_letters
from yiben.sheets.word_tables import written

MOST_ADDED: Final = 500
"""Rows typed in below a list that nothing ends are looked for so far down."""


@dataclass(frozen=True)
class CellChange:
    """A cell that is not what it should be: its address and headings, what the file says, what was filled, what the ledger
    gives as of the entry at which it was filled."""

    cell: str
    heading: str
    written: str
    filled: str
    computed: str


def place_named(place: Place) -> str:
    """Return a cell as its readers name it: sheet, column in letters, row from 1."""
    sheet, row, column = place
    return f"{sheet}!{column_letters(column + 1)}{row + 1}"


def pushes_then(filled: FilledForm) -> tuple[Push, ...]:
    """Return the rows that lists pushed down when the form was filled."""
    return pushes_of(((area, kept["rows"]) for area, kept in _lists(filled)), filled.version.kind)


def listed_cells(caller: Caller, filled: FilledForm) -> dict[Place, str]:
    """Return what its records put into the cells of lists, as text by place; of people nothing is known any more."""
    return {place: text for area, rows in _then(caller, filled) for place, text in _cells(filled, area, rows).items()}


def people_rows(filled: FilledForm, sheets: Mapping[str, Sheet]) -> tuple[int, int]:
    """Return how many people were put into lists, and in how many of those rows something stands in the file."""
    pushes, bindings = pushes_then(filled), bindings_from(filled.binding.bindings)
    count = there = 0
    for area, kept in _lists(filled):
        if bindings.lists[area.key].source.startswith("book:"):
            continue
        count += kept["rows"]
        if area.sheet in sheets:
            first = now_at((area.sheet, area.first, 0), pushes)[1]
            there += sum(bool(_said(area, sheets[area.sheet], first + number)) for number in range(kept["rows"]))
    return count, there


def compared_lists(caller: Caller, filled: FilledForm, sheets: Mapping[str, Sheet]) -> list[CellChange]:
    """Return every cell of a list of records beside what its record says, and what was typed in below the last one.

    Of a list of people only a row too many or too few is seen: who stood in it is not kept.
    """
    found = []
    pushes = pushes_then(filled)
    for area, rows in _then(caller, filled):
        headings = dict(area.columns)
        for (sheet, row, column), text in _cells(filled, area, rows).items():
            said = text_of(sheets[sheet].value(row, column)) if sheet in sheets else ""
            found.append(CellChange(place_named((sheet, row, column)), headings.get(column, ""), said, text, text))
    for area, kept in _lists(filled):
        if area.sheet in sheets:
            found += _beyond(area, kept, sheets[area.sheet], pushes)
    return found


def changed_lists(caller: Caller, filled: FilledForm) -> list[CellChange]:
    """Return the rows of lists of records that stood there and would not now (nothing computed), and those that would and
    did not (nothing filled); a corrected record is both."""
    scope = Scope(filled.unit, parse_period(filled.period))
    bindings = bindings_from(filled.binding.bindings)
    found = []
    for area, then in _then(caller, filled):
        now = list_rows(caller, area, bindings.lists[area.key], scope, "")
        before, after = _lines(filled, area, then), _lines(filled, area, now)
        place, title = place_named((area.sheet, area.first, area.columns[0][0])), area.key.rpartition(":")[0]
        found += [CellChange(place, title, "", line, "") for line in (before - after).elements()]
        found += [CellChange(place, title, "", "", line) for line in (after - before).elements()]
    return found


def _lists(filled: FilledForm) -> Iterator[tuple[ListArea, Mapping[str, Any]]]:
    areas = {each.key: each for each in layout_from(filled.version.layout).lists}
    for kept in filled.cells:
        if "list" in kept and kept["list"] in areas:
            yield areas[kept["list"]], kept


def _then(caller: Caller, filled: FilledForm) -> Iterator[tuple[ListArea, ListRows]]:
    bindings: Bindings = bindings_from(filled.binding.bindings)
    for area, kept in _lists(filled):
        bound: ListBinding = bindings.lists[area.key]
        if bound.source.startswith("book:"):
            yield area, rows_of_entries(caller, area, bound, kept["entries"])


def _cells(filled: FilledForm, area: ListArea, rows: ListRows) -> dict[Place, str]:
    _sheet, first, _column = now_at((area.sheet, area.first, 0), pushes_then(filled))
    return {
        (area.sheet, first + number, column): _text(filled, value)
        for number, row in enumerate(rows.rows)
        for column, value in row.items()
    }


def _lines(filled: FilledForm, area: ListArea, rows: ListRows) -> Counter[str]:
    """The rows as text, without their running number."""
    return Counter(
        "，".join(_text(filled, value) for column, value in sorted(row.items()) if column != area.ordinal)
        for row in rows.rows
    )


def _beyond(area: ListArea, kept: Mapping[str, Any], sheet: Sheet, pushes: tuple[Push, ...]) -> Iterator[CellChange]:
    """Cells below the last row of a list in which something stands, up to what stands below it in the form."""
    _sheet, first, _column = now_at((area.sheet, area.first, 0), pushes)
    free = MOST_ADDED + kept["rows"] if area.stop is None else area.stop - area.first
    for number in range(kept["rows"], free):
        said = _said(area, sheet, first + number)
        if not said and area.stop is None:
            return
        for column, text in said.items():
            yield CellChange(
                place_named((area.sheet, first + number, column)), dict(area.columns)[column], text, "", ""
            )


def _said(area: ListArea, sheet: Sheet, row: int) -> dict[int, str]:
    """What stands in a row of a list beside its number."""
    columns = (column for column, _heading in area.columns if column != area.ordinal)
    return {column: text for column in columns if (text := text_of(sheet.value(row, column)))}


def _text(filled: FilledForm, value: Given) -> str:
    if value is None:
        return ""
    return written(value) if filled.version.kind == "docx" else text_of(value)
