"""Numbers as last year's paper wrote them, and this year's written in the same way: 160余条 stays 余, 25.4万 its digits.

Values are in the measure word that is written (元, not fen). Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from yiben.text.numerals import CHINESE

Relation = Literal["", "above", "below"]
_FORM: Final = re.compile(
    r"(?P<digits>[0-9][0-9,]*)(?:\.(?P<places>[0-9]+))?(?P<over>[余多]?)(?P<scale>[百千万亿]{0,2})(?P<over2>[余多]?)"
    r"(?P<scale2>[万亿]?)(?P<unit>[^0-9]*)"
)
_CHINESE: Final = re.compile(rf"(?P<digits>[{CHINESE}]+)(?P<over>[余多]?)(?P<unit>[^0-9{CHINESE}]*)")
_PERCENT: Final = re.compile(
    r"百分之(?P<digits>[零〇一二三四五六七八九十百]+)(?:点(?P<places>[零〇一二三四五六七八九]+))?"
)
_SCALES: Final = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_STRICTLY_ABOVE: Final = ("超过", "超", "逾", "突破", "高于")
_BELOW: Final = re.compile(r"(?:不足|不到|将近|接近|近|低于|少于)$")
_ROUND: Final = re.compile(r"(?:约|大约|约有|约为)$")
_DIGITS: Final = "零一二三四五六七八九"
_LARGEST_IN_WORDS: Final = 9999


@dataclass(frozen=True)
class Rewritten:
    """A number in last year's style. ``flag`` (a code) says why the sentence around it may no longer hold."""

    text: str
    flag: str = ""


def relation_of(before: str) -> Relation:
    """Return what the words before a number say of it: above (超过), below (近, 不足), or nothing.

    >>> relation_of("累计超过"), relation_of("将近"), relation_of("共有")
    ('above', 'below', '')
    """
    if before.endswith(_STRICTLY_ABOVE):
        return "above"
    return "below" if _BELOW.search(before) else ""


def rewrite(old: str, before: str, value: Fraction) -> Rewritten:
    """Return a value written as ``old`` was, ``before`` being the words that stand before it.

    余 and 多 keep the coarseness and stand only where something was cut off; decimals in 万 stay as many, rounded half
    up, or cut off where 余 or 超过 stands; below 1万 a number is written in full. Flags ``not_above``, ``not_below``:
    exactly the round number that is said to be passed, or not reached; ``negative``.

    >>> rewrite("160余条", "悬挂横幅", Fraction(187)).text, rewrite("25.4万册", "发放", Fraction(261_730)).text
    ('180余条', '26.2万册')
    """
    if value < 0:
        return Rewritten(old, "negative")
    if found := _PERCENT.fullmatch(old):
        return Rewritten(_in_percent_words(value, len(found["places"] or "")))
    found = _FORM.fullmatch(old)
    if found is None:
        return _in_words(old, value)
    return _in_digits(found, before, value)


def chinese(number: int) -> str:
    """Return a whole number from 0 to 9999 in Chinese words.

    >>> [chinese(each) for each in (0, 2, 11, 20, 105, 1060)]
    ['零', '二', '十一', '二十', '一百零五', '一千零六十']
    """
    if number == 0:
        return _DIGITS[0]
    said, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            said += (_DIGITS[0] if gap and said else "") + _DIGITS[digit] + name
        gap = not digit
    return said.removeprefix("一") if said.startswith("一十") else said


def _in_digits(found: re.Match[str], before: str, value: Fraction) -> Rewritten:
    over, relation = bool(found["over"] or found["over2"]), relation_of(before)
    is_coarse = over or bool(relation) or bool(_ROUND.search(before))
    step = _step(found, is_coarse=is_coarse)
    scale = _scale(found)
    if scale > 1 and value < scale:
        scale, step = 1, Fraction(1)
        is_cut = value.denominator != 1
        rounded = Fraction(value.numerator // value.denominator) if is_cut else value
        return _checked(Rewritten(_printed(rounded, found) + found["unit"]), relation, rounded, value)
    if over or relation == "above":
        rounded = (value // step) * step
        if not rounded:
            step, rounded = Fraction(1), Fraction(value // 1)
    elif relation == "below":
        rounded = -((-value) // step) * step
    else:
        rounded = ((value / step + Fraction(1, 2)) // 1) * step
    mark = (found["over"] or found["over2"]) if over and rounded < value else ""
    scaled = found["scale"] + found["scale2"]
    places = found["places"] or ""
    number = _printed(rounded / scale, found, len(places))
    inside = found["over"] and scaled
    text = f"{number}{mark}{scaled}" if inside else f"{number}{scaled}{mark}"
    return _checked(Rewritten(text + found["unit"]), relation, rounded, value)


def _checked(made: Rewritten, relation: Relation, rounded: Fraction, value: Fraction) -> Rewritten:
    if relation == "above" and rounded >= value:
        return Rewritten(made.text, "not_above")
    if relation == "below" and rounded <= value:
        return Rewritten(made.text, "not_below")
    return made


def _step(found: re.Match[str], *, is_coarse: bool) -> Fraction:
    scale, places = _scale(found), len(found["places"] or "")
    step = Fraction(scale, 10**places)
    whole = int(found["digits"].replace(",", "") + (found["places"] or ""))
    while is_coarse and not places and scale == 1 and whole and whole % 10 == 0:
        whole, step = whole // 10, step * 10
    return step


def _scale(found: re.Match[str]) -> int:
    scale = 1
    for each in found["scale"] + found["scale2"]:
        scale *= _SCALES[each]
    return scale


def _printed(number: Fraction, found: re.Match[str], places: int = 0) -> str:
    """A number with thousands marks where there were such, decimals that are 0 left out as in every report."""
    tenths = number * 10**places
    whole, rest = divmod(tenths.numerator // tenths.denominator, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places and rest else ""
    shown = f"{whole:,}" if "," in found["digits"] else str(whole)
    return f"{shown}.{decimals}" if decimals else shown


def _in_words(old: str, value: Fraction) -> Rewritten:
    found = _CHINESE.fullmatch(old)
    whole = (value + Fraction(1, 2)) // 1
    if found is None or whole > _LARGEST_IN_WORDS:
        return Rewritten(f"{whole}{found['unit'] if found else ''}")
    if found["over"]:
        tens = value // 10 * 10
        if tens:
            return Rewritten(f"{chinese(int(tens))}{found['over'] if value > tens else ''}{found['unit']}")
    said = "两" if whole == 2 else chinese(int(whole))
    return Rewritten(said + found["unit"])


def _in_percent_words(value: Fraction, places: int) -> str:
    tenths = int((value * 10**places + Fraction(1, 2)) // 1)
    whole, rest = divmod(tenths, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places and rest else ""
    said = "".join(_DIGITS[int(each)] for each in decimals)
    return f"百分之{chinese(whole)}{'点' + said if said else ''}"
