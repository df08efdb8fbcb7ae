"""What a day is by the working calendar, and when a shift of it begins and ends. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from yiben.packs.rosters import DayKind, Shift
from yiben.rules.calendars import WorkCalendar

_SATURDAY = 5


def kind_of_day(day: date, calendar: WorkCalendar) -> DayKind:
    """Return workday (make-up working days too), holiday (a day off by the notice or the statute, the weekend days of its
    arrangement among them), or weekend.

    >>> from yiben.rules.calendars import shipped_calendar
    >>> [kind_of_day(date(2026, 10, day), shipped_calendar()) for day in (1, 9, 10, 17)]
    ['holiday', 'workday', 'workday', 'weekend']
    """
    if calendar.is_workday(day):
        return "workday"
    return "holiday" if calendar.is_holiday(day) else "weekend"


def days_between(start: date, end: date) -> Iterator[date]:
    """Yield the days from one to the other, both included."""
    for number in range((end - start).days + 1):
        yield start + timedelta(days=number)


def span_of(day: date, shift: Shift, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a day's shift begins and ends; one that does not end later than it begins ends the next day."""
    begins, ends = time.fromisoformat(shift.begins), time.fromisoformat(shift.ends)
    last = day if ends > begins else day + timedelta(days=1)
    return datetime.combine(day, begins, zone), datetime.combine(last, ends, zone)
