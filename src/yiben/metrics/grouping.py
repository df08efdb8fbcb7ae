"""A figure by the values of a choice, and two definitions side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from yiben.catalog.queries import catalogue
from yiben.metrics import records
from yiben.metrics.figures import evaluate
from yiben.metrics.planning import plan_metric
from yiben.metrics.scopes import Figure, FigureRequest
from yiben.packs.definitions import Choice, Field, FieldType, Metric
from yiben.units.queries import tree_number

_CHOICES = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE, FieldType.YESNO})


@dataclass(frozen=True)
class Compared:
    """The records behind two figures: in how many both count, in how many only one does, with the first few of these as
    (record, newest contributing entry, net amount)."""

    both: int
    only_first: int
    only_second: int
    first: tuple[tuple[int, int, int], ...]
    second: tuple[tuple[int, int, int], ...]


def fields_to_group_by(request: FigureRequest) -> list[Field]:
    """Return the choices of a counted metric's book by which its figure can be told apart, roll-ups first; of those it
    filters only such as may have one of several values."""
    metric = request.metric
    book = catalogue(request.scope.as_of).books.get(metric.book)
    if book is None or not metric.is_counted:
        return []
    fields = [each for each in book.fields if each.type in _CHOICES and len(_values(request, each)) > 1]
    return sorted(fields, key=lambda each: not each.rollup)


def group_figure(request: FigureRequest, field: Field) -> list[tuple[Choice, Figure]]:
    """Return a figure for each value of a choice. Records that say nothing there are in the whole only; where a record
    may have several values, or a distinct count is asked, the parts may add up to more than the whole."""
    values = _values(request, field)
    asked = [replace(request, metric=_only(request, field, choice)) for choice in values]
    return list(zip(values, evaluate(asked), strict=True))


def compare_records(one: FigureRequest, other: FigureRequest, limit: int = 20) -> Compared:
    """Return which records two figures have in common and which only one has; both are counted ones."""
    known = [
        (plan_metric(each.metric, catalogue(each.scope.as_of)), each.scope, tree_number(each.scope.tree))
        for each in (one, other)
    ]
    both, only_first, only_second = records.count_shared(known[0], known[1])
    first = records.list_unshared(known[0], known[1], limit) if only_first else []
    second = records.list_unshared(known[1], known[0], limit) if only_second else []
    return Compared(both, only_first, only_second, tuple(first), tuple(second))


def _values(request: FigureRequest, field: Field) -> tuple[Choice, ...]:
    """The values of a choice that the metric lets through."""
    if field.type is FieldType.YESNO:
        return () if field.id in request.metric.where else (Choice(id="yes", label="是"), Choice(id="no", label="否"))
    wanted = request.metric.where.get(field.id)
    kept = (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else None
    return tuple(each for each in field.choices if kept is None or each.id in kept)


def _only(request: FigureRequest, field: Field, choice: Choice) -> Metric:
    value = choice.id == "yes" if field.type is FieldType.YESNO else choice.id
    return request.metric.model_copy(update={"where": {**request.metric.where, field.id: value}})
