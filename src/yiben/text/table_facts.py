"""Numbers that stand in the cells of a table: the headings of their row and column say what was counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from yiben.text.context import Section
from yiben.text.numerals import numeral
from yiben.text.results import Fact, Number
from yiben.text.tables import Cell, tables
from yiben.text.task_tables import roles_of, sets_tasks
from yiben.text.wordlists import word_list, words_here

_LEAST_COLUMNS = 2
_LONGEST_LABEL = 40
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BRACKETED = re.compile(r"[(（]([^()（）]{1,8})[)）]\s*$")
_CAPTION = re.compile(r"(?:计量)?单位[:：]\s*([^\s，,。；;）)]{1,6})[)）]?\s*$")
_SCALED = re.compile(r"([十百千万亿]{0,2})(.*)", re.DOTALL)
_NOT_COUNTED = re.compile(
    r"序号|编号|代码|年龄|电话|手机|时间|日期|时限|年份|月份|邮编|号码|证号|排名|名次|计划|目标|任务|指标值|标准|要求|应[^急]|门牌|备注|说明|得分|分值|^№?$|^No\.?$"
)
_UNIT_COLUMN = re.compile(r"(?:计量)?单位")
_PLAIN = re.compile(
    r"(?:完成|实际|本期|本年|现有|累计|合计|总计)*(?:数量?|数值|数额|金额|合计|总计|小计|完成情况|完成数|实绩)|完成|实际|现有|累计"
)
"""Headings that say no more than that something was counted."""
_DONE = re.compile("完成|实际|现有|已|累计|实绩|情况|统计|汇总")


@cache
def _number() -> re.Pattern[str]:
    unit = words_here("quantities", "units")
    return re.compile(
        rf"(?P<about>约|近)?\s?(?P<value>[0-9]{{1,15}}(?:,[0-9]{{3}})*(?:\.[0-9]{{1,9}})?)\s?(?P<scale>[十百千万亿]{{0,2}})\s?"
        rf"(?P<unit>[%％]|{unit})?(?P<more>[余多])?"
    )


def table_facts(text: str, parts: Sequence[Section]) -> Iterator[Fact]:
    """Yield the numbers in the tables that report something, each with the unit of its cell, heading, row or caption.

    A number without any unit is none; columns of numbers, days and targets, and tables of tasks are left out.
    """
    for header, records in _parted(tables(text, _LEAST_COLUMNS)):
        if not records or sets_tasks(roles_of(header)) or any(_is_number(cell.text) for cell in header):
            continue
        section = next((each for each in parts if each.start <= header[0].start < each.end), None)
        before = text[max(0, header[0].start - _LONGEST_LABEL) : header[0].start]
        caption = _CAPTION.search(before.rstrip("\n"))
        for record in records:
            yield from _of_row(header, record, caption[1] if caption else "", section)


def _parted(found: Iterable[list[list[Cell]]]) -> Iterator[tuple[list[Cell], list[list[Cell]]]]:
    """Headings with the rows below them. A row of other width without a number heads a table of its own."""
    for rows in found:
        header, records = rows[0], list[list[Cell]]()
        for row in rows[1:]:
            if len(row) != len(header) and all(cell.text and not _is_number(cell.text) for cell in row):
                yield header, records
                header, records = row, []
            else:
                records.append(row)
        yield header, records


def _is_number(cell: str) -> bool:
    return not _YEAR.match(cell) and _number().fullmatch(cell) is not None


def _of_row(header: Sequence[Cell], record: Sequence[Cell], caption: str, section: Section | None) -> Iterator[Fact]:
    label = next((cell.text for cell in record if cell.text and _number().fullmatch(cell.text) is None), "")
    unit_column = next((at for at, cell in enumerate(header) if _UNIT_COLUMN.fullmatch(cell.text)), None)
    own = record[unit_column].text if unit_column is not None and unit_column < len(record) else ""
    for heading, cell in zip(header, record, strict=False):
        if _NOT_COUNTED.search(heading.text) or not (_tells(section) or _DONE.search(heading.text)):
            continue
        match = _number().fullmatch(cell.text)
        if match is None or not label:
            continue
        unit = match["unit"] or _unit_of(heading.text) or own or _unit_of(label) or caption
        scaled = _SCALED.fullmatch(unit)
        if not unit or scaled is None or (not match["unit"] and not _is_unit(scaled[2])):
            continue
        value = numeral(match["value"] + match["scale"] + scaled[1])
        if value is not None:
            about = bool(match["about"] or match["more"])
            yield _fact(cell, _measure(label, heading.text), value, scaled[2].replace("％", "%"), is_about=about)


def _tells(section: Section | None) -> bool:
    return section is None or section.mood == "past" or (section.mood == "preamble" and section.usual == "past")


def _unit_of(heading: str) -> str:
    """What a heading counts in: 场次（场）, 经费（万元）, 人数."""
    if bracketed := _BRACKETED.search(heading):
        return bracketed[1].removeprefix("单位：").removeprefix("单位:")
    counted = heading.removesuffix("数").removesuffix("数量")
    return next((unit for unit in _units() if counted != heading and counted.endswith(unit)), "")


def _is_unit(unit: str) -> bool:
    return unit in ("%", "％") or unit in _units()


@cache
def _units() -> tuple[str, ...]:
    return word_list("quantities", "units")


def _measure(label: str, heading: str) -> str:
    row, column = (_BRACKETED.sub("", each).strip() for each in (label, heading))
    return (row if _PLAIN.fullmatch(column) else row + column)[-_LONGEST_LABEL:]


def _fact(cell: Cell, measure: str, value: Number, unit: str, *, is_about: bool) -> Fact:
    kind = "percent" if unit == "%" else "amount" if unit in word_list("quantities", "money") else "count"
    return Fact(cell.start, cell.end, cell.text, measure, value, unit, is_about, kind)
