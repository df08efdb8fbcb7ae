"""The days, months, years and ordinals of a paper, rolled forward from the period that it was for to another.

What is sure is proposed as taken: the year of the period, the one before as its comparison, the one behind as its plan.
Years in the numbers of papers, in titles and of history stay, and so does what names no year (截至12月底, 去年, 今年). Pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from yiben.metrics.periods import Period
from yiben.rolling.written import chinese
from yiben.text.numerals import numeral
from yiben.units.months import month_of, months_apart

_YEAR: Final = r"(?:(?<![0-9])(?:19|20)[0-9]{2}|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DATE: Final = re.compile(
    rf"(?P<year>{_YEAR})年(?:度)?(?:(?P<month>{_MONTH})月(?:(?P<day>[0-9]{{1,2}}|[一二三]?十?[一二三四五六七八九十])[日号])?)?"
)
_SPAN: Final = re.compile(rf"(?<![0-9年])(?P<first>{_MONTH})月?份?(?P<to>至|到|[—–~～-])(?P<until>{_MONTH})(?=月)")
_ALONE: Final = re.compile(rf"(?<![0-9年第至到—–~～\-个])(?P<month>{_MONTH})(?=月份?(?!\s?[0-9]{{1,2}}[日号]))")
_DAY: Final = re.compile(r"(?<![0-9年])(?P<month>1[0-2]|0?[1-9])月(?P<day>[0-9]{1,2})[日号]")
_QUARTER: Final = re.compile(r"(?P<year>(?:19|20)[0-9]{2}年)?第?(?P<quarter>[一二三四1-4])(?=季度)")
_HALF: Final = re.compile(r"(?P<half>[上下])(?=半年)")
_ORDINAL: Final = re.compile(r"第(?P<number>[0-9]{1,4}|[一二三四五六七八九十百]{1,5})(?=[届期])")
_TITLE: Final = re.compile(r"《[^《》\n]{1,80}》(?:\s?[（(][^（）()\n]{0,30}[)）])?")
_NUMBER_OF_PAPER: Final = re.compile(r"[〔\[［(（]\s?(?:19|20)[0-9]{2}\s?[〕\]］)）]\s?第?[0-9]*号?")
_RANGE: Final = re.compile(r"(?:19|20)[0-9]{2}年?\s?(?:[—–~～-]{1,2}|至)\s?(?:19|20)[0-9]{2}年?")
_HISTORY: Final = re.compile(r"(?:自|从|始于|始建于|成立于|建于|修订于)$")
_SINCE: Final = ("以来", "以前", "起至今", "版", "修订", "修正", "成立", "建成")
_OF_PERIOD: Final = re.compile(rf"{_YEAR}年(?:度)?(?:第?[一二三四1-4]季度|[上下]半年|{_MONTH}月份?)?")
_QUARTERS: Final = "一二三四"
_CHINESE_DIGITS: Final = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Dated:
    """A time or ordinal at ``start`` … ``end`` of the text. ``new`` is what it becomes; ``kind`` year, month, quarter, half,
    ordinal, title or day; ``year`` is that which stands in it, 0 for none. Only those that ``is_sure`` are proposed as taken; a ``day`` has no ``new`` and is only shown."""

    start: int
    end: int
    text: str
    new: str
    kind: str
    is_sure: bool
    year: int = 0


def rolled_dates(text: str, was: Period, now: Period) -> tuple[Dated, ...]:
    """Return what would change in a paper for ``was`` to make it one for ``now``, in the order of the text.

    >>> from yiben.metrics.periods import parse_period
    >>> found = rolled_dates("2025年工作总结（较2024年，〔2024〕12号）", parse_period("2025"), parse_period("2026"))
    >>> [(each.text, each.new) for each in found]
    [('2025年', '2026年'), ('2024年', '2025年')]
    """
    if was == now:
        return ()
    roll = _Roll(text, was, now)
    taken: list[Dated] = []
    for each in sorted(roll.all(), key=lambda found: (found.start, -found.end)):
        if not taken or each.start >= taken[-1].end:
            taken.append(each)
    return tuple(taken)


def roll_text(text: str, was: Period, now: Period) -> str:
    """Return a short text, such as a title, with everything that is sure moved on.

    >>> from yiben.metrics.periods import parse_period
    >>> roll_text("2025年工作总结", parse_period("2025"), parse_period("2026"))
    '2026年工作总结'
    """
    for each in reversed(rolled_dates(text, was, now)):
        if each.is_sure and each.new:
            text = text[: each.start] + each.new + text[each.end :]
    return text


def timeless(text: str) -> str:
    """Return a title without the period that it names: what the paper is called every year.

    >>> timeless("临溪区2025年第一季度工作情况"), timeless("2026年3月简报")
    ('临溪区工作情况', '简报')
    """
    return _OF_PERIOD.sub("", text)


def shift_of(was: Period, now: Period) -> int:
    """Return by how many months a period is moved to become another of its kind."""
    return months_apart(month_of(was.start), month_of(now.start))


class _Roll:
    def __init__(self, text: str, was: Period, now: Period) -> None:
        self.text, self.was, self.now = text, was, now
        self.shift = shift_of(was, now)
        self.years = now.start.year - was.start.year
        self.titles = [each.span() for each in _TITLE.finditer(text)]
        self.fixed = [each.span() for each in (*_NUMBER_OF_PAPER.finditer(text), *_RANGE.finditer(text))]

    def all(self) -> Iterator[Dated]:
        yield from self.dates()
        yield from self.ordinals()
        yield from self.days()
        if self.shift % 12:
            yield from self.months()
            yield from self.quarters()

    def dates(self) -> Iterator[Dated]:
        """Years with what stands behind them."""
        for match in _DATE.finditer(self.text):
            if _is_in(self.fixed, match.start()):
                continue
            year = _year(match["year"])
            if year is None:
                continue
            new = self.date(match, year)
            if new == match[0]:
                continue
            kind = "title" if _is_in(self.titles, match.start()) else "year"
            yield Dated(
                match.start(), match.end(), match[0], new, kind, kind == "year" and self.is_near(match, year), year
            )

    def date(self, match: re.Match[str], year: int) -> str:
        """A year, month or day moved on: a month by as many months, anything else by as many years."""
        month, day = _number(match["month"]), _number(match["day"])
        moves = bool(self.shift % 12) and bool(month)
        index = year * 12 + (month or 1) - 1 + (self.shift if moves else self.years * 12)
        new_year, new_month = divmod(index, 12)
        said = match[0]
        if day:
            new_day = min(day, monthrange(new_year, new_month + 1)[1])
            said = _put(match, "day", _like(match["day"], new_day), said)
        if moves:
            said = _put(match, "month", _like(match["month"], new_month + 1), said)
        return _put(match, "year", _year_like(match["year"], new_year), said)

    def is_near(self, match: re.Match[str], year: int) -> bool:
        """Whether a year is that of the period, the one before or the one behind, and no year of history."""
        before, behind = self.text[max(0, match.start() - 4) : match.start()], self.text[match.end() : match.end() + 5]
        if abs(year - self.was.end.year) > 1 or _HISTORY.search(before):
            return False
        return not behind.startswith(_SINCE) or (year == self.was.end.year and behind.startswith("以来"))

    def months(self) -> Iterator[Dated]:
        """Months without a year, where the paper moves on by months."""
        own = {self.was.start.month, self.was.end.month}
        for match in _SPAN.finditer(self.text):
            first, until = _number(match["first"]), _number(match["until"])
            if until != self.was.end.month or first is None:
                continue
            start = first if first == 1 and self.was.start.month != 1 else (first + self.shift - 1) % 12 + 1
            start = 1 if first == 1 and self.was.start.month == self.was.end.month else start
            last = (until + self.shift - 1) % 12 + 1
            new = _put(match, "until", _like(match["until"], last), match[0])
            yield self._found(match, _put(match, "first", _like(match["first"], start), new), "month", is_sure=True)
        before = (self.was.start.month - 2) % 12 + 1
        for match in _ALONE.finditer(self.text):
            month = _number(match["month"])
            if month is None or _is_in(self.titles, match.start()):
                continue
            new = _like(match["month"], (month + self.shift - 1) % 12 + 1)
            yield self._found(match, new, "month", is_sure=month in own or month == before)

    def quarters(self) -> Iterator[Dated]:
        """Quarters and half years, where the paper moves on by such."""
        for match in _QUARTER.finditer(self.text) if not self.shift % 3 else ():
            quarter = _QUARTERS.find(match["quarter"]) + 1 or int(match["quarter"])
            index = quarter - 1 + self.shift // 3
            new = _put(match, "quarter", _quarter_like(match["quarter"], index % 4 + 1), match[0])
            if match["year"]:
                year = int(match["year"][:4]) + index // 4
                new = _put(match, "year", f"{year}年", new)
            sure = quarter in {(self.was.start.month + 2) // 3, (self.was.start.month + 2) // 3 - 1 or 4}
            yield self._found(match, new, "quarter", is_sure=sure)
        for match in _HALF.finditer(self.text) if not self.shift % 6 else ():
            yield self._found(match, "下" if match["half"] == "上" else "上", "half", is_sure=True)

    def ordinals(self) -> Iterator[Dated]:
        """第十五届, 第3期: offered, never sure."""
        for match in _ORDINAL.finditer(self.text):
            number = _number(match["number"])
            if number:
                new = _put(match, "number", _like(match["number"], number + 1), match[0])
                yield self._found(match, new, "ordinal", is_sure=False)

    def days(self) -> Iterator[Dated]:
        """Days without a year: what happened then happened last year, and nobody knows this year's day."""
        for match in _DAY.finditer(self.text):
            yield self._found(match, "", "day", is_sure=False)

    def _found(self, match: re.Match[str], new: str, kind: str, *, is_sure: bool) -> Dated:
        return Dated(match.start(), match.end(), match[0], new, kind, is_sure)


