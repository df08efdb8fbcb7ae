"""What a sheet says outside its table: the year, the month, the unit that it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yiben.sheets.cells import Sheet, Workbook
from yiben.sheets.days import month_in, turn_in, year_in
from yiben.sheets.layout import Table
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

_FILED = re.compile(r"(?:填报|填表|报送|上报|制表|编制|统计|打印|更新)(?:时间|日期)[::].*")
"""When the sheet was filled in: no day, month or year of what it tells, unless nothing else says one."""
_OF_UNIT = re.compile(r"(?:填报|报送|上报|编制|制表)?(?:单位|社区|居委会)(?:名称)?(?:[((]盖章[))])?[::](?P<name>.+)")


@dataclass(frozen=True)
class Context:
    """The year and month for days written without, and the unit of rows that name none; None: not said."""

    year: int | None = None
    month: int | None = None
    unit: str | None = None
    turn: int = 1
    """The month from which the year counts: earlier ones are of the year after (2025年12月至2026年2月)."""


def context_of(workbook: Workbook, sheet: Sheet, table: Table, units: UnitNames, *, has_days: bool) -> Context:
    """Return what title lines, the sheet's name and the file's name say, the nearest first. A month in a title counts
    only for tables whose days need it."""
    file = workbook.name.rpartition(".")[0]
    titles = [*table.titles, *table.titles_above]
    said = [_FILED.sub("", plain(text)) for text in titles]
    dated = next((text for text in (*said, sheet.name or "", file, *titles) if year_in(text)), "")
    month = next((found for text in (sheet.name or "", *said) if (found := month_in(text))), None)
    if month is None and not has_days:
        month = month_in(file)
    unit = _unit([*titles, sheet.name or "", file], units)
    return Context(year_in(dated), month, unit, turn_in(dated) or 1)


def _unit(places: list[str], units: UnitNames) -> str | None:
    for text in places:
        labelled = _OF_UNIT.search(plain(text))
        if labelled:
            meant = units.find(re.split(r"(?:填报|填表|日期|时间|负责|联系)", labelled["name"])[0])
            if len(meant.names) == 1:
                return meant.names[0]
        if units.units and (named := units.named_in(text)):
            return named
    return None
