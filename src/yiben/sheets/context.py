"""What a sheet says outside its table: the year, the month, the unit that it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yiben.sheets.cells import Sheet, Workbook
from yiben.sheets.days import month_in, year_in
from yiben.sheets.layout import Table
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

_OF_UNIT = re.compile(r"(?:填报|报送|上报|编制|制表)?(?:单位|社区|居委会)(?:名称)?(?:[((]盖章[))])?[::](?P<name>.+)")


@dataclass(frozen=True)
class Context:
    """The year and month for days written without, and the unit of rows that name none; None: not said."""

    year: int | None = None
    month: int | None = None
    unit: str | None = None


def context_of(workbook: Workbook, sheet: Sheet, table: Table, units: UnitNames, *, has_days: bool) -> Context:
    """Return what title lines, the sheet's name and the file's name say, the nearest first. A month in a title counts
    only for tables whose days need it."""
    near = [*table.titles, sheet.name or ""]
    places = [*near, workbook.name.rpartition(".")[0]]
    year = next((found for text in places if (found := year_in(text))), None)
    month = next((found for text in (sheet.name or "", *table.titles) if (found := month_in(text))), None)
    if month is None and not has_days:
        month = month_in(places[-1])
    return Context(year, month, _unit(places, units))


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