def _is_in(spans: list[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in spans)


def _put(match: re.Match[str], name: str, new: str, said: str) -> str:
    """A match's text with one group changed. Groups are changed from the last to the first, so that places hold."""
    start, end = match.start(name) - match.start(), match.end(name) - match.start()
    return said[:start] + new + said[end:]


def _number(text: str | None) -> int | None:
    found = numeral(text) if text else None
    return int(found) if found is not None else None


def _like(old: str, number: int) -> str:
    """A number written as an old one was: 03 stays two digits, 三 a Chinese one."""
    if old[0].isdigit():
        return f"{number:02d}" if old.startswith("0") else str(number)
    return chinese(number)


def _quarter_like(old: str, number: int) -> str:
    return str(number) if old.isdigit() else _QUARTERS[number - 1]


def _year(text: str) -> int | None:
    if text[0].isdigit():
        return int(text)
    digits = text.replace("零", "〇").replace("○", "〇")
    return int("".join(str(_CHINESE_DIGITS.index(each)) for each in digits))


def _year_like(old: str, year: int) -> str:
    if old[0].isdigit():
        return str(year)
    zero = next((each for each in old if each in "零○"), "〇")
    return "".join(zero if each == "0" else _CHINESE_DIGITS[int(each)] for each in str(year))
