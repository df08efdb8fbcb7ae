"""In which month a day counts: the month's end, or a cut-off day that is agreed on for whole years. Pure but for
``posting_calendar``.

One calendar an instance. With cut-off 25 the days from 26 January to 25 February count in February. A rule holds from
the first month of a year until another one does. Edges: the first January under a cut-off begins on 1 January when the
year before ended with its month; December ends with its cut-off, and what comes after counts in January, unless the next
year goes back to months' ends: then December runs to the 31st. So every day counts in exactly one month.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from yiben.ledger import canonical
from yiben.ledger.models import Arrival, Entry
from yiben.ledger.receiving.standing import own_origin
from yiben.remembering import remembered
from yiben.units import months

LATEST_CUTOFF = 28
"""The last day of the month that every month has."""


@dataclass(frozen=True)
class PostingCalendar:
    """``rules`` maps the year from which a rule holds to its cut-off day, 0 for the month's end."""

    rules: Mapping[int, int] = field(default_factory=dict)

    def cutoff(self, year: int) -> int:
        """Return the cut-off day of a year's months, 0 for the month's end."""
        begun = [each for each in self.rules if each <= year]
        return self.rules[max(begun)] if begun else 0

    def month_of(self, day: date) -> int:
        """Return the month (yyyymm) in which a day counts.

        >>> PostingCalendar({2027: 25}).month_of(date(2027, 1, 26))
        202702
        """
        if not self.rules:
            return months.month_of(day)
        month = months.month_of(day)
        return months.next_month(month) if day > self.last_day(month) else month

    def last_day(self, month: int) -> date:
        """Return the last day that counts in a month."""
        year, cutoff = month // 100, self.cutoff(month // 100)
        if not cutoff or (month % 100 == 12 and not self.cutoff(year + 1)):
            return months.last_day(month)
        return date(year, month % 100, cutoff)

    def first_day(self, month: int) -> date:
        """Return the first day that counts in a month."""
        return self.last_day(months.previous_month(month)) + timedelta(days=1)

    def with_rule(self, year: int, cutoff: int) -> PostingCalendar:
        """Return the calendar with a rule from a year on; rules of later years stay."""
        return PostingCalendar({**self.rules, year: cutoff})

    @property
    def text(self) -> str:
        """``2027:25,2029:0``: how the row of arrivals keeps it."""
        return ",".join(f"{year}:{self.rules[year]}" for year in sorted(self.rules))


@lru_cache(maxsize=16)
def read_calendar(text: str) -> PostingCalendar:
    """Return the calendar of its text."""
    pairs = (part.split(":") for part in text.split(",") if part)
    return PostingCalendar({int(year): int(cutoff) for year, cutoff in pairs})


def posting_calendar() -> PostingCalendar:
    """Return the calendar of this instance."""
    return read_calendar(remembered(posting_calendar, _kept_calendar))


def _kept_calendar() -> str:
    return Arrival.objects.values_list("calendar", flat=True).first() or ""


def posting_month(day: date) -> int:
    """Return the month (yyyymm) in which a day counts on this instance, by its cut-off day if it has one."""
    return posting_calendar().month_of(day)


def agreed_calendar() -> PostingCalendar:
    """Return the calendar as the entries of the own chain say it."""
    rows = Entry.objects.filter(kind="structure", origin=own_origin()).order_by("seq").values_list("body", flat=True)
    calendar = PostingCalendar()
    for body in rows:
        with suppress(ValueError, KeyError, AttributeError):  # a changed body is found by its hash where it stands
            said = canonical.from_bytes(bytes(body)).get("values", {})
            if said.get("do") == "calendar":
                calendar = calendar.with_rule(said["from"], said["cutoff"])
    return calendar
