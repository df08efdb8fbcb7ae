"""What each column of a table holds: the day, the unit, a number, a person's data; and what may not be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from yiben.packs.boundaries import forbidden_in_label
from yiben.packs.definitions import Book
from yiben.sheets.cells import Sheet, Value, is_blank, text_of
from yiben.sheets.days import is_ditto, read_day
from yiben.sheets.layout import Table
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import is_nothing, plain, read_hours, read_number

Kind = Literal[
    "ordinal", "date", "unit", "count", "amount", "percent", "hours", "person", "id_number", "phone", "address", "place",
    "choice", "text", "longtext",
]  # fmt: skip
"""The field types of books, with ``ordinal`` (only numbers the rows) and ``hours``."""

_BY_WORD: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("id_number", re.compile(r"身份证|证件号|公民身份号码")),
    ("phone", re.compile(r"电话|手机|联系方式|联系号码")),
    ("percent", re.compile(r"率$|比例|占比|[%%]")),
    ("hours", re.compile(r"时长|小时|学时|课时|工时")),
    (
        "amount",
        re.compile(
            r"金额|经费|资金|费用|款|补[贴助]|金$|收入|支出|预算|决算|单价|总价|价值|折价|[((][千万]?元[))]|^[千万]?元$"
        ),
    ),
    (
        "count",
        re.compile(
            r"(?:人|场|次|户|件|份|条|册|块|个|张|篇|台|组)数|数量|人次|场次|数$|[((](?:人次?|场次?|次|户|件|份|条|册|块|个|张|篇|处|名)[))]$"
        ),
    ),
    (
        "person",
        re.compile(
            r"姓名|(?:负责|联系|主持|经办|记录|参加|带队|主讲|授课|宣讲|当事|申请|户主)人(?:员)?$|户主|网格员|讲师|主讲$|(?:授课|指导|任课)(?:老师|教师)|经办$|(?:带班|带队|走访)领导"
        ),
    ),
    ("address", re.compile(r"住址|家庭住址|居住地|门牌|房号")),
    ("place", re.compile(r"地点|场所|地址|位置")),
    ("longtext", re.compile(r"内容|简介|说明|情况|措施|描述|摘要")),
)
_DATE = re.compile(r"日期|时间|年月日|月份|日子")
_LESS_LIKELY = re.compile(r"结束|截止|办结|完成|整改|填报|填表|报送|上报|到期|有效期|至$|止$")
"""Days that end or report something: the day of a record only where no other column gives one."""
_NO_DAY = re.compile(r"出生|生日|入党|参加工作|发证")
"""Days in a person's life: never the day of a record."""
_DAY_PARTS = ("年", "月", "日")
_UNIT = re.compile(
    r"^(?:.*(?:主办|承办|举办|组织|责任|报送|填报|上报|申报|所属|所在|实施|开展|牵头))?(?:单位|社区|居委会?|村居|村社|社区[((]村[))]|村[((]社区[))]|街道|镇街|部门|主体)(?:名称)?$"
)
_NO_UNIT = re.compile(r"参与|协办|支持|联系|工作单位")
_IN_BRACKETS = re.compile(r"[((].*?[))]")
_TAKEN = re.compile(r"时间|用时|时数|耗时")
_HOURS = re.compile(r"小时|钟头|分钟|\dh$")
_PLAIN_DAY = re.compile(
    r"(?:(?:19|20)\d\d[年./\-])?(?:\d{1,2}|十?[一二三四五六七八九十])月|(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d"
)
_BEGINS_NUMBER = re.compile(r"(?:[约近超共上>≥<≤+\-(¥]|大约|约有|不少于|至少|人民币){0,2}[\d一二三四五六七八九十百千]")
_SAMPLE = 200
_MOST_CHOICES = 8


@dataclass(frozen=True)
class Column:
    """A column: where it stands, its heading, what it holds, and the book field it fits (None: none known)."""

    index: int
    heading: str
    kind: Kind
    field: str | None = None
    parts: tuple[int, ...] = ()
    """Where a day is split over columns (月, 日): all of them; this one is the first."""
    is_part: bool = False
    """A further column of such a day: the first one gives what it holds."""


@dataclass(frozen=True)
class Columns:
    """The columns of a table that are read, and the headings of those that are not stored."""

    kept: tuple[Column, ...]
    dropped: tuple[str, ...]

    def first(self, kind: Kind) -> Column | None:
        """Return the first column of a kind."""
        return self._first.get(kind)

    @cached_property
    def _first(self) -> dict[Kind, Column]:
        return {column.kind: column for column in reversed(self.kept)}


def read_columns(
    sheet: Sheet,
    table: Table,
    units: UnitNames,
    books: Iterable[Book] = (),
    kinds: Mapping[str, Kind] | None = None,
) -> Columns:
    """Return what the columns of a table hold, by heading and content, or as ``kinds`` says of a heading. Those whose heading names an attribute that no
    field may hold are dropped: their cells are never looked at."""
    kept: list[Column] = []
    dropped: list[str] = []
    rows = [row.number for row in table.rows if row.kind == "record"][:_SAMPLE]
    split = _split_day(table)
    for index, heading in zip(table.columns, table.headings, strict=True):
        if any(forbidden_in_label(part) for part in (heading, *heading.split("/"))):
            dropped.append(heading)
            continue
        cells = [value for row in rows if not is_blank(value := sheet.value(row, index)) and not is_ditto(value)]
        kind: Kind = "ordinal" if index == table.ordinal else kind_of_column(heading, cells, units)
        kind = (kinds or {}).get(heading, kind)
        if index in split:
            kept.append(Column(index, heading, "date", parts=split, is_part=index != split[0]))
            continue
        kept.append(Column(index, heading, kind))
    return Columns(_with_fields(_one_of_each(kept, kinds or {}), books), tuple(dropped))


