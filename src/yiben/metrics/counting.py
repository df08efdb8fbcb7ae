"""How many records stand behind a figure, counted from the index of its lines.

A record that nothing took back in the scope has one own line of a measure there for each of its hosts. So the own lines are
counted, less those that several hosts share; only records of which a line was taken back in the scope, few as a rule, are
looked at one by one. (What takes an own line back carries its unit, day and measure and is posted with what takes its
place: where both stand in a scope, so does the line between them.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from typing import Any

from yiben.metrics.paging import IS_BEHIND, lines_of_records
from yiben.metrics.planning import Plan
from yiben.metrics.scopes import Scope
from yiben.metrics.statements import Row, conditions_met, in_period, in_scope, known_then, units_in_scope
from yiben.statements import select

_AT_ONCE = 1000
_FEW = 2


def are_more_than(most: int, plan: Plan, scope: Scope, tree: int) -> bool:
    """Say whether more than ``most`` records stand behind a sum of one measure, as far as can be told without looking at
    more than some times as many lines; False where it cannot.

    Units of the scope are gone through, a few at first, until what they have is enough. A record that one unit holds alone
    has there one own line more than lines taken back, or none more: it stands behind the figure if it has. Records that
    several units hold are left out of account.
    """
    if plan.how != "sum" or len(plan.measures) != 1:
        return False
    spans = sorted(units_in_scope(scope, tree))
    found, start, size = 0, 0, _FEW
    while start < len(spans):
        every = _kept_in(spans[start : start + size], plan, scope, "")
        shared = _kept_in(spans[start : start + size], plan, scope, "AND l.joint")
        found += every - shared
        if found > most:
            return True
        start, size = start + size, min(2 * size, _AT_ONCE)
    return False


def _kept_in(spans: Sequence[Row], plan: Plan, scope: Scope, test: str) -> int:
    """How many own lines more than lines taken back units have in the months in which they stand in a scope."""
    given = ", ".join(starmap("({:d}, {:d}, {:d})".format, spans))
    [(kept,)] = select(
        f"WITH s(unit_id, low, high) AS (VALUES {given}) SELECT SUM(CASE l.part WHEN 0 THEN 1 ELSE -1 END) "
        "FROM s CROSS JOIN ledger_line l WHERE l.unit_id = s.unit_id AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"AND l.measure_id = {plan.measures[0]:d} AND {in_period(scope)} {known_then(scope)} {conditions_met(plan)} {test}"
    )
    return int(kept or 0)


def count_by_lines(plan: Plan, scope: Scope, tree: int) -> int | None:
    """Return the number of records behind a sum of one measure without filters; None for every other figure."""
    if plan.how != "sum" or plan.conditions or plan.values or len(plan.measures) != 1:
        return None
    [(own,)] = _among(plan, scope, tree, "COUNT(*)", "l.part = 0")
    [(shared, once)] = _among(plan, scope, tree, "COUNT(*), COUNT(DISTINCT l.seq)", "l.part = 0 AND l.joint")
    taken_back = [record for (record,) in _among(plan, scope, tree, "DISTINCT l.record_seq", "l.part = 1")]
    count = int(own) - int(shared) + int(once)
    for start in range(0, len(taken_back), _AT_ONCE):
        lines = lines_of_records(plan, scope, tree, taken_back[start : start + _AT_ONCE])
        each = (
            "SELECT SUM(CASE part WHEN 0 THEN 1 ELSE 0 END) AS own, "
            f"CASE WHEN {IS_BEHIND} THEN 1 ELSE 0 END AS is_behind FROM ({lines}) AS d GROUP BY record_seq"
        )
        [(change,)] = select(f"SELECT SUM(is_behind - own) FROM ({each}) AS r")
        count += int(change or 0)
    return count


def _among(plan: Plan, scope: Scope, tree: int, wanted: str, test: str) -> list[tuple[Any, ...]]:
    """Ask something of the lines of a scope that pass a test."""
    clause, parameters = in_scope(scope, tree)
    sql = (
        f"{clause} SELECT {wanted} FROM scope s CROSS JOIN ledger_line l WHERE l.unit_id = s.unit_id "
        "AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"AND l.measure_id = %s AND {in_period(scope)} {known_then(scope)} AND {test}"
    )
    return select(sql, [*parameters, *plan.measures])
