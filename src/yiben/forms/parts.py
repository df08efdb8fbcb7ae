"""Which part of a period a heading names: 本期, 本年累计, 去年同期, 比去年同期增减, 一季度, 3月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from yiben.metrics.periods import Period, earlier_part, parse_period, period_of, year_to
from yiben.sheets.values import plain
from yiben.units.months import last_day, month_of, month_plus, months_apart

PLAIN: Final = ("period", "year_to", "last_year", "last_year_to", "before")
COMPARED: Final = ("difference", "difference_to", "change", "change_to", "difference_before", "change_before")
"""A number less another, and by how many per cent it differs: against the year before, from the year's beginning, or
against the period before."""

_LAST: Final = r"(?:上年|去年|上一年|上年度|去年度)"
_RATE: Final = r"(?:%|幅度?|率|百分比|[（(]%[)）]|\(%\))"
_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("change_to", rf"累计(?:比|较){_LAST}?同期(?:累计)?(?:增减|增长|增|变化)?{_RATE}|累计同比(?:增减|增长|变化)?{_RATE}?"),
    ("change", rf"(?:比|较|与){_LAST}?同期(?:相比)?(?:增减|增长|增|变化)?[（(]?{_RATE}|同比(?:增减|增长|变化)?[（(]?{_RATE}|同比(?:增长|变化)?"),
    ("difference_to", rf"累计(?:比|较){_LAST}?同期(?:增减|增加|变化)(?:数|量|额)?"),
    ("difference", rf"(?:比|较|与){_LAST}?同期(?:相比)?(?:增减|增加|增长|变化)?(?:数|量|额|\([+±]-?\))?|同比增减(?:数|量|额)?"),
    ("change_before", rf"环比(?:增减|增长|变化)?[（(]?{_RATE}|(?:比|较)上(?:期|月|季度?)(?:增减|增长|变化)?[（(]?{_RATE}|环比"),
    ("difference_before", r"(?:比|较)上(?:期|月|季度?)(?:增减|增加|变化)?(?:数|量|额)?"),
    ("last_year_to", rf"{_LAST}同期(?:止)?累计(?:数)?|{_LAST}(?:1[-—~至])?同期累计"),
    ("last_year", rf"{_LAST}同(?:期|月|季)(?:数|完成数?)?|{_LAST}(?:同期)?(?:数|实绩|完成)"),
    ("before", r"上(?:期|月|季度|一季度|一期|个月)(?:数|末|完成数?)?"),
    ("year_to", r"(?:本年|当年|今年|年初至今|自年初|自年初至本[期月]|1[-—~至]本月|年内|本期止|本月止|至本期|至本月)(?:止)?累计(?:数|完成数?)?|年初至今|1[-—~至]本月(?:数)?|累计(?:数|完成数?)?|截至本[期月](?:末)?"),
    ("period", r"(?:本|当|报告)(?:期|月|季度?|年度?|周期)(?:数|末|实绩|完成数?|实际|发生数?)?|完成数|实际完成数?|实际数"),
)  # fmt: skip
_PATTERNS: Final = [(part, re.compile(pattern)) for part, pattern in _WORDS]
_NUMERALS: Final = "一二三四五六七八九十"
_NAMED: Final = (
    ("quarter", re.compile(r"第?(?P<n>[一二三四1-4])季度?")),
    ("month", re.compile(r"(?P<n>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")),
    ("half", re.compile(r"(?P<n>[上下])半年")),
    ("year", re.compile(r"(?P<n>20\d\d)年度?|(?P<all>全年)")),
)


@dataclass(frozen=True)
class Said:
    """What a heading says of time: the part's code ("" for nothing) and the heading without those words."""

    part: str
    rest: str


def said_part(heading: str) -> Said:
    """Return which part of its period a heading names, and what else it says.

    >>> said_part("本年累计"), said_part("一季度人数"), said_part("宣传活动场次").part
    (Said(part='year_to', rest=''), Said(part='quarter:1', rest='人数'), '')
    """
    text = plain(heading)
    for part, pattern in _PATTERNS:
        found = pattern.search(text)
        if found and _is_apart(text, found):
            return Said(part, text[: found.start()] + text[found.end() :])
    for kind, pattern in _NAMED:
        found = pattern.search(text)
        if found and (found.start() == 0 or found.end() == len(text)):
            rest = text[: found.start()] + text[found.end() :]
            groups = found.groupdict()
            number = groups.get("n")
            return Said("year" if number is None else f"{kind}:{_number(number)}", rest)
    return Said("", text)


def is_part(code: str) -> bool:
    """Say whether a code names a part of a period."""
    head, _colon, number = code.partition(":")
    named = head in {"quarter", "month", "half", "year"} and (number.isdigit() or head == "year")
    return code in PLAIN or code in COMPARED or named


def periods_of(code: str, period: Period, today: date) -> tuple[Period, ...]:
    """Return the periods whose figures a part needs: one, or for a comparison two, what is compared first. Of a period that
    still runs ``today`` only the same part of the earlier one.

    >>> [each.text for each in periods_of("difference_to", parse_period("2026-03"), date(2026, 4, 2))]
    ['2026Q1', '2025Q1']
    """
    so_far = year_to(period)
    last, last_to = (earlier_part(each, "year_before", today) for each in (period, so_far))
    before = earlier_part(period, "period_before", today)
    plain_parts = {
        "period": (period,),
        "year_to": (so_far,),
        "last_year": (last,),
        "last_year_to": (last_to,),
        "before": (before,),
        "difference": (period, last),
        "change": (period, last),
        "difference_to": (so_far, last_to),
        "change_to": (so_far, last_to),
        "difference_before": (period, before),
        "change_before": (period, before),
    }
    if code in plain_parts:
        return plain_parts[code]
    head, _colon, number = code.partition(":")
    year = period.end.year
    if head == "year":
        return (parse_period(number or str(year)),)
    text = {"quarter": f"{year}Q{number}", "half": f"{year}H{number}", "month": f"{year}-{int(number):02d}"}[head]
    return (parse_period(text),)


def begins_later(period: Period, today: date) -> bool:
    """Say whether nothing can have happened in a period yet."""
    return period.start > today


def next_of(period: Period) -> Period:
    """Return the period that follows: the month after a month, the quarter after a quarter."""
    start = period.end + timedelta(days=1)
    if period.months is None:
        return period_of(start, start + (period.end - period.start))
    return period_of(start, last_day(month_plus(month_of(start), months_apart(*period.months))))


def _is_apart(text: str, found: re.Match[str]) -> bool:
    """Whether the words stand at an end of the heading: in the middle they belong to a name."""
    return found.start() == 0 or found.end() == len(text) or text[found.end()] in "(/（"


def _number(text: str) -> int:
    if text in "上下":
        return 1 if text == "上" else 2
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_NUMERALS.index(text[1]) + 1 if len(text) > 1 else 0)
    return _NUMERALS.index(text) + 1


def parts_in(headings: Sequence[str]) -> list[Said]:
    """Return what each heading says of time."""
    return [said_part(each) for each in headings]
