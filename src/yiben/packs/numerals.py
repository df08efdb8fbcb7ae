"""Read whole numbers written in Chinese characters, or in digits with 万 or 亿."""

import re
from fractions import Fraction

_DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_MIXED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[十百千万亿]{1,2})")
_MAX_LENGTH = 30


def read_numeral(text: str) -> int | None:
    """Return the whole number a Chinese numeral says, None when it is none or not sure.

    >>> [read_numeral(each) for each in ("三十", "一百二十", "两千零五", "25.4万", "百来")]
    [30, 120, 2005, 254000, None]
    """
    if not text or len(text) > _MAX_LENGTH:
        return None
    mixed = _MIXED.fullmatch(text)
    if mixed:
        value = Fraction(mixed["number"])
        for character in mixed["unit"]:
            value *= _SMALL.get(character) or _LARGE[character]
        return int(value) if value.denominator == 1 else None
    if not set(text) <= {*_DIGITS, *_SMALL, *_LARGE}:
        return None
    if set(text) <= set(_DIGITS):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _grouped(text)


def _grouped(text: str) -> int | None:
    for character in ("亿", "万"):
        head, found, rest = text.partition(character)
        if found:
            upper = _grouped(head) if head else None
            if upper is None:
                return None
            lower = 0 if not rest else _tail(rest, _LARGE[character])
            return None if lower is None else upper * _LARGE[character] + lower
    return _below_ten_thousand(text)


def _tail(rest: str, unit: int) -> int | None:
    # 两万三 says 23 000 in speech and 20 003 to a careless writer: not sure.
    if len(rest) == 1 and rest in _DIGITS:
        return None
    value = _grouped(rest)
    return value if value is not None and value < unit else None


def _below_ten_thousand(text: str) -> int | None:
    total = 0
    digit: int | None = None
    last_unit = 10_000
    was_zero = False
    for character in text:
        if character in _DIGITS:
            if digit is not None:
                return None
            value = _DIGITS[character]
            was_zero = was_zero or value == 0
            digit = value or None
        else:
            unit = _SMALL.get(character)
            if unit is None or unit >= last_unit or (digit is None and (total or unit != 10)):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit, was_zero = None, unit, False
    if digit is not None:
        if last_unit not in (10, 10_000) and not was_zero:
            return None
        total += digit
    return total
