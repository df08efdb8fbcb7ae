"""Documents: returned tables merged into the issuer's layout."""

from __future__ import annotations

import time

from tests.bench import Row
from tests.sheets.making import xlsx
from tests.sheets.returns import listing
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.returned import merge_returned
from yiben.sheets.unit_names import UnitName, UnitNames

_FILES, _ROWS = 12, 200


def run(*, full: bool) -> list[Row]:
    """Return seconds for merging twelve returned files of 200 rows (``full``: 60 files, without a goal)."""
    return [_merging(_FILES, 3.0), *([_merging(5 * _FILES, None)] if full else [])]


def _merging(count: int, goal: float | None) -> Row:
    units = UnitNames(tuple(UnitName(f"第{number}社区居民委员会", number) for number in range(count)))
    files = [ReturnedFile(f"{unit.name}.xlsx", _returned(unit.name)) for unit in units.units]
    layout = ReturnedFile("表样.xlsx", xlsx(listing()))
    began = time.perf_counter()
    merged = merge_returned(files, layout, units)
    seconds = time.perf_counter() - began
    assert sum(len(rows) for rows in merged.rows.values()) == count * _ROWS
    return Row(f"merging {count} returned files of {_ROWS} rows", seconds, "s", False, goal=goal)


def _returned(unit: str) -> bytes:
    rows = [
        (
            n + 1,
            f"2026-03-{n % 28 + 1:02d}",
            f"活动{n}",
            f"{n}人" if n % 9 == 0 else n,
            n * 10,
            f"=E{n + 4}/D{n + 4}",
            "",
        )
        for n in range(_ROWS)
    ]
    return xlsx(listing(rows, unit=unit))
