"""A text under repair: edits applied stage by stage, each change kept with its span in the text as it arrived."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable
from operator import add, itemgetter
from typing import NamedTuple

from yiben.text.results import Repair

_SPAN = itemgetter(0, 1)


class Edit(NamedTuple):
    """Put ``after`` in place of text[start:end], by a rule, with a confidence."""

    start: int
    end: int
    after: str
    rule: str
    confidence: float = 1.0


class _Change(NamedTuple):
    """A stretch of the original that now reads otherwise. Where it lies now follows from the lengths of those before it."""

    original_start: int
    original_end: int
    length: int
    rules: tuple[str, ...]
    confidence: float


class Draft:
    """The text after the stages so far. ``text`` is what the next stage sees."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self._changes: list[_Change] = []

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits on the present text. Edits that overlap an earlier one, or change nothing, are left out."""
        chosen: list[Edit] = []
        done = -1
        for edit in sorted(edits, key=_SPAN):
            if edit.start >= done and self.text[edit.start : edit.end] != edit.after:
                chosen.append(edit)
                done = edit.end
        if chosen:
            self._changes = _merged(self._changes, chosen)
            self.text = _applied(self.text, chosen)

    def repairs(self) -> tuple[Repair, ...]:
        """Return all changes in order; changes that touch are one."""
        found = []
        shift = 0
        for original_start, original_end, length, rules, sure in self._changes:
            start = original_start + shift
            end = start + length
            shift = end - original_end
            before, after = self.original[original_start:original_end], self.text[start:end]
            if before != after:
                rule = rules[0] if len(rules) == 1 else "+".join(rules)
                found.append(Repair(start, end, original_start, original_end, before, after, rule, sure))
        return tuple(found)


def _applied(text: str, edits: list[Edit]) -> str:
    parts = []
    position = 0
    for edit in edits:
        parts += [text[position : edit.start], edit.after]
        position = edit.end
    return "".join([*parts, text[position:]])


def _merged(changes: list[_Change], edits: list[Edit]) -> list[_Change]:
    """Carry earlier changes over the new edits. What overlaps becomes one change."""
    shifts = [0, *itertools.accumulate([length - (end - start) for start, end, length, _, _ in changes])]
    starts = list(map(add, map(itemgetter(0), changes), shifts))
    ends = list(map(add, map(itemgetter(2), changes), starts))
    result: list[_Change] = []
    at = number = 0
    while number < len(edits):
        start, end, after, rule, sure = edits[number]
        passed = bisect_right(ends, start, at)
        result += changes[at:passed]
        at = passed
        if at == len(changes) or starts[at] >= end:
            result.append(_Change(start - shifts[at], end - shifts[at], len(after), (rule,), sure))
            number += 1
            continue
        first = number
        at, number, end = _overlapping(starts, ends, passed, edits, number)
        joined: list[tuple[int, int, bool, tuple[str, ...], float]]
        joined = [(each.start, each.end, True, (each.rule,), each.confidence) for each in edits[first:number]]
        joined += [(starts[n], ends[n], False, changes[n].rules, changes[n].confidence) for n in range(passed, at)]
        joined.sort(key=itemgetter(0, 1, 2))
        begin = joined[0][0]
        longer = sum(len(each.after) - (each.end - each.start) for each in edits[first:number])
        rules = tuple(dict.fromkeys(itertools.chain.from_iterable(each[3] for each in joined)))
        least = min(each[4] for each in joined)
        result.append(_Change(begin - shifts[passed], end - shifts[at], end - begin + longer, rules, least))
    return result + changes[at:]


def _overlapping(starts: list[int], ends: list[int], at: int, edits: list[Edit], number: int) -> tuple[int, int, int]:
    """Return where both lists go on behind an edit and everything that overlaps it, and where that ends."""
    end = edits[number].end
    number += 1
    while True:
        if at < len(starts) and (starts[at] < end or starts[at] < edits[number - 1].start < ends[at]):
            end = max(end, ends[at])
            at += 1
        elif number < len(edits) and edits[number].start < end:
            end = max(end, edits[number].end)
            number += 1
        else:
            return at, number, end
