"""What can fill a list: the records of a book, the people on a roll; found by the headings of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from yiben.forms.layout import ListArea
from yiben.packs.definitions import Book, Roll
from yiben.sheets.values import plain

_LEAST_ALIKE: Final = 80
_FEWEST: Final = 2
_KIND_OF_LIST: Final = re.compile(r"(?:花?名册|名单|台账|登记表)$")
DAY, UNIT, AGE, SINCE = "@day", "@unit", "@age", "@since"
"""What stands beside the fields: the day of a record, its unit, a person's age, since when they stand on the roll."""
PARTICULARS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "人员姓名", "志愿者姓名"),
    "sex": ("性别",),
    "birth_date": ("出生日期", "出生年月", "出生年月日"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
    "phone": ("联系电话", "电话", "手机号", "手机", "联系方式", "手机号码"),
    "address": ("住址", "家庭住址", "居住地址", "地址", "现住址"),
    AGE: ("年龄",),
    UNIT: ("社区", "单位", "所属社区", "所在社区", "所属单位"),
    SINCE: ("入册日期", "登记日期", "注册日期", "加入日期"),
}
_DAYS: Final = ("日期", "时间", "活动日期", "活动时间", "开展时间", "发生日期", "举办时间", "举办日期")
_UNITS: Final = ("单位", "社区", "填报单位", "承办单位", "主办单位", "所属社区")


@dataclass(frozen=True)
class ListSource:
    """A book or roll as a source: its key (``book:activity``), its label, and how each field may be called."""

    key: str
    label: str
    fields: Mapping[str, tuple[str, ...]]
    is_personal: bool = False


@dataclass(frozen=True)
class Offered:
    """A source with the field that stands under each heading; sure when the headings leave little open."""

    source: str
    columns: Mapping[str, str]
    is_sure: bool


def book_source(book: Book) -> ListSource:
    """Return a book as a source of rows, a record a row."""
    fields = {item.id: (item.label,) for item in book.fields}
    return ListSource(f"book:{book.id}", book.label, {**fields, DAY: _DAYS, UNIT: _UNITS})


def roll_source(roll: Roll) -> ListSource:
    """Return a roll as a source of rows, a person a row; only what it asks of people can stand in a column."""
    asked = {ask.ask for ask in roll.asks}
    fields = {key: names for key, names in PARTICULARS.items() if key.startswith("@") or key in asked}
    return ListSource(f"roll:{roll.id}", roll.label, fields, is_personal=True)


def suggest_list(area: ListArea, sources: Sequence[ListSource], title: str = "") -> Offered | None:
    """Return the source whose fields the columns of a list name best; None where fewer than half are named; of
    two that fit alike the one that the form's title names.

    Rows about people are never sure: a person says so.
    """
    best: Offered | None = None
    count = 0
    for source in sources:
        columns: dict[str, str] = {}
        for _column, heading in area.columns:
            field = _field(source, heading, set(columns.values()))
            if field:
                columns[heading] = field
        subject = _KIND_OF_LIST.sub("", source.label)
        if len(columns) > count or (len(columns) == count and count and subject in title):
            count = len(columns)
            share = len(columns) / len(area.columns)
            best = Offered(source.key, columns, share >= 0.75 and count >= 3 and not source.is_personal)
    return best if best is not None and count >= _FEWEST and count * 2 >= len(area.columns) else None


def _field(source: ListSource, heading: str, taken: set[str]) -> str:
    text = plain(heading).rpartition("/")[2].partition("(")[0]
    for field, names in source.fields.items():
        if field not in taken and text in {plain(each) for each in names}:
            return field
    scored = [
        (fuzz.ratio(text, plain(name)), field)
        for field, names in source.fields.items()
        if field not in taken
        for name in names
    ]
    score, field = max(scored, default=(0.0, ""))
    return field if score >= _LEAST_ALIKE else ""
