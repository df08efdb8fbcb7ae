"""The ledger: appending, figures, verifying, size; on SQLite in a home of its own, synchronous FULL, or on the PostgreSQL
database that YIBEN_DATABASE_URL names, which has to be empty (``script/postgres script/bench ledger``).

3 000 leaf units in three levels, 40 books of which a few hold most, five years in the order of their days. At 100 000
entries everything is measured; then the ledger is filled up (``filling``) and what reads is measured again, at 1 000 000, with
``full`` at 10 000 000 entries, or at as many millions as are filled in YIBEN_BENCH_MINUTES at half the speed of the first.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.bare import checkpoint
from tests.bench.filling import fill
from tests.bench.ledger_importing import importing
from tests.bench.ledger_reading import figures_of, one_filtered, pages, verifying
from tests.bench.ledger_writing import appending, recording
from tests.bench.timing import timed

FIRST, LARGE, FULL = 100_000, 1_000_000, 10_000_000
SIZE = {"subdistricts": 100, "communities": 30, "books": 40, "years": 5, "last": 2025}
BYTES_AN_ENTRY = 2000
"""Room that an entry needs on the disk while indexes are built, more or less."""


def run(*, full: bool) -> list[Row]:
    """Measure at 10⁵ entries, then what reads at 10⁶ or, with ``full``, 10⁷."""
    with tempfile.TemporaryDirectory(prefix="yiben-bench-") as home:
        os.environ["YIBEN_HOME"] = home
        from yiben.cli.main import prepare

        prepare()
        from yiben.seeding.generating import Amounts

        units = _begin()
        rate = FIRST / timed(lambda: fill(units, Amounts(**SIZE, entries=FIRST))).wall
        rows = [*_reading(units, FIRST), *verifying(), *_size(Path(home))]
        proposals = _proposals(units, random.Random(2))
        rows += [*appending(Path(home), proposals), *recording(Path(home), units, proposals, random.Random(3))]
        rows += importing(units)
        large = _largest(rate) if full else LARGE
        free = shutil.disk_usage(home).free
        if free < large * BYTES_AN_ENTRY:
            print(f"{large:,} entries: skipped, {free / 2**30:.0f} GB of the disk are free")
            return rows
        fill(units, Amounts(**SIZE, entries=large - FIRST), seed=4)
        return [*rows, *_reading(units, large)]


def _largest(rate: float) -> int:
    """As many entries as there is time for, by the million."""
    minutes = os.environ.get("YIBEN_BENCH_MINUTES")
    fits = int(float(minutes) * 60 * rate / 2) if minutes else FULL
    return min(FULL, max(LARGE, fits // LARGE * LARGE))


def _reading(units: list[Any], entries: int) -> Iterator[Row]:
    size = f"{entries:,} entries"
    yield from figures_of(units, random.Random(1), size)
    yield from pages(units, size)
    yield from one_filtered(units, size)


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


def _proposals(units: list[Any], dice: random.Random) -> Iterator[Any]:
    """Further entries, one after the other, none of which corrects another; as dense in time as a ledger of 10⁶."""
    from yiben.seeding.generating import Amounts, batched_proposals

    batches = batched_proposals(dice, units, Amounts(**SIZE, entries=LARGE))
    return (each for each in chain.from_iterable(batches) if each.kind == "record")


def _size(home: Path) -> Iterator[Row]:
    from django.db import connection
    from django.db.models import Avg, Count
    from django.db.models.functions import Length

    from yiben.ledger.models import Entry

    checkpoint()
    kept = Entry.objects.aggregate(count=Count("seq"), size=Avg(Length("body")))
    if connection.vendor == "sqlite":
        size = (home / "yiben.sqlite3").stat().st_size
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            [size] = cursor.fetchone()
    yield Row("database", size / kept["count"], "bytes/entry", False, float(kept["size"]), "canonical JSON alone", 4)
