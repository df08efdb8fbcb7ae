"""From a metric's definition to the measures that answer it. Pure but for the reading of measure ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
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


@dataclass(frozen=True)
class _Sketch:
    """A plan before the ids of its measures are known: what follows from a metric and its book alone."""

    how: str
    measures: tuple[MeasureKey, ...] = ()
    conditions: tuple[tuple[MeasureKey, ...], ...] = ()
    values: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    persons: str = ""
    different: tuple[str, str] | None = None
    """Of a distinct count: book and field, all of whose measures are counted."""

    @cached_property
    def keys(self) -> frozenset[MeasureKey]:
        return frozenset((*self.measures, *(key for condition in self.conditions for key in condition)))

    def plan(self, found: Mapping[MeasureKey, int]) -> Plan:
        """Return the plan with the ids of those measures that exist."""
        measures = _ids(self.measures, found)
        if self.different is not None:
            book, field = self.different
            rows = Measure.objects.filter(book=book, field=ENTRY, dimension=field)
            measures = tuple(sorted(rows.values_list("pk", flat=True)))
        conditions = tuple(_ids(keys, found) for keys in self.conditions)
        return Plan(self.how, measures, conditions, self.values, self.persons)


def plan_metrics(metrics: Iterable[Metric], catalogue: Catalogue) -> list[Plan]:
    """Return the plans of counted metrics against the measures that exist now, which are asked for together.

    One filter over a single-valued choice is read from that choice's own lines; further filters become conditions, or,
    over a field that is no roll-up, values to be looked up.
    """
    sketches = [_sketch(metric, catalogue.books[metric.book]) for metric in metrics]
    found = _seen_before({key for sketch in sketches for key in sketch.keys})
    return [sketch.plan(found) for sketch in sketches]


def plan_metric(metric: Metric, catalogue: Catalogue) -> Plan:
    """Return the plan of one counted metric: see ``plan_metrics``."""
    return plan_metrics([metric], catalogue)[0]


def _seen_before(wanted: set[MeasureKey]) -> Mapping[MeasureKey, int]:
    """``known_measures``, each asked for once while a page is made: an id never changes. What is not there is asked for
    again."""
    ids: dict[MeasureKey, int] = remembered("measures", dict)
    if missing := wanted - ids.keys():
        ids.update(known_measures(missing))
    return ids


def _sketch(metric: Metric, book: Book) -> _Sketch:
    """The sketch of a metric. Definitions never change and live as long as their catalogue: each is thought through once."""
    kept = _sketches.get((id(metric), id(book)))
    if kept is not None and kept[0] is metric and kept[1] is book:
        return kept[2]
    if len(_sketches) >= _MOST_SKETCHES:
        _sketches.clear()
    every = {name: _texts(value) for name, value in metric.where.items()}
    rolled = {name for name in every if (field := book.field(name)) is not None and field.rollup}
    filters = {name: wanted for name, wanted in every.items() if name in rolled}
    values = tuple((name, _several(wanted)) for name, wanted in metric.where.items() if name not in rolled)
    sketch = replace(_sketch_of(metric, book, filters), values=values)
    _sketches[id(metric), id(book)] = metric, book, sketch
    return sketch


_MOST_SKETCHES = 2048
_sketches: dict[tuple[int, int], tuple[Metric, Book, _Sketch]] = {}


def _sketch_of(metric: Metric, book: Book, filters: dict[str, list[str]]) -> _Sketch:
    counted = str(metric.field) if metric.how in ("sum", "stock") else ENTRY
    everything = (MeasureKey(book.id, counted, is_stock=metric.how == "stock"),)
    if metric.how == "stock":
        return _Sketch("stock", everything, _conditions(book.id, filters))
    if metric.how == "distinct":
        field = book.field(str(metric.field))
        conditions = _conditions(book.id, filters)
        if field is not None and field.type is FieldType.PERSON:
            return _Sketch("persons", everything, conditions, persons=field.id)
        return _Sketch("distinct", (), conditions, different=(book.id, str(metric.field)))
    for name, values in filters.items():
        field = book.field(name)
        single = field is not None and (field.type in {FieldType.CHOICE, FieldType.YESNO} or len(values) == 1)
        if single and not (field is not None and field.type is FieldType.UNIT and counted != ENTRY):
            rest = {other: wanted for other, wanted in filters.items() if other != name}
            keys = tuple(MeasureKey(book.id, counted, name, value) for value in values)
            return _Sketch("sum", keys, _conditions(book.id, rest))
    return _Sketch("sum", everything, _conditions(book.id, filters))


def _several(value: Any) -> tuple[str | bool, ...]:
    return (value,) if isinstance(value, bool | str) else tuple(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [value] if isinstance(value, str) else list(value)


def _conditions(book: str, filters: dict[str, list[str]]) -> tuple[tuple[MeasureKey, ...], ...]:
    return tuple(tuple(MeasureKey(book, ENTRY, name, value) for value in values) for name, values in filters.items())


def _ids(keys: Sequence[MeasureKey], found: Mapping[MeasureKey, int]) -> tuple[int, ...]:
    return tuple(sorted(found[key] for key in keys if key in found))
