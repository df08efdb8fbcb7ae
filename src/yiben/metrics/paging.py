"""The first records behind a figure by day, found from the entries of that day on instead of from all that count.

The entries of a book are walked in the order of their days, a chunk at a time; what each record met on the way adds in the
scope is summed by itself. A record whose last day lies within what was walked is as it will be, so that the walk ends with
the page. A scope of many units is walked through the whole book (index ``ledger_entry_day``); one of few, which would be met
too seldom there, through the entries of each of its units and the joint lines of others that count for it
(``ledger_entry_list``, ``ledger_line_shared_day``), merged. Where neither is worth it nothing is said, and all of it is
summed (``records``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from yiben.ledger.cells import OPEN_END
from yiben.metrics.planning import Plan
from yiben.metrics.restating import restated_units
from yiben.metrics.scopes import Scope
from yiben.metrics.statements import conditions_met, in_period, in_scope, known_then, marks, units_in_scope
from yiben.statements import select
from yiben.units.months import last_day

_MOST = 5000
"""Entries walked at most before all of them are summed instead."""
_FIRST, _LARGEST = 200, 1000
"""Entries in the first chunk and in later ones."""
_FEW = 4
"""Lines for every record that is wanted, up to which all of them are summed at once."""
_MOST_WAYS = 400
"""Ways that are merged at most; SQLite joins no more than five hundred queries into one."""

Found = tuple[int, int, int]
"""(record, newest contributing entry, net amount)"""


@dataclass(frozen=True)
class _Walk:
    """Where a walk may begin and end, and how it goes: the earliest and the last day (None: any), newest first or oldest."""

    book: str
    start: str | None
    end: str | None
    is_down: bool
    as_of: int | None
    units: tuple[int, ...] = ()
    measures: tuple[int, ...] = ()
    """Units whose entries are walked, and whose joint lines of these measures; none: the whole book."""


def first_by_day(plan: Plan, scope: Scope, tree: int, book: str, wanted: int, *, is_down: bool) -> list[Found] | None:
    """Return the first ``wanted`` records behind a figure by their last day, the latest first or (``is_down`` False) the
    earliest; fewer when there are no more. None: the walk would be longer than summing everything."""
    walk = _walk(scope, book, is_down=is_down)
    if walk is not None and not _is_met_often(scope, tree, wanted):
        if walk.start is None and _holds_little(plan, scope, tree, _FEW * wanted):
            return None
        walk = _by_units(walk, plan, scope, tree)
    if walk is None:
        return None
    found: dict[int, tuple[int, int, int]] = {}
    seen: set[int] = set()
    at: tuple[str, int] | None = None
    walked, size, final = 0, wanted + 10 if walk.units else _FIRST, 0
    while walked < _MOST:
        entries = _next_entries(walk, at, size)
        walked, size = walked + len(entries), min(2 * size, _LARGEST)
        fresh = {record for _seq, _day, record in entries} - seen
        seen |= fresh
        found |= _summed(plan, scope, tree, fresh)
        has_ended = not entries
        if entries:
            at = (entries[-1][1], entries[-1][0])
            final = _count_final(found, _as_number(at[0]), at[1], is_down=is_down)
        if has_ended or final >= wanted:
            rows = sorted(found.items(), key=lambda each: (each[1][2], each[0]), reverse=is_down)
            return [(record, newest, net) for record, (newest, net, _on) in rows[:wanted]]
    return None


def _count_final(found: dict[int, tuple[int, int, int]], day: int, seq: int, *, is_down: bool) -> int:
    """How many records will have none before them that the walk, having come to an entry of a day, has not met. Downwards
    what is still to come on that day has lower numbers; upwards a correction of a lower number may come."""
    if not is_down:
        return sum(1 for _newest, _net, on in found.values() if on < day)
    return sum(1 for record, (_newest, _net, on) in found.items() if (on, record) >= (day, seq))


def _walk(scope: Scope, book: str, *, is_down: bool) -> _Walk | None:
    """The days between which the entries of a figure lie. What is posted here in a month occurred in it or before, nobody
    knows how long before: from the earliest on it cannot be walked. Of other offices' entries no more is known."""
    months = scope.period.months
    if scope.view == "posted" and months is not None:
        [(is_alone,)] = select("SELECT COUNT(*) = 1 FROM ledger_chainhead")
        return (
            _Walk(book, None, last_day(months[1]).isoformat() if is_alone else None, is_down, scope.as_of)
            if is_down
            else None
        )
    start, end = scope.period.start.isoformat(), scope.period.end.isoformat()
    return _Walk(book, start, end, is_down, scope.as_of)


