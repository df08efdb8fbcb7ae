"""A copy of a rolled paper in somebody's hands: known again, its numbers computed as of their entry, its text compared."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.canonical import digest
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.rolling.computing import compute_numbers
from yiben.rolling.models import RolledCopy
from yiben.rolling.numbers import Number, numbers_from
from yiben.rolling.package import open_word
from yiben.rolling.running import running_text

MOST_TRIED = 50
"""Copies that a changed file is held against, the latest first."""
_ALIKE = 0.6
"""The share of lines that a changed file has in common with the copy that it was."""


@dataclass(frozen=True)
class VerifiedCopy:
    """A copy found again. ``is_untouched``: byte for byte what was handed out. ``changes``: (as it stands in the file, as it
    was handed out) of each paragraph that differs. ``wrong``: numbers that the ledger, as of then, no longer gives."""

    copy: RolledCopy
    is_untouched: bool
    changes: tuple[tuple[str, str], ...]
    wrong: tuple[Number, ...]
    bound: int

    @property
    def holds(self) -> bool:
        """Whether every sentence is as it was handed out and every bound number follows from the ledger."""
        return not self.changes and not self.wrong


def verify_copy(caller: Caller, data: bytes) -> VerifiedCopy:
    """Return the copy that a .docx is, or was before somebody edited it. Raises Refusal ``report_not_ours``."""
    exact = RolledCopy.objects.filter(file_digest=digest(data)).select_related("paper__unit").last()
    lines = _lines(running_text(open_word("", data)).text)
    if exact is None:
        exact = _nearest(lines)
        if exact is None:
            raise Refusal("report_not_ours", title=lines[0][:40] if lines else "")
        changes = _changes(lines, _lines(exact.text))
        return VerifiedCopy(exact, False, changes, *_recomputed(caller, exact))
    return VerifiedCopy(exact, True, (), *_recomputed(caller, exact))


def _recomputed(caller: Caller, copy: RolledCopy) -> tuple[tuple[Number, ...], int]:
    paper, numbers = copy.paper, [each for each in numbers_from(copy.numbers) if each.bound and each.new]
    again = list(numbers)
    # each number names the period of its figure itself, and the day to which it was compared: nothing is to be moved
    for until in {each.until for each in numbers}:
        on = date.fromisoformat(until) if until else date.max
        scope = Scope(paper.unit, parse_period(paper.period), as_of=copy.seq, on=on)
        places = [at for at, each in enumerate(numbers) if each.until == until]
        found = compute_numbers(caller, [_fixed(numbers[at]) for at in places], scope, scope.period)
        for at, each in zip(places, found, strict=True):
            again[at] = each
    wrong = tuple(new for old, new in zip(numbers, again, strict=True) if old.ledger != new.ledger)
    return wrong, len(numbers)


def _fixed(number: Number) -> Number:
    return replace(number, period=number.now)


def _nearest(lines: Sequence[str]) -> RolledCopy | None:
    best, most = None, _ALIKE
    for copy in RolledCopy.objects.select_related("paper__unit").order_by("-pk")[:MOST_TRIED]:
        known = set(_lines(copy.text))
        share = sum(1 for each in lines if each in known) / max(len(lines), 1)
        if share > most:
            best, most = copy, share
    return best


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.split("\n") if each.strip()]


def _changes(kept: Sequence[str], made: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, kept, made, autojunk=False).get_opcodes():
        if kind != "equal":
            left, right = list(kept[a:b]), list(made[c:d])
            for index in range(max(len(left), len(right))):
                found.append(
                    (left[index] if index < len(left) else "", right[index] if index < len(right) else "")
                )  # fmt: skip
    return tuple(found)
