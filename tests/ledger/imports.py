"""Short ways to bring a spreadsheet into a book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.cast import Cast
from tests.sheets.making import xlsx
from yiben.audit.callers import SYSTEM, Caller
from yiben.ledger.importing.actions import begin_import, confirm_columns, stage_rows, take_in
from yiben.ledger.importing.queries import count_verdicts
from yiben.ledger.importing.taking import take_rows
from yiben.ledger.models import ImportFile, ImportRow

HEAD = ["序号", "日期", "活动名称", "系列", "参加人数", "发放手册"]
TITLE = ["枫林社区2026年活动台账"]
ROWS: list[list[Any]] = [
    [1, "2026.3.5", "反诈宣传进楼院", "日常活动", 46, 120],
    [2, "3月12日", "消防演练", "日常活动", "３０", "/"],
    [3, 46098, "邻里议事会", "", "12人", 0],
]


def sheet(rows: Sequence[Sequence[Any]] = ROWS, head: Sequence[str] = HEAD, **marks: Any) -> bytes:
    """Return a workbook of one sheet with a title, a heading and rows."""
    return xlsx({"活动台账": [TITLE, head, *rows]}, **marks)


def bring(
    cast: Cast,
    data: bytes,
    *,
    name: str = "活动台账.xlsx",
    unit: str = "community",
    caller: Caller = SYSTEM,
    book: str = "activity",
    mapping: Mapping[str, str] | None = None,
) -> ImportFile:
    """Begin an import, confirm its columns as proposed but for ``mapping``, read and judge its rows."""
    file, _is_new = begin_import(caller, unit=cast.unit(unit), book=book, name=name, data=data)
    if file.state == ImportFile.COLUMNS:
        confirm_columns(caller, file, {**file.mapping, **(mapping or {})})
    stage_rows(file.uid)
    file.refresh_from_db()
    return file


def take(file: ImportFile, caller: Caller = SYSTEM, *, late: bool = False) -> int:
    """Take in what is ready and return how many rows became entries."""
    take_in(caller, file, late=late)
    taken = take_rows(file.uid)
    file.refresh_from_db()
    return taken


def verdicts(file: ImportFile) -> tuple[int, int, int, int]:
    """Return how many rows ask, are ready, are left out, are taken."""
    found = count_verdicts(file)
    return found["ask"], found["ready"], found["left_out"], found["taken"]


def row(file: ImportFile, number: int) -> ImportRow:
    return ImportRow.objects.get(file=file, number=number)


def said(file: ImportFile, number: int) -> set[str]:
    """Return the codes of what is said of a row: remarks and problems."""
    found = row(file, number)
    return {code for code, _ in found.remarks} | {code for _, code, _ in found.problems}
