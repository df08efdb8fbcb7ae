"""A workbook as it lies on paper: cells with their values, what is merged, hidden or struck out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property

Value = str | int | Decimal | float | date | time | bool | None
"""What a cell holds. A ``float`` is a number too large to have kept all its digits; other numbers are exact."""


@dataclass(frozen=True)
class Merge:
    """A merged range, rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A sheet from its first cell on. Rows are numbered as users see them: row 1 is ``rows[0]``."""

    name: str | None
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    """Rows (from 0) whose first filled cell is struck through."""
    is_hidden: bool = False

    @cached_property
    def covered(self) -> Mapping[tuple[int, int], Merge]:
        """The merge over every cell of a merged range but its first."""
        found = {}
        for merge in self.merges:
            for row in range(merge.top, min(merge.bottom, len(self.rows) - 1) + 1):
                for column in range(merge.left, merge.right + 1):
                    if (row, column) != (merge.top, merge.left):
                        found[row, column] = merge
        return found

    @cached_property
    def anchors(self) -> Mapping[tuple[int, int], Merge]:
        """The merge that begins at a cell."""
        return {(merge.top, merge.left): merge for merge in self.merges}

    def value(self, row: int, column: int) -> Value:
        """Return what is written in a cell itself; a covered cell holds nothing."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        if column >= len(cells) or (self.merges and (row, column) in self.covered):
            return None
        return cells[column]

    def shown(self, row: int, column: int) -> Value:
        """Return what a reader sees at a cell: of a merged range, its one value."""
        merge = self.covered.get((row, column)) if self.merges else None
        return self.value(merge.top, merge.left) if merge else self.value(row, column)

    def filled(self, row: int) -> list[int]:
        """Return the columns that hold something in a row."""
        if not self.merges:  # most sheets, and every row of a long one
            cells = enumerate(self.rows[row])
            return [
                column for column, value in cells if value is not None and (type(value) is not str or value.strip())
            ]
        return [column for column in range(len(self.rows[row])) if not is_blank(self.value(row, column))]


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, in their order; ``warnings`` are codes (``encoding_replaced``, ``converted``)."""

    sheets: tuple[Sheet, ...]
    kind: str
    name: str = ""
    warnings: tuple[str, ...] = field(default=())


def is_blank(value: Value) -> bool:
    """Say whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Value) -> str:
    """Return a value as it would be read aloud: numbers without needless digits, days as ISO.

    >>> text_of(Decimal("3.50")), text_of(date(2026, 3, 5)), text_of(None)
    ('3.5', '2026-03-05', '')
    """
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, float):
        return format(value, ".0f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
