"""Figures from the analytical copy: the statement over lines as an Ibis expression, run by DuckDB in this process.

What the copy does not hold yet is summed from the lines of the database and added: both halves hold whole entries. Trees
come from the database. A stock, distinct persons and filters that are looked up in entries are answered there as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics import sums
from yiben.metrics.figures import assemble, evaluate, total_of
from yiben.metrics.planning import Plan, plan_metric
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.metrics.segments import covered, segments
from yiben.metrics.statements import units_in_scope
from yiben.units.months import day_number
from yiben.units.queries import tree_number


def evaluate_from_segments(requests: Sequence[FigureRequest]) -> list[Figure]:
    """Return the figures in the order asked, each from the copy where that can answer it (its ``way`` is ``segments``).

    Refuses (``analysis_missing``) where the extra is not installed, and (``segments_missing``) where nothing is copied.
    """
    files = [str(each.path) for each in segments()]
    if not files:
        raise Refusal("segments_missing")
    lines, upto = _connect().read_parquet(files), covered()
    return assemble(requests, lambda counted: [_figure(lines, upto, each) for each in counted])


def _figure(lines: Any, upto: int, request: FigureRequest) -> Figure:
    scope = request.scope
    plan = plan_metric(request.metric, catalogue(scope.as_of))
    if plan.how not in {"sum", "distinct"} or plan.values:
        return evaluate([request])[0]
    tree = tree_number(scope.tree)
    found = Counter(_sums(lines, plan, scope, tree) if plan.measures else {})
    if scope.as_of is None or scope.as_of > upto:
        found.update(sums.sum_lines(plan, scope, tree, after=upto))
    return Figure(request, total_of(plan, found), "segments")


def _sums(lines: Any, plan: Plan, scope: Scope, tree: int) -> dict[int, int]:
    """Sums by measure; an entry credited to several units of the scope counts once."""
    import ibis

    if scope.as_of is not None:
        lines = lines.filter(lines.seq <= scope.as_of)
    spans = ibis.memtable(
        [{"unit": unit, "low": low, "high": high} for unit, low, high in units_in_scope(scope, tree)],
        schema={"unit": "int32", "low": "int32", "high": "int32"},
    )
    own = lines.filter(lines.measure_id.isin(list(plan.measures)), _in_period(lines, scope))
    month = own.occurred_on // 100
    rows = own.inner_join(spans, [own.unit_id == spans.unit, month >= spans.low, month <= spans.high])
    for condition in plan.conditions:
        met = lines.filter(lines.measure_id.isin(list(condition) or [0])).select("seq", "part", "unit_id").distinct()
        rows = rows.semi_join(met, ["seq", "part", "unit_id"])
    each_once = rows.group_by(["seq", "part", "n", "measure_id"]).aggregate(amount=rows.amount.min())
    result = each_once.group_by("measure_id").aggregate(total=each_once.amount.sum()).to_pyarrow().to_pylist()
    return {int(row["measure_id"]): int(row["total"]) for row in result}


def _in_period(lines: Any, scope: Scope) -> Any:
    months = scope.period.months
    if scope.view == "posted" and months is not None:
        return lines.posted_period.between(*months)
    return lines.occurred_on.between(day_number(scope.period.start), day_number(scope.period.end))


def _connect() -> Any:
    try:
        import ibis

        return ibis.duckdb.connect()
    except ImportError as problem:
        raise Refusal("analysis_missing") from problem
