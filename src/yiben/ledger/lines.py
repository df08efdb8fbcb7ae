"""Which integers an entry contributes. Pure: from a book's definition and an entry's plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yiben.packs.definitions import Book, Field, FieldType

ENTRY = "entry"
"""The field name under which every book counts its records."""

KINDS_WITH_LINES = frozenset({"record", "correction", "opening", "total", "external", "estimate"})


@dataclass(frozen=True)
class Contribution:
    """One integer of an entry: for a field as a whole (``dimension`` empty) or for one value of a roll-up choice."""

    field: str
    dimension: str
    value: str
    amount: int
    is_stock: bool = False


def contributions(book: Book, values: Mapping[str, Any]) -> list[Contribution]:
    """Return what an entry with these plain values contributes, in a fixed order.

    Every entry counts 1 under ``entry``. A number field that adds up gives a total line; each value of a choice that
    the pack marks ``rollup`` gives one more line per number. A roll-up over units counts entries only: it serves
    distinct counts. What was not reported gives no line; 0 gives a line of 0.
    """
    totals = [Contribution(ENTRY, "", "", 1)]
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


def _values(field: Field, value: Any) -> Iterator[str]:
    if value is None:
        return
    if field.type is FieldType.YESNO:
        yield "yes" if value else "no"
    elif isinstance(value, list):
        yield from value
    else:
        yield str(value)
