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
_ABOUT_BEFORE = (
    r"大?约有?|大概有?|约计|预计|近|将近|超|超过|逾|不到|至少|至多|最多|不少于|不超过|不足|上(?=[百千万])|[>≥<≤]=?"
)
_IN_RED = re.compile(r"\(([¥$]?\d[\d,]*(?:\.\d+)?)\)")
"""A negative number as bookkeeping writes it: (200.00)."""
_NUMBER = re.compile(
    rf"(?P<before>{_ABOUT_BEFORE})?(?:共计?|合计|累计|总计)?(?:人民币|[¥$])?(?:(?P<sign>-)|\+)?(?P<digits>\d[\d,]*(?:\.\d+)?|[{CHINESE}]+)"
    r"(?P<scale>[百千万亿]*)(?P<after>余|多|来|几)?(?P<word>[^\d\s.,+]{0,6}?)(?P<late>左右|上下|以上|以内|以下|余|多|\+)?"
)
_HOURS = re.compile(r"(?:(?P<hours>\d+(?:\.\d+)?)(?:个?(?:小时|钟头|学时|课时)|h))?(?:(?P<minutes>\d+)(?:分钟?|min))?")
_HALF = re.compile(r"(?:(\d+)个?)?半个?(?:小时|钟头)")
_CHINESE_NUMBER = re.compile(rf"[{CHINESE}]+(?=个?半?个?(?:小时|钟头|学时|课时|分钟))")
_HALF_DAY = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚"
_MOMENT = rf"(?:{_HALF_DAY})?\d{{1,2}}(?::\d{{2}}|[点时](?:半|\d{{1,2}}分?)?)"
_CLOCK = re.compile(rf"({_MOMENT})[-—–~至到]+({_MOMENT})")
_AT = re.compile(rf"(?P<half>{_HALF_DAY})?(?P<hour>\d{{1,2}})[:点时](?P<minutes>\d{{1,2}}|半)?")
_ALSO = re.compile(r"[,;、及和]")
_NOON = 12
_AFTER_NOON = frozenset({"下午", "傍晚", "晚上", "晚"})
_HOURS_ALONE = re.compile(
    rf"(?:{_ABOUT_BEFORE})?\d+(?:\.\d+)?(?:余|多|来|几)?(?:个?(?:多|余)?(?:小时|钟头|学时|课时|h))?(?:左右|上下|以上|以内|余|多|\+)?"
)
"""What may stand for hours without saying how they are made up; “1天” and “120'” may be any number of them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number read from a cell. ``is_read`` False: something stands there that is no number."""

    value: int | Decimal | None
    is_approximate: bool = False
    is_read: bool = True


def is_nothing(value: Value) -> bool:
    """Say whether a cell says that nothing was reported."""
    if type(value) is not str:
        return value is None
    return _is_nothing(value) if len(value) <= _SHORT else plain(value).lower() in NOTHING


def plain(text: str) -> str:
    """Return text with full-width forms made narrow and blanks removed.

    >>> plain("２００ 人")
    '200人'
    """
    if text.isascii() and text.isalnum():
        return text
    return _plain(text) if len(text) <= _SHORT else _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def _is_nothing(text: str) -> bool:
    return plain(text).lower() in NOTHING


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
    text = plain(value)
    found = _NUMBER.fullmatch(_IN_RED.sub(r"-\1", text) if text.startswith("(") else text)
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
    if clocks := [_CLOCK.fullmatch(part) for part in _ALSO.split(text)]:
        spans = [_minutes(clock[2], clock[1]) - _minutes(clock[1]) for clock in clocks if clock]
        if len(spans) == len(clocks):
            return Counted(_whole(Decimal(sum(spans)) / 60)) if min(spans) > 0 else Counted(None, is_read=False)
    text = _CHINESE_NUMBER.sub(lambda each: str(numeral(each[0])), text)
    text = _HALF.sub(lambda each: f"{each[1] or 0}.5小时", text)
    found = _HOURS.fullmatch(text)
    if found and (found["hours"] or found["minutes"]):
        return Counted(_whole(Decimal(found["hours"] or 0) + Decimal(found["minutes"] or 0) / 60))
    if not _HOURS_ALONE.fullmatch(text):
        return Counted(None, is_read=False)
    return read_number(re.sub(r"个?(多|余)?(?:小时|钟头|学时|课时|h)", r"\1", text))


def _minutes(moment: str, after: str = "") -> int:
    """The minute of a day; 4点 after 下午2点 is in the afternoon as well."""
    found, earlier = _AT.match(moment), _AT.match(after)
    if found is None:
        return 0
    half = found["half"] or (earlier["half"] if earlier else None)
    hour = int(found["hour"])
    hour += _NOON if half in _AFTER_NOON and hour < _NOON else 0
    return hour * 60 + (30 if found["minutes"] == "半" else int(found["minutes"] or 0))


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
