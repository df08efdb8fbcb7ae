"""A form filled for a unit and a period: values computed, put into the file at their cells, nothing else touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from yiben.forms.bindings import Bindings, Bound
from yiben.forms.computing import CellValue, place_text
from yiben.forms.inserting import with_rows
from yiben.forms.layout import Blank, FormLayout, ListArea
from yiben.forms.rows import ListRows
from yiben.sheets.cells import text_of
from yiben.sheets.filling import Given, fill_cells
from yiben.sheets.scanning import column_letters
from yiben.sheets.word_tables import fill_tables, written

Place = tuple[str, int, int]


@dataclass(frozen=True)
class Filling:
    """Everything that goes into a form: bound cells, facts by place, rows of lists; ``unbound`` blanks stay empty."""

    cells: tuple[CellValue, ...] = ()
    facts: Mapping[Place, str] = field(default_factory=dict)
    lists: tuple[tuple[ListArea, ListRows], ...] = ()
    unbound: tuple[Blank, ...] = ()

    @property
    def filled(self) -> int:
        """How many cells get a value."""
        counted = sum(each.value is not None for each in self.cells)
        return counted + len(self.facts) + sum(len(row) for _area, rows in self.lists for row in rows.rows)


def unbound_blanks(layout: FormLayout, bound: Sequence[Bound], bindings: Bindings) -> tuple[Blank, ...]:
    """Return the blanks that nothing fills, whoever decided it, in order."""
    taken = {each.blank for each in bound}
    return tuple(each for each in layout.blanks if each not in taken)


class Push(NamedTuple):
    """Rows put in below row ``after`` (from 0), looking like row ``first``, for a list longer than its free rows."""

    sheet: str
    first: int
    after: int
    rows: int


def pushes_of(lists: Iterable[tuple[ListArea, int]], kind: str) -> tuple[Push, ...]:
    """Return what lists of so many rows push down, from the bottom up; only an .xlsx is given rows."""
    found = []
    for area, rows in sorted(lists, key=lambda each: -each[0].first):
        free = rows if area.stop is None else area.stop - area.first
        if rows > free and kind == "xlsx":
            found.append(Push(area.sheet, area.first, area.first + free - 1, rows - free))
    return tuple(found)


def now_at(place: Place, pushes: Sequence[Push]) -> Place:
    """Return where a place of the empty form stands after lists pushed rows down."""
    sheet, row, column = place
    for push in pushes:
        if push.sheet == sheet and row > push.after:
            row += push.rows
    return sheet, row, column


def fill_file(data: bytes, kind: str, name: str, filling: Filling) -> bytes:
    """Return a form's file with everything in its place. Refuses what ``sheets.filling.fill_cells`` refuses."""
    given: dict[Place, Given] = dict(filling.facts)
    for each in filling.cells:
        if each.value is not None:
            blank = each.bound.blank
            given[blank.sheet, blank.row, blank.column] = each.value
    pushes = pushes_of(((area, len(rows.rows)) for area, rows in filling.lists), kind)
    for push in pushes:
        data = with_rows(data, push.sheet, push.first, push.after, push.rows)
    given = {now_at(place, pushes): value for place, value in given.items()}
    for area, rows in filling.lists:
        _sheet, first, _column = now_at((area.sheet, area.first, 0), pushes)
        for number, row in enumerate(rows.rows):
            for column, value in row.items():
                if value is not None:
                    given[area.sheet, first + number, column] = value
    if kind == "docx":
        return fill_tables(data, {place: written(value) for place, value in given.items()}, name)
    return fill_cells(data, {cell_address(place): value for place, value in given.items()}, name)


def cell_address(place: Place) -> str:
    """Return a cell's address as ``fill_cells`` takes it."""
    sheet, row, column = place
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column_letters(column + 1)}{row + 1}"


def kept_cells(filling: Filling) -> list[dict[str, Any]]:
    """Return what was filled as plain values: what can be derived again is kept with its source, people's rows only as
    their number."""
    found: list[dict[str, Any]] = []
    for each in filling.cells:
        blank = each.bound.blank
        row: dict[str, Any] = {
            "at": [blank.sheet, blank.row, blank.column],
            "place": place_text(blank),
            "value": None if each.value is None else text_of(each.value),
            "metric": each.bound.metric,
            "unit": each.bound.unit,
            "part": each.bound.part,
        }
        if each.flag:
            row["flag"] = each.flag
        if each.missing:
            row["missing"] = list(each.missing)
        found.append(row)
    found += [{"at": list(place), "fact": text} for place, text in sorted(filling.facts.items())]
    found += [
        {"list": area.key, "rows": len(rows.rows), "entries": list(rows.entries), "masked": rows.masked}
        for area, rows in filling.lists
    ]
    return found
