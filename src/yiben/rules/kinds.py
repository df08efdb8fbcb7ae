"""What a rule can ask, each kind a pure function of what is given: integers, days, lists. No floats.

A function takes the rule's own values (``asks``), what is given (``given``) and the calendar, and returns a ``Found``:
whether it holds, the code of its sentence, and what was computed. ``holds`` None means that it cannot be said yet: the
time has not run out. ``is_near`` marks what holds by the narrowest margin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiben.rules.calendars import WorkCalendar
from yiben.rules.comparing import at_least, more_than, smallest_at_least, smallest_more_than
from yiben.rules.counting import after_days, after_months, after_workdays

Asked = Mapping[str, Any]
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """The outcome of one look; see the module."""

    holds: bool | None
    code: str
    computed: Mapping[str, int | str | bool] = field(default_factory=dict)
    is_near: bool = False


class Missing(Exception):
    """What a kind needs and was not given, or was given as something else."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def between(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``value`` is at least ``least`` and at most ``most``, each where it is said."""
    value = _number(given, asks["value"])
    if "least" in asks and value < asks["least"]:
        return Found(False, "too_few", {"least": asks["least"], "found": value})
    if "most" in asks and value > asks["most"]:
        return Found(False, "too_many", {"most": asks["most"], "found": value})
    return Found(True, "number_right", {"found": value})


