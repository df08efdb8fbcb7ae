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


def check_totals(
    sheet: Sheet, table: Table, columns: Columns, places: Mapping[int, Record], earlier: Sequence[Record]
) -> list[PrintedTotal]:
    """Return the totals of a table. 小计 sums the rows since the last one, 合计 all of the table, 累计 those of earlier
    sheets as well. Hidden and cancelled rows may be in or out of a sum: either agrees."""
    found: list[PrintedTotal] = []
    since = 0
    done = list(places)
    for row in (each for each in table.rows if each.kind == "total"):
        before = [places[number] for number in done if number < row.number] or list(places.values())
        group = [places[number] for number in done if since <= number < row.number]
        scopes = [group] if _PART in row.label and group else [before, group or before]
        if _RUNNING in row.label:
            scopes = [[*earlier, *before], before]
        found += _of_row(sheet, row, columns, scopes)
        since = row.number if _PART in row.label or len(scopes) > 1 else since
    return found


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
        found.append(PrintedTotal(sheet.name, row.number + 1, column.heading, printed, printed in sums))
    return found


def _sums(records: Sequence[Record], heading: str) -> set[int | Decimal]:
    chosen = [
        records,
        [record for record in records if "hidden" not in record.flags],
        [record for record in records if "cancelled" not in record.flags],
        [record for record in records if not {"hidden", "cancelled"} & record.flags.keys()],
    ]
    return {sum((record.numbers.get(heading, 0) for record in each), 0) for each in chosen}
