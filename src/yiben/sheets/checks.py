"""What may be wrong with what a sheet says: repeated rows, identity numbers, totals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NUMBER = re.compile(r"[\d.]+")
_SHORTEST = 4
_NEAR = 88
"""From which likeness (0–100) on two rows of a unit and a day are asked about."""


@dataclass(frozen=True)
class Compared:
    """What makes a row the same as another: day, units, and all it says."""

    on: date | None
    units: tuple[str, ...]
    values: tuple[tuple[str, str], ...]

    @cached_property
    def words(self) -> str:
        """What it says in words, without the numbers."""
        return " ".join(text for _heading, text in self.values if not _NUMBER.fullmatch(text))

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Its numbers by heading."""
        return {heading: text for heading, text in self.values if _NUMBER.fullmatch(text)}


def id_flags(text: str) -> list[str]:
    """Return what is wrong with an identity number (GB 11643-1999): id_checksum_wrong, id_15_digits.

    >>> id_flags("11010519491231002X"), id_flags("110105194912310021"), id_flags("110105491231002")
    ([], ['id_checksum_wrong'], ['id_15_digits'])
    """
    number = text.strip().upper()
    if re.fullmatch(r"\d{15}", number):
        return ["id_15_digits"]
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return ["id_checksum_wrong"]
    check = _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
    return [] if check == number[-1] else ["id_checksum_wrong"]


def repeats(rows: Sequence[Compared]) -> dict[int, tuple[str, int]]:
    """Return for each row that repeats an earlier one ("duplicate_of" or "near_duplicate_of", the earlier's index).

    The same day, units and values make a duplicate; like words of the same units on one day a near one.
    """
    found: dict[int, tuple[str, int]] = {}
    seen: dict[object, int] = {}
    by_day: dict[tuple[date | None, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        first = seen.setdefault((row.on, row.units, row.values), index)
        if first != index:
            found[index] = ("duplicate_of", first)
            continue
        alike = next((other for other in by_day[row.on, row.units] if _are_near(rows[other], row)), None)
        if alike is not None:
            found[index] = ("near_duplicate_of", alike)
        by_day[row.on, row.units].append(index)
    return found


def _are_near(one: Compared, two: Compared) -> bool:
    if one.on is None or min(len(one.words), len(two.words)) < _SHORTEST:
        return False
    is_within = one.words in two.words or two.words in one.words
    is_like = is_within or fuzz.ratio(one.words, two.words, score_cutoff=_NEAR) >= _NEAR
    return is_like and _numbers_alike(one, two)


def _numbers_alike(one: Compared, two: Compared) -> bool:
    """Whether at most one number differs: two sittings of one course differ in more."""
    values = dict(two.values)
    return sum(text != values.get(heading, "") for heading, text in one.numbers.items()) <= 1
