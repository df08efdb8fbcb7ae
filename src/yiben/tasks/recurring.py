"""Recurring duties: “每季度一次”, “每月25日前”, “每周五”. The days come from dateutil's rrule. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

Every = Literal["day", "week", "month", "quarter", "half", "year"]

_UNITS: dict[str, Every] = {
    "日": "day",
    "天": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half",
    "年": "year",
    "年度": "year",
}
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_FORM = re.compile(
    r"每(?:个|隔)?(?P<interval>[一两二三四五六七八九十]|\d+)?个?(?P<unit>半年|季度|星期|年度|[日天周月季年])"
    r"(?P<weekday>[一二三四五六日天])?(?:(?P<day>\d{1,2})(?=[日号前]|之前|$)[日号]?)?(?P<end>底|末)?(?:之?前)?(?P<rest>.*)"
)
_TIMES = re.compile(r"(?P<times>[一两二三四五六七八九十]|\d+)(?:至\S)?[次场期篇条份个遍]")
_WORDS: dict[str, Every] = {"逐月": "month", "按月": "month", "按季": "quarter", "按周": "week", "逐年": "year"}


@dataclass(frozen=True)
class Recurrence:
    """A duty that comes back: every ``interval`` units, ``times`` a slot, due by ``day`` of the month or week.

    ``day`` None is the slot's last day; ``text`` is what the document says.
    """

    text: str
    every: Every
    interval: int = 1
    times: int = 1
    day: int | None = None


@dataclass(frozen=True)
class Slot:
    """One turn of a recurring duty: its name (2026-03, 2026Q1 …), its first and last day, and the day by which it has
    to be done (“每月25日前”), which may come earlier."""

    label: str
    starts_on: date
    due_on: date
    ends_on: date


def read_recurrence(text: str) -> Recurrence | None:
    """Return the recurrence that a phrase names, None when it names none that can be counted.

    >>> read_recurrence("每季度一次")
    Recurrence(text='每季度一次', every='quarter', interval=1, times=1, day=None)
    >>> read_recurrence("每月25日前").day
    25
    """
    said = text.strip()
    for word, every in _WORDS.items():
        if said.startswith(word):
            return Recurrence(said, every, times=_times(said))
    match = _FORM.match(said)
    if match is None:
        return None
    every = _UNITS[match["unit"]]
    day = int(match["day"]) if match["day"] and every in _MONTHS else None
    if every == "week" and match["weekday"]:
        day = _WEEKDAYS[match["weekday"]]
    if day is not None and every != "week" and not 1 <= day <= 31:
        return None
    return Recurrence(said, every, _number(match["interval"]), _times(match["rest"]), day)


def slots(recurrence: Recurrence, first: date, last: date) -> list[Slot]:
    """Return the slots whose last day lies from ``first`` to ``last``. Without an end a duty runs as far as asked.

    >>> [slot.label for slot in slots(read_recurrence("每季度一次"), date(2026, 2, 1), date(2026, 12, 31))]
    ['2026Q1', '2026Q2', '2026Q3', '2026Q4']
    """
    if last < first:
        return []
    found = []
    for start in _starts(recurrence, first, last):
        end = _end(recurrence, start)
        due = _due(recurrence, start, end)
        if first <= due <= last:
            found.append(Slot(_label(recurrence.every, recurrence.interval, start), start, due, end))
    return found


def _starts(recurrence: Recurrence, first: date, last: date) -> list[date]:
    if recurrence.every == "day":
        begin, step = first, rrule(DAILY, interval=recurrence.interval, dtstart=_at(first), until=_at(last))
    elif recurrence.every == "week":
        begin = first - timedelta(days=first.weekday())
        step = rrule(WEEKLY, interval=recurrence.interval, dtstart=_at(begin), until=_at(last))
    else:
        months = _MONTHS[recurrence.every] * recurrence.interval
        span = _MONTHS[recurrence.every]
        begin = date(first.year, (first.month - 1) // span * span + 1, 1)
        step = rrule(MONTHLY, interval=months, dtstart=_at(begin), until=_at(last))
    return [moment.date() for moment in step]


def _end(recurrence: Recurrence, start: date) -> date:
    if recurrence.every == "day":
        return start + timedelta(days=recurrence.interval - 1)
    if recurrence.every == "week":
        return start + timedelta(days=7 * recurrence.interval - 1)
    index = start.year * 12 + start.month - 1 + _MONTHS[recurrence.every] * recurrence.interval
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def _due(recurrence: Recurrence, start: date, end: date) -> date:
    if recurrence.day is None:
        return end
    if recurrence.every == "week":
        return start + timedelta(days=7 * (recurrence.interval - 1) + recurrence.day)
    return end.replace(day=min(recurrence.day, end.day))


def _label(every: Every, interval: int, start: date) -> str:
    if every in {"day", "week"}:
        return start.isoformat()
    if every == "year" and interval == 1:
        return str(start.year)
    if every == "quarter" and interval == 1:
        return f"{start.year}Q{(start.month + 2) // 3}"
    if every == "half" and interval == 1:
        return f"{start.year}H{1 if start.month < 7 else 2}"
    return f"{start.year}-{start.month:02d}"


def _times(text: str) -> int:
    match = _TIMES.search(text)
    return _number(match["times"]) if match else 1


def _number(text: str | None) -> int:
    if not text:
        return 1
    return min(_NUMERALS.get(text) or int(text), 366) or 1


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  rrule counts days, no moment is meant
