"""The turns of a reporting duty: which period, due on which day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from yiben.metrics.periods import Period, period_of
from yiben.rules.calendars import WorkCalendar
from yiben.rules.counting import after_days
from yiben.units.months import first_day, last_day, month_of, month_plus

MONTHS_OF: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months a turn of each kind has."""
MOST_DAYS: Final = 60


@dataclass(frozen=True)
class Turn:
    """One turn: its period and the last day on which the report is in time (a day off moves it, 民法典 §203)."""

    period: Period
    due_on: date


def turns(every: str, due_days: int, first: date, until: date, work: WorkCalendar) -> Iterator[Turn]:
    """Yield the turns from the one in which ``first`` lies up to the last one that has ended by ``until``, oldest first.

    ``due_days`` calendar days after the period's end. A period that is still running is no turn yet.
    """
    length = MONTHS_OF[every]
    month = month_of(first)
    month -= (month % 100 - 1) % length
    while last_day(end := month_plus(month, length - 1)) < until:
        period = period_of(first_day(month), last_day(end))
        yield Turn(period, after_days(last_day(end), due_days, work).on)
        month = month_plus(month, length)


def current_turn(every: str, due_days: int, day: date, work: WorkCalendar) -> Turn:
    """Return the turn that is being waited for on a day: the one that ended last."""
    start = day - timedelta(days=31 * 2 * MONTHS_OF[every])
    return list(turns(every, due_days, start, day, work))[-1]