def share(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``part`` exceeds (``over``) or reaches (``at_least``) a fraction of ``whole``; nothing of nothing does not."""
    part, whole = _number(given, asks["part"]), _number(given, asks["whole"])
    is_over = "over" in asks
    numerator, denominator = fraction(asks["over"] if is_over else asks["at_least"])
    holds = whole > 0 and (more_than if is_over else at_least)(part, whole, numerator, denominator)
    needed = (smallest_more_than if is_over else smallest_at_least)(whole, numerator, denominator)
    code = "share_reached" if holds else "share_missed"
    return Found(holds, code, {"needed": needed, "found": part, "whole": whole})


def notice(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``done`` lies at least ``days`` days before ``event``; exactly so many is near (the law has no example)."""
    gap = (_day(given, asks["event"]) - _day(given, asks["done"])).days
    code = (
        "notice_too_late" if gap < asks["days"] else "notice_just_in_time" if gap == asks["days"] else "notice_in_time"
    )
    return Found(gap >= asks["days"], code, {"gap": gap, "days": asks["days"]}, is_near=gap == asks["days"])


def within(asks: Asked, given: Given, work: WorkCalendar) -> Found:
    """``done`` comes within so many ``days``, ``workdays`` or ``months`` after ``start``. ``pauses`` (optional) names a
    number of days that do not count. Not done yet: open until the last day has passed, by ``today``."""
    start = _day(given, asks["start"])
    due = due_of(asks, start, _number(given, asks["pauses"]) if asks.get("pauses") in given else 0, work)
    computed = {"due": due.isoformat()}
    if given.get(asks["done"]) is not None:
        done = _day(given, asks["done"])
        return Found(done <= due, "in_time" if done <= due else "too_late", {**computed, "done": done.isoformat()})
    if "today" not in given:
        raise Missing(asks["done"])
    is_over = _day(given, "today") > due
    return Found(False if is_over else None, "overdue" if is_over else "still_open", computed)


def due_of(asks: Asked, start: date, paused: int, work: WorkCalendar) -> date:
    """Return the last day of a time that a rule gives; ``paused`` days are added to it as days of its own unit."""
    if "workdays" in asks:
        return after_workdays(start, asks["workdays"] + paused, work).on
    if "months" in asks:
        last = after_months(start, asks["months"], work)
        return after_days(last.counted_to, paused, work).on if paused else last.on
    return after_days(start, asks["days"] + paused, work).on


def lasts(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """Between ``start`` and ``end`` lie at least ``days`` days."""
    length = (_day(given, asks["end"]) - _day(given, asks["start"])).days
    holds = length >= asks["days"]
    return Found(holds, "long_enough" if holds else "too_short", {"days": asks["days"], "found": length})


def follows(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``first`` lies before ``then`` (or on the same day where ``same_day`` is said)."""
    gap = (_day(given, asks["then"]) - _day(given, asks["first"])).days
    holds = gap > 0 or (gap == 0 and bool(asks.get("same_day")))
    return Found(holds, "order_right" if holds else "order_wrong", {"gap": gap})


def apart(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """Nobody stands in both lists."""
    both = sorted(
        {str(each) for each in _list(given, asks["one"])} & {str(each) for each in _list(given, asks["other"])}
    )
    return Found(not both, "in_both" if both else "apart", {"found": len(both), "who": "、".join(both)})


def holds_all(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``list`` holds every item of ``items``."""
    there = {str(each) for each in _list(given, asks["list"])}
    missing = [str(each) for each in asks["items"] if str(each) not in there]
    return Found(not missing, "items_missing" if missing else "complete", {"missing": "、".join(missing)})


def holds_none(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``list`` holds none of ``items``."""
    there = [str(each) for each in _list(given, asks["list"]) if str(each) in {str(one) for one in asks["items"]}]
    return Found(not there, "barred" if there else "free", {"found": "、".join(there)})


def one_of(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``value`` is one of ``items``."""
    value = _text(given, asks["value"])
    return Found(
        value in [str(each) for each in asks["items"]],
        "known" if value in asks["items"] else "unknown",
        {"found": value},
    )


def yes(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``value`` is yes."""
    if not isinstance(given.get(asks["value"]), bool):
        raise Missing(asks["value"])
    holds = given[asks["value"]]
    return Found(holds, "so" if holds else "not_so")


def equal(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """The sum of ``left`` equals the sum of ``right``."""
    left = sum(_number(given, name) for name in _names(asks["left"]))
    right = sum(_number(given, name) for name in _names(asks["right"]))
    return Found(left == right, "balanced" if left == right else "unbalanced", {"left": left, "right": right})


def slots(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``list`` of days has at least ``each`` (1) in every ``per`` (month, quarter, half, year) of ``year`` that ends by
    ``today`` (all of them without it)."""
    year, days = _number(given, asks["year"]), [_as_day(each, asks["list"]) for each in _list(given, asks["list"])]
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[asks["per"]]
    missing = []
    for first in range(1, 13, months):
        last = first + months - 1
        if "today" in given and (year, last) >= (_day(given, "today").year, _day(given, "today").month):
            continue
        if sum(each.year == year and first <= each.month <= last for each in days) < asks.get("each", 1):
            missing.append(f"{year}-{first:02d}" if months == 1 else f"{year}-{first:02d}..{last:02d}")
    return Found(not missing, "slots_missing" if missing else "slots_filled", {"missing": "、".join(missing)})


def per(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """There is one of ``value`` for every ``least`` to ``most`` of ``of``: of/most ≤ value ≤ of/least."""
    value, whole = _number(given, asks["value"]), _number(given, asks["of"])
    fewest, most = smallest_at_least(whole, 1, asks["most"]), whole // asks["least"]
    holds = fewest <= value <= max(most, fewest)
    return Found(
        holds, "number_right" if holds else "out_of_range", {"from": fewest, "to": max(most, fewest), "found": value}
    )


def surplus(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``value`` exceeds ``seats`` by at least ``least`` and at least a ``fraction`` of them (rounded up)."""
    seats, value = _number(given, asks["seats"]), _number(given, asks["value"])
    share_of = smallest_at_least(seats, *fraction(asks["fraction"])) if "fraction" in asks else 0
    needed = seats + max(asks.get("least", 1), share_of)
    return Found(value >= needed, "number_right" if value >= needed else "too_few", {"least": needed, "found": value})


def each_at_most(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """No name stands more than ``most`` times in ``list``."""
    counts: dict[str, int] = {}
    for name in _list(given, asks["list"]):
        counts[str(name)] = counts.get(str(name), 0) + 1
    over = sorted(name for name, count in counts.items() if count > asks["most"])
    return Found(not over, "too_often" if over else "number_right", {"most": asks["most"], "who": "、".join(over)})


def streak(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``list`` (oldest first) nowhere has ``item`` ``times`` times running."""
    run = longest = 0
    for each in _list(given, asks["list"]):
        run = run + 1 if str(each) == asks["item"] else 0
        longest = max(longest, run)
    return Found(longest < asks["times"], "streak" if longest >= asks["times"] else "no_streak", {"found": longest})


def steps_of(asks: Asked, given: Given, _work: WorkCalendar) -> Found:
    """``form`` is the one that ``value`` calls for: ``table`` holds [from, form], smallest first."""
    value = _number(given, asks["value"])
    wanted = [form for start, form in asks["table"] if start <= value][-1]
    form = _text(given, asks["form"])
    return Found(form == wanted, "form_right" if form == wanted else "form_other", {"wanted": wanted, "found": form})


def fraction(text: str) -> tuple[int, int]:
    """Return numerator and denominator of “2/3”. Raises ValueError for anything else."""
    numerator, denominator = text.split("/")
    return int(numerator), int(denominator)


KINDS: Mapping[str, Callable[[Asked, Given, WorkCalendar], Found]] = {
    "between": between,
    "share": share,
    "notice": notice,
    "within": within,
    "lasts": lasts,
    "follows": follows,
    "apart": apart,
    "holds_all": holds_all,
    "holds_none": holds_none,
    "one_of": one_of,
    "yes": yes,
    "equal": equal,
    "slots": slots,
    "per": per,
    "surplus": surplus,
    "each_at_most": each_at_most,
    "streak": streak,
    "steps_of": steps_of,
}


def _number(given: Given, name: str) -> int:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Missing(name)
    return value


def _day(given: Given, name: str) -> date:
    return _as_day(given.get(name), name)


def _as_day(value: object, name: str) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Missing(name)


def _list(given: Given, name: str) -> Sequence[Any]:
    value = given.get(name)
    if not isinstance(value, (list, tuple)):
        raise Missing(name)
    return value


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise Missing(name)
    return value


def _names(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
