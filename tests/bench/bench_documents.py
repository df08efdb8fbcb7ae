"""Documents: returned tables merged into the issuer's layout; a superior's form filled."""

from __future__ import annotations

import importlib
import io
import resource
import time
from collections.abc import Callable

import xlsxwriter

from tests.bench import Row, documents_writing
from tests.sheets.making import xlsx
from tests.sheets.returns import listing
from yiben.sheets.filling import fill_cells
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.returned import merge_returned
from yiben.sheets.unit_names import UnitName, UnitNames

_FILES, _ROWS = 12, 200
_FORMS = 1000


def run(*, full: bool) -> list[Row]:
    """Return seconds for merging twelve returned files of 200 rows (``full``: 60 files, without a goal); for filling a form
    of 200 cells beside openpyxl; how much memory 1 000 of them take; for a report written and a draft checked."""
    more = [_merging(5 * _FILES, None)] if full else []
    return [_merging(_FILES, 3.0), *more, *_filling(), *documents_writing.run()]


def _merging(count: int, goal: float | None) -> Row:
    units = UnitNames(tuple(UnitName(f"第{number}社区居民委员会", number) for number in range(count)))
    files = [ReturnedFile(f"{unit.name}.xlsx", _returned(unit.name)) for unit in units.units]
    layout = ReturnedFile("表样.xlsx", xlsx(listing()))
    began = time.perf_counter()
    merged = merge_returned(files, layout, units)
    seconds = time.perf_counter() - began
    assert sum(len(rows) for rows in merged.rows.values()) == count * _ROWS
    return Row(f"merging {count} returned files of {_ROWS} rows", seconds, "s", False, goal=goal)


def _filling() -> list[Row]:
    """Filling at the cells, beside loading, filling and saving the workbook with openpyxl where that is installed."""
    form, cells = _form(), {f"月报!{column}{row}": row for row in range(5, 55) for column in "BCDE"}
    seconds = _best(lambda: fill_cells(form, cells))
    theirs = _openpyxl(form, cells)
    beside = "openpyxl: load, fill, save" if theirs is not None else ""
    goal = 1.0 if theirs is not None else None
    rows = [Row(f"filling a form of {len(cells)} cells", seconds, "s", False, theirs, beside, goal)]
    first = _kilobytes()
    for number in range(_FORMS):
        fill_cells(form, cells)
        if number == _FORMS // 10:
            first = _kilobytes()
    grown = max(0, _kilobytes() - first) / 1024
    return [
        *rows,
        Row(f"memory that {_FORMS} forms take beyond the first {_FORMS // 10}", grown, "MB", False, goal=5.0),
    ]


def _best(work: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def _openpyxl(form: bytes, cells: dict[str, int]) -> float | None:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ModuleNotFoundError:
        return None

    def work() -> None:
        book = openpyxl.load_workbook(io.BytesIO(form))
        for place, value in cells.items():
            book["月报"][place.partition("!")[2]] = value
        book.save(io.BytesIO())

    return _best(work)


def _kilobytes() -> int:
    """What the process has taken at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _form() -> bytes:
    """A form of 50 rows and four columns with formulas, a chart and rules, as such forms are."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet, cell = book.add_worksheet("月报"), book.add_format({"border": 1})
    sheet.merge_range("A1:F1", "平安宣传工作月报表")
    sheet.write_row("A4", ["指标名称", "本月", "本年累计", "去年同期", "去年累计", "增减"], cell)
    for row in range(5, 55):
        sheet.write(f"A{row}", f"指标{row}", cell)
        for column in "BCDE":
            sheet.write_blank(f"{column}{row}", None, cell)
        sheet.write_formula(f"F{row}", f"=C{row}-E{row}", cell)
    sheet.data_validation("B5:E54", {"validate": "integer", "criteria": ">=", "value": 0})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=月报!$B$5:$B$54"})
    sheet.insert_chart("H4", chart)
    book.close()
    return kept.getvalue()


def _returned(unit: str) -> bytes:
    rows = [
        (
            n + 1,
            f"2026-03-{n % 28 + 1:02d}",
            f"活动{n}",
            f"{n}人" if n % 9 == 0 else n,
            n * 10,
            f"=E{n + 4}/D{n + 4}",
            "",
        )
        for n in range(_ROWS)
    ]
    return xlsx(listing(rows, unit=unit))
