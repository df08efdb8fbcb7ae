"""A simulated year: ten thousand clocks against a slow calculation that walks day by day over the notices themselves."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from ruamel.yaml import YAML

from yiben.matters.clocks import Terms, days_still, end_of
from yiben.rules.calendars import shipped_calendar

NOTICES = Path(__file__).parents[2] / "src/yiben/rules/data/calendar.yaml"
ONE = timedelta(days=1)


def worked_days() -> set[date]:
    """Every worked day of 2024 to 2026, from the notices: weekdays, less what is off, with the make-up days."""
    data = YAML(typ="safe").load(NOTICES.read_text("utf-8"))
    off: set[date] = set()
    work: set[date] = set()
    for row in data["notices"]:
        for start, end in row["off"]:
            day = start
            while day <= end:
                off.add(day)
                day += ONE
        work |= set(row["work"])
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(1096)]
    return {day for day in days if day in work or (day.weekday() < 5 and day not in off)}


def slow_end(start: date, count: int, measure: str, pauses: list[tuple[date, date]], worked: set[date]) -> date:
    """The day on which counting ends, moved behind a holiday."""
    end = counted_end(start, count, measure, pauses, worked)
    while measure != "workdays" and end not in worked:
        end += ONE
    return end


def counted_end(start: date, count: int, measure: str, pauses: list[tuple[date, date]], worked: set[date]) -> date:
    """Walk from day to day; a day on which the clock stands still does not count."""
    if measure == "months":
        month, year = start.month, start.year
        for _ in range(count):
            month, year = (1, year + 1) if month == 12 else (month + 1, year)
        day = start.day
        while True:
            try:
                end = date(year, month, day)
                break
            except ValueError:
                day -= 1
        for begins, ends in pauses:
            end += ends - begins
    else:
        end, left = start, count
        while left:
            end += ONE
            stands = any(begins < end <= ends for begins, ends in pauses)
            left -= not stands and (measure == "days" or end in worked)
    return end


def test_ten_thousand_clocks_of_a_year_end_when_a_slow_calculation_says():
    draw, worked, work = random.Random(20260520), worked_days(), shipped_calendar()
    for number in range(10_000):
        start = date(2026, 1, 1) + timedelta(days=draw.randrange(200))
        measure = draw.choice(["days", "workdays", "months"])
        count = draw.randrange(1, 4) if measure == "months" else draw.randrange(1, 45)
        pauses: list[tuple[date, date]] = []
        paused = 0
        if number % 3 == 0:
            begins = start + timedelta(days=draw.randrange(0, 2))
            if begins < counted_end(start, count, measure, [], worked):  # a clock that ran out does not stand still
                pauses = [(begins, begins + timedelta(days=draw.randrange(0, 12)))]
            paused = sum(days_still(one, other, measure, work) for one, other in pauses)
        wanted = slow_end(start, count, measure, pauses, worked)
        assert end_of(start, Terms(count, measure), paused, work) == wanted, (start, count, measure, pauses)
