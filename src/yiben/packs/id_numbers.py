"""Resident identity numbers (公民身份号码, GB 11643-1999): read, checked, and what they say. Pure.

Six digits of a place, eight of the birth date, three of an order (odd: male, even: female), one check character by
ISO 7064 MOD 11-2. Numbers of 15 digits (before 1999: two digits of a year, no check) are no longer valid since 2013; they
are known and told from slips.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EARLIEST = date(1880, 1, 1)


@dataclass(frozen=True)
class IdNumber:
    """A number that holds, and what it says."""

    text: str
    born: date
    sex: Sex


def check_character(first: str) -> str:
    """Return the check character of the first 17 digits.

    >>> check_character("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def read_number(text: str) -> IdNumber | str:
    """Return the number, or a code for what is wrong: ``id_old`` (15 digits), ``id_form``, ``id_date``, ``id_check``.

    ``text`` is in half width; blanks and hyphens are left out, a small x is taken for X.
    """
    plain = re.sub(r"[\s\-]", "", text).upper()
    if re.fullmatch(r"[0-9]{15}", plain) and _day(f"19{plain[6:12]}"):
        return "id_old"
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", plain):
        return "id_form"
    born = _day(plain[6:14])
    if born is None or born < _EARLIEST:
        return "id_date"
    if check_character(plain[:17]) != plain[17]:
        return "id_check"
    return IdNumber(plain, born, "male" if int(plain[16]) % 2 else "female")


def masked(text: str) -> str:
    """Return a number with its birth date and order hidden: three characters in front, four behind.

    >>> masked("110105194912310021")
    '110***********0021'
    """
    return f"{text[:3]}{'*' * max(0, len(text) - 7)}{text[-4:]}" if len(text) > 7 else "*" * len(text)


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
