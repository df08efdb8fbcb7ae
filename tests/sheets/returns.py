"""Layouts and returned tables made for the tests of merging. A text that begins with “=” is a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.sheets.making import Cells, xlsx
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.returned import FileOutcome, Merged, merge_returned
from yiben.sheets.unit_names import UnitName, UnitNames

UNITS = UnitNames(
    tuple(
        UnitName(f"{stem}社区居民委员会", number, (f"{stem}社区",))
        for number, stem in enumerate(("听荷", "望岫", "云杉", "砚池"), start=1)
    )
)
LOTUS, PEAK, CEDAR, POND = (unit.name for unit in UNITS.units)
HEAD = ("序号", "日期", "活动名称", "参加人数", "经费（元）", "人均（元）", "备注")
ACTIVITY = (1, "2026-03-05", "消防演练", 30, 600, "=E4/D4", "")


def listing(
    rows: Cells = (("",) * 7, ("",) * 7, ("",) * 7),
    *,
    unit: str = "",
    head: Sequence[str] = HEAD,
    total: Sequence[Any] | None = None,
    name: str = "活动台账",
) -> dict[str, Cells]:
    """A list of activities; without rows the issuer's layout: three rows with a formula in the sixth column."""
    blank = not unit and not any(any(row) for row in rows)
    body = [("", "", "", "", "", f'=IFERROR(E{n}/D{n},"")', "") for n in range(4, 7)] if blank else list(rows)
    end = 3 + len(body)
    printed = (
        ("合计", "", "", f"=SUM(D4:D{end})", f"=SUM(E4:E{end})", f"=E{end + 1}/D{end + 1}") if total is None else total
    )
    return {name: [("2026年活动台账",), (f"填报单位：{unit}",), head, *body, printed, ("填表人：", "", "", "审核人：")]}


def items(numbers: Mapping[str, Sequence[Any]], *, unit: str = "", labels: Sequence[str] = ()) -> dict[str, Cells]:
    """A table of given items (场次, 人数, 人均), their total in the last row."""
    named = labels or ("宣传活动", "培训讲座", "志愿服务")
    rows = [(label, *numbers.get(label, ("", "")), f'=IFERROR(C{n}/B{n},"")') for n, label in enumerate(named, start=4)]
    end = 3 + len(rows)
    total = ("合计", *numbers.get("合计", (f"=SUM(B4:B{end})", f"=SUM(C4:C{end})")), f"=C{end + 1}/B{end + 1}")
    return {"统计表": [("活动统计表",), (f"填报单位：{unit}",), ("项目", "场次", "人数", "场均人数"), *rows, total]}


def own_rows(numbers: Mapping[str, Sequence[Any]]) -> dict[str, Cells]:
    """A table with a row for each unit."""
    rows = [(n, name, *numbers.get(name, ("", ""))) for n, name in enumerate((LOTUS, PEAK, CEDAR, POND), start=1)]
    return {
        "汇总表": [("物业情况",), ("序号", "社区", "小区数", "户数"), *rows, ("合计", "", "=SUM(C3:C6)", "=SUM(D3:D6)")]
    }


def merge(
    layout: Mapping[str, Cells], sent: Mapping[str, Mapping[str, Cells] | bytes], units: UnitNames = UNITS
) -> Merged:
    """Merge tables as sent, by file name, into a layout."""
    files = [ReturnedFile(name, book if isinstance(book, bytes) else xlsx(book)) for name, book in sent.items()]
    return merge_returned(files, ReturnedFile("表样.xlsx", xlsx(layout)), units)


def alone(
    layout: Mapping[str, Cells], sent: Mapping[str, Cells], name: str = "听荷社区.xlsx"
) -> tuple[FileOutcome, Merged]:
    """Merge one table, and return what became of it."""
    merged = merge(layout, {name: sent})
    return merged.files[0], merged


def codes(outcome: FileOutcome) -> list[tuple[str, str, bool]]:
    """The deviations of a file, in short."""
    return [(each.code, each.where, each.sure) for each in outcome.deviations]
