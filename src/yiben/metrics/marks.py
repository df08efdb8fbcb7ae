"""What has to be said beside a figure: numbers in it without single entries, and assertions that it contradicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.ledger import canonical
from yiben.ledger.aggregates import standing_beside
from yiben.ledger.assertions import Assertion, broken
from yiben.ledger.models import Entry
from yiben.metrics.planning import plan_metric
from yiben.metrics.scopes import FigureRequest
from yiben.metrics.sums import list_stock, list_totals, scope_units
from yiben.units.queries import tree_number


@dataclass(frozen=True)
class Mark:
    """One of AGGREGATES that a figure touches.

    ``is_counted``: it is in the figure; otherwise its days reach into the period, and it counts where they begin.
    ``is_within``: all its days lie in the period. ``beside``: how many single entries and other numbers stand for the
    same days, ``reason`` why.
    """

    entry: Entry
    source: dict[str, str]
    is_counted: bool
    is_within: bool
    beside: int
    reason: str


@dataclass(frozen=True)
class Marks:
    """What is said beside a figure."""

    totals: tuple[Mark, ...]
    broken: tuple[Assertion, ...]

    def __bool__(self) -> bool:
        return bool(self.totals or self.broken)


def marks_of(request: FigureRequest) -> Marks:
    """Return what has to be said beside a figure, by day."""
    if not request.metric.is_counted:
        return Marks((), ())
    scope, known = request.scope, catalogue(request.scope.as_of)
    plan, tree = plan_metric(request.metric, known), tree_number(scope.tree)
    counted = {seq for seq, _, _ in list_stock(plan, scope, tree)} if plan.how == "stock" else None
    found = list_totals(plan, request.metric.book, scope, tree)
    chosen = {seq: is_in for seq, is_in in found if counted is None or seq in counted}
    rows = Entry.objects.filter(seq__in=chosen).select_related("unit").order_by("occurred_on", "seq")
    totals = tuple(_mark(request, entry, is_counted=chosen[entry.seq]) for entry in rows)
    field = request.metric.field or "entry"
    contradicted = broken(
        scope_units(scope, tree), book=request.metric.book, start=scope.period.start, end=scope.period.end
    )
    return Marks(totals, tuple(each for each in contradicted if each.field.id == field and scope.as_of is None))


def _mark(request: FigureRequest, entry: Entry, *, is_counted: bool) -> Mark:
    period = request.scope.period
    start, end = entry.occurred_on, entry.occurred_to or entry.occurred_on
    body: dict[str, Any] = canonical.from_bytes(bytes(entry.body))
    book, unit = catalogue().books.get(entry.book), entry.unit
    beside = []
    if book is not None and unit is not None and request.scope.as_of is None:
        beside = standing_beside(book, unit, start, end, body.get("values", {}), but=entry.record_seq)
    is_within = period.start <= start and end <= period.end
    return Mark(entry, body.get("source", {}), is_counted, is_within, len(beside), str(body.get("reason", "")))
