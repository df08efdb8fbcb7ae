"""Which integers an entry contributes. Pure: from a book's definition and an entry's plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    totals = [Contribution(ENTRY, "", "", int(values.get(ENTRY, 0)) if kind in AGGREGATES else 1)]
    for field in book.fields:
        value = values.get(field.id)
        if field.type.is_number and value is not None and field.add != "none":
            totals.append(Contribution(field.id, "", "", int(value), field.add == "stock"))
    result = list(totals)
    for field in book.fields:
        if not field.rollup:
            continue
        counted = totals[:1] if field.type is FieldType.UNIT else [line for line in totals if not line.is_stock]
        for value in _values(field, values.get(field.id)):
            result += [Contribution(line.field, field.id, value, line.amount) for line in counted]
    return result


def total_fields(book: Book) -> tuple[Field, ...]:
    """Return what one of AGGREGATES may say of a book: how many records, the numbers that add up or stand, and the
    choices by which they are kept apart. None is required."""
    records = Field(id=ENTRY, label=book.label, type=FieldType.COUNT, unit=book.entry_word, min=0, add="flow")
    choices = (FieldType.CHOICE, FieldType.YESNO)
    asked = [
        field.model_copy(update={"required": False})
        for field in book.fields
        if (field.type.is_number and field.add != "none") or (field.rollup and field.type in choices)
    ]
    return (records, *asked)


def _values(field: Field, value: Any) -> Iterator[str]:
    if value is None:
        return
    if field.type is FieldType.YESNO:
        yield "yes" if value else "no"
    elif isinstance(value, list):
        yield from value
    else:
        yield str(value)
