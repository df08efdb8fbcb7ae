"""The rows of all units put into the layout: in official order, sums anew, shares and averages by their formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yiben.sheets.cells import Value, is_blank, text_of
from yiben.sheets.layout import TOTAL
from yiben.sheets.merging.checking import Frame
from yiben.sheets.merging.composing import Composed, compose
from yiben.sheets.merging.computing import CellError, NotUnderstood
from yiben.sheets.merging.layouts import Item, LayoutSheet
from yiben.sheets.merging.senders import is_own_unit
from yiben.sheets.merging.taking import SUMMED, SentTable
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

Number = int | Decimal


@dataclass(frozen=True)
class MergedRow:
    """A row as merged: the unit, the file and its row there (from 1), the values by the layout's columns."""

    unit: str
    file: str
    row: int
    item: int | None
    cells: Mapping[int, Value]


def merged_rows(table: SentTable, unit: str, file: str, units: UnitNames) -> list[MergedRow]:
    """Return the rows of a unit's table; in a column of units its official name where that is what is meant."""
    layout = table.layout
    own = next((each.index for each in layout.given if is_own_unit(each.heading)), None)
    found = []
    for row in table.rows:
        cells = dict(row.values)
        for column in layout.labels:
            cells[column] = layout.sheet.shown(row.item, column) if row.item is not None else None
        if own is not None and layout.kind == "list" and _means(cells.get(own), unit, units):
            cells[own] = unit
        found.append(MergedRow(unit, file, row.row + 1, row.item, cells))
    return found


def _means(cell: Value, unit: str, units: UnitNames) -> bool:
    return is_blank(cell) or units.find(text_of(cell)).names == (unit,)


def values_of(layout: LayoutSheet, row: MergedRow) -> dict[str, Value]:
    """Return a row's values by heading; what only numbers the rows is left out."""
    kept = (each for each in layout.columns if each.index != layout.ordinal and not each.is_forbidden)
    return {each.heading: row.cells.get(each.index) for each in kept}


def totals_of(frame: Frame, layout: LayoutSheet, rows: Sequence[MergedRow]) -> dict[str, Number | None]:
    """Return the sum of every column that can be added up, None where nobody reported anything."""
    shares = {item.row for item in layout.items if item.is_ratio}
    counted = [row for row in rows if row.item not in shares]
    return {
        column.heading: _sum(row.cells.get(column.index) for row in counted)
        for column in layout.given
        if frame.kinds[layout.name, column.index] in SUMMED
    }


def put_together(frame: Frame, rows: Mapping[str, Sequence[MergedRow]]) -> Composed:
    """Return the layout with the rows of all units in it."""
    lists = {each.name: [row.cells for row in rows[each.name]] for each in frame.sheets if each.kind == "list"}
    items = {each.name: _of_items(frame, each, rows[each.name]) for each in frame.sheets if each.kind != "list"}
    composed = compose(frame.workbook, frame.sheets, frame.formulas, lists, items)
    for layout in frame.sheets:
        _put_totals(frame, layout, rows[layout.name], composed)
    composed.values |= composed.changed
    return composed


def results(composed: Composed) -> dict[tuple[str, int, int], Value | CellError]:
    """Return what every formula gives, CellError where it is one; those not understood are left out."""
    sheets = composed.sheets()
    found: dict[tuple[str, int, int], Value | CellError] = {}
    for place in composed.formulas:
        try:
            found[place] = sheets.value(place)
        except CellError as problem:
            found[place] = problem
        except NotUnderstood:
            continue
    return found


def _of_items(frame: Frame, layout: LayoutSheet, rows: Sequence[MergedRow]) -> dict[int, dict[int, Value]]:
    found: dict[int, dict[int, Value]] = {}
    for item in (each for each in layout.items if not each.is_total):
        own = [row for row in rows if row.item == item.row]
        found[item.row] = {}
        for column in layout.given:
            values = [(row.unit, row.cells.get(column.index)) for row in own]
            if any(value is not None for _unit, value in values):
                found[item.row][column.index] = _one_value(frame, layout, item, column.index, values)
    return found


def _one_value(
    frame: Frame, layout: LayoutSheet, item: Item, column: int, values: Sequence[tuple[str, Value]]
) -> Value:
    """Return what all units together say in one cell: numbers added up, words with the unit that said them."""
    if layout.kind == "units":
        return values[0][1]
    kind = frame.kinds[layout.name, column]
    if kind in SUMMED and not item.is_ratio:
        return _sum(value for _unit, value in values)
    if kind == "percent" or item.is_ratio:
        return None
    said = [(unit, text_of(value)) for unit, value in values if not is_blank(value)]
    texts = {text for _unit, text in said}
    return (
        said[0][1]
        if len(texts) == 1 and len(said) == len(values)
        else "；".join(f"{unit}：{text}" for unit, text in said)
    )


def _put_totals(frame: Frame, layout: LayoutSheet, rows: Sequence[MergedRow], composed: Composed) -> None:
    """Fill totals for which the layout has no formula."""
    summed = [each.index for each in layout.given if frame.kinds[layout.name, each.index] in SUMMED]
    insertion = composed.insertions.get(layout.name)
    if layout.kind == "list":
        for total in layout.totals:
            place = insertion.moved(total) if insertion else total
            if "小计" not in _label(layout, total):
                _put_sums(composed, layout.name, place, summed, rows)
        return
    totals = [item.row for item in layout.items if item.is_total]
    shares = {item.row for item in layout.items if item.is_ratio}
    for item in (each for each in layout.items if each.is_total):
        before = max((row for row in totals if row < item.row), default=-1)
        is_part = "小计" in item.label
        counted = [
            row
            for row in rows
            if row.item not in shares
            and (not is_part or before < (row.item if row.item is not None else -1) < item.row)
        ]
        _put_sums(composed, layout.name, item.row, summed, counted)


def _put_sums(composed: Composed, sheet: str, row: int, columns: Iterable[int], rows: Sequence[MergedRow]) -> None:
    for column in columns:
        if (sheet, row, column) not in composed.formulas:
            composed.changed[sheet, row, column] = _sum(each.cells.get(column) for each in rows)


def _label(layout: LayoutSheet, row: int) -> str:
    texts = (plain(text_of(layout.sheet.value(row, column))) for column in layout.sheet.filled(row))
    return next((text for text in texts if TOTAL.fullmatch(text)), "")


def _sum(values: Iterable[Value]) -> Number | None:
    numbers = [value for value in values if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
    return sum(numbers) if numbers else None
