"""Numbers as documents write them: digits with thousands marks, 万 and 亿, and Chinese numerals."""

from __future__ import annotations

import re
from functools import lru_cache

from yiben.text.results import Number

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_MIXED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)([百千万亿]*)")
_LONGEST = 32
CHINESE = "零〇一二三四五六七八九十百千万亿两"


_FULL_WIDTH = "０１２３４５６７８９"
_HALVES = str.maketrans(_FULL_WIDTH + "％", "0123456789%")
_POINT = re.compile("(?<=[0-9])．(?=[0-9])")


def half_width(text: str) -> str:
    """Return a text of the same length in which numbers typed full-width can be read: ２．５％ as 2.5%.

    Offices type them so; it is no damage, and the text itself keeps them.

    >>> half_width("２０２６年３月，知晓率９２．５％")
    '2026年3月，知晓率92.5%'
    """
    if not any(digit in text for digit in _FULL_WIDTH):
        return text
    return _POINT.sub(".", text.translate(_HALVES))


@lru_cache(maxsize=1024)
def numeral(text: str) -> Number | None:
    """Return the number a token says, None when it says none.

    >>> [numeral(each) for each in ("1,063", "25.4万", "十一", "一百六十", "两千零五", "二〇二六", "百")]
    [1063, 254000, 11, 160, 2005, 2026, 100]
    """
    mixed = _MIXED.fullmatch(text) if len(text) <= _LONGEST else None
    if mixed:
        return _scaled(mixed[1].replace(",", ""), mixed[2])
    if not 0 < len(text) <= _LONGEST or not set(text) <= set(CHINESE):
        return None
    if set(text) <= set(_DIGITS):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or (1 if not section else 0)) * _SMALL[character]
            digit = 0
        else:
            total = (total + section + digit or 1) * _LARGE[character]
            section = digit = 0
    return total + section + digit


def _scaled(digits: str, scale: str) -> Number:
    factor = 1
    for character in scale:
        factor *= _SMALL.get(character) or _LARGE[character]
    whole, _, places = digits.partition(".")
    if not places:
        return int(whole) * factor
    # By integers, since 25.4 × 10000 in floating point is not 254000.
    shifted = int(whole + places) * factor
    divisor = int("1" + "0" * len(places))
    quotient, rest = divmod(shifted, divisor)
    return quotient if not rest else shifted / divisor
