"""Which days are worked. Make-up working days (调休) count as worked, holidays do not.

Statute: 全国年节及纪念日放假办法 (revised 2024-11-10): 13 days; each year the General Office of the State Council
arranges them with the weekends around. The notice for a year comes in the autumn before. A year without its notice is
answered from statute and weekends alone and is provisional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

_SATURDAY = 5


@dataclass(frozen=True)
class YearNotice:
    """A year's arrangement: holidays, make-up working days, and the notice that says so."""

    year: int
    source: str
    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class WorkCalendar:
    """Working days of the years whose notice is known; other years from ``statutory`` days and weekends."""

    notices: Mapping[int, YearNotice]
    statutory: frozenset[date] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        """Say whether a day is worked.

        >>> shipped_calendar().is_workday(date(2026, 9, 20)), shipped_calendar().is_workday(date(2026, 10, 7))
        (True, False)
        """
        if any(day in notice.work for notice in self._around(day)):
            return True
        if any(day in notice.off for notice in self._around(day)):
            return False
        if day.year not in self.notices and day in self.statutory:
            return False
        return day.weekday() < _SATURDAY

    def is_holiday(self, day: date) -> bool:
        """Say whether a day is off because of a holiday: by its year's notice, else by the statute; no mere weekend.

        >>> shipped_calendar().is_holiday(date(2026, 10, 4)), shipped_calendar().is_holiday(date(2026, 10, 17))
        (True, False)
        """
        if self.is_workday(day):
            return False
        return any(day in notice.off for notice in self._around(day)) or day in self.statutory

    def is_provisional(self, day: date) -> bool:
        """Say whether the answer for a day may still change, because the notice for its year is not known."""
        return day.year not in self.notices

    def source(self, day: date) -> str:
        """Return the notice that decides about a day, or the statute."""
        notice = self.notices.get(day.year)
        return notice.source if notice else "全国年节及纪念日放假办法（2024年11月10日修订）"

    def with_notice(self, notice: YearNotice) -> WorkCalendar:
        """Return the calendar with another year's notice; a notice of the same year is replaced."""
        return replace(self, notices={**self.notices, notice.year: notice})

    def _around(self, day: date) -> list[YearNotice]:
        """The notices that may name a day: its own year's, and the next, whose New Year may begin in December."""
        return [self.notices[year] for year in (day.year, day.year + 1) if year in self.notices]


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkCalendar:
    """Return the calendar that comes with the product: notices of 2024 to 2026, statutory days to 2040."""
    text = files("yiben.rules").joinpath("data/calendar.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = YAML(typ="safe").load(text)
    notices = {row["year"]: _notice(row) for row in data["notices"]}
    return WorkCalendar(notices, frozenset(_statutory(data["festivals"])))


def read_holiday_json(data: Mapping[str, Any]) -> YearNotice:
    """Return the notice of a year from the widespread JSON form ``{"year", "papers", "days": [{date, isOffDay}]}``.

    Days of December may belong to the next year's notice. Raises ValueError for another shape, or for no days at all
    (an empty file says only that the notice has not come).
    """
    try:
        year = int(data["year"])
        days = [(date.fromisoformat(row["date"]), bool(row["isOffDay"])) for row in data["days"]]
        papers = [str(each) for each in data.get("papers", ())]
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError("not a year of holidays") from problem
    if not days:
        raise ValueError("the year has no days")
    off = frozenset(day for day, is_off in days if is_off)
    return YearNotice(year, "；".join(papers), off, frozenset(day for day, is_off in days if not is_off))


def _notice(row: Mapping[str, Any]) -> YearNotice:
    off: set[date] = set()
    for start, end in row["off"]:
        off.update(_days(start, end))
    return YearNotice(row["year"], row["source"], frozenset(off), frozenset(row["work"]))


def _statutory(rows: Mapping[int, Sequence[date]]) -> set[date]:
    """The 13 days of the statute for each year: New Year, Spring Festival (its eve and three days), Qingming, Labour
    Day (two), Dragon Boat, Mid-autumn, National Day (three)."""
    days: set[date] = set()
    for year, (spring, qingming, dragon_boat, mid_autumn) in rows.items():
        days |= {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), qingming, dragon_boat, mid_autumn}
        days |= _days(spring - timedelta(days=1), spring + timedelta(days=2))
        days |= _days(date(year, 10, 1), date(year, 10, 3))
    return days


def _days(start: date, end: date) -> set[date]:
    return {start + timedelta(days=index) for index in range((end - start).days + 1)}
