"""Which field of a book each column of a sheet goes to. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yiben.ledger.lines import ENTRY
from yiben.packs.definitions import Book, Field, FieldType
from yiben.sheets.columns import Kind
from yiben.sheets.reading import FoundColumn
from yiben.sheets.values import plain

DAY, UNIT = "occurred_on", "unit"
FOR_ALL = "="
"""Stands before a field in a mapping whose value holds for every row that says nothing else: ``"=series": "general"``."""
UNMAPPED = frozenset({FieldType.FILE, FieldType.TABLE})
_SCALED = frozenset({FieldType.MINUTES, FieldType.AMOUNT, FieldType.PERCENT})
"""What a whole number of a cell may have to be multiplied for."""
_KINDS: Mapping[FieldType, Kind] = {
    FieldType.COUNT: "count",
    FieldType.AMOUNT: "amount",
    FieldType.AREA: "count",
    FieldType.MINUTES: "hours",
    FieldType.ID_NUMBER: "id_number",
    FieldType.PHONE: "phone",
}


@dataclass(frozen=True)
class Target:
    """Where a column may go: the day, the unit, the number of records (for rows that are totals), a field."""

    id: str
    label: str
    is_required: bool = False


def targets(book: Book) -> list[Target]:
    """Return where the columns of a sheet may go besides the day and the unit."""
    fields = [Target(item.id, item.label, item.required) for item in book.fields if item.type not in UNMAPPED]
    return [*fields, Target(ENTRY, f"{book.label}/{book.entry_word}")]


def propose_mapping(book: Book, columns: Sequence[FoundColumn]) -> dict[str, str]:
    """Return the proposed field of each heading, "" for none; no field is proposed twice."""
    found: dict[str, str] = {}
    known = {item.id for item in book.fields}
    for column in columns:
        field = column.field or ""
        if not field and column.kind == "count" and plain(column.heading).startswith(f"{book.entry_word}次"):
            field = ENTRY
        is_free = field in {DAY, UNIT, ENTRY, *known} and field not in found.values()
        found.setdefault(column.heading, field if is_free else "")
    return found


def shape_of(columns: Sequence[FoundColumn]) -> str:
    """Return the digest of the headings: files with the same ones are of one shape, whatever the number of sheets."""
    headings = sorted({column.heading for column in columns})
    return hashlib.sha256(json.dumps(headings, ensure_ascii=False).encode()).hexdigest()


def asked_for_all(book: Book, mapping: Mapping[str, str]) -> list[Field]:
    """Return the fields that no column goes to and that may be the same for all rows: required ones and choices."""
    choices = (FieldType.CHOICE, FieldType.YESNO)
    missing = [item for item in book.fields if item.id not in mapping.values() and item.type not in UNMAPPED]
    return [item for item in missing if item.required or item.type in choices]


def kinds_for(book: Book, columns: Sequence[FoundColumn], mapping: Mapping[str, str]) -> dict[str, Kind]:
    """Return how the cells under each heading are to be read so that they fit its field."""
    kinds: dict[str, Kind] = {}
    for column in columns:
        target = mapping.get(column.heading, "")
        item = book.field(target)
        if target in {DAY, UNIT}:
            kinds[column.heading] = "date" if target == DAY else "unit"
        elif target == ENTRY:
            kinds[column.heading] = "count"
        elif item is not None:
            is_minutes = item.type is FieldType.MINUTES and "分" in column.heading
            kinds[column.heading] = "count" if is_minutes else _KINDS.get(item.type, "text")
        elif column.kind in {"date", "unit"}:
            kinds[column.heading] = "text"
    return kinds


def typed_value(item: Field | None, heading: str, value: Any) -> Any:
    """Return what a cell gives, as a form would give it: hours in minutes, 万元 in 元, numbers as they are written."""
    if type(value) is int and (item is None or item.type not in _SCALED):
        return value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        number = Decimal(value)
        if item is not None and item.type is FieldType.MINUTES and "分" not in heading:
            number *= 60
        if item is not None and item.type is FieldType.AMOUNT and "万元" in heading:
            number *= 10000
        if item is not None and item.type is FieldType.PERCENT and _is_part(number, heading):
            return f"{(number * 100).normalize():f}%"
        return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")
    if item is not None and item.type is FieldType.PERCENT and re.fullmatch(r"[01](\.\d+)?", str(value)):
        return typed_value(item, heading, Decimal(str(value)))
    return value if isinstance(value, bool | list) else str(value)


def _is_part(number: Decimal, heading: str) -> bool:
    """Whether a number under a heading is a part of one: a cell that shows 85% holds 0.85. Under a heading in per cent it
    is a number of per cent."""
    return 0 <= number <= 1 and not re.search("[%％]", heading)
