"""Stretches that a file holds twice: articles compiled twice, paragraphs pasted twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from yiben.text.results import Repeat

_END = re.compile(r"[。；;！!？?\n]")
_IDLE = re.compile(
    r"[ \t\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000，,、：:（）()“”\"‘’《》]+"
)
"""Blanks but line ends, and marks that change nothing."""
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
    position = 0
    for whole, bare in zip(_END.split(text), _END.split(_IDLE.sub("", text)), strict=True):
        start, end = position, position + len(whole)
        position = end + 1
        if len(bare) < _LEAST - 1:
            continue
        if (mark := text[end:position]) not in ("", "\n"):
            bare, end = bare + mark, position
        if len(bare) < _LEAST:
            continue
        number = len(spans)
        spans.append((start, end))
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


def is_within(known: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch lies inside one of those known already. ``known`` is in the order of the text."""
    at = bisect_right(known, start, key=lambda each: each[0]) - 1
    return at >= 0 and end <= known[at][1]


def whole_lines(text: str, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the whole lines of each stretch: what stands on them has no sentence in common with the rest of the text."""
    lines = ((text.find("\n", start, end) + 1, text.rfind("\n", start, end)) for start, end in known)
    return [(first, last) for first, last in lines if 0 < first < last]


def is_repeated(position: int, found: Sequence[Repeat]) -> bool:
    """Whether an offset lies inside a repeat. ``found`` is in the order of the text."""
    at = bisect_right(found, position, key=lambda each: each.start) - 1
    return at >= 0 and position < found[at].end
