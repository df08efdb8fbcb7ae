"""What each kind of check finds. Pure: numbers and words in, findings out; the packs say what they mean."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from statistics import median
from typing import Any

from rapidfuzz import fuzz

from yiben.packs.checking_checks import DAY
from yiben.packs.definitions import Book, Check, Field, FieldType
from yiben.packs.reading_numbers import SCALES

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Doubt:
    """What a check found: its key, the code of the sentence with its data, and the field beside which it belongs."""

    check: str
    code: str
    field: str = ""
    data: Mapping[str, Any] = dataclass_field(default_factory=dict)

    @property
    def token(self) -> str:
        """What is confirmed when the record is sent all the same: another number is asked about anew."""
        said = self.data.get("amount") or self.data.get("unit") or ""
        return f"{self.check}/{self.field}/{said}"


@dataclass(frozen=True)
class Event:
    """What is compared of two records: what each is called, its kinds (values of choices by field), its place."""

    title: str
    kinds: Mapping[str, str] = dataclass_field(default_factory=dict)
    place: str = ""


def is_impossible(check: Check, book: Book, values: Mapping[str, Any], on: date) -> bool:
    """Say whether a record's canonical values break a comparison. What is open on either side breaks nothing."""
    given = {**values, DAY: on.isoformat()}
    names = (*check.left, *check.right)
    if check.op is None or any(given.get(name) is None for name in names):
        return False
    compare = _OPERATORS[check.op]
    if isinstance(given[check.left[0]], str):
        return not compare(given[check.left[0]], given[check.right[0]])
    left = sum(given[name] for name in check.left)
    right = sum(given[name] for name in check.right)
    if check.than is not None:
        item = book.field(check.left[0])
        right = check.than * SCALES.get(item.type, 1) if item else check.than
    return not compare(left, right)


def far_above(amount: int, before: Sequence[int], *, factor: int, history: int, least: int) -> int | None:
    """Return the median of the numbers before (rounded down) when ``amount`` is above ``factor`` times it, None when it is not.

    Fewer than ``history`` numbers, or an amount below ``least``, say nothing. One month of a campaign among the numbers
    does not move their median, as it would their mean.
    """
    if len(before) < history or amount < least:
        return None
    usual = int(median(before))
    return usual if usual > 0 and amount > factor * usual else None


def is_copied(now: Mapping[str, int], before: Mapping[str, int], numbers: int) -> bool:
    """Say whether all sums of a month are those of the month before: at least ``numbers`` of them that are not 0."""
    said = {name: amount for name, amount in now.items() if amount}
    return len(said) >= numbers and said == {name: amount for name, amount in before.items() if amount}


def is_round(records: Sequence[Sequence[int]], multiple: int, least: int) -> bool:
    """Say whether all numbers of at least ``least`` records that have one above 0 are multiples of ``multiple``."""
    told = [[amount for amount in each if amount] for each in records]
    told = [each for each in told if each]
    return len(told) >= least and all(amount % multiple == 0 for each in told for amount in each)


def is_twin(one: Event, other: Event, similarity: int) -> bool:
    """Say whether two records of one day may tell of one event: called alike, not of different kinds or at places that
    have nothing in common."""
    if not one.title or not other.title:
        return False
    if any(value != other.kinds.get(name, value) for name, value in one.kinds.items()):
        return False
    if one.place and other.place and fuzz.partial_ratio(one.place, other.place) < similarity:
        return False
    return fuzz.ratio(one.title, other.title) >= similarity


def event_of(book: Book, values: Mapping[str, Any]) -> Event:
    """Return what is compared of a record."""
    kinds = {
        item.id: str(values[item.id])
        for item in book.fields
        if item.type is FieldType.CHOICE and item.rollup and values.get(item.id)
    }
    place = next((str(values[i.id]) for i in book.fields if i.type is FieldType.PLACE and values.get(i.id)), "")
    return Event(str(values.get(book.title or "") or ""), kinds, place)


def told(item: Field, amount: int) -> str:
    """Return a stored number in the unit in which it is typed, without its measure word."""
    scale = SCALES.get(item.type, 1)
    whole, rest = divmod(amount, scale)
    return f"{whole}.{rest:02d}" if rest else str(whole)
