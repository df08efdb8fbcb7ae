"""Counting days as the law counts them.

* The day of the event is not counted (民法典 §201).
* A period of months ends on the day of the same number; where there is none, on the last of the month (§202).
* When the last day is a statutory day off, the day after the holiday is the last one (§203); a period given in working
  days counts only those.
* A notice to be given N days *before* a day is never moved towards that day: if it falls on a day off, it is to be
  given earlier.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from yiben.rules.calendars import WorkCalendar
from yiben.rules.verdicts import Outcome, Verdict

_FARTHEST = 3660


@dataclass(frozen=True)
class Deadline:
    """A last day. ``counted_to`` is where counting alone ended, before a holiday moved it; ``is_provisional`` says
    that a day in question lies in a year whose notice is not known (暂定)."""

    on: date
    counted_to: date
    is_provisional: bool
    basis: str


def after_days(start: date, days: int, work: WorkCalendar) -> Deadline:
    """Return the last day of ``days`` calendar days after ``start``.

    >>> from yiben.rules.calendars import shipped_calendar
    >>> after_days(date(2026, 9, 24), 7, shipped_calendar()).on
    datetime.date(2026, 10, 8)
    """
    _require_positive(days)
    return _rolled(start + timedelta(days=days), work, "民法典 §§201、203")


def after_workdays(start: date, days: int, work: WorkCalendar) -> Deadline:
    """Return the last day of ``days`` working days after ``start``; make-up working days count.

    >>> from yiben.rules.calendars import shipped_calendar
    >>> after_workdays(date(2026, 9, 25), 15, shipped_calendar()).on
    datetime.date(2026, 10, 22)
    """
    _require_positive(days)
    last = _nth_workday(start, days, work, forward=True)
    return Deadline(last, last, _provisional(start, last, work), "民法典 §201；按工作日计算")


def after_months(start: date, months: int, work: WorkCalendar) -> Deadline:
    """Return the last day of ``months`` months after ``start``.

    >>> from yiben.rules.calendars import shipped_calendar
    >>> after_months(date(2024, 7, 10), 3, shipped_calendar()).on
    datetime.date(2024, 10, 10)
    """
    _require_positive(months)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return _rolled(date(year, month, day), work, "民法典 §§201–203")


def days_before(event: date, days: int, work: WorkCalendar) -> Deadline:
    """Return the last day on which a notice may be given that is due ``days`` days before ``event``.

    It is never moved towards the event: a day off moves it earlier.
    """
    _require_positive(days)
    counted = event - timedelta(days=days)
    last = _step(counted, work.is_workday, forward=False)
    return Deadline(last, counted, _provisional(last, counted, work), "民法典 §201；向前推算不顺延")


def judge_notice(event: date, published: date, days: int, rule_id: str, basis: str) -> Verdict:
    """Judge whether something was published at least ``days`` days before ``event``.

    The law gives no example of counting; exactly ``days`` passes with a caution, one more is on the safe side.
    """
    gap = (event - published).days
    outcome: Outcome = "fail" if gap < days else "warn" if gap == days else "pass"
    code = {"fail": "notice_too_late", "warn": "notice_just_in_time", "pass": "notice_in_time"}[outcome]
    inputs: dict[str, int | str | bool] = {
        "event": event.isoformat(),
        "published": published.isoformat(),
        "days": days,
    }
    return Verdict(outcome, rule_id, basis, event.isoformat(), code, inputs, {"gap": gap})


def _rolled(counted: date, work: WorkCalendar, basis: str) -> Deadline:
    last = _step(counted, work.is_workday, forward=True)
    return Deadline(last, counted, _provisional(counted, last, work), basis)


def _nth_workday(start: date, days: int, work: WorkCalendar, *, forward: bool) -> date:
    day, left = start, days
    while left:
        day += timedelta(days=1 if forward else -1)
        left -= work.is_workday(day)
    return day


def _step(day: date, is_met: Callable[[date], bool], *, forward: bool) -> date:
    for distance in range(_FARTHEST):
        moved = day + timedelta(days=distance if forward else -distance)
        if is_met(moved):
            return moved
    raise ValueError("the calendar has no working day within ten years")


def _provisional(first: date, last: date, work: WorkCalendar) -> bool:
    return work.is_provisional(first) or work.is_provisional(last)


def _require_positive(number: int) -> None:
    if number < 1:
        raise ValueError("a period has at least one day")
