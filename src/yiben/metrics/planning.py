"""From a metric's definition to the measures that answer it. Pure but for the reading of measure ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yiben.ledger.lines import ENTRY
from yiben.ledger.measures import MeasureKey, known_measures
from yiben.ledger.models import Measure
from yiben.packs.definitions import FieldType, Metric
from yiben.packs.resolving import Catalogue

Condition = tuple[int, ...]
"""Measures (counts of entries by a value of a choice) of which an entry must have at least one line."""


@dataclass(frozen=True)
class Plan:
    """How a metric is answered: sum the lines of ``measures`` whose entry meets every condition.

    ``how`` is sum, distinct (count the measures whose sum is above 0) or stock (the last line of each unit).
    """

    how: str
    measures: tuple[int, ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def fits_cells(self) -> bool:
        """Whether running sums answer it."""
        return not self.conditions and self.how != "stock"


def plan_metric(metric: Metric, catalogue: Catalogue) -> Plan:
    """Return the plan of a metric against the measures that exist now.

    One filter over a single-valued choice is read from that choice's own lines; further filters become conditions.
    """
    book = catalogue.books[metric.book]
    filters = {name: _texts(value) for name, value in metric.where.items()}
    if metric.how == "distinct":
        assert metric.field is not None
        rows = Measure.objects.filter(book=book.id, field=ENTRY, dimension=metric.field)
        measures = tuple(sorted(rows.values_list("pk", flat=True)))
        return Plan("distinct", measures, _conditions(book.id, filters))
    counted = ENTRY if metric.how == "count" else str(metric.field)
    if metric.how == "stock":
        return Plan("stock", _ids([MeasureKey(book.id, counted, is_stock=True)]), _conditions(book.id, filters))
    for name, values in filters.items():
        field = book.field(name)
        single = field is not None and (field.type in {FieldType.CHOICE, FieldType.YESNO} or len(values) == 1)
        if single and not (field is not None and field.type is FieldType.UNIT and counted != ENTRY):
            keys = [MeasureKey(book.id, counted, name, value) for value in values]
            rest = {other: wanted for other, wanted in filters.items() if other != name}
            return Plan("sum", _ids(keys), _conditions(book.id, rest))
    return Plan("sum", _ids([MeasureKey(book.id, counted)]), _conditions(book.id, filters))


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value] if isinstance(value, str) else list(value)


def _conditions(book: str, filters: dict[str, list[str]]) -> tuple[Condition, ...]:
    return tuple(_ids(MeasureKey(book, ENTRY, name, value) for value in values) for name, values in filters.items())


def _ids(keys: Iterable[MeasureKey]) -> tuple[int, ...]:
    return tuple(sorted(known_measures(keys).values()))
