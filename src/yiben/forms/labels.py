"""Places for names and days: “填报单位：____”, “（  年  月）”, signature lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yiben.forms.layout import Fact, Label
from yiben.sheets.cells import Sheet, is_blank

_GAP: Final = r"[\s_＿　]*"
_SEAL: Final = r"(?:[（(][^（）()]{1,6}[）)])?"
_FACTS: Final[tuple[tuple[Fact, str], ...]] = (
    (
        "unit",
        rf"(?:填报|填表|报送|上报|编报|编制|报表|统计)(?:单位|机构|部门)(?:名称)?{_SEAL}|(?:单位|机构|部门|社区|街道)名称",
    ),
    ("period", r"(?:报告|统计|报表|填报|所属)?(?:期别|时期|期间|月份|年月|所属期|报告期|统计时间|统计期间|账期)"),
    ("day", r"(?:填报|报送|填表|制表|报出|上报)(?:日期|时间)"),
    ("none", rf"(?:填表|填报|制表|审核|复核|经办|联系)人(?:员)?{_SEAL}|(?:单位|统计|分管|主要)?(?:负责人|领导){_SEAL}"),
    ("none", r"(?:联系)?(?:电话|手机|邮箱)|(?:单位|公章|盖章)[（(]?(?:盖章|公章)?[）)]?|日期|签字|签名"),
)
_LABELS: Final = [
    (fact, re.compile(rf"(?P<label>{pattern.replace(' ', '')})\s*[:：](?P<gap>{_GAP})")) for fact, pattern in _FACTS
]
_BARE: Final = [(fact, re.compile(rf"(?:{pattern})\s*[:：]?")) for fact, pattern in _FACTS]
_YEAR_MONTH: Final = re.compile(
    rf"(?P<year>(?:20\d\d)?){_GAP}年(?:{_GAP}第?{_GAP}(?P<part>季度)|{_GAP}(?P<month>\d{{0,2}}){_GAP}月)?"
    rf"(?P<to>(?!{_GAP}\d{{0,2}}{_GAP}日))"
)
_DAY_GAP: Final = re.compile(rf"(?:20\d\d|{_GAP}){_GAP}年{_GAP}\d{{0,2}}{_GAP}月{_GAP}\d{{0,2}}{_GAP}日")


def labels_in(sheet: Sheet, name: str, row: int, column: int) -> Iterator[Label]:
    """Yield the labelled places that a cell holds or stands beside."""
    text = sheet.value(row, column)
    if not isinstance(text, str):
        return
    taken: list[tuple[int, int]] = []
    for fact, pattern in _LABELS:
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            yield from _placed(sheet, name, row, column, text, found, fact)
    if not taken:
        yield from _gaps(name, row, column, text)


def bare_fact(text: str) -> Fact | None:
    """Return what a cell that holds nothing but a label asks for, None for no label.

    >>> bare_fact("填报单位"), bare_fact("审核人："), bare_fact("参加人数")
    ('unit', 'none', None)
    """
    stripped = re.sub(r"\s+", "", text)
    return next((fact for fact, pattern in _BARE if pattern.fullmatch(stripped)), None)


def _placed(
    sheet: Sheet, name: str, row: int, column: int, text: str, found: re.Match[str], fact: Fact
) -> Iterator[Label]:
    label = re.sub(r"\s+", "", found["label"])
    rest = text[found.end() :]
    is_open = bool(found["gap"]) or not rest
    if fact == "day" and (day := _DAY_GAP.match(rest.lstrip(" _　"))):
        end = found.end() + len(rest) - len(rest.lstrip(" _　")) + day.end()
        yield Label(name, row, column, label, fact, found.start("gap"), end)
        return
    if fact == "period" and _YEAR_MONTH.match(rest.lstrip(" _　")):
        yield from _gaps(name, row, column, text)
        return
    if not is_open:
        return
    beside = _right_of(sheet, row, column)
    if not rest and not found["gap"] and beside is not None:
        yield Label(name, row, beside, label, fact)
        return
    yield Label(name, row, column, label, fact, found.start("gap"), found.end())


def _gaps(name: str, row: int, column: int, text: str) -> Iterator[Label]:
    """The place of a period in a heading: “（2026年  月）”, “      年第   季度”."""
    if _DAY_GAP.search(text):
        return
    for found in _YEAR_MONTH.finditer(text):
        has_month = found["month"] is not None
        is_gap = (not found["year"] and found[0] != "年") or (has_month and not found["month"]) or bool(found["part"])
        if is_gap and (not found["part"] or re.search(r"第[\s_＿　]+季度|年[\s_＿　]+季度", found[0])):
            kind = "年季度" if found["part"] else "年月" if has_month else "年"
            yield Label(name, row, column, kind, "period", found.start(), found.end())
            return


def _right_of(sheet: Sheet, row: int, column: int) -> int | None:
    """The blank cell right of a cell, over the merge that it may begin; None where something stands there."""
    merge = sheet.anchors.get((row, column))
    beside = (merge.right if merge else column) + 1
    width = max((len(each) for each in sheet.rows), default=0)
    if beside >= max(width, 1) or (row, beside) in sheet.covered:
        return None
    return beside if is_blank(sheet.value(row, beside)) else None
