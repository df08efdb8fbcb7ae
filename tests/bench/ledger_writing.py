"""What appending costs: many at a time, one at a time, through the action; beside the same rows written by hand."""

from __future__ import annotations

import random
import statistics
import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.bare import copied, recorded
from tests.bench.timing import timed

SIZES = (20_000, 5000, 1000)
TURNS = 5
SINGLES = 200


def appending(home: Path, proposals: Iterator[Any]) -> Iterator[Row]:
    """Batches of both sizes. The processor time of ``append`` beside that of its rows alone, wall clock as well."""
    from yiben.ledger.appending import append

    for size in SIZES:
        batches = [[next(proposals) for _ in range(size)] for _ in range(TURNS)]
        with copied(home) as bare, recorded() as kept:
            whole, alone = [], []
            for batch in batches:
                whole.append(timed(lambda b=batch: append(b)))  # type: ignore[misc]
                alone.append(timed(lambda: bare.write(kept[-1])))
        rates = [
            size / statistics.median(getattr(each, clock) for each in took)
            for took in (whole, alone)
            for clock in ("wall", "cpu")
        ]
        work, by_hand = f"append {size} at a time", "executemany of the same rows alone"
        yield Row(work, rates[0], "entries/s", True, rates[2], by_hand)
        yield Row(f"{work}, processor time", rates[1], "entries/s", True, goal=10_000 if size == SIZES[0] else None)
        yield Row(f"{work}, processor time", rates[1], "entries/s", True, rates[3], by_hand)


def recording(home: Path, units: Sequence[Any], proposals: Iterator[Any], dice: random.Random) -> Iterator[Row]:
    """One entry at a time, in turn with the bare rows that it wrote."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry
    from yiben.ledger.appending import append

    given = {"title": "消防安全进楼院", "people": "46", "sheets": "3", "kind": "one"}
    leaves = [unit for unit in units if unit.kind == "community"]

    def record() -> None:
        unit, day = dice.choice(leaves), date(2025, dice.randrange(12) + 1, 5)
        record_entry(SYSTEM, uid=str(uuid.uuid4()), book="book_1", unit=unit, on=day, values=given)

    for name, act in (("append() of one", lambda: append([next(proposals)])), ("record_entry() of one", record)):
        with copied(home) as bare, recorded() as kept:
            pairs = [(timed(act), timed(lambda: bare.write(kept[-1]))) for _ in range(SINGLES)]
        rates = {
            clock: [1 / statistics.median(getattr(pair[side], clock) for pair in pairs) for side in (0, 1)]
            for clock in ("wall", "cpu")
        }
        by_hand = "bare INSERTs of the same rows, indexes and cells"
        yield Row(name, rates["wall"][0], "entries/s", True, rates["wall"][1], by_hand, 0.4)
        yield Row(f"{name}, processor time", rates["cpu"][0], "entries/s", True, rates["cpu"][1], by_hand)
