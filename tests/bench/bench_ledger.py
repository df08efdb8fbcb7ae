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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.bench_importing import importing

BATCH = 1000
SINGLES = 200
SUBDISTRICTS, COMMUNITIES = 15, 19
YEARS = (2023, 2024, 2025)
METRICS = ("events", "volunteers", "booklets", "activity_participants", "activity_entries")
SERIES = ("general", "safe_communities", "safe_campuses", "safe_homes", "safe_handout")

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
    """About 300 units in three levels."""
    from django.core.management import call_command

    from yiben.audit.callers import SYSTEM
    from yiben.seeding.instance import begin_instance
    from yiben.units.actions import found_unit

    call_command("migrate", verbosity=0)
    on = date(2022, 1, 1)
    begin_instance(on=on)
    top = found_unit(SYSTEM, code="D", kind="district", name="测速区", on=on)
    units = [top]
    for i in range(SUBDISTRICTS):
        street = found_unit(SYSTEM, code=f"S{i}", kind="subdistrict", name=f"街道{i}", on=on, parent=top)
        units.append(street)
        for j in range(COMMUNITIES):
            name = f"社区{i}-{j}"
            units.append(found_unit(SYSTEM, code=f"C{i}-{j}", kind="community", name=name, on=on, parent=street))
    return units


def _proposals(units: list[Any], count: int, dice: random.Random) -> list[Any]:
    """Events of three years; one in twenty has a second host."""
    from yiben.ledger.proposals import Proposal

    made = []
    for _ in range(count):
        hosts = dice.sample(units, 2 if dice.randrange(20) == 0 else 1)
        day = date(dice.choice(YEARS), 1, 1) + timedelta(days=dice.randrange(365))
        values = {"series": dice.choice(SERIES), "participants": dice.randrange(200), "volunteers": dice.randrange(20)}
        made.append(
            Proposal(
                uid=str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                kind="record",
                occurred_on=day,
                book="activity",
                book_version=1,
                unit=hosts[0].uid,
                credited=tuple(sorted(host.uid for host in hosts)),
                values={**values, "booklets": dice.randrange(300)},
                private={"theme": "消防安全进楼院"},
                source={"kind": "form"},
            )
        )
    return made


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

    given = {
        "theme": "消防安全进楼院",
        "series": "safe_homes",
        "participants": "46",
        "volunteers": "3",
        "booklets": "9",
    }

    def act() -> None:
        unit, day = dice.choice(units), date(2025, dice.randrange(12) + 1, 5)
        record_entry(SYSTEM, uid=str(uuid.uuid4()), book="activity", unit=unit, on=day, values=given)

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
    yield Row("200 figures, statement over cells", planned * 1000, "ms", False, written * 1000, "SQL by hand", 3)


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
