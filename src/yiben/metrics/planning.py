"""From a metric's definition to the measures that answer it. Pure but for the reading of measure ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yiben.ledger.lines import ENTRY
from yiben.ledger.measures import MeasureKey, known_measures
from yiben.ledger.models import Measure
from yiben.packs.definitions import Book, FieldType, Metric
from yiben.packs.resolving import Catalogue
from yiben.remembering import remembered

Condition = tuple[int, ...]
"""Measures (counts of entries by a value of a choice) of which an entry must have at least one line."""


@dataclass(frozen=True)
class Plan:
    """How a metric is answered: sum the lines of ``measures`` whose entry meets every condition.

    ``how`` is sum, distinct (count the measures whose sum is above 0), persons (count the tokens that the records behind
    the measures have for ``persons``) or stock (the last line of each unit). ``values`` are filters over choices that
    no roll-up keeps: they are looked up in the entries themselves.
    """

    how: str
    measures: tuple[int, ...]
    conditions: tuple[Condition, ...] = ()
    values: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    persons: str = ""

    @property
    def fits_cells(self) -> bool:
        """Whether running sums answer it."""
        return self.how in {"sum", "distinct"} and not self.conditions and not self.values


Known = Callable[[Iterable[MeasureKey]], Mapping[MeasureKey, int]]
"""Which of some measures exist, with their ids."""


def plan_metrics(metrics: Iterable[Metric], catalogue: Catalogue) -> list[Plan]:
    """Return the plans of counted metrics against the measures that exist now, which are asked for together."""
    asked: set[MeasureKey] = set()

    def note(keys: Iterable[MeasureKey]) -> Mapping[MeasureKey, int]:
        asked.update(keys)
        return {}

    wanted = list(metrics)
    for metric in wanted:
        if metric.how != "distinct":
            plan_metric(metric, catalogue, note)
    found = _seen_before(asked)
    return [
        plan_metric(metric, catalogue, _seen_before if metric.how == "distinct" else lambda _keys: found)
        for metric in wanted
    ]


def _seen_before(keys: Iterable[MeasureKey]) -> Mapping[MeasureKey, int]:
    """``known_measures``, each asked for once while a page is made: an id never changes. What is not there is asked for
    again."""
    wanted = set(keys)
    ids: dict[MeasureKey, int] = remembered("measures", dict)
    if missing := wanted - ids.keys():
        ids.update(known_measures(missing))
    return {key: ids[key] for key in wanted if key in ids}


def plan_metric(metric: Metric, catalogue: Catalogue, known: Known = _seen_before) -> Plan:
    """Return the plan of a counted metric against the measures that exist now.

    One filter over a single-valued choice is read from that choice's own lines; further filters become conditions, or,
    over a field that is no roll-up, values to be looked up.
    """
    book = catalogue.books[metric.book]
    every = {name: _texts(value) for name, value in metric.where.items()}
    kept = {name for name in every if (field := book.field(name)) is not None and field.rollup}
    filters = {name: wanted for name, wanted in every.items() if name in kept}
    values = tuple((name, _several(wanted)) for name, wanted in metric.where.items() if name not in kept)
    plan = _plan(metric, book, filters, known)
    return replace(plan, values=values) if values else plan


def _plan(metric: Metric, book: Book, filters: dict[str, list[str]], known: Known) -> Plan:
    counted = str(metric.field) if metric.how in ("sum", "stock") else ENTRY
    everything = _ids([MeasureKey(book.id, counted, is_stock=metric.how == "stock")], known)
    if metric.how == "stock":
        return Plan("stock", everything, _conditions(book.id, filters, known))
    if metric.how == "distinct":
        field = book.field(str(metric.field))
        conditions = _conditions(book.id, filters, known)
        if field is not None and field.type is FieldType.PERSON:
            return Plan("persons", everything, conditions, persons=field.id)
        rows = Measure.objects.filter(book=book.id, field=ENTRY, dimension=str(metric.field))
        return Plan("distinct", tuple(sorted(rows.values_list("pk", flat=True))), conditions)
    for name, values in filters.items():
        field = book.field(name)
        single = field is not None and (field.type in {FieldType.CHOICE, FieldType.YESNO} or len(values) == 1)
        if single and not (field is not None and field.type is FieldType.UNIT and counted != ENTRY):
            keys = [MeasureKey(book.id, counted, name, value) for value in values]
            rest = {other: wanted for other, wanted in filters.items() if other != name}
            return Plan("sum", _ids(keys, known), _conditions(book.id, rest, known))
    return Plan("sum", everything, _conditions(book.id, filters, known))


def _several(value: Any) -> tuple[str | bool, ...]:
    return (value,) if isinstance(value, bool | str) else tuple(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value] if isinstance(value, str) else list(value)


def _conditions(book: str, filters: dict[str, list[str]], known: Known) -> tuple[Condition, ...]:
    return tuple(
        _ids([MeasureKey(book, ENTRY, name, value) for value in values], known) for name, values in filters.items()
    )


def _ids(keys: Sequence[MeasureKey], known: Known) -> tuple[int, ...]:
    found = known(keys)
    return tuple(sorted(found[key] for key in keys if key in found))
