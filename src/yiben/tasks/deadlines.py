"""From the deadline that a document states to days. Pure: the base day and the calendar are passed in.

Stated deadlines have the form in which ``text/`` reads them: an ISO day, month, year or interval ``A/B`` (without a
year: ``--07-25``), ``{"recurrence": "每季度一次"}`` or ``{"relative": "选举日前3天"}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yiben.rules.calendars import WorkCalendar
from yiben.rules.counting import after_days, after_workdays
from yiben.tasks.recurring import Recurrence, read_recurrence
from yiben.units.months import last_day

Stated = str | Mapping[str, str] | None

_DAY = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4}|-)-(\d\d)")
_YEAR = re.compile(r"(\d{4})")
_WITHIN = re.compile(r"(?:收到|接到)?.{0,8}?(\d+)(个工作日|个?日|天)(?:之?内|以内)")


@dataclass(frozen=True)
class Resolved:
    """Start and last day of a task, or its recurrence; ``problems`` are codes of what a person has to look at:
    ``deadline_relative`` (hangs on an event without a date), ``deadline_before_start``, ``deadline_day_off``,
    ``deadline_unreadable``, ``recurrence_unreadable``. ``is_provisional``: the year's holidays are not known yet."""

    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    problems: tuple[str, ...] = ()
    is_provisional: bool = False


def resolve_deadline(stated: Stated, *, base: date, work: WorkCalendar, starts_on: date | None = None) -> Resolved:
    """Return the days that a stated deadline means for a document of day ``base``.

    A month or year ends on its last day; a day without a year is the first one not before ``base``'s year begins. A
    last day on a day off is kept (a document's date is its issuer's), but said.
    """
    if stated is None:
        return Resolved(starts_on)
    if isinstance(stated, Mapping):
        return _resolve_words(stated, base, work, starts_on)
    first, slash, last = stated.partition("/")
    begins = _day(first, base, at_end=False) if slash else starts_on
    ends = _day(last if slash else first, base, at_end=True)
    if ends is None or (slash and begins is None):
        return Resolved(starts_on, problems=("deadline_unreadable",))
    if begins and slash and ends < begins and last.startswith("--"):
        ends = _next_year(ends)  # “12-17→01-20”: the turn of a year lies between
    return _checked(begins, ends, work)


def _resolve_words(stated: Mapping[str, str], base: date, work: WorkCalendar, starts_on: date | None) -> Resolved:
    if "recurrence" in stated:
        recurrence = read_recurrence(stated["recurrence"])
        if recurrence is None:
            return Resolved(starts_on, problems=("recurrence_unreadable",))
        return Resolved(starts_on, recurrence=recurrence)
    within = _WITHIN.fullmatch(stated.get("relative", ""))
    if within is None:
        return Resolved(starts_on, problems=("deadline_relative",))
    number = int(within[1])
    if not 1 <= number <= 1000:
        return Resolved(starts_on, problems=("deadline_unreadable",))
    count = after_workdays if within[2] == "个工作日" else after_days
    deadline = count(base, number, work)
    return Resolved(starts_on, deadline.on, is_provisional=deadline.is_provisional)


def _checked(begins: date | None, ends: date, work: WorkCalendar) -> Resolved:
    problems = []
    if begins and ends < begins:
        problems.append("deadline_before_start")
    if not work.is_workday(ends):
        problems.append("deadline_day_off")
    return Resolved(begins, ends, None, tuple(problems), work.is_provisional(ends))


def _day(text: str, base: date, *, at_end: bool) -> date | None:
    try:
        if match := _DAY.fullmatch(text):
            return date(_year(match[1], base), int(match[2]), int(match[3]))
        if match := _MONTH.fullmatch(text):
            year, month = _year(match[1], base), int(match[2])
            return last_day(year * 100 + month) if at_end else date(year, month, 1)
        if match := _YEAR.fullmatch(text):
            return date(int(match[1]), 12, 31) if at_end else date(int(match[1]), 1, 1)
    except ValueError:
        return None
    return None


def _year(text: str, base: date) -> int:
    return base.year if text == "-" else int(text)


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
