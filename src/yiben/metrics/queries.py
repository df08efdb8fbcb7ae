"""Which metrics an entry goes into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.ledger.lines import AGGREGATES, ENTRY
from yiben.packs.definitions import Metric


def metrics_of_book(book: str) -> dict[str, Metric]:
    """Return the metrics that are computed from a book, by full id."""
    return {key: metric for key, metric in catalogue().metrics.items() if metric.book == book}


def metrics_of_entry(book: str, values: Mapping[str, Any], kind: str = "record") -> dict[str, int]:
    """Return what an entry with these plain values adds to the metrics of its book, by full id.

    A count gets 1, or as many as one of AGGREGATES says; a sum or stock the field's value in its smallest unit, a distinct count the number of its values.
    Metrics whose filter the entry does not meet, or whose field it leaves open, are left out.
    """
    found: dict[str, int] = {}
    for key, metric in metrics_of_book(book).items():
        if not all(_meets(values.get(name), wanted) for name, wanted in metric.where.items()):
            continue
        if metric.how == "count":
            found[key] = values.get(ENTRY, 0) if kind in AGGREGATES else 1
        elif metric.field is not None and metric.field in values:
            value = values[metric.field]
            found[key] = value if metric.how != "distinct" else len(value) if isinstance(value, list) else 1
    return found


def _meets(value: Any, wanted: Any) -> bool:
    has = set(value) if isinstance(value, list) else {value}
    return bool(has & (set(wanted) if isinstance(wanted, tuple) else {wanted}))
