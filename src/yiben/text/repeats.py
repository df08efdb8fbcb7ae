"""Stretches that a file holds twice: articles compiled twice, paragraphs pasted twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from yiben.text.results import Repeat

_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_IDLE = re.compile(r"[\s，,、：:（）()“”\"‘’《》]+")
_LEAST = 12
_LEAST_SENTENCES = 4
_LEAST_LENGTH = 100
_MOST_APART = 2


@dataclass(slots=True)
class _Run:
    first: int
    origin: int
    last: int
    shift: int
    same: int


def repeats(text: str) -> tuple[Repeat, ...]:
    """Return the stretches of at least four sentences that repeat an earlier stretch; the later one is the repeat.

    Sentences are compared without blanks and marks. A changed or missing sentence or two inside do not break a run.
    Duty lists that differ only in who is meant are shorter than what counts.
    """
    places: dict[str, int] = {}
    spans: list[tuple[int, int]] = []
    runs: list[_Run] = []
    for match in _SENTENCE.finditer(text):
        bare = _IDLE.sub("", match[0])
        if len(bare) < _LEAST:
            continue
        number = len(spans)
        spans.append(match.span())
        first = places.setdefault(bare, number)
        if first == number:
            continue
        run = runs[-1] if runs else None
        if run and number - run.last <= 1 + _MOST_APART and abs(number - first - run.shift) <= _MOST_APART:
            run.last, run.same, run.shift = number, run.same + 1, number - first
        else:
            runs.append(_Run(number, first, number, number - first, 1))
    found = []
    for run in runs:
        start, end = spans[run.first][0], spans[run.last][1]
        if run.same >= _LEAST_SENTENCES and end - start >= _LEAST_LENGTH:
            first_start, first_end = spans[run.origin][0], spans[run.last - run.shift][1]
            found.append(Repeat(start, end, first_start, max(first_start, first_end)))
    return tuple(found)


def is_repeated(position: int, found: Sequence[Repeat]) -> bool:
    """Whether an offset lies inside a repeat. ``found`` is in the order of the text."""
    at = bisect_right(found, position, key=lambda each: each.start) - 1
    return at >= 0 and position < found[at].end
