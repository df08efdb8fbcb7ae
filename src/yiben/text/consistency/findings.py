"""What does not agree within one document, and the counts from which it is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from yiben.text.results import Fact

Code = Literal[
    "percent_of_counts", "parts_do_not_sum", "over_is_not_over", "unit_swapped", "repeat_differs", "wrong_year_on_year",
    "dates_out_of_order", "list_count",
]  # fmt: skip
Certainty = Literal["sure", "ask"]

_SENTENCE_END = re.compile(r"[。！？!?\n]")
_IN_CHINESE = re.compile(r"[一二三四五六七八九十百千两]+(?=[^一二三四五六七八九十百千两]*$)")
_DECIMALS = re.compile(r"\d+(?:\.(\d+))?")
_ALIKE = (
    {"人", "名", "位", "人次", "个"},
    {"个", "家", "所", "处"},
    {"场", "次", "场次", "期"},
    {"册", "本"},
    {"份", "张", "件"},
)


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A number or day that does not agree with another of the same document.

    ``data`` holds what the sentence about it needs; ``corrected`` is what would agree, None when several would.
    """

    start: int
    end: int
    text: str
    code: Code
    certainty: Certainty
    corrected: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the quantities that it reports, in order."""

    start: int
    end: int
    facts: tuple[Fact, ...]


def sentences(text: str, facts: Sequence[Fact]) -> list[Sentence]:
    """Return the sentences that report something, in order."""
    found: list[Sentence] = []
    start, waiting = 0, list(facts)[::-1]
    for mark in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        inside = []
        while waiting and waiting[-1].start < mark:
            inside.append(waiting.pop())
        if inside:
            found.append(Sentence(start, mark, tuple(inside)))
        start = mark
    return found


def is_same_kind(one: str, other: str) -> bool:
    """Say whether two units measure the same thing: 名 and 人 do, 户 and 人 do not."""
    return one == other or any(one in units and other in units for units in _ALIKE)


def is_exact(fact: Fact) -> bool:
    """Say whether a quantity is a plain count without 约, 余 or a range."""
    return fact.kind in {"count", "amount"} and not fact.approx and fact.value_max is None


def exactly(value: float | int | str) -> Fraction:
    """Return a printed number without the error of floating point."""
    return Fraction(str(value))


def number_at(text: str, fact: Fact) -> int:
    """Return where the number of a quantity begins."""
    said = text[fact.start : fact.end]
    found = _DECIMALS.search(said) or _IN_CHINESE.search(said)  # 三项合计38600元 begins with 38600
    return fact.start + (found.start() if found else 0)


def decimals(said: str) -> int:
    """Return how many decimals the last printed number of a stretch has."""
    found = _DECIMALS.findall(said)
    return len(found[-1]) if found else 0


def printed(value: Fraction, places: int) -> str:
    """Return a number rounded to so many decimals."""
    scaled = (value * 10**places + Fraction(1, 2)).__floor__()
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def common(one: str, other: str) -> int:
    """Return the length of the longest run of characters that two names share. Names are short (≤ 40 characters)."""
    one, other = one[:40], other[:40]
    best = 0
    row = [0] * (len(other) + 1)
    for character in one:
        above = row[:]
        for place, against in enumerate(other, start=1):
            row[place] = above[place - 1] + 1 if character == against else 0
            best = max(best, row[place])
    return best
