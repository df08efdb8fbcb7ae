"""Jobs for the tests. What they do is seen in a file beside the database or in their outcome."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from yiben.jobs.registry import Outcome, job


def done() -> list[str]:
    """The lines that ``write`` left, in order."""
    path = Path(settings.HOME) / "done.txt"
    return path.read_text().splitlines() if path.exists() else []


@job("samples.write", label="write", says="%(line)s")
def write(line: str) -> Outcome:
    with (Path(settings.HOME) / "done.txt").open("a") as file:
        file.write(f"{line}\n")
    return {"line": line}


@job("samples.slow", label="slow", says="slow", limit=timedelta(seconds=3))
def slow(seconds: float) -> Outcome:
    with (Path(settings.HOME) / "begun.txt").open("a") as file:
        file.write("begun\n")
    time.sleep(seconds)
    return write.call(f"slept {seconds}")


@job("samples.fail", label="fail", says="", attempts=3)
def fail() -> Outcome:
    raise ValueError("the folder is full")


@job("samples.fail_once", label="fail once", says="well")
def fail_once() -> Outcome:
    if not done():
        write.call("first attempt")
        raise OSError("not yet")
    return {}
