"""Evaluating figures: one planned statement for all that running sums answer, lines for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics import records, sums
from yiben.metrics.computing import compute, scopes_of
from yiben.metrics.earlier import asked_on
from yiben.metrics.planning import Plan, plan_metric, plan_metrics
from yiben.metrics.restating import restated_units
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.metrics.targets import target_for
from yiben.units.models import Tree, Unit
from yiben.units.months import month_of
from yiben.units.queries import children, tree_number, units_in_order

_Key = tuple[str, int, Scope]
"""A request: its metric by name and as the very definition that was asked (one may be filtered further)."""


@dataclass(frozen=True)
class Share:
    """What a part of a scope contributes to a figure: a unit below, the unit itself (``is_own``), or, restated, a unit
    that was split or closed (``is_past``). ``has_more``: there are more records than ``records``."""

    unit: Unit
    value: int | None
    records: int
    is_own: bool = False
    is_past: bool = False
    has_more: bool = False


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

    Running sums answer a sum or a distinct count over whole months, now, without further filters; they hold what is jointly
    credited once. Everything else is summed from lines; a stock is read from the
    last entry of each unit. What is computed from other metrics is asked for with the rest. All ways give the same
    digits.
    """
    return assemble(requests, _evaluate)


def assemble(
    requests: Sequence[FigureRequest], answer: Callable[[Sequence[FigureRequest]], Sequence[Figure]]
) -> list[Figure]:
    """Return the figures in the order asked: ``answer`` gives those that are counted, all at once; the others are
    computed from them."""
    wanted = {_key(each): each for request in requests for each in _counted(request)}
    known = dict(zip(wanted, answer(list(wanted.values())), strict=True))
    return [_finished(request, known) for request in requests]


def parts_of(request: FigureRequest) -> list[FigureRequest]:
    """Return the figures that a computed one is made of, in the order in which it uses them; of a counted one none."""
    if request.metric.is_counted:
        return []
    known = catalogue(request.scope.as_of)
    parts = []
    for name, scopes in scopes_of(request.metric, request.scope, asked_on(request.scope)).items():
        key = known.named_by(request.key, name)
        if key not in known.metrics:
            raise Refusal("metric_unknown", metric=name)
        parts += [FigureRequest(key, known.metrics[key], scope) for scope in scopes]
    return parts


def _counted(request: FigureRequest) -> list[FigureRequest]:
    if request.metric.is_counted:
        return [request]
    return [each for part in parts_of(request) for each in _counted(part)]


def _key(request: FigureRequest) -> _Key:
    return request.key, id(request.metric), request.scope


def _finished(request: FigureRequest, known: Mapping[_Key, Figure]) -> Figure:
    if request.metric.is_counted:
        figure = known[_key(request)]
        return figure if figure.request is request else replace(figure, request=request)
    parts = [_finished(part, known) for part in parts_of(request)]
    if request.metric.how == "target":
        part = parts[0].request
        parts.append(Figure(part, target_for(part.key, part.scope), "target"))
    return compute(request, parts)


def _evaluate(requests: Sequence[FigureRequest]) -> list[Figure]:
    """Return figures that are counted, none of them computed."""
    trees = {code: tree_number(code) for code in {request.scope.tree for request in requests}}
    plans = _plans(requests)
    figures: dict[int, Figure] = {}
    cells: list[sums.Wanted] = []
    for number, request in enumerate(requests):
        plan, scope = plans[(id(request.metric), request.scope.as_of)], request.scope
        tree = trees[scope.tree]
        if plan.how == "stock":
            rows = sums.list_stock(plan, scope, tree)
            value = sum(amount for _, _, amount in rows) if rows else None
            figures[number] = Figure(request, value, "entries")
        elif plan.how == "persons":
            figures[number] = Figure(request, records.count_persons(plan, scope, tree), "entries")
        elif plan.fits_cells and scope.as_of is None and scope.period.months is not None:
            cells.append((number, plan, scope, tree))
        else:
            figures[number] = Figure(request, total_of(plan, sums.sum_lines(plan, scope, tree)), "lines")
    for number, value in _from_cells(cells).items():
        figures[number] = Figure(requests[number], value, "cells")
    return [figures[number] for number in range(len(requests))]


def _plans(requests: Sequence[FigureRequest]) -> dict[tuple[int, int | None], Plan]:
    """The plan of each metric as it was defined at each arrival number."""
    plans: dict[tuple[int, int | None], Plan] = {}
    for as_of in {request.scope.as_of for request in requests}:
        metrics = {id(each.metric): each.metric for each in requests if each.scope.as_of == as_of}
        made = plan_metrics(metrics.values(), catalogue(as_of))
        plans |= {(key, as_of): plan for key, plan in zip(metrics, made, strict=True)}
    return plans


def records_behind(
    request: FigureRequest, limit: int = 50, offset: int = 0, order: str = "-day"
) -> list[tuple[int, int, int]]:
    """Return (record, newest contributing entry, net amount) of the records behind a figure, latest day first, or in
    another of ``records.ORDERS``. A stock has one entry a unit, in official order; a computed figure opens to its parts and
    has none."""
    if not request.metric.is_counted:
        return []
    plan = plan_metric(request.metric, catalogue(request.scope.as_of))
    tree = tree_number(request.scope.tree)
    if plan.how == "stock":
        rows = sums.list_stock(plan, request.scope, tree)
        return [(seq, seq, amount) for seq, _, amount in rows][offset : offset + limit]
    return records.list_records(plan, request.scope, tree, limit, offset, order, request.metric.book)


