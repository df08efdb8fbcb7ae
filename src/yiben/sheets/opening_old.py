""".xls by xlrd; .et and what xlrd cannot read through LibreOffice, where it is installed."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import xlrd  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.sheets.cells import Merge, Sheet, Value, Workbook
from yiben.sheets.opening_zip import exact, zipped_workbook
from yiben.text.opening_office import converted

_VISIBLE = 0


def old_workbook(data: bytes, name: str) -> Workbook:
    """Return the cells of an .xls file; raises TextProblem as ``open_workbook``."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=False, logfile=_Silent())
        sheets = tuple(_sheet(book, sheet) for sheet in book.sheets())
    except xlrd.XLRDError as problem:
        if "encrypted" in str(problem).lower():
            raise TextProblem("document_encrypted", name=name) from problem
        return _through_office(data, name)
    except (ValueError, IndexError, KeyError, AssertionError, UnicodeDecodeError, OverflowError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    return Workbook(sheets, "xls", name)


def _through_office(data: bytes, name: str) -> Workbook:
    opened = zipped_workbook(converted(data, name, "xlsx"), name)
    return Workbook(opened.sheets, "et", name, ("converted",))


def _sheet(book: Any, sheet: Any) -> Sheet:
    rows = tuple(tuple(_value(book, cell) for cell in sheet.row(number)) for number in range(sheet.nrows))
    merges = tuple(Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    hidden = frozenset(number for number, row in sheet.rowinfo_map.items() if row.hidden)
    struck = frozenset(number for number in range(sheet.nrows) if _is_struck(book, sheet, number))
    return Sheet(sheet.name, rows, merges, hidden, struck, is_hidden=sheet.visibility != _VISIBLE)


def _value(book: Any, cell: Any) -> Value:
    if cell.ctype == xlrd.XL_CELL_DATE:
        year, month, day, hour, minute, _second = xlrd.xldate_as_tuple(cell.value, book.datemode)
        return date(year, month, day) if year else time(hour, minute)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return None
    return exact(cell.value)


def _is_struck(book: Any, sheet: Any, row: int) -> bool:
    for column, cell in enumerate(sheet.row(row)):
        if cell.value not in ("", None):
            font = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index]
            return bool(font.struck_out)
    return False


class _Silent:
    """Takes xlrd's remarks, which are for nobody."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
