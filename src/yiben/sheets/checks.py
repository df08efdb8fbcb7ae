"""What may be wrong with what a sheet says: repeated rows, identity numbers, totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from rapidfuzz import fuzz

from yiben.sheets.records import Record

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NUMBER = re.compile(r"[\d.]+")
_SHORTEST = 4
_NEAR = 88
"""From which likeness (0–100) on two rows of a unit and a day are asked about."""
_MOST_BESIDE = 200
"""Rows of one unit and day that a row is compared with, the nearest before it: the work grows with the rows alone."""


@dataclass(slots=True)
class Compared:
    """What makes a row the same as another: day, units, and all it says. Its words and numbers are gathered when it is
    held against another row of the same units and day, which most never are."""

    on: date | None
    units: tuple[str, ...]
    values: Mapping[str, Any]
    _parts: tuple[str, dict[str, str]] | None = None

    @property
    def key(self) -> bytes:
        """The same for rows that say the same."""
        said = (self.on, self.units, [(head, str(value)) for head, value in self.values.items() if value is not None])
        return blake2b(repr(said).encode(errors="surrogatepass"), digest_size=16).digest()

    @property
    def words(self) -> str:
        """What it says in words, without the numbers."""
        return self._split()[0]

    @property
    def numbers(self) -> dict[str, str]:
        """Its numbers by heading."""
        return self._split()[1]

    def text(self, heading: str) -> str:
        """What stands under a heading."""
        value = self.values.get(heading)
        return "" if value is None else str(value)

    def _split(self) -> tuple[str, dict[str, str]]:
        if self._parts is None:
            texts = {heading: str(value) for heading, value in self.values.items() if value is not None}
            numbers = {heading: text for heading, text in texts.items() if _NUMBER.fullmatch(text)}
            self._parts = (" ".join(text for heading, text in texts.items() if heading not in numbers), numbers)
        return self._parts


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


def repeats(rows: Sequence[Record]) -> dict[int, tuple[str, int]]:
    """Return for each row that repeats an earlier one ("duplicate_of" or "near_duplicate_of", the earlier's index).

    The same day, units and values make a duplicate; like words of the same units on one day a near one.
    """
    found: dict[int, tuple[str, int]] = {}
    by_day: dict[tuple[date | None, tuple[str, ...]], int | _Beside] = {}
    for index, row in enumerate(rows):
        place = (row.on, row.units)
        beside = by_day.setdefault(place, index)
        if beside == index:
            continue
        if isinstance(beside, int):  # most units have one row a day, which is held against nothing
            first = _compared(rows[beside])
            beside = by_day[place] = _Beside([(beside, first)], {first.key: beside})
        own = _compared(row)
        same = beside.said.setdefault(own.key, index)
        if same != index:
            found[index] = ("duplicate_of", same)
            continue
        alike = next((at for at, other in beside.rows[-_MOST_BESIDE:] if _are_near(other, own)), None)
        if alike is not None:
            found[index] = ("near_duplicate_of", alike)
        beside.rows.append((index, own))
    return found


@dataclass(slots=True)
class _Beside:
    """The rows of one unit and day, each with its place, and the first place of what they say."""

    rows: list[tuple[int, Compared]]
    said: dict[bytes, int]


def _compared(row: Record) -> Compared:
    return Compared(row.on, row.units, row.values)


def _are_near(one: Compared, two: Compared) -> bool:
    if one.on is None:
        return False
    if min(len(one.words), len(two.words)) < _SHORTEST:  # too little to be like: the same, or not
        return bool(one.words) and one.words == two.words and _numbers_alike(one, two)
    is_within = one.words in two.words or two.words in one.words
    is_like = is_within or fuzz.ratio(one.words, two.words, score_cutoff=_NEAR) >= _NEAR
    return is_like and _numbers_alike(one, two)


def _numbers_alike(one: Compared, two: Compared) -> bool:
    """Whether at most one number differs: two sittings of one course differ in more."""
    return sum(text != two.text(heading) for heading, text in one.numbers.items()) <= 1
