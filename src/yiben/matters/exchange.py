"""The exports of other systems (12345, grid platforms, petition offices) as matters: columns known by their headings.

Of a hotline or grid order the bringer's name and telephone are taken as this matter's own, locked. Of a petition office's
export only number, matter, unit, days and outcome are taken (信访工作条例: nobody is listed who petitioned); everything else
is left out and said in one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from yiben.errors import Refusal
from yiben.sheets.days import read_day
from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import propose_import

SYSTEMS = ("hotline", "grid", "petition")
"""Systems whose exports are taken in; each is also the channel by which its matters came."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "诉求编号", "事件编号", "信访件编号", "信访编号", "案件编号", "编号", "流水号"),
    "title": ("诉求标题", "工单标题", "事件标题", "事项名称", "标题", "信访事项", "诉求事项", "主题", "事项"),
    "account": ("诉求内容", "工单内容", "事件描述", "问题描述", "内容", "反映内容", "信访内容"),
    "came_on": (
        "来电时间",
        "受理时间",
        "登记时间",
        "上报时间",
        "信访日期",
        "登记日期",
        "受理日期",
        "来电日期",
        "创建时间",
    ),
    "due_on": ("办理时限", "办结时限", "截止时间", "限办日期", "到期时间", "处置时限"),
    "unit": ("承办单位", "办理单位", "处置单位", "责任单位", "主办单位"),
    "outcome": ("办理结果", "处置结果", "办结情况", "办理情况", "处理结果", "答复内容"),
    "closed_on": ("办结时间", "办结日期", "处置时间", "结案时间", "完成时间"),
    "where": ("地址", "事发地址", "诉求地址", "发生地点", "地点"),
    "name": ("来电人", "姓名", "诉求人", "联系人", "反映人", "信访人", "上报人"),
    "phone": ("联系电话", "来电号码", "电话", "手机", "联系方式"),
}
"""What a column holds, by its heading; the first of a list that is there counts."""
OF_PETITION = ("number", "title", "unit", "came_on", "due_on", "closed_on", "outcome")


@dataclass(frozen=True)
class Order:
    """A row of an export. ``row`` is its number in the sheet; ``unit`` as it is written there; ``is_day_unread``: something stands
    where the day should, and it is none."""

    row: int
    number: str
    title: str
    account: str = ""
    came_on: date | None = None
    due_on: date | None = None
    unit: str = ""
    outcome: str = ""
    closed_on: date | None = None
    where: str = ""
    name: str = ""
    phone: str = ""
    is_day_unread: bool = False


@dataclass(frozen=True)
class ReadOrders:
    """The orders of an export, and the headings that are left out."""

    orders: tuple[Order, ...]
    left_out: tuple[str, ...] = field(default=())


def read_orders(data: bytes, name: str, system: str, number: str = "") -> ReadOrders:
    """Return the orders of an export. ``number`` names the heading of the column that holds
    the number, where it is none of the known ones. Refuses ``hotline_columns`` (with the headings) when no column holds it,
    ``hotline_empty`` for no row, and what cannot be opened."""
    proposed = propose_import(open_workbook(data, name))
    headings = list(dict.fromkeys(column.heading for _sheet, column in proposed.columns))
    taken = _columns(headings, OF_PETITION if system == "petition" else tuple(HEADINGS))
    offered = [each for each in headings if each not in (*HEADINGS["name"], *HEADINGS["phone"])]
    if number and number in offered:
        taken = {each: heading for each, heading in taken.items() if heading != number} | {"number": number}
    if "number" not in taken:
        close = next((each for each in headings if each.endswith(("编号", "单号", "流水号", "号"))), None)
        taken |= {"number": close} if close else {}
    if "number" not in taken:
        raise Refusal("hotline_columns", names="、".join(HEADINGS["number"]), headings=offered)
    day_column = next((column.heading for _sheet, column in proposed.columns if column.kind == "date"), "")
    unit_column = next((column.heading for _sheet, column in proposed.columns if column.kind == "unit"), "")
    orders = []
    for record in proposed.records:
        values = {name: _text(record.values.get(heading)) for name, heading in taken.items()}
        came = values.get("came_on", "") or str(record.flags.get("date_invalid", ""))
        days = {name: _day(values.pop(name, "")) for name in ("came_on", "due_on", "closed_on")}
        if taken.get("came_on") == day_column and record.day is not None:
            days["came_on"] = record.day.on
        if taken.get("unit") == unit_column and record.units:
            values["unit"] = record.units[0]
        orders.append(_order(record.row, values, days, bool(came) and days["came_on"] is None))
    if not orders:
        raise Refusal("hotline_empty")
    kept = set(taken.values())
    ordinals = {column.heading for _sheet, column in proposed.columns if column.kind == "ordinal"}
    left = [each for each in (*headings, *proposed.dropped) if each not in kept and each not in ordinals]
    return ReadOrders(tuple(orders), tuple(dict.fromkeys(left)))


def _order(row: int, values: Mapping[str, str], days: Mapping[str, date | None], is_day_unread: bool) -> Order:
    said = {name: values.get(name, "") for name in ("account", "unit", "outcome", "where", "name", "phone")}
    title = values.get("title", "") or said["account"][:40]
    return Order(
        row=row,
        number=values.get("number", ""),
        is_day_unread=is_day_unread,
        title=title,
        came_on=days.get("came_on"),
        due_on=days.get("due_on"),
        closed_on=days.get("closed_on"),
        **said,
    )


def _columns(headings: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in wanted:
        exact = next((known for known in HEADINGS[name] if known in headings), None)
        near = next((each for known in HEADINGS[name][:3] for each in headings if known in each), None)
        heading = exact or near
        if heading is not None and heading not in found.values():
            found[name] = heading
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _day(text: str) -> date | None:
    found = read_day(text) if text else None
    return found.on if found is not None and found.precision == "day" else None
