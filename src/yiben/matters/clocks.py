"""How the clocks of matters run: their terms by the law in force, their ends, pauses, extensions. Pure but for models'
attributes; integers and days only.

A clock stands still from the day after it was paused to the day on which it goes on, both counted in its own measure: so
many days are added. A pause, a holiday or an extension never brings its end nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from yiben.matters.models import MatterClock
from yiben.packs.procedures import Clock, Longer
from yiben.rules.calendars import WorkCalendar
from yiben.rules.kinds import due_of
from yiben.rules.laws import effective

Measure = Literal["days", "workdays", "months"]
MEASURES: tuple[Measure, ...] = ("days", "workdays", "months")
Light = Literal["red", "yellow", "green", "paused", "done"]


@dataclass(frozen=True)
class Terms:
    """How long a clock runs, and where that stands."""

    count: int
    measure: Measure
    basis: str = ""


def terms_of(clock: Clock | Longer, on: date, layers: Sequence[str] = ()) -> Terms | None:
    """Return how long a clock runs that starts on a day: by the rule in force, else as the pack says; None for neither."""
    rule = effective(clock.rule, on, layers) if clock.rule else None
    if rule is not None:
        for measure in MEASURES:
            if measure in rule.check:
                return Terms(rule.check[measure], measure, rule.basis)
    for measure in MEASURES:
        count = getattr(clock, measure)
        if count is not None:
            return Terms(count, measure)
    return None


def end_of(start: date, terms: Terms, paused: int, work: WorkCalendar) -> date:
    """Return the last day of a time that started on ``start``; ``paused`` days of its measure do not count."""
    return due_of({terms.measure: terms.count}, start, paused, work)


def days_still(paused_on: date, until: date, measure: str, work: WorkCalendar) -> int:
    """Return for how many days of its measure a clock stood still: from the day after the pause to the day of going on.

    >>> from yiben.rules.calendars import shipped_calendar
    >>> days_still(date(2026, 3, 6), date(2026, 3, 9), "workdays", shipped_calendar())
    1
    """
    length = max((until - paused_on).days, 0)
    if measure != "workdays":
        return length
    return sum(work.is_workday(paused_on + timedelta(days=index)) for index in range(1, length + 1))


def measure_of(row: MatterClock) -> Measure:
    """Return the measure of a clock that was started."""
    return next(each for each in MEASURES if each == row.measure)


def later(row: MatterClock, still: int, work: WorkCalendar) -> date:
    """Return the end of an extended clock that stood still for so many days of its measure."""
    measure: Measure = "workdays" if row.measure == "workdays" else "days"
    return end_of(row.due_on, Terms(still, measure), 0, work)


def farthest(row: MatterClock, longer: Longer | None, work: WorkCalendar, layers: Sequence[str] = ()) -> date | None:
    """Return the last day to which a clock may be extended, None where nothing bounds it."""
    if longer is None:
        return None
    start = row.started_on if longer.of == "start" else row.due_on
    terms = terms_of(longer, row.started_on, layers)
    return None if terms is None else end_of(start, terms, row.paused if longer.of == "start" else 0, work)


def is_late(row: MatterClock, today: date) -> bool:
    """Say whether a clock ran out: stopped after its end, or still running past it. One that stands still does not."""
    if row.stopped_on is not None:
        return row.stopped_on > row.due_on
    return row.paused_on is None and today > row.due_on


def light_of(due_on: date | None, today: date, *, is_done: bool = False, warns: int = 2) -> Light:
    """Return the light of a matter whose next end is ``due_on``: red past it, yellow ``warns`` days before.

    >>> light_of(date(2026, 3, 9), date(2026, 3, 10))
    'red'
    """
    if is_done:
        return "done"
    if due_on is None:
        return "green"
    if today > due_on:
        return "red"
    return "yellow" if (due_on - today).days <= warns else "green"
