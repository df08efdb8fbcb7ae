"""What statements over cells and lines are made of. The same on both databases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yiben.ledger.cells import OPEN_END
from yiben.metrics.planning import Plan
from yiben.metrics.restating import standing_clause
from yiben.metrics.scopes import Scope
from yiben.statements import is_sqlite, select
from yiben.units.months import day_number

Row = tuple[Any, ...]
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def distinct_lines(
    plan: Plan, scope: Scope, tree: int, *, period: str = "", with_record: bool = True
) -> tuple[str, list[Any]]:
    """One row a line of an entry, whatever the number of units of the scope to which it is credited.

    SQLite joins in the order in which a CROSS JOIN is written: unit by unit, each by the index of its lines. Left to
    choose, it holds every line of a measure against every unit where the period gives the index nothing. All but the
    number of the record (``with_record``) and what filters ask stands in the index.
    """
    clause, parameters = in_scope(scope, tree)
    record = ", l.record_seq" if with_record else ""
    sql = (
        f"{clause} SELECT l.seq, l.part, l.n, l.measure_id{record}, MIN(l.occurred_on) AS occurred_on, "
        "MIN(l.amount) AS amount FROM scope s CROSS JOIN ledger_line l "
        "WHERE l.unit_id = s.unit_id AND l.occurred_on / 100 BETWEEN s.low AND s.high "
        f"AND l.measure_id IN ({marks(plan.measures)}) AND {period or in_period(scope)} {known_then(scope)} {conditions_met(plan)} "
        f"GROUP BY l.seq, l.part, l.n, l.measure_id{record}"
    )
    return sql, [*parameters, *plan.measures]


def in_scope(scope: Scope, tree: int) -> tuple[str, list[Any]]:
    """A WITH clause of the units of a scope and the months in which each stands in it, as known at ``as_of``."""
    own = f"SELECT {int(scope.unit.pk)} AS unit_id, 0 AS low, {OPEN_END} AS high"
    if not scope.below:
        return f"WITH scope AS ({own})", []
    if scope.trees == "restated":
        return f"WITH {standing_clause(scope)}", []
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


def units_in_scope(scope: Scope, tree: int) -> list[Row]:
    """Return (unit, first month, last month) of the units of a scope, each as long as it stands in it."""
    clause, parameters = in_scope(scope, tree)
    return select(f"{clause} SELECT unit_id, low, high FROM scope", parameters)


def stood_in(scope: Scope, tree: int, month: int) -> str:
    """A statement of the spans in which units stood below another in a month, as known at the scope's arrival number."""
    known = "sp.until_seq IS NULL"
    if scope.as_of is not None:
        known = f"sp.seq <= {int(scope.as_of)} AND (sp.until_seq IS NULL OR sp.until_seq > {int(scope.as_of)})"
    return (
        f"SELECT 1 FROM units_unitspan sp WHERE sp.tree_id = {int(tree)} AND sp.depth > 0 AND {known} "
        f"AND {int(month)} BETWEEN sp.from_month AND COALESCE(sp.to_month, {OPEN_END})"
    )


def in_period(scope: Scope) -> str:
    months = scope.period.months
    if scope.view == "posted" and months is not None:
        return f"l.posted_period BETWEEN {months[0]} AND {months[1]}"
    return f"l.occurred_on BETWEEN {day_number(scope.period.start)} AND {day_number(scope.period.end)}"


def known_then(scope: Scope) -> str:
    return "" if scope.as_of is None else f"AND l.seq <= {int(scope.as_of)}"


def conditions_met(plan: Plan) -> str:
    """Conditions on the entry's other lines, and on what the entry itself says; a condition without any measure is met by
    nothing."""
    parts = []
    for condition in plan.conditions:
        wanted = ", ".join(str(int(measure)) for measure in condition) or "0"
        parts.append(
            "AND EXISTS (SELECT 1 FROM ledger_line c WHERE c.seq = l.seq AND c.part = l.part "
            f"AND c.unit_id = l.unit_id AND c.measure_id IN ({wanted}))"
        )
    return " ".join([*parts, *(f"AND {_says(name, wanted)}" for name, wanted in plan.values)])


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _says(field: str, wanted: Sequence[str | bool]) -> str:
    """Whether the entry whose values a line carries (a reversal those of what it supersedes) has one of these values. A
    body is parsed only where it holds the bytes of one of them at all."""
    entry = "CASE l.part WHEN 0 THEN l.seq ELSE (SELECT x.supersedes FROM ledger_entry x WHERE x.seq = l.seq) END"
    texts = [_quoted(value) for value in wanted if isinstance(value, str)]
    flags = [value for value in wanted if isinstance(value, bool)]
    tokens = [f'"{_bare(value)}"' if isinstance(value, str) else str(value).lower() for value in wanted]
    if not is_sqlite():
        said = f"convert_from(v.body, 'UTF8')::jsonb #> '{{values,{_bare(field)}}}'"
        tests = [f"{said} ?| array[{', '.join(texts)}]"] if texts else []
        tests += [f"{said} = '{str(flag).lower()}'::jsonb" for flag in flags]
        stands = " OR ".join(f"position('\\x{token.encode().hex()}'::bytea IN v.body) > 0" for token in tokens)
        return f"EXISTS (SELECT 1 FROM ledger_entry v WHERE v.seq = {entry} AND ({stands}) AND ({' OR '.join(tests)}))"
    any_of = ", ".join([*texts, *(str(int(flag)) for flag in flags)])
    stands = " OR ".join(f"instr(v.body, x'{token.encode().hex()}') > 0" for token in tokens)
    return (
        f"EXISTS (SELECT 1 FROM ledger_entry v CROSS JOIN json_each(CAST(v.body AS TEXT), '$.values.{_bare(field)}') j "
        f"WHERE v.seq = {entry} AND ({stands}) AND j.value IN ({any_of}))"
    )


def _quoted(value: str) -> str:
    return f"'{_bare(value)}'"


def _bare(name: str) -> str:
    """Return an id as it is; whatever is none has no place in a statement."""
    if not _ID.fullmatch(name):
        raise ValueError(name)
    return name
