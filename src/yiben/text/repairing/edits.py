"""A text under repair: edits applied stage by stage, each change kept with its span in the text as it arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from yiben.text.results import Repair


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``after`` in place of text[start:end], by a rule, with a confidence."""

    start: int
    end: int
    after: str
    rule: str
    confidence: float = 1.0


class _Change(NamedTuple):
    """A stretch of the original that now reads otherwise."""

    original_start: int
    original_end: int
    start: int
    end: int
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
        for edit in sorted(edits, key=lambda each: (each.start, each.end)):
            if chosen and edit.start < chosen[-1].end:
                continue
            if self.text[edit.start : edit.end] != edit.after:
                chosen.append(edit)
        if chosen:
            self._changes = _merged(self._changes, chosen)
            self.text = _applied(self.text, chosen)

    def repairs(self) -> tuple[Repair, ...]:
        """Return all changes in order; changes that touch are one."""
        return tuple(
            Repair(
                start=each.start,
                end=each.end,
                original_start=each.original_start,
                original_end=each.original_end,
                before=self.original[each.original_start : each.original_end],
                after=self.text[each.start : each.end],
                rule="+".join(each.rules),
                confidence=each.confidence,
            )
            for each in self._changes
            if self.original[each.original_start : each.original_end] != self.text[each.start : each.end]
        )


def _applied(text: str, edits: list[Edit]) -> str:
    parts = []
    position = 0
    for edit in edits:
        parts += [text[position : edit.start], edit.after]
        position = edit.end
    return "".join([*parts, text[position:]])


def _merged(changes: list[_Change], edits: list[Edit]) -> list[_Change]:
    """Carry earlier changes over the new edits. What overlaps becomes one change."""
    result: list[_Change] = []
    to_original = shift = 0  # from present offsets to those of the original, and to those behind the new edits
    at = number = 0
    while number < len(edits):
        begin = edits[number].start
        while at < len(changes) and changes[at].end <= begin:
            each = changes[at]
            to_original = each.original_end - each.end
            result.append(_moved(each, shift))
            at += 1
        cluster, at_after, number = _cluster(changes, at, edits, number)
        start, end = min(each.start for each in cluster), max(each.end for each in cluster)
        first, new_start = start + to_original, start + shift
        if at_after > at:
            to_original = changes[at_after - 1].original_end - changes[at_after - 1].end
        at = at_after
        shift += sum(len(each.after) - (each.end - each.start) for each in cluster if isinstance(each, Edit))
        rules = [rule for each in cluster for rule in ([each.rule] if isinstance(each, Edit) else each.rules)]
        sure = min(each.confidence for each in cluster)
        result.append(_Change(first, end + to_original, new_start, end + shift, tuple(dict.fromkeys(rules)), sure))
    result += [_moved(each, shift) for each in changes[at:]]
    return result


def _moved(change: _Change, shift: int) -> _Change:
    original_start, original_end, start, end, rules, confidence = change
    return _Change(original_start, original_end, start + shift, end + shift, rules, confidence) if shift else change


def _cluster(changes: list[_Change], at: int, edits: list[Edit], number: int) -> tuple[list[_Change | Edit], int, int]:
    """Return an edit with everything that overlaps it, in the order of the text, and where both lists go on."""
    cluster: list[_Change | Edit] = [edits[number]]
    end = edits[number].end
    number += 1
    while True:
        overlaps = at < len(changes) and (
            changes[at].start < end or changes[at].start < edits[number - 1].start < changes[at].end
        )
        if overlaps:
            cluster.append(changes[at])
            end = max(end, changes[at].end)
            at += 1
        elif number < len(edits) and edits[number].start < end:
            cluster.append(edits[number])
            end = max(end, edits[number].end)
            number += 1
        else:
            cluster.sort(key=lambda each: (each.start, each.end, isinstance(each, Edit)))
            return cluster, at, number
