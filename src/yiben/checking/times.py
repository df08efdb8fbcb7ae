"""Which period a sentence names: 2025年, 上半年, 一季度, 3月, 1至6月, 去年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yiben.errors import Refusal
from yiben.metrics.periods import Period, parse_period, year_before, year_to

_MONTH = r"(?:1[0-2]|0?[1-9])"
_TIME = re.compile(
    r"(?=[0-9今本全去上下前第一二三四近每当同春国元寒暑期平月年截以])(?:"
    r"(?P<vague>每[年月周日季天场次]|近[一二三四五两几]年|[一二三四五两][年周]来|本月|上月|当[月天日年]|上周|本周|期间|春节|国庆|元旦|寒假"
    r"|暑假|月均|年均|平均|以来|截[至止](?!目前)|前[一二三四五六七八九十0-9]+个?月)"
    r"|(?:(?P<year>(?:19|20)\d\d)年度?|(?P<this>今年|本年度?|全年)|(?P<last>去年|上年度?|上一年)|(?P<earlier>前年))?[，,的]?"
    rf"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<first>{_MONTH})月?份?(?:至|到|[—–~～-]+)(?P<until>{_MONTH})月份?"
    rf"|(?P<month>{_MONTH})月份?(?P<day>\d{{1,2}}[日号])?)?"
    r"(?P<more>同期|底|末|初|[上中下]旬|以来)?)"
)
_RUNNING = re.compile(r"[，,]?(?:已|共|全[区市县街]|我[区街])?累计|[，,]?至今|[，,]?截[至止]目前")
_QUARTERS = "一二三四"


@dataclass(frozen=True)
class NamedTime:
    """A time at ``start`` … ``end`` of a text. ``period`` None: one that no figure can be asked for.

    ``is_year``: a whole year by its number, which often only says of which year all else is."""

    start: int
    end: int
    period: Period | None
    is_year: bool = False


def times_in(text: str, usual: Period) -> list[NamedTime]:
    """Return the times that a text names, in order. A month without a year is of the year named last, at first that in
    which ``usual`` ends; two times that stand in a list mean no single period."""
    found = list(_times(text, usual))
    return [
        NamedTime(each.start, each.end, None) if index and _is_listed(text, found[index - 1], each) else each
        for index, each in enumerate(found)
    ]


def _times(text: str, usual: Period) -> Iterator[NamedTime]:
    this = usual.end.year
    year = this
    for match in _TIME.finditer(text):
        written = match[0].rstrip("，,的")
        if not written:
            continue
        year = _year(match, this) or year
        is_year = bool(match["year"] or match["this"]) and not _part(match) and match["more"] in (None, "以来")
        ends = match.start() + len(written)
        if is_year and year == this and _RUNNING.match(text, ends):  # 本年累计: from January to where the report ends
            yield NamedTime(match.start(), ends, year_to(usual))
        else:
            yield NamedTime(match.start(), ends, _period(match, year, usual), is_year)


def _year(match: re.Match[str], this: int) -> int | None:
    if match["year"]:
        return int(match["year"])
    back = {"this": 0, "last": 1, "earlier": 2}
    return next((this - years for name, years in back.items() if match[name]), None)


def _part(match: re.Match[str]) -> str | None:
    return match["half"] or match["quarter"] or match["first"] or match["month"]


def _period(match: re.Match[str], year: int, usual: Period) -> Period | None:
    if match["vague"] or match["day"]:
        return None
    if match["more"] == "同期":
        return year_before(usual) if match["last"] and not _part(match) else None
    if match["more"] and not (match["more"] == "以来" and match["this"] and not _part(match)):
        return None
    if match["half"]:
        return parse_period(f"{year}H{1 if match['half'] == '上' else 2}")
    if match["quarter"]:
        quarter = match["quarter"]
        return parse_period(f"{year}Q{_QUARTERS.find(quarter) + 1 or quarter}")
    if match["month"]:
        return parse_period(f"{year}-{int(match['month']):02d}")
    if match["first"]:
        return _months(year, int(match["first"]), int(match["until"]))
    return parse_period(str(year))


def _months(year: int, first: int, until: int) -> Period | None:
    last = parse_period(f"{year}-{until:02d}").end.isoformat()
    try:
        return parse_period(f"{year}-{first:02d}-01..{last}")
    except Refusal:  # 11月至2月: of two years, which the text does not say
        return None


def _is_listed(text: str, left: NamedTime, right: NamedTime) -> bool:
    return text[left.end : right.start].strip() in {"、", "和", "及", "与", "以及"}
