"""Which integers an entry contributes. Pure: from a book's definition and an entry's plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from yiben.packs.definitions import Book, Field, FieldType

ENTRY = "entry"
"""The field name under which every book counts its records."""

AGGREGATES = ("opening", "total", "external", "estimate")
"""Kinds that say how much there was in a span of days, not what happened: 期初, 汇总录入, 外来数据, 预计数."""

KINDS_WITH_LINES = frozenset({"record", "correction", *AGGREGATES})


@dataclass(frozen=True)
class Contribution:
    """One integer of an entry: for a field as a whole (``dimension`` empty) or for one value of a roll-up choice."""

    field: str
    dimension: str
    value: str
    amount: int
    is_stock: bool = False


def contributions(book: Book, values: Mapping[str, Any], kind: str = "record") -> list[Contribution]:
    """Return what an entry with these plain values contributes, in a fixed order.

    Every entry counts 1 under ``entry``; one of AGGREGATES counts as many records as its value ``entry`` says, none
    without it. A number field that adds up gives a total line; each value of a choice that
    the pack marks ``rollup`` gives one more line per number. A roll-up over units counts entries only: it serves
    distinct counts. What was not reported gives no line; 0 gives a line of 0.
    """
    return list(starmap(Contribution, plan_of(book).integers(values, kind)))


Integer = tuple[str, str, str, int, bool]
"""(field, dimension, value, amount, is stock): a Contribution as it is gathered by the thousand."""


@dataclass(frozen=True)
class LinePlan:
    """Which fields of a book give integers, and by which choices they are kept apart: looked up once a book."""

    book: Book
    numbers: tuple[tuple[str, bool], ...]
    rollups: tuple[tuple[str, bool, bool], ...]
    """(field, is a unit field, is a yes-or-no field)"""

    def integers(self, values: Mapping[str, Any], kind: str = "record") -> list[Integer]:
        """Return what ``contributions`` returns, as plain tuples."""
        found: list[Integer] = [(ENTRY, "", "", count_of(values, kind), False)]
        for name, is_stock in self.numbers:
            value = values.get(name)
            if value is not None:
                found.append((name, "", "", int(value), is_stock))
        totals = tuple(found) if self.rollups else ()
        for dimension, is_unit, is_yesno in self.rollups:
            for value in _values(values.get(dimension), is_yesno=is_yesno):
                for field, _none, _value, amount, is_stock in totals[:1] if is_unit else totals:
                    if not is_stock:
                        found.append((field, dimension, value, amount, False))
        return found


def count_of(values: Mapping[str, Any], kind: str) -> int:
    """Return how many records an entry stands for: itself, or, one of AGGREGATES, as many as it says."""
    return int(values.get(ENTRY, 0)) if kind in AGGREGATES else 1


def plan_of(book: Book) -> LinePlan:
    """Return the plan of a book. Definitions are immutable and cached by their version: one is planned once."""
    kept = _plans.get(id(book))
    if kept is not None and kept.book is book:
        return kept
    numbers = [(item.id, item.add == "stock") for item in book.fields if item.type.is_number and item.add != "none"]
    rollups = [
        (item.id, item.type is FieldType.UNIT, item.type is FieldType.YESNO) for item in book.fields if item.rollup
    ]
    if len(_plans) >= _MOST_PLANS:
        _plans.clear()
    plan = _plans[id(book)] = LinePlan(book, tuple(numbers), tuple(rollups))
    return plan


_MOST_PLANS = 512
_plans: dict[int, LinePlan] = {}


def total_fields(book: Book) -> tuple[Field, ...]:
    """Return what one of AGGREGATES may say of a book: how many records, the numbers that add up or stand, and the
    choices by which they are kept apart. None is required."""
    records = Field(id=ENTRY, label=book.label, type=FieldType.COUNT, unit=book.entry_word, min=0, add="flow")
    choices = (FieldType.CHOICE, FieldType.YESNO)
    asked = [
        field.model_copy(update={"required": False, "required_if": {}})
        for field in book.fields
        if (field.type.is_number and field.add != "none") or (field.rollup and field.type in choices)
    ]
    return (records, *asked)


def _values(value: Any, *, is_yesno: bool) -> Sequence[str]:
    if value is None:
        return ()
    if is_yesno:
        return ("yes",) if value else ("no",)
    return value if isinstance(value, list) else (str(value),)
