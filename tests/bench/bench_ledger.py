"""The ledger: appending, figures, verifying, size; on SQLite in a home of its own, synchronous FULL.

What a bare database needs for the same rows is measured on a copy of the same file without triggers and foreign keys:
the statements of the last appends are recorded and executed again there, in one transaction an append.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.bench_importing import importing

BATCH = 1000
SINGLES = 200
SIZE = {"subdistricts": 100, "communities": 30, "books": 40, "years": 5, "last": 2025}
YEARS = range(2021, 2026)
METRICS = tuple(f"generated.{kind}_{book}" for kind in ("entries", "people", "sheets") for book in (1, 2, 3, 7, 40))

Statements = list[tuple[str, list[tuple[Any, ...]]]]


def run(*, full: bool) -> list[Row]:
    """Measure at 10⁵ entries, with ``full`` at 10⁶."""
    entries = 1_000_000 if full else 100_000
    with tempfile.TemporaryDirectory(prefix="yiben-bench-") as home:
        os.environ["YIBEN_HOME"] = home
        os.environ.pop("YIBEN_DATABASE_URL", None)
        from yiben.cli.main import prepare

        prepare()
        units = _begin()
        dice = random.Random(1)
        rows = [*_batches(Path(home), units, entries, dice), *_singles(Path(home), units, dice)]
        rows += [*_figures(units, dice), *_verifying(), *_size(Path(home))]
        return [*rows, *importing(units)]


def _begin() -> list[Any]:
    """Units in three levels and the generated books."""
    from django.core.management import call_command

    from yiben.audit.callers import SYSTEM
    from yiben.catalog.actions import install_pack
    from yiben.seeding.generating import Amounts, found_district, pack_of
    from yiben.seeding.instance import begin_instance

    amounts = Amounts(**SIZE)
    call_command("migrate", verbosity=0)
    on = date(amounts.last - amounts.years, 1, 1)
    begin_instance(on=on)
    units = found_district(amounts, on)
    install_pack(SYSTEM, pack_of(amounts.books), on=on)
    return units


def _proposals(units: list[Any], count: int, dice: random.Random) -> list[Any]:
    """Entries without corrections, the same number every time."""
    from yiben.seeding.generating import Amounts, batched_proposals

    return next(batched_proposals(dice, units, Amounts(**SIZE, entries=count)))


def _batches(home: Path, units: list[Any], entries: int, dice: random.Random) -> Iterator[Row]:
    from yiben.ledger.appending import append

    last = 10
    for _ in range(entries // BATCH - last):
        append(_proposals(units, BATCH, dice))
    with _copied(home) as bare:
        batches = [_proposals(units, BATCH, dice) for _ in range(last)]
        with _recorded() as kept:
            rate = last * BATCH / sum(_timed(lambda b=batch: append(b)) for batch in batches)  # type: ignore[misc]
        by_hand = last * BATCH / sum(_timed(lambda s=each: _replay(bare, s)) for each in kept)  # type: ignore[misc]
    yield Row(f"append {BATCH} at a time", rate, "entries/s", True, goal=10_000)
    yield Row(f"append {BATCH} at a time", rate, "entries/s", True, by_hand, "executemany of the same rows")


def _singles(home: Path, units: list[Any], dice: random.Random) -> Iterator[Row]:
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry
    from yiben.ledger.appending import append

    given = {"title": "消防安全进楼院", "people": "46", "sheets": "3", "kind": "one"}
    leaves = [unit for unit in units if unit.kind == "community"]

    def act() -> None:
        unit, day = dice.choice(leaves), date(2025, dice.randrange(12) + 1, 5)
        record_entry(SYSTEM, uid=str(uuid.uuid4()), book="book_1", unit=unit, on=day, values=given)

    with _copied(home) as bare:
        proposals = _proposals(units, SINGLES, dice)
        with _recorded() as kept:
            appended = statistics.median(_timed(lambda p=each: append([p])) for each in proposals)  # type: ignore[misc]
        by_hand = statistics.median(_timed(lambda s=each: _replay(bare, s)) for each in kept)  # type: ignore[misc]
        whole = statistics.median(_timed(act) for _ in range(SINGLES))
    name = "bare INSERTs of the same rows"
    yield Row("append() of one", 1 / appended, "entries/s", True, 1 / by_hand, name, 0.4)
    yield Row("record_entry() of one", 1 / whole, "entries/s", True, 1 / by_hand, name)


def _figures(units: list[Any], dice: random.Random) -> Iterator[Row]:
    from django.db import connection

    from yiben.ledger.models import Arrival
    from yiben.metrics import figures, sums
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope

    periods = [f"{year}{part}" for year in YEARS for part in ("", "Q1", "Q3", "-02", "-11")]
    scopes = [Scope(dice.choice(units), parse_period(dice.choice(periods))) for _ in range(200)]
    requests = [figures.request_figure(dice.choice(METRICS), scope) for scope in scopes]
    figures.evaluate(requests)
    whole = statistics.median(_timed(lambda: figures.evaluate(requests)) for _ in range(20))
    plans = {each.key: figures.plan_metric(each.metric, figures.catalogue()) for each in requests}
    asked = [(n, plans[each.key], each.scope, 1) for n, each in enumerate(requests)]
    planned = statistics.median(_timed(lambda: sums.sum_cells(asked)) for _ in range(20))
    values = ", ".join(
        f"({n}, {at}, {scope.unit.pk}, {measure}, {scope.period.months[0]}, {scope.period.months[1]})"
        for n, plan, scope, tree in asked
        for measure in plan.measures
        for at in (0, tree)
        if scope.period.months
    )
    by_hand = (
        f"WITH w(i, t, u, m, a, b) AS (VALUES {values}) SELECT i, SUM(amount) FROM w JOIN ledger_cell c ON c.tree = t "
        "AND c.unit_id = u AND c.measure_id = m AND c.posted_period BETWEEN a AND b GROUP BY i"
    )
    with connection.cursor() as cursor:
        written = statistics.median(_timed(lambda: cursor.execute(by_hand).fetchall()) for _ in range(20))
    yield Row("200 figures, whole call", whole * 1000, "ms", False, goal=30)
    seq = Arrival.objects.get().last_seq // 2
    for name, few in (
        ("restated", [replace(each, scope=replace(each.scope, trees="restated")) for each in requests]),
        ("as of an earlier number", [replace(each, scope=replace(each.scope, as_of=seq)) for each in requests[:20]]),
        ("filtered by what no roll-up keeps", [_filtered(each) for each in requests[:20]]),
    ):
        took = _timed(lambda asked=few: figures.evaluate(asked))  # type: ignore[misc]
        yield Row(f"figures, {name}, each", took / len(few) * 1000, "ms", False)
    top = figures.request_figure(METRICS[0], Scope(units[0], parse_period(f"{YEARS[0]}-01-01..{YEARS[-1]}-12-31")))
    first = statistics.median(_timed(lambda: figures.records_behind(top, 50)) for _ in range(5))
    behind = figures.count_behind(top)
    with connection.cursor() as cursor:
        page = "SELECT seq, amount FROM ledger_line WHERE measure_id = %s ORDER BY seq DESC LIMIT 50"
        by_page = statistics.median(_timed(lambda: cursor.execute(page, [1]).fetchall()) for _ in range(5))
    yield Row(
        f"first page of {behind} records behind a figure", first * 1000, "ms", False, by_page * 1000, "LIMIT 50 by hand"
    )
    yield Row("200 figures, statement over cells", planned * 1000, "ms", False, written * 1000, "SQL by hand", 3)


def _filtered(request: Any) -> Any:
    metric = request.metric
    return replace(request, metric=metric.model_copy(update={"where": {**metric.where, "urgency": "now"}}))


def _verifying() -> Iterator[Row]:
    from yiben.ledger.models import Entry
    from yiben.ledger.verifying import verify

    began = time.perf_counter()
    result = verify()
    rate = result.entries / (time.perf_counter() - began)
    assert result.is_clean, result.findings[:3]
    bodies = [bytes(body) for body in Entry.objects.values_list("body", flat=True)[:100_000]]
    hashing = len(bodies) / _timed(lambda: [hashlib.sha256(body).digest() for body in bodies])
    yield Row("verify", rate, "entries/s", True, goal=150_000)
    yield Row("verify", rate, "entries/s", True, hashing, "SHA-256 over the same bytes")


def _size(home: Path) -> Iterator[Row]:
    from django.db.models import Avg, Count
    from django.db.models.functions import Length

    from yiben.ledger.models import Entry

    _checkpoint()
    kept = Entry.objects.aggregate(count=Count("seq"), size=Avg(Length("body")))
    size = (home / "yiben.sqlite3").stat().st_size / kept["count"]
    yield Row("database file", size, "bytes/entry", False, float(kept["size"]), "canonical JSON alone")


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def _recorded() -> Iterator[list[Statements]]:
    """Keep the statements of every append that is made meanwhile."""
    from yiben.ledger import appending

    kept: list[Statements] = []
    write, insert = appending._write, appending._insert

    def keep(batch: Any, cells: Any) -> None:
        kept.append([])
        write(batch, cells)

    def keep_rows(table: str, columns: str, rows: list[tuple[Any, ...]], suffix: str = "") -> None:
        marks = ", ".join("?" * len(columns.split(",")))
        kept[-1].append((f"INSERT INTO {table} ({columns}) VALUES ({marks}) {suffix}", list(rows)))
        insert(table, columns, rows, suffix)

    appending._write, appending._insert = keep, keep_rows
    try:
        yield kept
    finally:
        appending._write, appending._insert = write, insert


@contextmanager
def _copied(home: Path) -> Iterator[Any]:
    """A connection to a copy of the database without triggers and foreign keys."""
    from django.db.backends.sqlite3.base import Database

    from yiben.ledger import triggers

    _checkpoint()
    path = home / "bare.sqlite3"
    shutil.copyfile(home / "yiben.sqlite3", path)
    connection = Database.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=OFF",
        "temp_store=MEMORY",
        "cache_size=-20000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    for name in triggers.statements("sqlite"):
        connection.execute(f"DROP TRIGGER {name}")
    try:
        yield connection
    finally:
        connection.close()
        for part in home.glob("bare.sqlite3*"):
            part.unlink()


def _replay(connection: Any, statements: Statements) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in statements:
        connection.executemany(sql, rows)
    connection.execute("UPDATE ledger_arrival SET last_seq = last_seq + 1")
    connection.execute("UPDATE ledger_chainhead SET number = number + 1")
    connection.execute("COMMIT")


def _checkpoint() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
