"""Stopwatches: by the clock, and by the processor, which other work on the machine disturbs less."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Took(NamedTuple):
    """Seconds by the clock and of processor time."""

    wall: float
    cpu: float


def timed(act: Callable[[], object]) -> Took:
    """Return how long something took, once."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def median(act: Callable[[], object], turns: int) -> float:
    """Return the median of several turns, in seconds by the clock."""
    return statistics.median(timed(act).wall for _ in range(turns))


def in_turn(
    one: Callable[[], object], other: Callable[[], object], turns: int, clock: str = "wall"
) -> tuple[float, float]:
    """Return the medians of two things done in turn, so that what disturbs one disturbs the other; by the clock, or (“cpu”)
    of processor time."""
    pairs = [(getattr(timed(one), clock), getattr(timed(other), clock)) for _ in range(turns)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)
