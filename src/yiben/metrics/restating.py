"""Figures by the tree as it stands now: summed from the cells of every unit whose history belongs to the one asked for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from yiben.ledger.cells import OPEN_END
from yiben.metrics.scopes import Scope
from yiben.remembering import remembered
from yiben.units.queries import restated_ids


def restated_units(scope: Scope) -> tuple[int, ...]:
    """Return the ids of the units that a restated scope holds, by the tree of today as known at its arrival number."""
    if not scope.below:
        return (scope.unit.pk,)
    today = timezone.localdate()
    key = (restated_units, scope.unit.pk, scope.tree, scope.as_of, today)
    found = remembered(key, lambda: restated_ids(scope.unit, scope.tree, today, scope.as_of))
    return tuple(sorted(found))


def scope_clause(scopes: Sequence[Scope]) -> str:
    """Return the SQL of a table ``held(number, unit_id)``: the units of each scope, under its place in the list."""
    parts = []
    for number, scope in enumerate(scopes):
        ids = ", ".join(str(int(unit)) for unit in restated_units(scope))
        parts.append(f"SELECT {number:d} AS number, id AS unit_id FROM units_unit WHERE id IN ({ids})")
    return f"held AS ({' UNION ALL '.join(parts)})"


def standing_clause(scope: Scope) -> str:
    """Return the SQL of the table ``scope(unit_id, low, high)`` of one restated scope: its units, in all months."""
    ids = ", ".join(str(int(unit)) for unit in restated_units(scope))
    return f"scope AS (SELECT id AS unit_id, 0 AS low, {OPEN_END} AS high FROM units_unit WHERE id IN ({ids}))"