def _split_day(table: Table) -> tuple[int, ...]:
    """Return the neighbouring columns that are headed 月 and 日, or 年, 月 and 日; () for none."""
    lasts = [plain(heading).rpartition("/")[2] for heading in table.headings]
    for wanted in (_DAY_PARTS, _DAY_PARTS[1:]):
        for place in range(len(lasts) - len(wanted) + 1):
            if tuple(lasts[place : place + len(wanted)]) == wanted:
                return table.columns[place : place + len(wanted)]
    return ()


def _one_of_each(columns: Sequence[Column], told: Mapping[str, Kind]) -> list[Column]:
    """Leave one day and one unit, which tell when and where; further ones are read as they stand, as text."""
    days = [each for each in columns if each.kind == "date" and not each.is_part]
    likely = [each for each in days if each.parts or each.heading in told or not _NO_DAY.search(each.heading)]
    likely = [each for each in days if told.get(each.heading) == "date"] or likely
    day = next((each for each in likely if not _LESS_LIKELY.search(each.heading)), next(iter(likely), None))
    unit = next((each for each in columns if each.kind == "unit"), None)

    def stays(each: Column) -> bool:
        is_of_day = day is not None and each.is_part and each.parts == day.parts
        return each.kind not in {"date", "unit"} or each in (day, unit) or is_of_day

    return [each if stays(each) else replace(each, kind="text", parts=(), is_part=False) for each in columns]


def kind_of_column(heading: str, cells: Sequence[Value], units: UnitNames) -> Kind:
    """Return what a column holds, by its heading and by what stands under it."""
    name = plain(heading)
    last = name.rpartition("/")[2]
    if _DATE.search(last) and _share(cells, _is_day) >= 0.5:
        return "date"
    if _TAKEN.search(last) and _share(cells, _is_hours) >= 0.5:
        return "hours"
    if any(map(_UNIT.fullmatch, (last, name, _IN_BRACKETS.sub("", last)))) and not _NO_UNIT.search(name):
        return "unit"
    for kind, pattern in _BY_WORD:
        if pattern.search(last) or (kind in {"count", "amount"} and pattern.search(name)):
            return kind if kind not in {"count", "amount"} or _share(cells, _is_number) >= 0.4 or not cells else "text"
    if _share(cells, _is_plain_day) >= 0.8:
        return "date"
    if _share(cells, _is_number) >= 0.8:
        return "amount" if _share(cells, _is_money) >= 0.5 else "count"
    if units.units and cells and _share(cells, lambda cell: bool(units.find(text_of(cell)).names)) >= 0.6:
        return "unit"
    texts = {text_of(cell) for cell in cells}
    if len(cells) >= 2 * _MOST_CHOICES and len(texts) <= _MOST_CHOICES and all(len(text) <= 10 for text in texts):
        return "choice"
    return "longtext" if any(len(text) > 60 for text in texts) else "text"


def _share(cells: Sequence[Value], holds: object) -> float:
    if not cells or not callable(holds):
        return 0.0
    return sum(bool(holds(cell)) for cell in cells) / len(cells)


def _is_day(cell: Value) -> bool:
    found = read_day(cell, 2000, 1)
    return found is not None


def _is_plain_day(cell: Value) -> bool:
    """Whether a cell is a day whatever its heading says; 3.5 and 5-6 alone may be anything."""
    if isinstance(cell, date):
        return True
    text = plain(cell) if isinstance(cell, str) else ""
    return bool(_PLAIN_DAY.match(text)) and read_day(text, 2000) is not None


def _is_hours(cell: Value) -> bool:
    return isinstance(cell, str) and bool(_HOURS.search(plain(cell))) and read_hours(cell).is_read


def _is_money(cell: Value) -> bool:
    return isinstance(cell, str) and bool(re.search(r"元|¥", plain(cell)))


def _is_number(cell: Value) -> bool:
    if is_nothing(cell):
        return True
    if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
        return True
    return isinstance(cell, str) and bool(_BEGINS_NUMBER.match(plain(cell))) and read_number(cell).is_read


def _with_fields(columns: Sequence[Column], books: Iterable[Book]) -> tuple[Column, ...]:
    """Name the fields of the one book whose labels the headings fit best; day and unit are those of every record."""
    best: dict[int, str] = {}
    for book in books:
        fits = _fits(columns, book)
        if len(fits) > len(best):
            best = fits
    standing = {"date": "occurred_on", "unit": "unit"}
    return tuple(
        each if each.is_part else replace(each, field=standing.get(each.kind) or best.get(each.index))
        for each in columns
    )


def _fits(columns: Sequence[Column], book: Book) -> dict[int, str]:
    """Return the field of each column that has one: a heading that is a label first, then one that is a part of it."""
    names = {each.index: _IN_BRACKETS.sub("", plain(each.heading.rpartition("/")[2])) for each in columns}
    found: dict[int, str] = {}
    labels = {item.label: item.id for item in book.fields}
    for index, name in names.items():
        if labels.get(name) not in {None, *found.values()}:
            found[index] = labels[name]
    for index, name in names.items():
        if index not in found and name:
            free = (item for item in book.fields if item.id not in found.values())
            near = next((item.id for item in free if name in item.label or item.label in name), None)
            found |= {index: near} if near else {}
    return found
