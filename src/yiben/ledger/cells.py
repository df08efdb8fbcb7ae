"""Running sums of lines: a unit's own, and under every ancestor in every tree.

A line counts under the ancestors that its unit had in the month in which the fact occurred, whenever it was posted:
so a reversal leaves exactly where its line had gone, and both views add up alike. Lines of jointly credited entries
and of stocks stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection

from yiben.ledger.statements import select_among
from yiben.units.models import UnitSpan

CellKey = tuple[int, int, int, int, int]
"""(tree, unit, measure, posted period, occurred period)"""
Leaves = Mapping[tuple[int, int, int], Mapping[int, int]]
"""(unit, posted period, occurred period) → measure → amount: what lines add to a unit's own cells."""

OPEN_END = 999912


SPANS_ABOVE = (
    "SELECT descendant_id, tree_id, ancestor_id, from_month, to_month FROM units_unitspan "
    "WHERE depth > 0 AND until_seq IS NULL AND descendant_id IN ({marks})"
)


def ancestors_of(unit_ids: Iterable[int]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Return for each unit its ancestors known now: (tree, ancestor, from month, to month), itself left out."""
    return ancestors_from(select_among(SPANS_ABOVE, unit_ids))


def ancestors_from(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[int, int, int, int]]]:
    """Return the same from the rows of ``SPANS_ABOVE``."""
    above: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for unit, tree, ancestor, start, end in rows:
        above[unit].append((tree, ancestor, start, end or OPEN_END))
    return above


def cells_of(
    leaves: Leaves, above: Mapping[int, Sequence[tuple[int, int, int, int]]]
) -> list[tuple[int, int, int, int, int, int]]:
    """Return the rows of cells to which leaf sums are added: the unit's own, and those of its ancestors in the month in
    which the facts occurred; always in the same order, unit by unit as the cells lie."""
    return [
        (tree, unit, measure, posted, occurred, amount)
        for (tree, unit, posted, occurred), amounts in _sums(leaves, above)
        for measure, amount in sorted(amounts.items())
    ]


def cells_alike(
    leaves: Leaves, above: Mapping[int, Sequence[tuple[int, int, int, int]]]
) -> dict[int, list[tuple[int, ...]]]:
    """Return the same with cells of one place and month in one row: tree, unit, posted and occurred period, then measure
    and amount of each; by the number of numbers in a row."""
    found: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for place, amounts in _sums(leaves, above):
        flat = [number for pair in sorted(amounts.items()) for number in pair]
        for start in range(0, len(flat), _MOST_ALIKE):
            row = (*place, *flat[start : start + _MOST_ALIKE])
            found[len(row)].append(row)
    return found


_MOST_ALIKE = 16


def _sums(
    leaves: Leaves, above: Mapping[int, Sequence[tuple[int, int, int, int]]]
) -> list[tuple[tuple[int, int, int, int], dict[int, int]]]:
    """The sums by (tree, unit, posted, occurred period) and measure, in order."""
    sums: dict[tuple[int, int, int, int], dict[int, int]] = {}
    for (unit, posted, occurred), amounts in leaves.items():
        for place in _places(unit, occurred, above.get(unit, ())):
            into = sums.get(key := (*place, posted, occurred))
            if into is None:
                sums[key] = dict(amounts)
                continue
            for measure, amount in amounts.items():
                into[measure] = into.get(measure, 0) + amount
    return sorted(sums.items(), key=itemgetter(0))


def _places(unit: int, occurred: int, above: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int]]:
    """The (tree, unit) under which a unit's lines of a month count."""
    return [(0, unit), *[(tree, ancestor) for tree, ancestor, start, end in above if start <= occurred <= end]]


_FROM_LINES = """
    SELECT {tree} AS tree, {unit} AS unit, l.measure_id, l.posted_period, l.occurred_on / 100, SUM(l.amount)
    FROM ledger_line l JOIN ledger_measure m ON m.id = l.measure_id {join}
    WHERE NOT l.joint AND NOT m.is_stock {where}
    GROUP BY {group}, {unit}, l.measure_id, l.posted_period, l.occurred_on / 100
"""
_SPAN_JOIN = (
    "JOIN units_unitspan s ON s.descendant_id = l.unit_id AND s.depth > 0 AND s.until_seq IS NULL "
    "AND l.occurred_on / 100 >= s.from_month AND (s.to_month IS NULL OR l.occurred_on / 100 <= s.to_month)"
)


def _recomputed() -> str:
    """Return the SQL that recomputes all cells from lines, leaf and roll-up together."""
    leaf = _FROM_LINES.format(tree="0", group="l.joint", unit="l.unit_id", join="", where="")
    rolled = _FROM_LINES.format(tree="s.tree_id", group="s.tree_id", unit="s.ancestor_id", join=_SPAN_JOIN, where="")
    return f"{leaf} UNION ALL {rolled}"


def rebuild_ancestors(unit_ids: Iterable[int]) -> None:
    """Recompute the roll-up cells of every unit that stands or stood above ``unit_ids``, after a structural change."""
    spans = UnitSpan.objects.filter(descendant_id__in=list(unit_ids), depth__gt=0)
    affected = sorted(set(spans.values_list("ancestor_id", flat=True)))
    if not affected:
        return
    marks = ", ".join(["%s"] * len(affected))
    rolled = _FROM_LINES.format(
        tree="s.tree_id",
        group="s.tree_id",
        unit="s.ancestor_id",
        join=_SPAN_JOIN,
        where=f"AND s.ancestor_id IN ({marks})",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_cell WHERE tree > 0 AND unit_id IN ({marks})", affected)
        cursor.execute(
            "INSERT INTO ledger_cell (tree, unit_id, measure_id, posted_period, occurred_period, amount) " + rolled,
            affected,
        )


def differences(limit: int = 20) -> list[tuple[CellKey, int, int]]:
    """Return cells that differ from the sum of their lines: (key, kept amount, recomputed amount).

    A cell that is missing counts as 0, so a kept zero agrees with no lines at all.
    """
    columns = "tree, unit_id, measure_id, posted_period, occurred_period"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH fresh({columns}, amount) AS ({_recomputed()}), "
            f"paired({columns}, kept, fresh) AS ("
            f"SELECT {columns}, amount, 0 FROM ledger_cell UNION ALL SELECT {columns}, 0, amount FROM fresh) "
            f"SELECT {columns}, SUM(kept), SUM(fresh) FROM paired GROUP BY {columns} "
            f"HAVING SUM(kept) <> SUM(fresh) LIMIT {int(limit)}"
        )
        return [((row[0], row[1], row[2], row[3], row[4]), int(row[5]), int(row[6])) for row in cursor.fetchall()]
