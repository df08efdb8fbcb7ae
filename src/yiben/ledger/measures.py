"""Interning what lines count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from yiben.ledger.models import Measure
from yiben.statements import select


class MeasureKey(NamedTuple):
    """Book, field, dimension and value of a measure; whether it is a stock."""

    book: str
    field: str
    dimension: str = ""
    value: str = ""
    is_stock: bool = False


def known_measures(keys: Iterable[MeasureKey]) -> dict[MeasureKey, int]:
    """Return the ids of those measures that exist."""
    wanted = set(keys)
    books: dict[str, set[str]] = defaultdict(set)
    for key in wanted:
        books[key.book].add(key.value)
    found: dict[MeasureKey, int] = {}
    for book, values in books.items():
        sql = "SELECT id, book, field, dimension, value, is_stock FROM ledger_measure WHERE book = %s AND value IN ("
        for row in select(f"{sql}{', '.join(['%s'] * len(values))})", [book, *values]):
            key = MeasureKey(row[1], row[2], row[3], row[4], bool(row[5]))
            if key in wanted:
                found[key] = row[0]
    return found


def measure_ids(keys: Iterable[MeasureKey]) -> dict[MeasureKey, int]:
    """Return the ids of measures, interning those that are new. Two writers may meet here: the first one wins."""
    wanted = set(keys)
    found = known_measures(wanted)
    missing = sorted(wanted - set(found))
    if missing:
        Measure.objects.bulk_create((Measure(**key._asdict()) for key in missing), ignore_conflicts=True)
        found = known_measures(wanted)
    return found
