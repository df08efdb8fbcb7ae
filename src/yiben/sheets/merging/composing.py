"""Where the rows come to stand in the layout: its cells and formulas as they are when the rows are put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yiben.sheets.cells import Value, Workbook
from yiben.sheets.merging.computing import CellError, NotUnderstood, Sheets
from yiben.sheets.merging.formulas import Insertion, Place, references, translated, with_rows_inserted
from yiben.sheets.merging.layouts import LayoutSheet

Filled = Mapping[int, Value]
"""The values of a row by column."""


@dataclass
class Composed:
    """The layout with rows in it. ``changed``: the cells that were filled; ``insertions``: the rows put in."""

    insertions: dict[str, Insertion] = field(default_factory=dict)
    values: dict[Place, Value] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    changed: dict[Place, Value] = field(default_factory=dict)
    added: dict[Place, str] = field(default_factory=dict)
    """Formulas of rows that the layout does not have itself."""

    def sheets(self) -> Sheets:
        """Return the cells for computing."""
        return Sheets(self.values, self.formulas)


def compose(
    workbook: Workbook,
    layout: Sequence[LayoutSheet],
    formulas: Mapping[Place, str],
    lists: Mapping[str, Sequence[Filled]],
    items: Mapping[str, Mapping[int, Filled]],
) -> Composed:
    """Return the layout filled with the rows of its lists and the values of its items (by sheet, row and column)."""
    composed = Composed()
    by_name = {each.name: each for each in layout}
    for name, rows in lists.items():
        if (insertion := _insertion(by_name[name], len(rows))) is not None:
            composed.insertions[name] = insertion
    _take_layout(composed, workbook, formulas)
    for name, rows in lists.items():
        _fill_list(composed, by_name[name], rows)
    for name, cells in items.items():
        for row, filled in cells.items():
            for column, value in filled.items():
                if (name, row, column) not in composed.formulas:
                    composed.changed[name, row, column] = value
    composed.values |= composed.changed
    return composed


def computed(sheets: Sheets, place: Place) -> Value:
    """Return what a formula gives; None where all that it looks at is blank, or, for a share, a cell that it needs.
    Raises CellError, NotUnderstood."""
    seen = []
    formula = sheets.formulas[place]
    for first, last in references(formula, place[0]):
        if first == last and "/" in formula and _is_blank(sheets, first):
            return None
        for row in range(first[1], last[1] + 1):
            seen += [(first[0], row, column) for column in range(first[2], last[2] + 1)]
    if seen and all(_is_blank(sheets, each) for each in seen):
        return None
    value = sheets.value(place)
    return None if value == "" else value


def _is_blank(sheets: Sheets, place: Place) -> bool:
    if place in sheets.formulas:
        try:
            sheets.value(place)  # finds out about formulas that go in a circle
            return computed(sheets, place) is None
        except (CellError, NotUnderstood):
            return False
    return sheets.values.get(place) is None


def _insertion(layout: LayoutSheet, count: int) -> Insertion | None:
    if layout.stop is None or count <= layout.stop - layout.first:
        return None
    return Insertion(layout.name, layout.stop - 1, count - (layout.stop - layout.first), layout.first)


def _take_layout(composed: Composed, workbook: Workbook, formulas: Mapping[Place, str]) -> None:
    for sheet in workbook.sheets:
        name = sheet.name or ""
        insertion = composed.insertions.get(name)
        for number, cells in enumerate(sheet.rows):
            row = insertion.moved(number) if insertion else number
            for column, value in enumerate(cells):
                if value is not None:
                    composed.values[name, row, column] = value
    for (name, number, column), text in formulas.items():
        insertion = composed.insertions.get(name)
        row = insertion.moved(number) if insertion else number
        for each in composed.insertions.values():
            text = with_rows_inserted(text, name, each)
        composed.formulas[name, row, column] = text


def _fill_list(composed: Composed, layout: LayoutSheet, rows: Sequence[Filled]) -> None:
    columns = (each.index for each in layout.columns if layout.is_computed(None, each.index))
    copied = {column: composed.formulas[layout.name, layout.first, column] for column in columns}
    for number, filled in enumerate(rows):
        row = layout.first + number
        for column, text in copied.items():
            place = (layout.name, row, column)
            if place not in composed.formulas:
                composed.added[place] = composed.formulas[place] = translated(text, number)
        if layout.ordinal is not None and layout.ordinal not in copied:
            composed.changed[layout.name, row, layout.ordinal] = number + 1
        for column, value in filled.items():
            if column not in copied:
                composed.changed[layout.name, row, column] = value
    last = layout.stop if layout.stop is not None else len(layout.sheet.rows)
    for row in range(layout.first + len(rows), last):  # what the layout shows as an example does not stay
        for each in layout.given:
            place = (layout.name, row, each.index)
            if place in composed.values and place not in composed.formulas:
                composed.changed[place] = None