def _is_met_often(scope: Scope, tree: int, wanted: int) -> bool:
    """Whether the units of a scope are so many of all that its records are met often enough in the whole book."""
    [(every,)] = select("SELECT COUNT(*) FROM units_unit")
    if scope.trees == "restated":
        inside = len(restated_units(scope))
    else:
        clause, parameters = in_scope(scope, tree)
        [(inside,)] = select(f"{clause} SELECT COUNT(*) FROM scope", parameters)
    return wanted * int(every) <= _MOST * int(inside)


def _holds_little(plan: Plan, scope: Scope, tree: int, most: int) -> bool:
    """Whether no more than ``most`` lines of a scope lie in its period. What was posted there may have occurred long before:
    walking on until enough was met would go through the books of years."""
    clause, parameters = in_scope(scope, tree)
    sql = (
        f"{clause} SELECT COUNT(*) FROM (SELECT 1 FROM scope s CROSS JOIN ledger_line l WHERE l.unit_id = s.unit_id "
        f"AND l.measure_id IN ({marks(plan.measures)}) AND {in_period(scope)} LIMIT {int(most) + 1}) AS met"
    )
    [(count,)] = select(sql, [*parameters, *plan.measures])
    return int(count) <= most


def _by_units(walk: _Walk, plan: Plan, scope: Scope, tree: int) -> _Walk | None:
    """The walk through the entries of the units that stand or stood in a scope; None for too many of them. Other offices'
    entries may count for units that did not record them, jointly or not."""
    [(is_alone,)] = select("SELECT COUNT(*) = 1 FROM ledger_chainhead")
    units = tuple(sorted({row[0] for row in units_in_scope(scope, tree)})) if is_alone else ()
    if not units or len(units) * (1 + len(plan.measures)) > _MOST_WAYS:
        return None
    return replace(walk, units=units, measures=plan.measures)


def _next_entries(walk: _Walk, at: tuple[str, int] | None, size: int) -> list[tuple[int, str, int]]:
    """The next entries behind a place, as (number, day, record). Many are looked at and few taken: what is looked at stands
    in the indexes, and the record is asked of those that are taken."""
    way = "DESC" if walk.is_down else "ASC"
    tests, parameters = _bounds(walk, at, "e")
    if not walk.units:
        sql = f"SELECT {_PLACE}, e.record_seq FROM ledger_entry e WHERE e.book = %s{tests} "
        rows = select(f"{sql}ORDER BY e.occurred_on {way}, e.seq {way} LIMIT {int(size)}", [walk.book, *parameters])
        return [(seq, day, record) for seq, day, record in rows]
    parts, given = [], []
    for unit in walk.units:
        parts.append(
            f"SELECT {_PLACE} FROM ledger_entry e WHERE e.unit_id = {int(unit)} AND e.book = %s{tests} "
            f"ORDER BY e.occurred_on {way}, e.seq {way} LIMIT {int(size)}"
        )
        given += [walk.book, *parameters]
    tests, parameters = _bounds(walk, at, "l")
    for unit, measure in product(walk.units, walk.measures):
        parts.append(
            f"{_JOINT} WHERE l.joint AND l.part = 0 AND l.unit_id = {int(unit)} AND l.measure_id = {int(measure)}{tests} "
            f"ORDER BY l.occurred_on {way}, l.seq {way} LIMIT {int(size)}"
        )
        given += parameters
    every = " UNION ".join(f"SELECT * FROM ({part}) AS p{number}" for number, part in enumerate(parts))
    first = f"SELECT * FROM ({every}) AS met ORDER BY day {way}, seq {way} LIMIT {int(size)}"
    rows = select(
        f"SELECT m.seq, m.day, e.record_seq FROM ({first}) AS m CROSS JOIN ledger_entry e WHERE e.seq = m.seq "
        f"ORDER BY m.day {way}, m.seq {way}",
        given,
    )
    return [(seq, day, record) for seq, day, record in rows]


