"""What the tests of reading share."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest


@pytest.fixture
def count_steps() -> Callable[[Callable[[], object]], int]:
    """Return a function that runs another and counts the lines of Python it executes: a measure that no load changes."""

    def count(run: Callable[[], object]) -> int:
        steps = 0

        def trace(frame, event, argument):
            nonlocal steps
            steps += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            run()
        finally:
            sys.settrace(before)
        return steps

    return count
