"""Formulas computed anew for one file, and its totals held against its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from yiben.sheets.cells import Value, Workbook, text_of
from yiben.sheets.merging.composing import Composed, Filled, compose, computed
from yiben.sheets.merging.computing import CellError, NotUnderstood, Sheets
from yiben.sheets.merging.deviations import Deviation, cell_name, column_ranges
from yiben.sheets.merging.formulas import Place
from yiben.sheets.merging.layouts import Item, LayoutColumn, LayoutSheet, is_total
from yiben.sheets.merging.taking import NUMBERS, SUMMED, Kinds, SentRow, SentTable, SentTotal, number_in
from yiben.sheets.values import is_nothing

_PART = "小计"
_OF_WHICH = "其中"
_MOST_DIGITS = 6
_FEWEST_PARTS = 2


@dataclass(frozen=True)
class Frame:
    """The issuer's layout as a whole: its cells, its tables, its formulas, what its columns hold."""

    workbook: Workbook
    sheets: tuple[LayoutSheet, ...]
    formulas: Mapping[Place, str]
    kinds: Kinds

    def filled(self, tables: Sequence[SentTable]) -> Composed:
        """Return the layout filled with one file's tables alone."""
        lists: dict[str, Sequence[Filled]] = {}
        items: dict[str, Mapping[int, Filled]] = {}
        for table in tables:
            if table.layout.kind == "list":
                lists[table.layout.name] = [row.values for row in table.rows]
            else:
                items[table.layout.name] = {row.item: row.values for row in table.rows if row.item is not None}
        return compose(self.workbook, self.sheets, self.formulas, lists, items)


def check(frame: Frame, tables: Sequence[SentTable], formulas: Set[Place] | None) -> None:
    """Put what the layout's formulas give into the rows of a file, and say where it had something else.

    ``formulas`` are the places of the file's own formulas, None for a kind of file that keeps none.
    """
    sheets = frame.filled(tables).sheets()
    for table in tables:
        _check_rows(frame, table, sheets, formulas)
        _check_of_which(frame, table)
        _check_across(frame, table)
        if table.layout.kind == "list":
            _check_list_totals(frame, table, formulas)
        else:
            _check_item_totals(frame, table, sheets, formulas)


def agree(printed: int | Decimal, expected: int | Decimal) -> bool:
    """Say whether a printed number is the expected one, rounded to the digits that it has."""
    digits = -int(Decimal(printed).as_tuple().exponent)
    rounded = round(Decimal(expected), max(0, min(digits, _MOST_DIGITS)))
    is_rounding = digits > 0 or Decimal(expected) == Decimal(expected).to_integral_value()
    return printed == expected or (is_rounding and abs(Decimal(printed) - rounded) <= Decimal("0.000001"))


def _check_rows(frame: Frame, table: SentTable, sheets: Sheets, formulas: Set[Place] | None) -> None:
    layout, part = table.layout, table.part
    lost: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(table.rows):
        for column in layout.given:
            if not layout.is_computed(row.item, column.index):
                continue
            sent, cell = part.columns.get(column.index), row.cells.get(column.index)
            place = (layout.name, layout.first + number if row.item is None else row.item, column.index)
            printed = number_in(cell, frame.kinds[layout.name, column.index], table.factors.get(column.index))
            expected, is_known = _expected(sheets, place)
            row.values[column.index] = expected if is_known else printed
            if sent is None or is_nothing(cell):
                continue
            is_formula = (part.name or "", row.row, sent) in (formulas or ())
            if formulas is not None and not is_formula:
                lost[sent].append(row.row)
            if (is_formula and (expected is None or _explains(table, [row.row]))) or (
                formulas is None and printed == 0
            ):
                continue  # a file that keeps no formulas shows 0 for one that was never computed
            if is_known and printed is not None and not _is_same(printed, expected):
                said = {"printed": text_of(printed), "expected": _said(expected)}
                code = "wrong_total" if is_total(column.heading.rpartition("/")[2]) else "inconsistent"
                table.deviations.append(Deviation(code, cell_name(part.name, row.row, sent), True, said))
    for sent, rows in sorted(lost.items()):
        table.deviations.append(Deviation("lost_formula", column_ranges(part.name, sent, rows)))


