"""The places above and below a table that ask whose it is: “填报单位（盖章）：____  填报人：____”. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yiben.sheets.cells import Sheet, Workbook, is_blank, text_of

_ASKS: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?:填报|填表|报送|上报|编制|制表|申报|报表)?(?:单位|社区|部门)(?:名称|全称)?"
    r"\s*(?:[(（][^()（）:：]{1,8}[)）])?\s*[:：](?P<gap>[\s_＿　]*)"
)
_NEXT: Final = re.compile(
    r"(?:填报|填表|制表|上报|报送|审核|复核|单位|主要|分管|经办|联系)?(?:人|负责人|领导|日期|时间|电话|方式)|20\d\d\s*年|年\s*月"
)
"""What may stand behind the place on the same line; anything else, such as 元, is what the unit (of measure) is."""
_APART: Final = "　　"


def unit_lines(form: Workbook, unit: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield the cells that ask for the unit and are open, as (sheet, row, column, text with the unit's name in its place).
    Who filled it in and when stays open."""
    for sheet in form.sheets:
        for row in range(len(sheet.rows)):
            for column in sheet.filled(row):
                text = text_of(sheet.value(row, column))
                if (filled := with_unit(text, unit)) and _is_open(sheet, row, column):
                    yield sheet.name or "", row, column, filled


def with_unit(text: str, unit: str) -> str:
    """Return a line with a unit's name where it asks for it, "" for one that asks for none or says it already.

    >>> with_unit("填报单位（盖章）：____  填报人：", "望岫街道"), with_unit("单位：元", "望岫街道"), with_unit("计量单位：", "望岫街道")
    ('填报单位（盖章）：望岫街道　　填报人：', '', '')
    """
    for found in _ASKS.finditer(text):
        rest = text[found.end() :]
        if not rest or _NEXT.match(rest):
            return f"{text[: found.start('gap')]}{unit}{_APART if rest else ''}{rest}"
    return ""


def _is_open(sheet: Sheet, row: int, column: int) -> bool:
    """Whether nothing stands in the next cell that might be the name, or another label."""
    merge = sheet.anchors.get((row, column))
    beside = sheet.value(row, (merge.right if merge else column) + 1)
    return is_blank(beside) or _NEXT.match(text_of(beside)) is not None
