"""A row that would become an entry, and what a person has to decide about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from yiben.sheets.days import Day

Number = int | Decimal


@dataclass(slots=True)
class Record:
    """A row that would become an entry. ``flags`` maps a code to what it is about (a heading, a row, or True)."""

    sheet: str | None
    row: int
    day: Day | None
    units: tuple[str, ...]
    values: dict[str, Any]
    flags: dict[str, Any] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    """The headings under which numbers stand."""
    day_text: str = ""
    unit_text: str = ""
    """What stands in the cells of day and unit themselves, "" where they say nothing or “as above”."""
    written: dict[str, str] | None = None
    """By heading the cells of which a number was read that are more than that number (约200人); None for no such cell."""

    @property
    def numbers(self) -> dict[str, Number]:
        """The numbers of the row by heading, for checking totals."""
        return {name: value for name in self.counted if (value := self.values.get(name)) is not None}

    @property
    def on(self) -> date | None:
        """The day, or the first day of the month."""
        return self.day.on if self.day else None


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person has to decide. Codes: unit_unknown, unit_ambiguous, date_missing, date_invalid, date_unsure,
    year_unknown, not_a_number, hours_unclear."""

    code: str
    sheet: str | None
    row: int
    heading: str = ""
    text: str = ""
