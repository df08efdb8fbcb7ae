"""Drawing units by a seed, so that anybody can draw the same again with a pocket tool. Pure.

For every unit of the frame the SHA-256 of the text ``seed|code`` (UTF-8) is written in hexadecimal digits; the units are put
in the order of these digits, and the first so many are drawn. The same seed and frame give the same sample on any machine;
nobody can foresee whom a seed draws, and none of the units can be put first by choosing its place in the frame.

By parent, each parent's units are drawn from by themselves: of ``size`` it gets its share of the frame, whole parts first,
what is left to the largest remainders (between equal ones to the lower code).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Candidate:
    """A unit that may be drawn: its code, and the code of the unit above it."""

    code: str
    parent: str = ""


def mark_of(seed: str, code: str) -> str:
    """Return the digits by which a unit stands in the order of a seed.

    >>> mark_of("2026", "LX-01-01")[:8]
    'd3a0ea98'
    """
    return hashlib.sha256(f"{seed}|{code}".encode()).hexdigest()


def in_order(frame: Sequence[Candidate], seed: str) -> list[Candidate]:
    """Return the frame in the order of a seed; a code that stands in it twice counts once."""
    once = {each.code: each for each in frame}
    return sorted(once.values(), key=lambda each: (mark_of(seed, each.code), each.code))


def draw(frame: Sequence[Candidate], size: int, seed: str, *, by_parent: bool = False) -> list[str]:
    """Return the codes that a seed draws, in the order in which they are drawn (by parent: parent after parent). All of the
    frame when it has no more than ``size``."""
    ordered = in_order(frame, seed)
    if not by_parent:
        return [each.code for each in ordered[: max(size, 0)]]
    wanted = quotas(ordered, size)
    found: list[str] = []
    for parent in sorted(wanted):
        found += [each.code for each in ordered if each.parent == parent][: wanted[parent]]
    return found


def quotas(frame: Sequence[Candidate], size: int) -> dict[str, int]:
    """Return how many are drawn from each parent's units; they sum to ``size`` (at most to the whole frame).

    >>> quotas([Candidate("1", "a"), Candidate("2", "a"), Candidate("3", "b")], 2)
    {'a': 1, 'b': 1}
    """
    counts: dict[str, int] = {}
    for each in sorted(frame, key=lambda one: one.parent):
        counts[each.parent] = counts.get(each.parent, 0) + 1
    total = sum(counts.values())
    size = max(0, min(size, total))
    exact = {parent: Fraction(size * count, total) for parent, count in counts.items()}
    found = {parent: int(share) for parent, share in exact.items()}
    left = size - sum(found.values())
    for parent in sorted(exact, key=lambda each: (found[each] - exact[each], each))[:left]:
        found[parent] += 1
    return found
