"""A text under repair: edits applied stage by stage, each change kept with its span in the text as it arrived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yiben.text.results import Repair


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``after`` in place of text[start:end], by a rule, with a confidence."""

    start: int
    end: int
    after: str
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class _Change:
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
    for cluster in _clusters(changes, edits):
        start, end = cluster[0].start, max(each.end for each in cluster)
        first, new_start = start + to_original, start + shift
        rules: list[str] = []
        for each in cluster:
            if isinstance(each, _Change):
                to_original = each.original_end - each.end
                rules += each.rules
            else:
                shift += len(each.after) - (each.end - each.start)
                rules.append(each.rule)
        sure = min(each.confidence for each in cluster)
        result.append(_Change(first, end + to_original, new_start, end + shift, tuple(dict.fromkeys(rules)), sure))
    return result


def _clusters(changes: list[_Change], edits: list[Edit]) -> Iterator[list[_Change | Edit]]:
    items: list[_Change | Edit] = sorted((*changes, *edits), key=lambda each: (each.start, each.end))
    cluster: list[_Change | Edit] = []
    end = 0
    for each in items:
        if cluster and each.start >= end:
            yield cluster
            cluster = []
        end = max(end, each.end) if cluster else each.end
        cluster.append(each)
    if cluster:
        yield cluster