def _expected(sheets: Sheets, place: Place) -> tuple[Value, bool]:
    """Return what a formula gives and whether that is known; a division by nothing gives nothing."""
    try:
        return computed(sheets, place), True
    except CellError:
        return None, True
    except NotUnderstood:
        return None, False


def _is_same(printed: int | Decimal, expected: Value) -> bool:
    if isinstance(expected, str) or expected is None:
        return printed == 0
    return not isinstance(expected, (int, Decimal)) or agree(printed, expected)


def _said(value: Value) -> str:
    return "—" if value is None else text_of(value)


def _check_list_totals(frame: Frame, table: SentTable, formulas: Set[Place] | None) -> None:
    layout, part, since = table.layout, table.part, 0
    first_total = layout.totals[0] if layout.totals else None
    for total in table.totals:
        for column in layout.given:
            cell, sent = total.cells.get(column.index), part.columns.get(column.index)
            kind = frame.kinds[layout.name, column.index]
            if sent is None or is_nothing(cell) or kind not in NUMBERS:
                continue
            is_formula = (part.name or "", total.row, sent) in (formulas or ())
            if (first_total, column.index) in layout.formulas and not is_formula and formulas is not None:
                table.deviations.append(Deviation("lost_formula", cell_name(part.name, total.row, sent)))
            printed = number_in(cell, kind, table.factors.get(column.index))
            expected = _sum(row.values.get(column.index) for row in _summed(table, total, since))
            is_explained = is_formula and _explains(table, None, column.index)
            is_explained |= formulas is None and printed == 0 and (first_total, column.index) in layout.formulas
            if kind in SUMMED and printed is not None and not is_explained and not agree(printed, expected):
                said = {"printed": text_of(printed), "expected": text_of(expected)}
                table.deviations.append(Deviation("wrong_total", cell_name(part.name, total.row, sent), True, said))
        if _PART in total.label:
            since = total.above


def _summed(table: SentTable, total: SentTotal, since: int) -> list[SentRow]:
    """The rows that a total sums: of a part, its own; of the whole, all above it, or all where it stands on top."""
    return table.rows[since : total.above] if _PART in total.label else table.rows[: total.above] or table.rows


def _explains(table: SentTable, rows: Sequence[int] | None, column: int | None = None) -> bool:
    """Whether text that was read as a number, or another unit of measure, explains what a formula of theirs gives."""
    if column is None and any(table.factors.values()):
        return True
    return any((rows is None or row in rows) and (column is None or own == column) for row, own in table.mended)


def _sum(values: Iterable[Value]) -> int | Decimal:
    found: int | Decimal = 0
    for value in values:
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            found += value
    return found


def _check_item_totals(frame: Frame, table: SentTable, sheets: Sheets, formulas: Set[Place] | None) -> None:
    layout, part = table.layout, table.part
    for item in (each for each in layout.items if each.is_total and each.row in part.rows):
        for column in layout.given:
            sent = part.columns.get(column.index)
            cell = part.sheet.value(part.rows[item.row], sent) if sent is not None else None
            kind = frame.kinds[layout.name, column.index]
            if sent is None or is_nothing(cell) or kind not in NUMBERS:
                continue
            where = cell_name(part.name, part.rows[item.row], sent)
            is_formula = (part.name or "", part.rows[item.row], sent) in (formulas or ())
            if (item.row, column.index) in layout.formulas and formulas is not None and not is_formula:
                table.deviations.append(Deviation("lost_formula", where))
            printed = number_in(cell, kind, table.factors.get(column.index))
            possible = _item_sums(table, item, column.index, sheets)
            is_explained = kind not in SUMMED or (is_formula and _explains(table, None, column.index))
            is_explained |= formulas is None and printed == 0 and (item.row, column.index) in layout.formulas
            if printed is None or is_explained or not possible:
                continue
            possible += [each + _extra(table, sent) for each in possible if isinstance(each, (int, Decimal))]
            if not any(_is_same(printed, each) for each in possible):
                said = {"printed": text_of(printed), "expected": _said(possible[0])}
                table.deviations.append(Deviation("wrong_total", where, True, said))


