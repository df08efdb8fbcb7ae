"""Days as people type them into tables: 2026.3.5, 3月5日, 46086, 20260305, 3.5, 同上, a month alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from yiben.sheets.cells import Value, text_of
from yiben.sheets.values import is_nothing, plain
from yiben.text.numerals import numeral

Precision = Literal["day", "month"]
DITTO = frozenset({"同上", "〃", "″", '"', "''", "””", "“”", "”", "“", "同左"})
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20000, 73051)
"""Days as spreadsheets number them: 1954 to 2099."""

_YEAR = r"(?:19|20)\d\d"
_NOT_MORE = r"(?:$|(?=[^\d]))"
_FULL = re.compile(rf"({_YEAR}|\d\d)(?:[年./\-_])(\d{{1,2}})(?:[月./\-_])(\d{{1,2}})(?:日|号)?{_NOT_MORE}")
_OTHER_MARKS = re.compile(rf"({_YEAR})(?:[、,。·]|\s+)(\d{{1,2}})(?:[、,。·]|\s+)(\d{{1,2}})$")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[./\-](\d{{1,2}})[./\-]({_YEAR})(?!\d)")
_WEEKDAY = re.compile(r"^[((]?(?:周|星期|礼拜)[一二三四五六日天][))]?[,，、]?")
_COMPACT = re.compile(rf"({_YEAR})(\d\d)(\d\d){_NOT_MORE}")
_YYMMDD = re.compile(r"(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_YYYYMM = re.compile(rf"({_YEAR})(0[1-9]|1[0-2])")
_MONTH_DAY = re.compile(rf"(\d{{1,2}})(?:[月./\-])(\d{{1,2}})(?:日|号)?{_NOT_MORE}")
_PART = r"(?:份|[上中下]{1,2}旬|[上下]半月|月?[初中底末]|第?\d周)?"
"""A part of a month, which is no day: 3月上旬, 3月底."""
_YEAR_MONTH = re.compile(rf"({_YEAR})(?:[年./\-])(\d{{1,2}})(?:月{_PART})?$")
_MONTH = re.compile(rf"(\d{{1,2}})月{_PART}$")
_DAY = re.compile(r"(\d{1,2})(?:[-—–~至、](?:\d{1,2}))?(?:日|号)(?!\d)|(\d{1,2})$")
_CLOCK = re.compile(r"[\sT]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$")
"""A time of day behind the day, as other systems export it."""
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+")
_OVER_YEARS = re.compile(
    rf"(?P<first>{_YEAR})[年.](?P<start>\d{{1,2}})月?(?:\d{{1,2}}日)?[-—–~至到](?:(?P<second>{_YEAR})[年.]|次年)(?P<end>\d{{1,2}})(?:月|\b)"
)
_SCHOOL_YEAR = re.compile(rf"({_YEAR})年?[-—–~至/]({_YEAR})学年")
_SCHOOL_BEGINS, _MONTHS = 8, 12
_YEAR_WITH_MONTH = re.compile(rf"({_YEAR})[年.\-_/]?(0?[1-9]|1[0-2])(?:月份?)?")
"""All that a sheet is called: 202603, 2026.03, 2026-3."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month (``on`` is its first day). ``is_invalid``: it is written as one, and there is none such."""

    on: date | None
    precision: Precision = "day"
    is_invalid: bool = False
    is_unsure: bool = False
    """Written so that it may mean another day: 3.1 typed as a number is 1 March or 10 March, 5/3/2026 May or March."""

    @property
    def iso(self) -> str | None:
        """The day as YYYY-MM-DD, the month as YYYY-MM."""
        return None if self.on is None else self.on.isoformat()[: 10 if self.precision == "day" else 7]


def read_day(value: Value, year: int | None = None, month: int | None = None, turn: int = 1) -> Day | None:
    """Return the day that a cell names, None when it names none. ``year`` and ``month`` are those of the sheet, for
    days written without; months before ``turn`` are of the year after. Of a span the first day counts.

    >>> [read_day(each, 2026).iso for each in ("2026.3.5", "3月5日", 46086, "20260305", "3.5-3.8", "2026年3月")]
    ['2026-03-05', '2026-03-05', '2026-03-05', '2026-03-05', '2026-03-05', '2026-03']
    >>> read_day("1月5日", 2025, turn=12).iso, read_day("5-6日", 2026, 3).iso, read_day("3月下旬", 2026).iso
    ('2026-01-05', '2026-03-05', '2026-03')
    >>> read_day("2026.2.30").is_invalid, read_day("活动室") is None, read_day("2026-05-18 09:12:00").iso
    (True, True, '2026-05-18')
    """
    if isinstance(value, date):
        return Day(value)
    if is_nothing(value) or isinstance(value, (bool, float)):
        return None
    base = _Base(year, month, turn)
    if isinstance(value, int):
        return _of_integer(value, base)
    if isinstance(value, Decimal) and int(value) in _SERIALS:
        return _of_integer(int(value), base)  # with a time of day
    written = _CLOCK.sub("", text_of(value))
    if whole := _FULL.match(written):  # as most are written
        return _made(_century(int(whole[1])), int(whole[2]), int(whole[3]))
    text = _WEEKDAY.sub("", plain(_OTHER_MARKS.sub(r"\1.\2.\3", written)))
    is_unsure = isinstance(value, Decimal) and len(text.partition(".")[2]) == 1
    found = _of_text(_CHINESE.sub(_in_digits, text).lstrip("("), base)
    return replace(found, is_unsure=True) if found and is_unsure else found


