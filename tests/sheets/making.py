"""Workbooks made for the tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import ProposedImport, propose_import
from yiben.sheets.unit_names import UnitName, UnitNames

UNITS = UnitNames(
    (
        UnitName("听荷社区居民委员会", 1, ("听荷社区", "听荷")),
        UnitName("望岫社区居民委员会", 2, ("望岫社区",)),
        UnitName("云杉社区居民委员会", 3, ("云杉居委会",)),
    )
)
Cells = Sequence[Sequence[Any]]


def xlsx(
    sheets: Mapping[str, Cells], *, merged: Sequence[str] = (), hidden: Sequence[int] = (), struck: Sequence[int] = ()
) -> bytes:
    """Return a workbook. ``merged`` ranges, ``hidden`` and ``struck`` rows (from 1) hold for every sheet."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    day, line = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"font_strikeout": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif value not in (None, ""):
                    sheet.write(number, column, value, line if number + 1 in struck else None)
        for reference in merged:
            sheet.merge_range(reference, "")
            first = reference.partition(":")[0]
            row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
            sheet.write(row, column, rows[row][column])
        for number in hidden:
            sheet.set_row(number - 1, None, None, {"hidden": True})
    book.close()
    return kept.getvalue()


def read(data: bytes, name: str = "台账.xlsx") -> ProposedImport:
    """Return what would be taken from a file."""
    return propose_import(open_workbook(data, name), UNITS)


def one_sheet(rows: Cells, name: str = "Sheet1", **marks: Any) -> ProposedImport:
    """Return what would be taken from a workbook of one sheet."""
    return read(xlsx({name: rows}, **marks))
