"""The SQL that sums cells and lines. Integers in, integers out; the same statements on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import starmap
from typing import Any

from yiben.ledger.cells import OPEN_END
from yiben.ledger.lines import AGGREGATES
from yiben.metrics.periods import Period
from yiben.metrics.planning import Plan
from yiben.metrics.restating import scope_clause
from yiben.metrics.scopes import Scope
from yiben.metrics.statements import (
    conditions_met,
    distinct_lines,
    in_period,
    in_scope,
    known_then,
    marks,
    stood_in,
    units_in_scope,
)
from yiben.statements import select
from yiben.units.months import day_number, month_of

_CHUNK = 3000
_TOTALS = ", ".join(f"'{kind}'" for kind in AGGREGATES)


Asked = tuple[int, int, int, int, int, int]
"""(request number, tree, unit, measure, first month, last month)"""
Wanted = tuple[int, Plan, Scope, int]
"""(request number, plan, scope, tree number)"""
_ASKED = "({:d}, {:d}, {:d}, {:d}, {:d}, {:d})".format
_ANY = Period("", date.min, date.max)


def sum_cells(wanted: Sequence[Wanted]) -> dict[tuple[int, int], int]:
    """Return sums of cells by (request number, measure), for all requests in one statement a view.

    ``wanted``: (request number, plan, scope, tree number). A unit's figure is its own cells plus the roll-up cells of
    what lies below it in the tree, jointly credited entries once each (``ledger.cells``).
    """
    sql = (
        "SELECT asked.i, asked.measure, SUM(c.amount) FROM asked JOIN ledger_cell c ON c.tree = asked.tree "
        "AND c.unit_id = asked.unit AND c.measure_id = asked.measure "
        "AND c.{view}_period BETWEEN asked.low AND asked.high GROUP BY asked.i, asked.measure"
    )
    return _sum_asked(wanted, sql, {"posted": "posted", "corrected": "occurred"})


def sum_restated(wanted: Sequence[Wanted]) -> dict[tuple[int, int], int]:
    """Return sums by (request number, measure) of the own cells of all units whose history belongs to the scope, less what
    jointly credited entries are in several of them for, each once. In one statement a view and a kind of sum."""
    scopes = list(dict.fromkeys(replace(scope, period=_ANY) for _, _, scope, _ in wanted))
    held = scope_clause(scopes)
    sums: dict[tuple[int, int], int] = {}
    for view, cell, line in (("posted", "posted", "posted_period"), ("corrected", "occurred", "occurred_on / 100")):
        asked = [
            (number, scopes.index(replace(scope, period=_ANY)), each, *(scope.period.months or (0, 0)))
            for number, plan, scope, _ in wanted
            if scope.view == view
            for each in plan.measures
        ]
        for start in range(0, len(asked), _CHUNK):
            rows = ", ".join("({:d}, {:d}, {:d}, {:d}, {:d})".format(*row) for row in asked[start : start + _CHUNK])
            given = f"WITH {held}, asked(i, number, measure, low, high) AS (VALUES {rows}) "
            cells = (
                "SELECT a.i, a.measure, SUM(c.amount) FROM asked a JOIN held h ON h.number = a.number JOIN ledger_cell c "
                f"ON c.tree = 0 AND c.unit_id = h.unit_id AND c.measure_id = a.measure "
                f"AND c.{cell}_period BETWEEN a.low AND a.high GROUP BY a.i, a.measure"
            )
            joint = (
                "SELECT i, measure, SUM(amount) FROM (SELECT a.i, a.measure, MIN(l.amount) * (1 - COUNT(*)) AS amount FROM asked a "
                "JOIN held h ON h.number = a.number JOIN ledger_line l ON l.joint AND l.measure_id = a.measure "
                f"AND l.unit_id = h.unit_id AND l.{line} BETWEEN a.low AND a.high "
                "GROUP BY a.i, a.measure, l.seq, l.part, l.n) AS d GROUP BY i, measure"
            )
            for sql in (cells, joint):
                for number, measure, amount in select(given + sql):
                    sums[number, measure] = sums.get((number, measure), 0) + int(amount)
    return sums


def sum_lines(plan: Plan, scope: Scope, tree: int, after: int = 0) -> dict[int, int]:
    """Return sums by measure from lines, of entries after number ``after``; an entry credited to several units of the scope
    counts once."""
    if not plan.measures:
        return {}
    late = f"{in_period(scope)} AND l.seq > {int(after)}" if after else ""
    distinct, parameters = distinct_lines(plan, scope, tree, period=late, with_record=False)
    sql = f"SELECT measure_id, SUM(amount) FROM ({distinct}) AS d GROUP BY measure_id"
    return {measure: int(amount) for measure, amount in select(sql, parameters)}


def sum_overlap(plan: Plan, scope: Scope, parts: Sequence[int], tree: int) -> int:
    """Return what the parts (units directly below, and the unit itself) count more than once: for every jointly
    credited line its amount times the number of parts it is credited in, less one."""
    if not plan.measures:
        return 0
    known = "sp.until_seq IS NULL"
    seen: list[Any] = []
    if scope.as_of is not None:
        known, seen = "sp.seq <= %s AND (sp.until_seq IS NULL OR sp.until_seq > %s)", [scope.as_of, scope.as_of]
    part = f"SELECT {int(scope.unit.pk)} AS part, {int(scope.unit.pk)} AS unit_id, 0 AS low, {OPEN_END} AS high"
    parameters: list[Any] = []
    if parts:
        part += (
            f" UNION ALL SELECT sp.ancestor_id, sp.descendant_id, sp.from_month, COALESCE(sp.to_month, {OPEN_END}) "
            f"FROM units_unitspan sp WHERE sp.tree_id = %s AND sp.ancestor_id IN ({marks(parts)}) AND {known}"
        )
        parameters += [tree, *parts, *seen]
    sql = (
        f"WITH parts AS ({part}) SELECT COALESCE(SUM(amount * (shared - 1)), 0) FROM ("
        "SELECT MIN(l.amount) AS amount, COUNT(DISTINCT p.part) AS shared FROM ledger_line l "
        "JOIN parts p ON p.unit_id = l.unit_id AND l.occurred_on / 100 BETWEEN p.low AND p.high "
        f"WHERE l.joint AND l.measure_id IN ({marks(plan.measures)}) AND {in_period(scope)} {known_then(scope)} "
        f"{conditions_met(plan)} GROUP BY l.seq, l.part, l.n, l.measure_id) AS d"
    )
    return int(select(sql, [*parameters, *plan.measures])[0][0])


def list_stock(plan: Plan, scope: Scope, tree: int) -> list[tuple[int, int, int]]:
    """Return (entry, unit, amount) of the last report of each unit on or before the end of the period.

    Posted: by the month of posting, corrected: by the day. Within a unit the latest day counts, then the latest entry. A
    stock counts where its unit stands at the end of the period, wherever it stood when it was reported; what a unit had
    that is merged, split or closed by then is its successor's to report.
    """
    if not plan.measures:
        return []
    clause, parameters = in_scope(scope, tree)
    end = month_of(scope.period.end)
    stands = f"{end} BETWEEN s.low AND s.high"
    if scope.trees == "restated":
        stands = f"(l.unit_id = {int(scope.unit.pk)} OR EXISTS ({stood_in(scope, tree, end)} AND sp.descendant_id = l.unit_id))"
    seen = "" if scope.as_of is None else f"AND n.seq <= {int(scope.as_of)}"
    if scope.view == "posted":
        until = f"l.posted_period <= {scope.period.end.year * 100 + scope.period.end.month}"
    else:
        until = f"l.occurred_on <= {day_number(scope.period.end)}"
    sql = (
        f"{clause} SELECT l.seq, l.unit_id, l.amount FROM scope s CROSS JOIN ledger_line l "
        f"WHERE l.unit_id = s.unit_id AND {stands} "
        f"AND l.part = 0 AND l.measure_id IN ({marks(plan.measures)}) AND {until} {known_then(scope)} {conditions_met(plan)} "
        f"AND NOT EXISTS (SELECT 1 FROM ledger_entry n WHERE n.supersedes = l.seq {seen}) "
        "ORDER BY l.unit_id, l.occurred_on, l.seq"
    )
    last: dict[int, tuple[int, int, int]] = {}
    for seq, unit, amount in select(sql, [*parameters, *plan.measures]):
        last[unit] = (seq, unit, int(amount))
    return list(last.values())


def list_totals(plan: Plan, book: str, scope: Scope, tree: int) -> list[tuple[int, bool]]:
    """Return (entry, is counted) of the numbers without single entries (``lines.AGGREGATES``) that a figure holds, and
    of those whose days only reach into its period. A stock counts what it stands for until a later one: see
    ``list_stock``."""
    if not plan.measures:
        return []
    clause, parameters = in_scope(scope, tree)
    seen = "" if scope.as_of is None else f"AND n.seq <= {int(scope.as_of)}"
    start, end = scope.period.start.isoformat(), scope.period.end.isoformat()
    counted = "1 = 1" if plan.how == "stock" else in_period(scope)
    sql = (
        f"{clause} SELECT e.seq, MAX(CASE WHEN {counted} THEN 1 ELSE 0 END) FROM ledger_entry e "
        "JOIN ledger_line l ON l.seq = e.seq AND l.part = 0 JOIN scope s ON s.unit_id = l.unit_id "
        "AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"WHERE e.book = %s AND e.kind IN ({_TOTALS}) AND l.measure_id IN ({marks(plan.measures)}) "
        f"AND ({counted} OR (e.occurred_on <= %s AND COALESCE(e.occurred_to, e.occurred_on) >= %s)) "
        f"{known_then(scope)} {conditions_met(plan)} "
        f"AND NOT EXISTS (SELECT 1 FROM ledger_entry n WHERE n.supersedes = e.seq {seen}) GROUP BY e.seq"
    )
    rows = select(sql, [*parameters, book, *plan.measures, end, start])
    return [(seq, bool(is_counted)) for seq, is_counted in rows]


def scope_units(scope: Scope, tree: int) -> list[int]:
    """Return the ids of the units that stand in a scope at any time."""
    return sorted({unit for unit, _first, _last in units_in_scope(scope, tree)})


def sum_crossing(plan: Plan, scope: Scope, tree: int, *, into: str) -> int:
    """Return the sum of lines that fall into the period by one date only: ``posted`` in it but occurred outside, or
    ``occurred`` in it but posted outside."""
    if not plan.measures:
        return 0
    months = scope.period.months
    assert months is not None
    posted = f"l.posted_period BETWEEN {months[0]} AND {months[1]}"
    occurred = f"l.occurred_on / 100 BETWEEN {months[0]} AND {months[1]}"
    inside, outside = (posted, occurred) if into == "posted" else (occurred, posted)
    distinct, parameters = distinct_lines(plan, scope, tree, period=f"{inside} AND NOT ({outside})", with_record=False)
    return int(select(f"SELECT COALESCE(SUM(amount), 0) FROM ({distinct}) AS d", parameters)[0][0])


def _sum_asked(wanted: Sequence[Wanted], sql: str, views: dict[str, str]) -> dict[tuple[int, int], int]:
    """Run a statement over all requests of a view at once: in tree 0, the unit alone, and with what lies below in its tree."""
    sums: dict[tuple[int, int], int] = {}
    for view, column in views.items():
        asked: list[Asked] = []
        for number, plan, scope, tree in wanted:
            if scope.view == view and (months := scope.period.months) is not None:
                trees = (0, tree) if scope.below else (0,)
                unit, (low, high) = scope.unit.pk, months
                asked += [(number, at, unit, each, low, high) for each in plan.measures for at in trees]
        for start in range(0, len(asked), _CHUNK):
            values = ", ".join(starmap(_ASKED, asked[start : start + _CHUNK]))
            given = f"WITH asked(i, tree, unit, measure, low, high) AS (VALUES {values}) "
            for number, measure, amount in select(given + sql.replace("{view}", column)):
                sums[number, measure] = sums.get((number, measure), 0) + int(amount)
    return sums