def count_behind(request: FigureRequest, most: int | None = None) -> int:
    """Return the number of records behind a figure, 0 for a computed one. With ``most``, no more than one above it, which
    says that there are more: that takes the same time however many there are, where a sum of one measure is asked for."""
    if not request.metric.is_counted:
        return 0
    plan = plan_metric(request.metric, catalogue(request.scope.as_of))
    tree = tree_number(request.scope.tree)
    if plan.how == "stock":
        counted = len(sums.list_stock(plan, request.scope, tree))
        return counted if most is None else min(counted, most + 1)
    return records.count_records(plan, request.scope, tree, most)


def break_down(request: FigureRequest, most: int | None = None) -> Breakdown:
    """Return a figure by the unit itself and the units directly below it, in official order; restated, also by what was
    split or closed and belongs to none of those alone.

    The overlap of a sum is counted by itself, from the jointly credited entries that several parts share; that of a
    distinct count is what the parts have in common. A computed figure is no sum of its parts and has none. With ``most``
    the records of a part are counted up to so many.
    """
    scope = request.scope
    first, last = month_of(scope.period.start), month_of(scope.period.end)
    there = {unit.pk for unit in children(scope.unit, scope.tree, first, last, scope.as_of)}
    if scope.trees == "restated":
        today = month_of(timezone.localdate())
        below = children(scope.unit, scope.tree, today, today, scope.as_of)
        there = {unit.pk for unit in below}
    else:  # what is posted in the period may have occurred under a unit that was closed before it
        below = children(scope.unit, scope.tree, 0, last, scope.as_of)
    alone = [replace(request, scope=scope.at(unit, below=False)) for unit in [scope.unit, *_past(scope, below)]]
    figures = evaluate([request, *alone, *(replace(request, scope=scope.at(unit)) for unit in below)])
    shares = [_share(each, at == 0, 0 < at < len(alone), most) for at, each in enumerate(figures[1:])]
    total = figures[0].value
    kept = tuple(share for share in shares if share.records or (not share.is_own and share.unit.pk in there))
    return Breakdown(kept, _overlap(request, shares, total, [unit.pk for unit in below]), total)


def _share(figure: Figure, is_own: bool, is_past: bool, most: int | None) -> Share:
    count = count_behind(figure.request, most)
    has_more = most is not None and count > most
    return Share(figure.request.scope.unit, figure.value, count - has_more, is_own, is_past, has_more)


def _past(scope: Scope, below: Sequence[Unit]) -> list[Unit]:
    """Return the units whose history belongs to a restated scope but to no unit directly below it."""
    if scope.trees == "stood":
        return []
    known = {scope.unit.pk}.union(*(restated_units(scope.at(unit)) for unit in below))
    return units_in_order(set(restated_units(scope)) - known)


def _overlap(request: FigureRequest, shares: Sequence[Share], total: int | None, below: Sequence[int]) -> int:
    if not request.metric.is_counted:
        return 0
    plan = plan_metric(request.metric, catalogue(request.scope.as_of))
    if plan.how == "sum" and request.scope.trees == "stood":
        return sums.sum_overlap(plan, request.scope, below, tree_number(request.scope.tree))
    return sum(share.value or 0 for share in shares) - (total or 0)


def adjustments(request: FigureRequest) -> int:
    """Return what the corrected view of a figure differs from the posted one by, summed from the lines that fall into
    one of the two only: as corrected = as posted + adjustments. Only sums over whole months have adjustments."""
    scope = request.scope
    if scope.period.months is None or request.metric.how not in {"count", "sum"}:
        return 0
    plan = plan_metric(request.metric, catalogue(scope.as_of))
    tree = tree_number(scope.tree)
    posted = sums.sum_crossing(plan, scope, tree, into="posted")
    occurred = sums.sum_crossing(plan, scope, tree, into="occurred")
    return occurred - posted


def _from_cells(wanted: list[sums.Wanted]) -> dict[int, int | None]:
    stood = [each for each in wanted if each[2].trees == "stood"]
    restated = [each for each in wanted if each[2].trees == "restated"]
    found = sums.sum_cells(stood)
    if restated:
        found |= sums.sum_restated(restated)
    values: dict[int, int | None] = {}
    for number, plan, _, _ in wanted:
        values[number] = total_of(plan, {measure: found.get((number, measure), 0) for measure in plan.measures})
    return values


def total_of(plan: Plan, by_measure: Mapping[int, int]) -> int:
    """Return a figure from its sums by measure: their sum, or how many are above 0."""
    if plan.how == "distinct":
        return sum(1 for amount in by_measure.values() if amount > 0)
    return sum(by_measure.values())


def tree_choices() -> list[Tree]:
    """Return the trees in which a figure can be asked."""
    return list(Tree.objects.order_by("number"))
