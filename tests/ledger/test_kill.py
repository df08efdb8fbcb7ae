"""A process killed at any moment loses no acknowledged entry and leaves the chain whole."""

from __future__ import annotations

import json
import random
import subprocess
from contextlib import suppress

from tests.conftest import IS_LONG
from tests.ledger.instances import Instance

WRITER = ("-m", "tests.ledger.writer")
WHOLE = {"lost": [], "gaps": False, "findings": [], "arrivals": 0}
KILLS = 100 if IS_LONG else 10


def acknowledged(output: str) -> list[str]:
    """The ids of whole lines: a line that was cut off was never read by anybody."""
    return [line for line in output.splitlines(keepends=True) if line.endswith("\n")]


def check(instance: Instance, ids: list[str]) -> object:
    done = instance.python(*WRITER, "check", given="".join(ids))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ten_kills_of_two_writers_lose_nothing(instance: Instance):
    dice, ids = random.Random(), []
    for _ in range(KILLS // 2):
        writers = [instance.start(*WRITER, code, "100000") for code in ("LX-01-01", "LX-02-01")]
        ids += [writer.stdout.readline() for writer in writers]  # type: ignore[union-attr]
        for writer in writers:
            with suppress(subprocess.TimeoutExpired):
                writer.wait(timeout=dice.uniform(0, 0.4))
            writer.kill()
        for writer in writers:
            ids += acknowledged(writer.communicate()[0])
        assert check(instance, ids) == WHOLE
    assert len(ids) > KILLS


def test_two_processes_that_record_at_once_both_land(instance: Instance):
    writers = [instance.start(*WRITER, code, "40") for code in ("LX-01-01", "LX-02-01")]
    ids = [line for writer in writers for line in acknowledged(writer.communicate(timeout=120)[0])]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(ids) == 80
    assert check(instance, ids) == WHOLE
