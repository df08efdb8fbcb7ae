"""A text under repair: edits applied stage by stage, each change kept with its span in the text as it arrived."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Carry earlier changes over the new edits. An edit that overlaps changes becomes one change with them."""
    result: list[_Change] = []
    to_original = 0  # original offset − present offset, behind the last change passed
    shift = 0  # new offset − present offset, behind the last edit passed
    at = 0
    for edit in edits:
        while (
            at < len(changes)
            and changes[at].end <= edit.start
            and not (changes[at].end == edit.start == changes[at].start)
        ):
            result.append(_moved(changes[at], shift))
            to_original = changes[at].original_end - changes[at].end
            at += 1
        first, last = edit.start + to_original, edit.end + to_original
        start, end = edit.start, edit.end
        rules: tuple[str, ...] = ()
        sure = edit.confidence
        while at < len(changes) and changes[at].start < edit.end:
            each = changes[at]
            if each.start <= start:
                start, first = each.start, each.original_start
            to_original = each.original_end - each.end
            end = max(end, each.end)
            last = end + to_original
            rules += each.rules
            sure = min(sure, each.confidence)
            at += 1
        new_end = end + len(edit.after) - (edit.end - edit.start)
        names = tuple(dict.fromkeys((*rules, edit.rule)))
        result.append(_Change(first, last, start + shift, new_end + shift, names, sure))
        shift += len(edit.after) - (edit.end - edit.start)
    return [*result, *(_moved(each, shift) for each in changes[at:])]


def _moved(change: _Change, by: int) -> _Change:
    if not by:
        return change
    return _Change(
        change.original_start, change.original_end, change.start + by, change.end + by, change.rules, change.confidence
    )
