"""What differs between a table as sent and the issuer's layout, as codes with their places; faces make sentences of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from yiben.sheets.scanning import column_letters


@dataclass(frozen=True)
class Deviation:
    """A deviation: ``where`` is a sheet, “sheet!heading”, “sheet!row” or “sheet!C5”; ``said`` fills the sentence of its
    code. ``sure``: what was done about it needs no question."""

    code: str
    where: str
    sure: bool = True
    said: Mapping[str, str] = field(default_factory=dict)


def cell_name(sheet: str | None, row: int, column: int) -> str:
    """Return the name of a cell, row and column from 0: ``台账!C5``."""
    return at(sheet, f"{column_letters(column + 1)}{row + 1}")


def at(sheet: str | None, place: str | int) -> str:
    """Return a place in a sheet; a file without sheets has only the place."""
    return f"{sheet}!{place}" if sheet else str(place)


def column_ranges(sheet: str | None, column: int, rows: Iterable[int]) -> str:
    """Return the cells of a column as runs: ``台账!F5:F20``.

    >>> column_ranges("表", 5, [4, 5, 6, 9])
    '表!F5:F7,F10'
    """
    ordered = sorted(set(rows))
    breaks = [index + 1 for index, (one, two) in enumerate(pairwise(ordered)) if two != one + 1]
    runs = [ordered[start:end] for start, end in zip([0, *breaks], [*breaks, len(ordered)], strict=True)]
    letters = column_letters(column + 1)
    names = [f"{letters}{run[0] + 1}" + (f":{letters}{run[-1] + 1}" if len(run) > 1 else "") for run in runs if run]
    return at(sheet, ",".join(names))