_PLACE = "e.seq AS seq, CAST(e.occurred_on AS text) AS day"
_DAY = "CAST(l.occurred_on AS text)"
_JOINT = (
    f"SELECT l.seq AS seq, substr({_DAY}, 1, 4) || '-' || substr({_DAY}, 5, 2) || '-' || substr({_DAY}, 7, 2) AS day "
    "FROM ledger_line l"
)


def _bounds(walk: _Walk, at: tuple[str, int] | None, table: str) -> tuple[str, list[Any]]:
    """Tests of where a walk goes on, to be asked of entries (e), whose days are days, or lines (l), whose days are numbers."""
    read = str if table == "e" else _as_number
    tests, parameters = "", []
    for bound, sign in ((walk.start, ">="), (walk.end, "<=")):
        if bound is not None:
            tests += f" AND {table}.occurred_on {sign} %s"
            parameters.append(read(bound))
    if walk.as_of is not None:
        tests += f" AND {table}.seq <= {int(walk.as_of)}"
    if at is not None:
        tests += f" AND ({table}.occurred_on, {table}.seq) {'<' if walk.is_down else '>'} (%s, {int(at[1])})"
        parameters.append(read(at[0]))
    return tests, parameters


def _as_number(day: str) -> int:
    return int(day.replace("-", ""))


def _summed(plan: Plan, scope: Scope, tree: int, records: set[int]) -> dict[int, tuple[int, int, int]]:
    """What stands behind the figure among some records: (newest contributing entry, net amount, last day) of each."""
    if not records:
        return {}
    sql = (
        "SELECT record_seq, MAX(seq), SUM(amount), MAX(occurred_on) "
        f"FROM ({lines_of_records(plan, scope, tree, records)}) AS d GROUP BY record_seq HAVING {IS_BEHIND}"
    )
    return {record: (newest, int(net), on) for record, newest, net, on in select(sql)}


IS_BEHIND = "SUM(amount) <> 0 OR SUM(CASE part WHEN 0 THEN 1 ELSE -1 END) > 0"
"""Whether the lines of a record in a scope do not cancel out."""


def lines_of_records(plan: Plan, scope: Scope, tree: int, records: Iterable[int]) -> str:
    """A statement of the lines of some records that count in a scope, each once: ``distinct_lines`` asked record by
    record."""
    among = ", ".join(str(int(record)) for record in sorted(records))
    measures = ", ".join(str(int(measure)) for measure in plan.measures)
    return (
        "SELECT l.seq, l.part, l.record_seq, MIN(l.occurred_on) AS occurred_on, MIN(l.amount) AS amount "
        "FROM ledger_entry r CROSS JOIN ledger_line l "
        f"WHERE (r.seq IN ({among}) OR (r.supersedes IS NOT NULL AND r.record_seq IN ({among}))) AND l.seq = r.seq AND l.measure_id IN ({measures}) AND {in_period(scope)} "
        f"AND {_stands(scope, tree)} {known_then(scope)} {conditions_met(plan)} "
        "GROUP BY l.seq, l.part, l.n, l.measure_id, l.record_seq"
    )


def _stands(scope: Scope, tree: int) -> str:
    """Whether a line counts in a scope: ``in_scope`` asked of one line."""
    unit = int(scope.unit.pk)
    if not scope.below:
        return f"l.unit_id = {unit}"
    if scope.trees == "restated":
        return f"l.unit_id IN ({', '.join(str(int(each)) for each in restated_units(scope))})"
    known = "sp.until_seq IS NULL"
    if scope.as_of is not None:
        known = f"sp.seq <= {int(scope.as_of)} AND (sp.until_seq IS NULL OR sp.until_seq > {int(scope.as_of)})"
    return (
        f"(l.unit_id = {unit} OR EXISTS (SELECT 1 FROM units_unitspan sp WHERE sp.tree_id = {int(tree)} "
        f"AND sp.descendant_id = l.unit_id AND sp.ancestor_id = {unit} AND sp.depth > 0 AND {known} "
        f"AND l.occurred_on / 100 BETWEEN sp.from_month AND COALESCE(sp.to_month, {OPEN_END})))"
    )
