"""The totals that a sheet prints, held against its rows. They are a check and are never taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yiben.sheets.cells import Sheet
from yiben.sheets.columns import Columns
from yiben.sheets.layout import Row, Table
from yiben.sheets.records import Record
from yiben.sheets.values import is_nothing, read_number

_SUMMED = frozenset({"count", "amount", "hours"})
_PART, _RUNNING = "小计", "累计"


@dataclass(frozen=True)
class PrintedTotal:
    """A total as printed; ``agrees`` with the rows that it may sum up."""

    sheet: str | None
    row: int
    heading: str
    printed: int | Decimal
    agrees: bool
    summed: int | Decimal = 0
    """What the rows add up to."""


def check_totals(
    sheet: Sheet, table: Table, columns: Columns, places: Mapping[int, Record], earlier: Sequence[Record]
) -> list[PrintedTotal]:
    """Return the totals of a table. 小计 sums the rows since the last one, or those below where it stands above its rows;
    合计 all of the table, 累计 those of earlier sheets as well. Hidden and cancelled rows may be in or out of a sum:
    either agrees."""
    found: list[PrintedTotal] = []
    since, is_on_top = 0, False
    done = list(places)
    for row in (each for each in table.rows if each.kind == "total"):
        if row.number in places:  # a total that stands alone was taken as a record
            since = row.number + 1
            continue
        before = [places[number] for number in done if number < row.number] or list(places.values())
        group = [places[number] for number in done if since <= number < row.number]
        scopes = [group] if _PART in row.label and group else [before, group or before]
        if _PART in row.label and (is_on_top or not group):
            below = _below(table, places, row.number)
            is_on_top = is_on_top or (bool(below) and done[0] > row.number)
            scopes = [below] if is_on_top else scopes
        if _RUNNING in row.label:
            scopes = [[*earlier, *before], before]
        found += _of_row(sheet, row, columns, scopes)
        since = row.number if _PART in row.label or len(scopes) > 1 else since
    return found


def _below(table: Table, places: Mapping[int, Record], number: int) -> list[Record]:
    """The records between a total and the next one: what a 小计 that stands above its rows sums up."""
    end = next((row.number for row in table.rows if row.kind == "total" and row.number > number), None)
    return [record for at, record in places.items() if number < at and (end is None or at < end)]


def _of_row(sheet: Sheet, row: Row, columns: Columns, scopes: Sequence[Sequence[Record]]) -> list[PrintedTotal]:
    found = []
    for column in columns.kept:
        value = sheet.value(row.number, column.index)
        if column.kind not in _SUMMED or is_nothing(value):
            continue
        printed = read_number(value).value
        if printed is None:
            continue
        sums = {each for scope in scopes for each in _sums(scope, column.heading)}
        summed = _sum(scopes[0], column.heading)
        found.append(PrintedTotal(sheet.name, row.number + 1, column.heading, printed, printed in sums, summed))
    return found


def _sums(records: Sequence[Record], heading: str) -> set[int | Decimal]:
    chosen = [
        records,
        [record for record in records if "hidden" not in record.flags],
        [record for record in records if "cancelled" not in record.flags],
        [record for record in records if not {"hidden", "cancelled"} & record.flags.keys()],
    ]
    return {_sum(each, heading) for each in chosen}


def _sum(records: Sequence[Record], heading: str) -> int | Decimal:
    return sum((record.numbers.get(heading, 0) for record in records), 0)
