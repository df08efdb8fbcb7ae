"""Numbers and hours as people type them into tables: “约200人”, “3场次”, “1.2万”, full-width digits, “半天”."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import lru_cache

from yiben.sheets.cells import Value, text_of
from yiben.text.numerals import CHINESE, numeral

NOTHING = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "－", "无", "暂无", "没有", "未统计", "不详", "n/a", "na", "nan"}
)
"""What says that nothing was reported; 0 says that it was nothing."""

_BLANKS = re.compile(r"\s+")
_SHORT = 20
_WORD = 2
"""Characters of a measure word: “三十人次” is a number, “一把手培训” is not."""
_ABOUT_BEFORE = r"约|大约|约计|近|将近|超|超过|逾|不到|至少|[>≥<≤]=?"
_IN_RED = re.compile(r"\(([¥$]?\d[\d,]*(?:\.\d+)?)\)")
"""A negative number as bookkeeping writes it: (200.00)."""
_NUMBER = re.compile(
    rf"(?P<before>{_ABOUT_BEFORE})?(?:共计?|合计)?[¥$]?(?P<sign>-)?(?P<digits>\d[\d,]*(?:\.\d+)?|[{CHINESE}]+)"
    r"(?P<scale>[百千万亿]*)(?P<after>余|多|来|几)?(?P<word>[^\d\s.,+]{0,6}?)(?P<late>左右|上下|以上|余|多|\+)?"
)
_HOURS = re.compile(r"(?:(?P<hours>\d+(?:\.\d+)?)(?:个?(?:小时|钟头|学时|课时)|h))?(?:(?P<minutes>\d+)(?:分钟?|min))?")
_HALF = re.compile(r"(?:(\d+)个?)?半个?(?:小时|钟头)")
_CHINESE_NUMBER = re.compile(rf"[{CHINESE}]+(?=个?半?个?(?:小时|钟头|学时|课时|分钟))")
_CLOCK = re.compile(r"(\d{1,2})[::](\d{2})\s*[-—~至到]+\s*(\d{1,2})[::](\d{2})")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number read from a cell. ``is_read`` False: something stands there that is no number."""

    value: int | Decimal | None
    is_approximate: bool = False
    is_read: bool = True


def is_nothing(value: Value) -> bool:
    """Say whether a cell says that nothing was reported."""
    return value is None or (isinstance(value, str) and plain(value).lower() in NOTHING)


def plain(text: str) -> str:
    """Return text with full-width forms made narrow and blanks removed.

    >>> plain("２００ 人")
    '200人'
    """
    if text.isascii() and text.isalnum():
        return text
    return _plain(text) if len(text) <= _SHORT else _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The same for a short text: a column repeats its units, days and words."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def read_number(value: Value) -> Counted:
    """Return the number that a cell reports.

    >>> [read_number(each).value for each in ("约200人", "3场次", "1,200", "1.2万", "三十", "/", 0)]
    [200, 3, 1200, 12000, 30, None, 0]
    >>> read_number("若干").is_read, read_number("200余").is_approximate
    (False, True)
    """
    if type(value) is int:
        return Counted(value)
    if is_nothing(value):
        return Counted(None)
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return Counted(None, is_read=False)
    if not isinstance(value, str):
        return Counted(value)
    found = _NUMBER.fullmatch(_IN_RED.sub(r"-\1", plain(value)))
    number = _number(found["digits"], found["scale"]) if found else None
    if found is None or number is None or (found["digits"][0] in CHINESE and len(found["word"]) > _WORD):
        return Counted(None, is_read=False)
    is_about = any(found[name] for name in ("before", "after", "late"))
    return Counted(-number if found["sign"] else number, is_about)


def read_hours(value: Value) -> Counted:
    """Return the hours that a cell reports: a number, “2小时30分”, “9:00-11:00”; a Decimal unless it is whole.

    >>> read_hours("2小时30分").value, read_hours("9:00-11:30").value, read_hours("半天").is_read
    (Decimal('2.5'), Decimal('2.5'), False)
    >>> read_hours("一个半小时").value, read_hours("半小时").value, read_hours("两小时").value
    (Decimal('1.5'), Decimal('0.5'), 2)
    """
    if isinstance(value, time):
        return Counted(_whole(Decimal(value.hour * 60 + value.minute) / 60))
    if not isinstance(value, str) or is_nothing(value):
        return read_number(value)
    text = plain(value)
    if clock := _CLOCK.fullmatch(text):
        minutes = (int(clock[3]) - int(clock[1])) * 60 + int(clock[4]) - int(clock[2])
        return Counted(_whole(Decimal(minutes) / 60)) if minutes > 0 else Counted(None, is_read=False)
    text = _CHINESE_NUMBER.sub(lambda each: str(numeral(each[0])), text)
    text = _HALF.sub(lambda each: f"{each[1] or 0}.5小时", text)
    found = _HOURS.fullmatch(text)
    if found and (found["hours"] or found["minutes"]):
        return Counted(_whole(Decimal(found["hours"] or 0) + Decimal(found["minutes"] or 0) / 60))
    return read_number(value)


def words(value: Value) -> str | None:
    """Return a cell's text, None when it says that nothing was reported."""
    return None if is_nothing(value) else text_of(value)


def _number(digits: str, scale: str) -> int | Decimal | None:
    if digits[0] in CHINESE:
        found = numeral(digits + scale)
        return found if isinstance(found, int) else None
    number = Decimal(digits.replace(",", ""))
    for character in scale:
        number *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[character]
    return _whole(number)


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize()