def nearest_day(value: Value, around: date) -> date | None:
    """Return the day that a cell names; one without a year is of the year in which it lies nearest to ``around``, the earlier
    of two that lie equally near. None for a month alone and for what names no day.

    >>> around = date(2026, 1, 4)
    >>> [str(nearest_day(each, around)) for each in ("12月5日", "2月1日", "2025.11.3", "12月")]
    ['2025-12-05', '2026-02-01', '2025-11-03', 'None']
    """
    found = [read_day(value, around.year + years) for years in (-1, 0, 1)]
    days = [each.on for each in found if each is not None and each.on is not None and each.precision == "day"]
    return min(days, key=lambda day: abs((day - around).days), default=None)


def turn_in(text: str) -> int | None:
    """Return the month from which the year that a text says counts, where it names a span of months over the turn of a
    year: earlier months are of the next one. None for any other text.

    >>> turn_in("冬季行动（2025年12月至2026年2月）"), turn_in("2025-2026学年"), turn_in("2026年1-6月")
    (12, 8, None)
    """
    digits = _CHINESE.sub(_in_digits, plain(text))
    if found := _OVER_YEARS.search(digits):
        first, second = int(found["first"]), int(found["second"] or int(found["first"]) + 1)
        start, end = int(found["start"]), int(found["end"])
        return start if second == first + 1 and end < start else None
    found = _SCHOOL_YEAR.search(digits)
    return _SCHOOL_BEGINS if found and int(found[2]) == int(found[1]) + 1 else None


def is_ditto(value: Value) -> bool:
    """Say whether a cell says “as above”."""
    return isinstance(value, str) and value.strip() in DITTO


def year_in(text: str) -> int | None:
    """Return the year that a title, a sheet's or a file's name says.

    >>> year_in("听荷社区２０２６年活动台账"), year_in("活动台账")
    (2026, None)
    """
    if month := _YEAR_WITH_MONTH.fullmatch(plain(text)):
        return int(month[1])
    found = re.search(rf"({_YEAR})(?=年|[.\-/_]|\D|$)", _CHINESE.sub(_in_digits, plain(text)))
    return int(found[1]) if found else None


def month_in(text: str) -> int | None:
    """Return the month that a title or a sheet's name says; None for a span of months.

    >>> [month_in(text) for text in ("3月", "2026年十二月份", "202603", "1-6月", "1月至6月", "汇总")]
    [3, 12, 3, None, None, None]
    """
    if month := _YEAR_WITH_MONTH.fullmatch(plain(text)):
        return int(month[2])
    digits = _CHINESE.sub(_in_digits, plain(text))
    found = re.search(r"(?<![\d\-—~至.])(\d{1,2})月(?!\d|份?[-—–~至到])", digits)
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None


def _of_integer(value: int, base: _Base) -> Day | None:
    if value in _SERIALS:
        return Day(_EPOCH + timedelta(days=value))
    if 19000101 <= value <= 20991231:
        return _made(value // 10000, value // 100 % 100, value % 100)
    if 100000 <= value <= 999999:
        return _of_six(str(value))
    if base.year and base.month and 1 <= value <= 31:
        return _made(base.year_of(base.month), base.month, value)
    return None


def _of_six(text: str) -> Day | None:
    """The day or month of six digits: 202603 is a month, 260305 a day."""
    if found := _YYYYMM.fullmatch(text):
        return _made(int(found[1]), int(found[2]), None)
    found = _YYMMDD.fullmatch(text)
    return _made(_century(int(found[1])), int(found[2]), int(found[3])) if found else None


def _of_text(text: str, base: _Base) -> Day | None:
    if found := _FULL.match(text):
        return _made(_century(int(found[1])), int(found[2]), int(found[3]))
    if found := _COMPACT.match(text):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.match(text):
        return _of_year_last(int(found[1]), int(found[2]), int(found[3]))
    if text.isdigit() and len(text) in {5, 6}:
        return _of_integer(int(text), base)
    if base.year and base.month and (found := _DAY.match(text)):
        return _made(base.year_of(base.month), base.month, int(found[1] or found[2]))
    if found := _YEAR_MONTH.match(text):
        return _made(int(found[1]), int(found[2]), None)
    if found := _MONTH_DAY.match(text):
        return _made(base.year_of(int(found[1])), int(found[1]), int(found[2])) if base.year else Day(None)
    if found := _MONTH.match(text):
        return _made(base.year_of(int(found[1])), int(found[1]), None) if base.year else Day(None)
    return None


def _of_year_last(first: int, second: int, year: int) -> Day:
    """5/3/2026, which systems write either way round: sure only where one of the two can be no month."""
    if first > _MONTHS:
        return _made(year, second, first)
    found = _made(year, first, second)
    return found if second > _MONTHS or first == second else Day(found.on, found.precision, found.is_invalid, True)


@dataclass(frozen=True, slots=True)
class _Base:
    """The year and month of a sheet; months before ``turn`` are of the year after."""

    year: int | None
    month: int | None
    turn: int = 1

    def year_of(self, month: int) -> int | None:
        return None if self.year is None else self.year + (month < self.turn)


def _made(year: int | None, month: int, day: int | None) -> Day:
    try:
        return Day(date(year or 0, month, day or 1), "month" if day is None else "day")
    except ValueError:
        return Day(None, is_invalid=True)


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _in_digits(found: re.Match[str]) -> str:
    number = numeral(found[0].replace("〇", "零"))
    return found[0] if number is None else str(number)