def _item_sums(table: SentTable, item: Item, column: int, sheets: Sheets) -> list[Value]:
    """What an item row that is a total may be: what its formula gives, else a sum of the items that it may mean."""
    layout = table.layout
    if (item.row, column) in layout.formulas:
        value, is_known = _expected(sheets, (layout.name, item.row, column))
        return [value] if is_known else []
    if any(_OF_WHICH in each.label for each in layout.items):
        return []
    totals = [each.row for each in layout.items if each.is_total]
    before = max((row for row in totals if row < item.row), default=-1)
    after = min((row for row in totals if row > item.row), default=10**9)
    numbers = [(row.item or 0, row.values.get(column)) for row in table.rows]
    groups = (
        [value for _row, value in numbers],
        [value for row, value in numbers if before < row < item.row],
        [value for row, value in numbers if item.row < row < after],
    )
    return [_sum(each) for each in groups if each]


def _extra(table: SentTable, sent: int) -> int | Decimal:
    """What the rows that the layout does not have would add."""
    return _sum(table.part.sheet.value(row, sent) for row in table.part.extra)


def _check_of_which(frame: Frame, table: SentTable) -> None:
    """Ask about a part (其中：…) that is larger than the whole before it, in a row or in the rows of items."""
    layout, part = table.layout, table.part
    summed = [each for each in layout.given if frame.kinds[layout.name, each.index] in SUMMED]
    found: list[tuple[SentRow, int, Value, Value]] = []
    for row in table.rows:
        whole: Value = None
        for column in summed:
            value = row.values.get(column.index)
            if not _is_part(column.heading.rpartition("/")[2]):
                whole = value
            elif _is_larger(value, whole):
                found.append((row, column.index, value, whole))
    labels = {item.row: item.label.rpartition("/")[2] for item in layout.items}
    for column in summed if layout.kind == "items" else ():
        whole = None
        for row in sorted(table.rows, key=lambda each: each.item or 0):
            value = row.values.get(column.index)
            if not _is_part(labels.get(row.item or 0, "")):
                whole = value
            elif _is_larger(value, whole):
                found.append((row, column.index, value, whole))
    for row, own, value, whole in found:
        where = cell_name(part.name, row.row, part.columns.get(own, own))
        said = {"printed": text_of(value), "whole": text_of(whole)}
        table.deviations.append(Deviation("inconsistent", where, False, said))


def _check_across(frame: Frame, table: SentTable) -> None:
    """Ask about a total in a row (参加人数/合计) that is not the sum of the columns under the same heading."""
    layout, part = table.layout, table.part
    groups: dict[str, list[LayoutColumn]] = defaultdict(list)
    for column in layout.given:
        above, _slash, last = column.heading.rpartition("/")
        if above and frame.kinds[layout.name, column.index] in SUMMED and not _is_part(last):
            groups[above].append(column)
    for columns in groups.values():
        totals = [each for each in columns if is_total(each.heading.rpartition("/")[2])]
        parts = [each.index for each in columns if each not in totals]
        if len(totals) != 1 or len(parts) < _FEWEST_PARTS or totals[0].index not in part.columns:
            continue
        own = totals[0].index
        for row in table.rows:
            printed, expected = row.values.get(own), _sum(row.values.get(each) for each in parts)
            is_said = isinstance(printed, (int, Decimal)) and not layout.is_computed(row.item, own)
            if is_said and any(row.values.get(each) is not None for each in parts) and printed != expected:
                said = {"printed": text_of(printed), "expected": text_of(expected)}
                where = cell_name(part.name, row.row, part.columns[own])
                table.deviations.append(Deviation("wrong_total", where, False, said))


def _is_part(label: str) -> bool:
    return label.startswith(_OF_WHICH)


def _is_larger(value: Value, whole: Value) -> bool:
    return isinstance(value, (int, Decimal)) and isinstance(whole, (int, Decimal)) and value > whole
