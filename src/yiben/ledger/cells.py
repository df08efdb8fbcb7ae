"""Running sums of lines: a unit's own (tree 0), and under every ancestor in every tree what those below it add.

A line counts under the ancestors that its unit had in the month in which the fact occurred, whenever it was posted:
so a reversal leaves exactly where its line had gone, and both views add up alike. What several units are credited with
counts for each of them by itself, and under an ancestor once, whatever the number of them below it; not at all under one
that is credited too, since its own sum holds it (ADR 21). So a unit with all below it is its own cells and those under it.
Lines of stocks stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection

from yiben.statements import select, select_among
from yiben.units.models import UnitSpan

CellKey = tuple[int, int, int, int, int]
"""(tree, unit, measure, posted period, occurred period)"""
Hosts = tuple[int, ...]
"""The units that are credited with a line, each once, in order."""
Leaves = Mapping[tuple[Hosts, int, int], Mapping[int, int]]
"""(hosts, posted period, occurred period) → measure → amount: what lines add to cells."""

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
    """Return the rows of cells to which leaf sums are added: those of the hosts, and of their ancestors in the month in
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
    for (hosts, posted, occurred), amounts in leaves.items():
        for place in _places(hosts, occurred, above):
            into = sums.get(key := (*place, posted, occurred))
            if into is None:
                sums[key] = dict(amounts)
                continue
            for measure, amount in amounts.items():
                into[measure] = into.get(measure, 0) + amount
    return sorted(sums.items(), key=itemgetter(0))


def _places(
    hosts: Hosts, occurred: int, above: Mapping[int, Sequence[tuple[int, int, int, int]]]
) -> Iterable[tuple[int, int]]:
    """The (tree, unit) under which a line of these hosts counts in a month, each once."""
    places = [
        *((0, host) for host in hosts),
        *(
            (tree, ancestor)
            for host in hosts
            for tree, ancestor, start, end in above.get(host, ())
            if start <= occurred <= end and ancestor not in hosts
        ),
    ]
    return places if len(hosts) == 1 else dict.fromkeys(places)


_ALONE = """
    SELECT {tree} AS tree, {unit} AS unit_id, l.measure_id, l.posted_period, l.occurred_on / 100 AS occurred_period,
        SUM(l.amount) AS amount
    FROM ledger_line l JOIN ledger_measure m ON m.id = l.measure_id {join}
    WHERE NOT m.is_stock {where}
    GROUP BY {group}, {unit}, l.measure_id, l.posted_period, l.occurred_on / 100
"""
_SHARED = """
    SELECT tree, unit_id, measure_id, posted_period, occurred_period, SUM(amount) AS amount FROM (
        SELECT s.tree_id AS tree, s.ancestor_id AS unit_id, l.measure_id, l.posted_period,
            l.occurred_on / 100 AS occurred_period, MIN(l.amount) AS amount
        FROM ledger_line l JOIN ledger_measure m ON m.id = l.measure_id {join}
        WHERE l.joint AND NOT m.is_stock {where} AND NOT EXISTS (
            SELECT 1 FROM ledger_line o
            WHERE o.seq = l.seq AND o.part = l.part AND o.n = l.n AND o.unit_id = s.ancestor_id)
        GROUP BY s.tree_id, s.ancestor_id, l.seq, l.part, l.n, l.measure_id, l.posted_period, l.occurred_on / 100
    ) AS once GROUP BY tree, unit_id, measure_id, posted_period, occurred_period
"""
_SPAN_JOIN = (
    "JOIN units_unitspan s ON s.descendant_id = l.unit_id AND s.depth > 0 AND s.until_seq IS NULL "
    "AND l.occurred_on / 100 >= s.from_month AND (s.to_month IS NULL OR l.occurred_on / 100 <= s.to_month)"
)


def _rolled_up(where: str) -> str:
    """Return the SQL that recomputes roll-up cells from lines: rows that are to be added where they are of one cell."""
    alone = _ALONE.format(
        tree="s.tree_id",
        group="s.tree_id",
        unit="s.ancestor_id",
        join=_SPAN_JOIN,
        where=f"AND NOT l.joint {where}",
    )
    return f"{alone} UNION ALL {_SHARED.format(join=_SPAN_JOIN, where=where)}"


def _recomputed(where: str) -> str:
    """Return the SQL that recomputes cells from lines, the units' own and roll-up together."""
    own = _ALONE.format(tree="0", group="m.is_stock", unit="l.unit_id", join="", where=where)
    return f"{own} UNION ALL {_rolled_up(where)}"


def rebuild_ancestors(unit_ids: Iterable[int]) -> None:
    """Recompute the roll-up cells of every unit that stands or stood above ``unit_ids``, after a structural change."""
    spans = UnitSpan.objects.filter(descendant_id__in=list(unit_ids), depth__gt=0)
    affected = sorted(set(spans.values_list("ancestor_id", flat=True)))
    if not affected:
        return
    among = ", ".join(str(int(unit)) for unit in affected)
    columns = "tree, unit_id, measure_id, posted_period, occurred_period"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_cell WHERE tree > 0 AND unit_id IN ({among})")
        cursor.execute(
            f"INSERT INTO ledger_cell ({columns}, amount) SELECT {columns}, SUM(amount) "
            f"FROM ({_rolled_up(f'AND s.ancestor_id IN ({among})')}) AS fresh GROUP BY {columns}"
        )


def differences(limit: int = 20) -> list[tuple[CellKey, int, int]]:
    """Return cells that differ from the sum of their lines: (key, kept amount, recomputed amount).

    A cell that is missing counts as 0, so a kept zero agrees with no lines at all. Some months of posting are looked at at a
    time: SQLite sorts in memory, and a large ledger would not fit there.
    """
    columns = "tree, unit_id, measure_id, posted_period, occurred_period"
    found: list[tuple[CellKey, int, int]] = []
    for first, last in _spans_of_months():
        within = f"posted_period BETWEEN {first} AND {last}"
        rows = select(
            f"WITH fresh({columns}, amount) AS ({_recomputed(f'AND l.{within}')}), "
            f"paired({columns}, kept, fresh) AS (SELECT {columns}, amount, 0 FROM ledger_cell WHERE {within} "
            f"UNION ALL SELECT {columns}, 0, amount FROM fresh) "
            f"SELECT {columns}, SUM(kept), SUM(fresh) FROM paired GROUP BY {columns} "
            f"HAVING SUM(kept) <> SUM(fresh) LIMIT {int(limit) - len(found)}"
        )
        found += [((row[0], row[1], row[2], row[3], row[4]), int(row[5]), int(row[6])) for row in rows]
        if len(found) == limit:
            break
    return found


AT_ONCE = 4_000_000
"""Lines whose sums are computed at once, where a month has no more: some 300 bytes of memory for each."""


def _spans_of_months() -> Iterable[tuple[int, int]]:
    """The months of posting in runs of ``AT_ONCE`` lines, from the first that may be to the last, every month in one run."""
    counts = select("SELECT posted_period, COUNT(*) FROM ledger_line GROUP BY posted_period ORDER BY posted_period")
    first, lines = 0, 0
    for month, count in counts:
        if lines and lines + count > AT_ONCE:
            yield first, month - 1
            first, lines = month, 0
        lines += count
    yield first, OPEN_END
