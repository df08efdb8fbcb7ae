"""The records behind figures: listed, counted, and held against those behind another."""

from __future__ import annotations

from typing import Any

from yiben.metrics.counting import are_more_than, count_by_lines
from yiben.metrics.paging import IS_BEHIND, first_by_day
from yiben.metrics.planning import Plan
from yiben.metrics.scopes import Scope
from yiben.metrics.statements import distinct_lines, in_period, in_scope, known_then, marks
from yiben.rolls.queries import distinct_people
from yiben.statements import select

Asked = tuple[Plan, Scope, int]
"""A figure as it is asked of the lines: plan, scope, tree number."""
_NO_RECORDS = "SELECT 0 AS record_seq, 0 AS newest, 0 AS net WHERE 1 = 0"

ORDERS = {
    "-day": "MAX(occurred_on) DESC, record_seq DESC",
    "day": "MAX(occurred_on), record_seq",
    "-amount": "SUM(amount) DESC, MAX(occurred_on) DESC, record_seq DESC",
    "amount": "SUM(amount), MAX(occurred_on) DESC, record_seq DESC",
}
"""How records behind a figure can be sorted."""


def count_records(plan: Plan, scope: Scope, tree: int, most: int | None = None) -> int:
    """Return how many records stand behind a figure: those whose lines in the scope do not cancel out; with ``most`` no more
    than one above it, which says that there are more."""
    if not plan.measures:
        return 0
    if most is not None and are_more_than(most, plan, scope, tree):
        return most + 1
    counted = count_by_lines(plan, scope, tree)
    if counted is None:
        sql, parameters = _records(plan, scope, tree)
        counted = int(select(f"SELECT COUNT(*) FROM ({sql}) AS r", parameters)[0][0])
    return counted if most is None else min(counted, most + 1)


def list_records(
    plan: Plan, scope: Scope, tree: int, limit: int, offset: int, order: str = "-day", book: str = ""
) -> list[tuple[int, int, int]]:
    """Return (record, newest contributing entry, net amount) of the records behind a figure, in one of ORDERS. With the
    ``book`` that the figure counts, its first pages by day are found without summing all that counts."""
    if not plan.measures:
        return []
    if book and order in ("-day", "day"):
        found = first_by_day(plan, scope, tree, book, offset + limit, is_down=order == "-day")
        if found is not None:
            return found[offset:]
    sql, parameters = _records(plan, scope, tree)
    sql += f" ORDER BY {ORDERS[order]} LIMIT %s OFFSET %s"
    return [(row[0], row[1], int(row[2])) for row in select(sql, [*parameters, limit, offset])]


def count_persons(plan: Plan, scope: Scope, tree: int) -> int:
    """Return how many different persons the records behind a figure name in the plan's field; those who were merged since
    are one."""
    if not plan.measures:
        return 0
    records, parameters = _records(plan, scope, tree)
    sql = (
        f"SELECT DISTINCT t.token FROM ledger_subject t JOIN ({records}) AS r ON r.newest = t.entry_id "
        "WHERE t.field = %s"
    )
    return distinct_people(token for (token,) in select(sql, [*parameters, plan.persons]))


def count_shared(one: Asked, other: Asked) -> tuple[int, int, int]:
    """Return how many records stand behind both figures, behind the first only, and behind the second only."""
    (first, given), (second, more) = _record_numbers(one), _record_numbers(other)
    sql = (
        "SELECT COALESCE(SUM(one), 0), COALESCE(SUM(other), 0), COUNT(*) FROM (SELECT record_seq, MAX(one) AS one, "
        f"MAX(other) AS other FROM (SELECT record_seq, 1 AS one, 0 AS other FROM ({first}) AS a UNION ALL "
        f"SELECT record_seq, 0, 1 FROM ({second}) AS b) AS every GROUP BY record_seq) AS each_once"
    )
    [(in_first, in_second, total)] = select(sql, [*given, *more])
    return int(in_first + in_second - total), int(total - in_second), int(total - in_first)


def list_unshared(one: Asked, other: Asked, limit: int) -> list[tuple[int, int, int]]:
    """Return (record, newest contributing entry, net amount) of records behind the first figure and not the second, the
    newest first."""
    plan, scope, tree = one
    records, given = _records(plan, scope, tree) if plan.measures else (_NO_RECORDS, [])
    others, more = _record_numbers(other)
    sql = (
        f"SELECT record_seq, newest, net FROM ({records}) AS r WHERE record_seq NOT IN ({others}) "
        "ORDER BY record_seq DESC LIMIT %s"
    )
    return [(row[0], row[1], int(row[2])) for row in select(sql, [*given, *more, limit])]


def units_reporting(plan: Plan, scope: Scope, tree: int) -> set[int]:
    """Return the units of a scope for which a line of the plan's measures counts in the period."""
    if not plan.measures:
        return set()
    clause, parameters = in_scope(scope, tree)
    sql = (
        f"{clause} SELECT l.unit_id FROM scope s CROSS JOIN ledger_line l "
        "WHERE l.unit_id = s.unit_id AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"AND l.measure_id IN ({marks(plan.measures)}) AND {in_period(scope)} {known_then(scope)} "
        "GROUP BY l.unit_id HAVING SUM(l.amount) <> 0"
    )
    return {unit for (unit,) in select(sql, [*parameters, *plan.measures])}


def _record_numbers(asked: Asked) -> tuple[str, list[Any]]:
    plan, scope, tree = asked
    records, parameters = _records(plan, scope, tree) if plan.measures else (_NO_RECORDS, [])
    return f"SELECT record_seq FROM ({records}) AS r", parameters


def _records(plan: Plan, scope: Scope, tree: int) -> tuple[str, list[Any]]:
    distinct, parameters = distinct_lines(plan, scope, tree)
    sql = (
        f"SELECT record_seq, MAX(seq) AS newest, SUM(amount) AS net FROM ({distinct}) AS d GROUP BY record_seq "
        f"HAVING {IS_BEHIND}"
    )
    return sql, parameters
