"""The working-day calendar of the instance: what is shipped, and the years imported since."""

from __future__ import annotations

from datetime import date

from yiben.catalog.models import HolidayYear
from yiben.rules.calendars import WorkCalendar, YearNotice, shipped_calendar


def work_calendar() -> WorkCalendar:
    """Return the calendar by which deadlines are counted now; an imported year stands before the shipped one."""
    calendar = shipped_calendar()
    for row in HolidayYear.objects.order_by("pk"):
        calendar = calendar.with_notice(_notice(row))
    return calendar


def _notice(row: HolidayYear) -> YearNotice:
    off, work = (frozenset(date.fromisoformat(day) for day in days) for days in (row.off, row.work))
    return YearNotice(row.year, row.source, off, work)
