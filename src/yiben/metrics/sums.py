"""The SQL that sums cells and lines. Integers in, integers out; the same statements on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from yiben.ledger.cells import OPEN_END
from yiben.metrics.planning import Plan
from yiben.metrics.scopes import Scope
from yiben.units.months import day_number

Row = tuple[Any, ...]
_CHUNK = 3000


def sum_cells(wanted: Sequence[tuple[int, Plan, Scope, int]]) -> dict[tuple[int, int], int]:
    """Return sums of cells by (request number, measure), for all requests in one statement.

    ``wanted``: (request number, plan, scope, tree number). A unit's figure is its own cells plus the roll-up cells of
    what lies below it in the tree. Jointly credited entries are not in cells: see ``sum_joint``.
    """
    rows: list[tuple[int, int, int, int, int, int]] = []
    corrected: list[tuple[int, int, int, int, int, int]] = []
    for number, plan, scope, tree in wanted:
        months = scope.period.months
        assert months is not None
        target = rows if scope.view == "posted" else corrected
        for measure in plan.measures:
            for at in (0, tree) if scope.below else (0,):
                target.append((number, at, scope.unit.pk, measure, *months))
    sums: dict[tuple[int, int], int] = {}
    for column, requests in (("posted_period", rows), ("occurred_period", corrected)):
        for start in range(0, len(requests), _CHUNK):
            values = ", ".join(f"({', '.join(str(int(v)) for v in row)})" for row in requests[start : start + _CHUNK])
            sql = (
                f"WITH asked(i, tree, unit, measure, low, high) AS (VALUES {values}) "
                "SELECT asked.i, asked.measure, SUM(c.amount) FROM asked JOIN ledger_cell c ON c.tree = asked.tree "
                "AND c.unit_id = asked.unit AND c.measure_id = asked.measure "
                f"AND c.{column} BETWEEN asked.low AND asked.high GROUP BY asked.i, asked.measure"
            )
            for number, measure, amount in _fetch(sql):
                key = (number, measure)
                sums[key] = sums.get(key, 0) + int(amount)
    return sums


def joint_measures(measures: set[int]) -> set[int]:
    """Return those measures that have lines of jointly credited entries at all."""
    if not measures:
        return set()
    found: set[int] = set()
    for measure in sorted(measures):
        if _fetch("SELECT 1 FROM ledger_line WHERE joint AND measure_id = %s LIMIT 1", [measure]):
            found.add(measure)
    return found


def sum_lines(plan: Plan, scope: Scope, tree: int, *, only_joint: bool = False) -> dict[int, int]:
    """Return sums by measure from lines; an entry credited to several units of the scope counts once.

    ``only_joint`` sums jointly credited entries alone, to be added to the sums of cells.
    """
    if not plan.measures:
        return {}
    distinct, parameters = _distinct_lines(plan, scope, tree, only_joint=only_joint)
    sql = f"SELECT measure_id, SUM(amount) FROM ({distinct}) AS d GROUP BY measure_id"
    return {measure: int(amount) for measure, amount in _fetch(sql, parameters)}


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
            f"FROM units_unitspan sp WHERE sp.tree_id = %s AND sp.ancestor_id IN ({_marks(parts)}) AND {known}"
        )
        parameters += [tree, *parts, *seen]
    sql = (
        f"WITH parts AS ({part}) SELECT COALESCE(SUM(amount * (shared - 1)), 0) FROM ("
        "SELECT MIN(l.amount) AS amount, COUNT(DISTINCT p.part) AS shared FROM ledger_line l "
        "JOIN parts p ON p.unit_id = l.unit_id AND l.occurred_on / 100 BETWEEN p.low AND p.high "
        f"WHERE l.joint AND l.measure_id IN ({_marks(plan.measures)}) AND {_in_period(scope)} {_as_of(scope)} "
        f"{_met(plan)} GROUP BY l.seq, l.part, l.n, l.measure_id) AS d"
    )
    return int(_fetch(sql, [*parameters, *plan.measures])[0][0])


def count_records(plan: Plan, scope: Scope, tree: int) -> int:
    """Return how many records stand behind a figure: those whose lines in the scope do not cancel out."""
    if not plan.measures:
        return 0
    sql, parameters = _records(plan, scope, tree)
    return int(_fetch(f"SELECT COUNT(*) FROM ({sql}) AS r", parameters)[0][0])


def list_records(plan: Plan, scope: Scope, tree: int, limit: int, offset: int) -> list[tuple[int, int, int]]:
    """Return (record, newest contributing entry, net amount) of the records behind a figure, latest day first."""
    if not plan.measures:
        return []
    sql, parameters = _records(plan, scope, tree)
    sql += " ORDER BY MAX(occurred_on) DESC, record_seq DESC LIMIT %s OFFSET %s"
    return [(row[0], row[1], int(row[2])) for row in _fetch(sql, [*parameters, limit, offset])]


def list_stock(plan: Plan, scope: Scope, tree: int) -> list[tuple[int, int, int]]:
    """Return (entry, unit, amount) of the last report of each unit on or before the end of the period.

    Posted: by the month of posting, corrected: by the day. Within a unit the latest day counts, then the latest entry.
    """
    if not plan.measures:
        return []
    clause, parameters = _in_scope(scope, tree)
    seen = "" if scope.as_of is None else f"AND n.seq <= {int(scope.as_of)}"
    if scope.view == "posted":
        until = f"l.posted_period <= {scope.period.end.year * 100 + scope.period.end.month}"
    else:
        until = f"l.occurred_on <= {day_number(scope.period.end)}"
    sql = (
        f"{clause} SELECT l.seq, l.unit_id, l.amount FROM ledger_line l JOIN scope s ON s.unit_id = l.unit_id "
        "AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"WHERE l.part = 0 AND l.measure_id IN ({_marks(plan.measures)}) AND {until} {_as_of(scope)} {_met(plan)} "
        f"AND NOT EXISTS (SELECT 1 FROM ledger_entry n WHERE n.supersedes = l.seq {seen}) "
        "ORDER BY l.unit_id, l.occurred_on, l.seq"
    )
    last: dict[int, tuple[int, int, int]] = {}
    for seq, unit, amount in _fetch(sql, [*parameters, *plan.measures]):
        last[unit] = (seq, unit, int(amount))
    return list(last.values())


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
    distinct, parameters = _distinct_lines(plan, scope, tree, period=f"{inside} AND NOT ({outside})")
    return int(_fetch(f"SELECT COALESCE(SUM(amount), 0) FROM ({distinct}) AS d", parameters)[0][0])


def _records(plan: Plan, scope: Scope, tree: int) -> tuple[str, list[Any]]:
    distinct, parameters = _distinct_lines(plan, scope, tree)
    sql = (
        f"SELECT record_seq, MAX(seq), SUM(amount) AS net FROM ({distinct}) AS d GROUP BY record_seq "
        "HAVING SUM(amount) <> 0 OR SUM(CASE part WHEN 0 THEN 1 ELSE -1 END) > 0"
    )
    return sql, parameters


def _distinct_lines(
    plan: Plan, scope: Scope, tree: int, *, only_joint: bool = False, period: str = ""
) -> tuple[str, list[Any]]:
    """One row a line of an entry, whatever the number of units of the scope to which it is credited."""
    clause, parameters = _in_scope(scope, tree)
    joint = "AND l.joint" if only_joint else ""
    sql = (
        f"{clause} SELECT l.seq, l.part, l.n, l.measure_id, l.record_seq, MIN(l.occurred_on) AS occurred_on, "
        "MIN(l.amount) AS amount FROM ledger_line l JOIN scope s ON s.unit_id = l.unit_id "
        "AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"WHERE l.measure_id IN ({_marks(plan.measures)}) AND {period or _in_period(scope)} {joint} {_as_of(scope)} {_met(plan)} "
        "GROUP BY l.seq, l.part, l.n, l.measure_id, l.record_seq"
    )
    return sql, [*parameters, *plan.measures]


def _in_scope(scope: Scope, tree: int) -> tuple[str, list[Any]]:
    """A WITH clause of the units of a scope and the months in which each stands in it, as known at ``as_of``."""
    own = f"SELECT {int(scope.unit.pk)} AS unit_id, 0 AS low, {OPEN_END} AS high"
    if not scope.below:
        return f"WITH scope AS ({own})", []
    known = "sp.until_seq IS NULL"
    parameters: list[Any] = [tree, scope.unit.pk]
    if scope.as_of is not None:
        known = "sp.seq <= %s AND (sp.until_seq IS NULL OR sp.until_seq > %s)"
        parameters += [scope.as_of, scope.as_of]
    below = (
        f"SELECT sp.descendant_id, sp.from_month, COALESCE(sp.to_month, {OPEN_END}) FROM units_unitspan sp "
        f"WHERE sp.tree_id = %s AND sp.ancestor_id = %s AND sp.depth > 0 AND {known}"
    )
    return f"WITH scope AS ({own} UNION ALL {below})", parameters


def _in_period(scope: Scope) -> str:
    months = scope.period.months
    if scope.view == "posted" and months is not None:
        return f"l.posted_period BETWEEN {months[0]} AND {months[1]}"
    return f"l.occurred_on BETWEEN {day_number(scope.period.start)} AND {day_number(scope.period.end)}"


def _as_of(scope: Scope) -> str:
    return "" if scope.as_of is None else f"AND l.seq <= {int(scope.as_of)}"


def _met(plan: Plan) -> str:
    """Conditions on the entry's other lines; a condition without any measure is met by nothing."""
    parts = []
    for condition in plan.conditions:
        wanted = ", ".join(str(int(measure)) for measure in condition) or "0"
        parts.append(
            "AND EXISTS (SELECT 1 FROM ledger_line c WHERE c.seq = l.seq AND c.part = l.part "
            f"AND c.unit_id = l.unit_id AND c.measure_id IN ({wanted}))"
        )
    return " ".join(parts)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _fetch(sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters) or None)
        return list(_rows(cursor))


def _rows(cursor: Any) -> Iterator[Row]:
    for row in cursor.fetchall():
        yield tuple(row)
