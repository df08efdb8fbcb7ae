"""红黄绿: how a task stands, by one rule that the page states in words. Pure, integers only.

* closed (销号) or done: green; struck off unfulfilled: open, whatever came before.
* past its last day and not done: red; a turn that was due is missing (its return, or its target not reached): red.
* last day within seven days and not done: yellow; counted work behind the time that has passed by more than a fifth
  of the target: yellow.
* no last day and nothing due: open (待定), unless work or returns have come: green.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Light = Literal["red", "yellow", "green", "open"]
SOON_DAYS = 7
_ORDER: tuple[Light, ...] = ("red", "yellow", "open", "green")


@dataclass(frozen=True)
class Standing:
    """What the rule looks at. ``target`` 0: nothing is counted. ``missing``: turns of a recurring duty that passed
    unsettled; its days are those of the turn due."""

    is_closed: bool
    starts_on: date | None
    due_on: date | None
    target: int = 0
    achieved: int = 0
    missing: int = 0
    sent_returns: int = 0


@dataclass(frozen=True)
class Shown:
    """A light and the code of its reason."""

    light: Light
    reason: str


def light_of(standing: Standing, today: date) -> Shown:
    """Return the light of a task on a day.

    >>> light_of(Standing(False, None, date(2026, 11, 1), target=4, achieved=3), date(2026, 11, 2))
    Shown(light='red', reason='overdue')
    """
    if standing.is_closed:
        return Shown("green", "closed")
    if standing.missing:
        return Shown("red", "target_missed" if standing.target else "return_missing")
    is_reached = bool(standing.target) and standing.achieved >= standing.target
    if is_reached:
        return Shown("green", "target_reached")
    if standing.due_on and today > standing.due_on:
        return Shown("red", "overdue")
    if standing.due_on and (standing.due_on - today).days <= SOON_DAYS:
        return Shown("yellow", "due_soon")
    if _is_behind(standing, today):
        return Shown("yellow", "behind")
    if standing.due_on or standing.achieved or standing.sent_returns:
        return Shown("green", "on_time")
    return Shown("open", "no_deadline")


def worst(shown: Iterable[Shown]) -> Shown:
    """Return the first of the lights that asks most for somebody's eye; raises ValueError for none at all."""
    return min(shown, key=lambda each: _ORDER.index(each.light))


def _is_behind(standing: Standing, today: date) -> bool:
    """achieved/target < passed/whole − 1/5, in integers."""
    if not (standing.target and standing.starts_on and standing.due_on):
        return False
    whole = (standing.due_on - standing.starts_on).days
    passed = (today - standing.starts_on).days
    if whole <= 0 or passed <= 0:
        return False
    return 5 * standing.achieved * whole < standing.target * (5 * passed - whole)
