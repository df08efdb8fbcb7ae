"""A text with some of its repairs left out, as people take them back; ``reading.read_repaired`` reads it anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from yiben.text.repairing import Repaired
from yiben.text.results import Repair

Place = tuple[int, int]
"""Where a repair stands in the text as it arrived: it stays there whatever else is left out."""


@dataclass(frozen=True, slots=True)
class Move:
    """A stretch of a text that became shorter or longer: text[start:end] is now ``length`` code points long."""

    start: int
    end: int
    length: int

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span stands after the change; what began or ended inside the stretch covers all of it."""
        by = self.length - (self.end - self.start)
        new_start = start if start < self.start else self.start if start < self.end else start + by
        new_end = end if end <= self.start else self.start + self.length if end < self.end else end + by
        return new_start, max(new_start, new_end)


@dataclass(frozen=True, slots=True)
class Moves:
    """Several stretches that moved one after the other."""

    moves: tuple[Move, ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span stands after all of them."""
        for each in self.moves:
            start, end = each.moved(start, end)
        return start, end


def place_of(repair: Repair) -> Place:
    """Return where a repair stands in the text as it arrived."""
    return repair.original_start, repair.original_end


def original_text(clean: str, repairs: Iterable[Repair]) -> str:
    """Return the text as it arrived: the clean one with every repair undone.

    >>> original_text("继续。", [Repair(0, 2, 0, 2, "繼續", "继续", "traditional", 1.0)])
    '繼續。'
    """
    parts, position = [], 0
    for each in repairs:
        parts += [clean[position : each.start], each.before]
        position = each.end
    return "".join([*parts, clean[position:]])


def leave_out(original: str, repairs: Iterable[Repair], left_out: Collection[Place]) -> tuple[Repaired, list[Repair]]:
    """Return the text with all repairs but those at ``left_out``, and those that were left out.

    ``repairs`` are all that were ever made, in the order of the original. Every span counts in the new text; one that
    was left out stands where its ``before`` stands now. Linear.
    """
    wanted = set(left_out)
    parts: list[str] = []
    made: list[Repair] = []
    undone: list[Repair] = []
    position = length = 0
    for each in repairs:
        gap = original[position : each.original_start]
        is_out = place_of(each) in wanted
        written = each.before if is_out else each.after
        start = length + len(gap)
        (undone if is_out else made).append(replace(each, start=start, end=start + len(written)))
        parts += [gap, written]
        position, length = each.original_end, start + len(written)
    return Repaired("".join([*parts, original[position:]]), tuple(made)), undone


def in_original(start: int, end: int, repairs: Sequence[Repair]) -> Place:
    """Return where a span of the clean text stands in the text as it arrived. A repair that it touches is in it whole.

    ``repairs`` are those made, in order. O(log n).
    """
    first = bisect_right(repairs, start, key=lambda each: each.end)
    if first < len(repairs) and repairs[first].start <= start:
        begin = repairs[first].original_start
    else:
        begin = start + (repairs[first - 1].original_end - repairs[first - 1].end if first else 0)
    last = bisect_left(repairs, end, key=lambda each: each.start) - 1
    if last >= 0 and repairs[last].end >= end:
        return begin, max(begin, repairs[last].original_end)
    return begin, max(begin, end + (repairs[last].original_end - repairs[last].end if last >= 0 else 0))


def in_clean(start: int, end: int, repairs: Sequence[Repair]) -> tuple[int, int]:
    """Return where a span of the text as it arrived stands in the clean text; see ``in_original``."""
    turned = [
        replace(
            each,
            start=each.original_start,
            end=each.original_end,
            original_start=each.start,
            original_end=each.end,
        )
        for each in repairs
    ]
    return in_original(start, end, turned)
