"""Evaluating figures: one planned statement for all that running sums answer, lines for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics import sums
from yiben.metrics.planning import Plan, plan_metric
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.units.models import Tree, Unit
from yiben.units.months import month_of
from yiben.units.queries import children, tree_number


@dataclass(frozen=True)
class Share:
    """What a part of a scope contributes to a figure: a unit below, or the unit itself (``is_own``)."""

    unit: Unit
    value: int | None
    records: int
    is_own: bool = False


@dataclass(frozen=True)
class Breakdown:
    """A figure by the units directly below. ``value = Σ shares − overlap``; overlap is 联办重复 (or, for a distinct
    count, what several units have in common)."""

    shares: tuple[Share, ...]
    overlap: int
    value: int | None


def request_figure(name: str, scope: Scope) -> FigureRequest:
    """Return the request for a metric given by full or bare id, as defined at the scope's arrival number.

    Raises Refusal ``metric_unknown``.
    """
    known = catalogue(scope.as_of)
    key = known.metric_key(name)
    if key is None:
        raise Refusal("metric_unknown", metric=name)
    return FigureRequest(key, known.metrics[key], scope)


def evaluate(requests: Sequence[FigureRequest]) -> list[Figure]:
    """Return the figures in the order asked.

    Running sums answer a sum or a distinct count over whole months, now, without further filters; jointly credited
    entries are added by a query that counts each once. Everything else is summed from lines; a stock is read from the
    last entry of each unit. All ways give the same digits.
    """
    trees = {code: tree_number(code) for code in {request.scope.tree for request in requests}}
    plans: dict[tuple[str, int | None], Plan] = {}
    for request in requests:
        at = (request.key, request.scope.as_of)
        if at not in plans:
            plans[at] = plan_metric(request.metric, catalogue(request.scope.as_of))
    figures: dict[int, Figure] = {}
    cells: list[tuple[int, Plan, Scope, int]] = []
    for number, request in enumerate(requests):
        plan, scope = plans[(request.key, request.scope.as_of)], request.scope
        tree = trees[scope.tree]
        if plan.how == "stock":
            rows = sums.list_stock(plan, scope, tree)
            value = sum(amount for _, _, amount in rows) if rows else None
            figures[number] = Figure(request, value, "entries")
        elif plan.fits_cells and scope.as_of is None and scope.period.months is not None:
            cells.append((number, plan, scope, tree))
        else:
            figures[number] = Figure(request, _total(plan, sums.sum_lines(plan, scope, tree)), "lines")
    for number, value in _from_cells(cells).items():
        figures[number] = Figure(requests[number], value, "cells")
    return [figures[number] for number in range(len(requests))]


def records_behind(
    request: FigureRequest, limit: int = 50, offset: int = 0, order: str = "-day"
) -> list[tuple[int, int, int]]:
    """Return (record, newest contributing entry, net amount) of the records behind a figure, latest day first, or in
    another of ``sums.ORDERS``. A stock has one entry a unit, in official order."""
    plan = plan_metric(request.metric, catalogue(request.scope.as_of))
    tree = tree_number(request.scope.tree)
    if plan.how == "stock":
        rows = sums.list_stock(plan, request.scope, tree)
        return [(seq, seq, amount) for seq, _, amount in rows][offset : offset + limit]
    return sums.list_records(plan, request.scope, tree, limit, offset, order)


def count_behind(request: FigureRequest) -> int:
    """Return the number of records behind a figure."""
    plan = plan_metric(request.metric, catalogue(request.scope.as_of))
    tree = tree_number(request.scope.tree)
    if plan.how == "stock":
        return len(sums.list_stock(plan, request.scope, tree))
    return sums.count_records(plan, request.scope, tree)


def break_down(request: FigureRequest) -> Breakdown:
    """Return a figure by the unit itself and the units directly below it, in official order.

    The overlap of a sum is counted by itself, from the jointly credited entries that several parts share; that of a
    distinct count is what the parts have in common.
    """
    scope = request.scope
    first, last = month_of(scope.period.start), month_of(scope.period.end)
    there = {unit.pk for unit in children(scope.unit, scope.tree, first, last, scope.as_of)}
    # What is posted in the period may have occurred under a unit that was closed before it.
    below = children(scope.unit, scope.tree, 0, last, scope.as_of)
    parts = [replace(request, scope=scope.at(unit)) for unit in below]
    own = replace(request, scope=scope.at(scope.unit, below=False))
    figures = evaluate([request, own, *parts])
    shares = [
        Share(each.request.scope.unit, each.value, count_behind(each.request), is_own=each.request is own)
        for each in figures[1:]
    ]
    total = figures[0].value
    kept = tuple(share for share in shares if share.records or (not share.is_own and share.unit.pk in there))
    plan = plan_metric(request.metric, catalogue(scope.as_of))
    if plan.how == "sum":
        overlap = sums.sum_overlap(plan, scope, [unit.pk for unit in below], tree_number(scope.tree))
    else:
        overlap = sum(share.value or 0 for share in shares) - (total or 0)
    return Breakdown(kept, overlap, total)


def adjustments(request: FigureRequest) -> int:
    """Return what the corrected view of a figure differs from the posted one by, summed from the lines that fall into
    one of the two only: as corrected = as posted + adjustments. Only sums over whole months have adjustments."""
    scope = request.scope
    months = scope.period.months
    plan = plan_metric(request.metric, catalogue(scope.as_of))
    if months is None or plan.how != "sum":
        return 0
    tree = tree_number(scope.tree)
    posted = sums.sum_crossing(plan, scope, tree, into="posted")
    occurred = sums.sum_crossing(plan, scope, tree, into="occurred")
    return occurred - posted


def _from_cells(wanted: list[tuple[int, Plan, Scope, int]]) -> dict[int, int | None]:
    found = sums.sum_cells(wanted)
    joint = sums.sum_joint(wanted)
    values: dict[int, int | None] = {}
    for number, plan, _, _ in wanted:
        keys = {measure: (number, measure) for measure in plan.measures}
        values[number] = _total(plan, {each: found.get(key, 0) + joint.get(key, 0) for each, key in keys.items()})
    return values


def _total(plan: Plan, by_measure: dict[int, int]) -> int:
    if plan.how == "distinct":
        return sum(1 for amount in by_measure.values() if amount > 0)
    return sum(by_measure.values())


def tree_choices() -> list[Tree]:
    """Return the trees in which a figure can be asked."""
    return list(Tree.objects.order_by("number"))
