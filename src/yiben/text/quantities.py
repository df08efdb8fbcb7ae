"""Find quantities in a text: number, multiplier, unit, and whether it is a round figure. 160余条 · 25.4万本 · 近百万元 · 5至9人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from yiben.text.numerals import numeral
from yiben.text.results import Number
from yiben.text.wordlists import words_here

_ARABIC = r"(?<![0-9A-Za-z.].)[0-9]{0,14}(?![0-9])(?:,[0-9]{3}){0,5}(?:\.[0-9]{1,9})?"
_CHINESE = "(?<![第十百千万零〇一二三四五六七八九].)(?:(?<![百千])[零〇一二三四五六七八九十百千]{0,14}|(?<=[百千]))"
_NUMBER = f"(?:(?<=[近上逾超])[万亿]|[0-9一二三四五六七八九两十百千](?:(?<=[0-9]){_ARABIC}|(?<![0-9]){_CHINESE}))"
"""Begins with the characters that a number can begin with, so that the search runs over all others."""
_RANGE = r"\s?(?:-|－|—|–|~|～|至|到|、)+\s?"
_ABOUT_BEFORE = ("近", "约", "大约", "将近", "逾", "超", "超过", "约有", "约为", "接近", "多达")
_NOT_ABOUT = re.compile("(?:[签节预条制违集特履契邀相失]约|[附最临邻贴靠亲]近|不(?:得)?超过?|未超过?|赶超)$")
"""当场签约28人, 附近3个小区 and 不超过3000元 name exact numbers."""
_ABOUT_AFTER = re.compile(r"(?:左右|上下|以上|多)")
_PERCENT_IN_WORDS = re.compile(r"百分之([零〇一二三四五六七八九十百]{1,9}(?:点[零〇一二三四五六七八九]{1,6})?)")


class Quantity(NamedTuple):
    """One number with its unit. ``start`` includes 近 or 约 before it; ``compare`` holds 不少于, 以上 … as an operator."""

    start: int
    end: int
    digits_start: int
    value: Number
    value_max: Number | None
    unit: str
    approx: bool
    written: str
    after_unit: int


@cache
def _pattern() -> re.Pattern[str]:
    unit = words_here("quantities", "units")
    return re.compile(
        rf"(?P<first>{_NUMBER})(?P<scale0>[余多]?[十百千万亿]{{0,2}})"
        rf"(?:{_RANGE}(?P<second>[0-9]{{1,15}}(?:\.[0-9]{{1,9}})?|[一二三四五六七八九十]{{1,3}})(?P<scale2>[万亿]?))?"
        rf"(?P<more>[余多几来]?)(?P<scale1>[万亿]?)(?:(?P<percent>[%％])|(?P<unit>{unit})(?P<more2>[余多](?![种样元]))?)"
    )


def quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield every number with a unit, in order; ordinals, years, dates and numbers without a unit are left out."""
    for match in _pattern().finditer(text, start, end):
        found = _quantity(text, match)
        if found is not None:
            yield found
    for match in _PERCENT_IN_WORDS.finditer(text, start, end):
        whole, _, places = match[1].partition("点")
        value = numeral(whole)
        if value is not None:
            read = float(f"{value}.{numeral(places)}") if places else value
            yield Quantity(match.start(), match.end(), match.start(), read, None, "%", False, match[0], match.end())


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    scale = match["scale0"].strip("余多") + match["scale1"]
    value = _value(match["first"], scale or match["scale2"] or "")
    top = _value(match["second"], match["scale2"] or scale) if match["second"] else None
    unit = "%" if match["percent"] else match["unit"]
    if (
        value is None
        or _is_date(text, match, unit)
        or text[max(0, match.start() - 1) : match.start()] in ("第", "〔", "[")
    ):
        return None
    if top is not None and top <= value:
        top = None
    begin, about = match.start(), bool(match["more"] or match["more2"]) or match["scale0"][:1] in ("余", "多")
    if text.endswith(_ABOUT_BEFORE, 0, begin) and not _NOT_ABOUT.search(text, max(0, begin - 4), begin):
        word = next(each for each in reversed(_ABOUT_BEFORE) if text.endswith(each, 0, begin))
        begin, about = begin - len(word), True
    after = _ABOUT_AFTER.match(text, match.end())
    end = after.end() if after and not text.startswith("以上学历", match.end()) else match.end()
    about = about or after is not None
    return Quantity(begin, end, match.start(), value, top, unit, about, match[0], match.end())


def _value(digits: str, scale: str) -> Number | None:
    if digits[0].isdigit():
        return numeral(digits + scale)
    base = numeral(digits)
    factor = numeral("1" + scale) if scale else 1
    return None if base is None or factor is None else base * factor


def _is_date(text: str, match: re.Match[str], unit: str) -> bool:
    if unit == "年":
        return re.match(r"(?:19|20)?[0-9]{2}$", match["first"]) is not None and len(match["first"]) != 1
    before = text[max(0, match.start() - 1) : match.start()]
    return unit in ("分", "天") and before in ("月", ":", "：", "时", "点")
