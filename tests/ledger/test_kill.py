"""A process killed at any moment loses no acknowledged entry and leaves the chain whole."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import suppress
from typing import Any

from tests.conftest import IS_LONG
from tests.ledger.instances import Instance

WRITER = ("-m", "tests.ledger.writer")
WHOLE = {"lost": [], "gaps": False, "findings": [], "arrivals": 0}
WRITERS = ("LX-01-01", "LX-01-02", "LX-02-01", "LX-01")
KILLS = 100 if IS_LONG else 10


def acknowledged(output: str) -> list[str]:
    """The ids of whole lines: a line that was cut off was never read by anybody."""
    return [line for line in output.splitlines(keepends=True) if line.endswith("\n")]


def check(instance: Instance, ids: list[str]) -> dict[str, Any]:
    done = instance.python(*WRITER, "check", given="".join(ids))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def killed(instance: Instance, codes: tuple[str, ...], dice: random.Random) -> list[str]:
    """Start a writer for each unit, kill each at a random moment, and return the ids that were acknowledged."""
    writers = [instance.start(*WRITER, code, "100000") for code in codes]
    ids = [writer.stdout.readline() for writer in writers]  # type: ignore[union-attr]
    for writer in writers:
        with suppress(subprocess.TimeoutExpired):
            writer.wait(timeout=dice.uniform(0, 0.2))
        writer.kill()
    return ids + [line for writer in writers for line in acknowledged(writer.communicate()[0])]


def test_kills_of_four_writers_lose_nothing(instance: Instance):
    """What each round has acknowledged is looked for at its end; the summary stands in the output (``pytest -s``)."""
    dice, ids, kills = random.Random(), list[str](), 0
    while kills < KILLS:
        codes = WRITERS[: KILLS - kills]
        ids += killed(instance, codes, dice)
        kills += len(codes)
        found = check(instance, ids)
        said = f"{kills} kills of {len(WRITERS)} writers: {len(ids)} entries acknowledged, lost {len(found['lost'])}"
        sys.stdout.write(f"{said}\n")
        assert found == WHOLE
    assert len(ids) >= KILLS


def test_two_processes_that_record_at_once_both_land(instance: Instance):
    writers = [instance.start(*WRITER, code, "40") for code in ("LX-01-01", "LX-02-01")]
    ids = [line for writer in writers for line in acknowledged(writer.communicate(timeout=120)[0])]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(ids) == 80
    assert check(instance, ids) == WHOLE
