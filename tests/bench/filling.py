"""Filling a ledger by the million: the same entries, bodies, hashes, lines and cells as ``append`` writes, in less time.

``append`` itself makes everything; only how rows reach the database is another way. The new file need not survive a power
cut, its indexes are built at the end, lines are not asked one by one whether their month is closed (none is), and cells,
which stay in memory for a month, are written once the month is over. In the end everything stands as it would otherwise:
``yiben verify --deep`` finds nothing.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

BATCH = 20_000
_INDEXES = (
    *("ledger_line_sums", "ledger_line_shared", "ledger_line_shared_day"),
    *("ledger_entry_list", "ledger_entry_day", "ledger_entry_record"),
)
_SQLITE = {
    "journal_mode": ("OFF", "WAL"),
    "synchronous": ("OFF", "FULL"),
    "foreign_keys": ("OFF", "ON"),
    "cache_size": ("-2000000", "-20000"),
    "temp_store": ("FILE", "MEMORY"),
}


def fill(units: Sequence[Any], amounts: Any, seed: int = 1) -> None:
    """Append the generated entries of ``amounts`` to a ledger in which no month is closed."""
    from yiben.ledger import appending
    from yiben.seeding.generating import batched_proposals

    began, count = time.perf_counter(), 0
    batches = batched_proposals(random.Random(seed), units, amounts)
    waiting: list[Any] = []
    gc.disable()  # nothing here goes in circles, and looking for what does takes a third of the time
    try:
        with _bare(), _cells_by_month(appending) as flush:
            while some := list(islice(batches, BATCH // 1000)):
                proposals = [*waiting, *(proposal for batch in some for proposal in batch)]
                there = {proposal.uid for proposal in proposals}
                waiting = [proposal for proposal in proposals if proposal.supersedes in there]
                ready = [proposal for proposal in proposals if proposal.supersedes not in there]
                appending.append(ready)
                count += len(ready)
                if count % 200_000 < BATCH:
                    rate = count / (time.perf_counter() - began)
                    print(f"{count:,} of {amounts.entries:,} entries, {rate:,.0f} a second", file=sys.stderr)
            appending.append(waiting)
            flush()
    finally:
        gc.enable()


@contextmanager
def _bare() -> Iterator[None]:
    """A database without what makes single rows dear, which is put back at the end."""
    from django.db import connection

    from yiben.ledger import triggers

    indexes = _definitions()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for name, (value, _usual) in _SQLITE.items():
                cursor.execute(f"PRAGMA {name}={value}")
            cursor.execute("DROP TRIGGER yiben_line_insert")
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("DROP TRIGGER yiben_line_insert ON ledger_line")
        for name in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for made in indexes.values():
            cursor.execute(made)
        if connection.vendor == "sqlite":
            for name, (_value, usual) in _SQLITE.items():
                cursor.execute(f"PRAGMA {name}={usual}")
        else:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("ANALYZE")
    triggers.install(connection)


def _definitions() -> dict[str, str]:
    """How the indexes are made, by name."""
    from django.db import connection

    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name IN ({marks})"
    if connection.vendor != "sqlite":
        sql = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname IN ({marks})"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{marks}", ", ".join(["%s"] * len(_INDEXES))), _INDEXES)
        return dict(cursor.fetchall())


@contextmanager
def _cells_by_month(appending: Any) -> Iterator[Any]:
    """Let ``append`` write everything but cells, and keep these until their month is over."""
    from django.db import transaction

    from yiben.ledger import writing
    from yiben.ledger.cells import cells_of

    write, insert = appending.write, writing._insert
    leaves: dict[Any, dict[int, int]] = defaultdict(dict)
    places: dict[int, Any] = {}

    def keep(batch: Any, above: Any) -> None:
        places.update(above)
        for key, amounts in batch.leaves.items():
            into = leaves[key]
            for measure, amount in amounts.items():
                into[measure] = into.get(measure, 0) + amount
        batch.leaves.clear()
        write(batch, above)
        if len(leaves) > 150_000:
            flush()

    @transaction.atomic
    def flush() -> None:
        rows = cells_of(leaves, places)
        if rows:
            writing._insert("ledger_cell", writing.CELL_COLUMNS, rows, writing.ADD_TO_CELL)
        leaves.clear()

    appending.write, writing._insert = keep, _copy_rows if _is_postgresql() else insert
    try:
        yield flush
    finally:
        appending.write, writing._insert = write, insert


def _is_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def _copy_rows(table: str, columns: str, rows: list[tuple[Any, ...]], suffix: str = "", **_how: Any) -> None:
    """Write rows by COPY, through a table of the session where they are added to what is there."""
    from django.db import connection

    if not rows:
        return
    into = "filled" if suffix else table
    with connection.cursor() as cursor:
        if suffix:
            cursor.execute(
                f"CREATE TEMPORARY TABLE filled ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
            )
        with cursor.copy(f"COPY {into} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if suffix:
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM filled {suffix}")
            cursor.execute("DROP TABLE filled")
