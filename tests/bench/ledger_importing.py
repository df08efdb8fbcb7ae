"""Bringing a spreadsheet of 20 000 rows into a book: read, judged and recorded, beside reading its cells alone."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.bench import Row
from tests.sheets.making import xlsx

ROWS = 20_000
HEAD = ["序号", "日期", "主办单位", "活动名称", "参加人数", "发放手册", "备注"]


def importing(units: list[Any]) -> Iterator[Row]:
    """Measure in the ledger that is there. Judging includes the search for what the ledger holds already."""
    import python_calamine

    from yiben.audit.callers import SYSTEM
    from yiben.ledger.importing import actions, taking

    data = _workbook(units, random.Random(2))
    alone = _timed(
        lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    top = units[0]
    file, _is_new = actions.begin_import(SYSTEM, unit=top, book="activity", name="台账.xlsx", data=data)
    actions.confirm_columns(SYSTEM, file, file.mapping)
    judged = _timed(lambda: actions.stage_rows(file.uid))
    actions.take_in(SYSTEM, file)
    longest, append = [0.0], taking._append

    def watched(*given: Any) -> int:
        began = time.perf_counter()
        taken = append(*given)
        longest[0] = max(longest[0], time.perf_counter() - began)
        return taken

    taking._append = watched
    try:
        taken = _timed(lambda: actions.take_rows(file.uid))
    finally:
        taking._append = append
    assert file.rows.filter(verdict="taken").count() == ROWS
    by = "python-calamine reading alone"
    yield Row("import: read and judge 20 000 rows", ROWS / judged, "rows/s", True, ROWS / alone, by)
    yield Row("import: the whole, recorded", ROWS / (judged + taken), "rows/s", True, goal=5_000)
    yield Row("import: longest that others wait", longest[0] * 1000, "ms", False, goal=2_000)


def _workbook(units: list[Any], dice: random.Random) -> bytes:
    names = [unit.name for unit in units if unit.kind == "community"]
    rows: list[list[Any]] = [["2026年活动台账"], HEAD]
    for number in range(ROWS):
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(365))
        people, booklets = dice.randrange(300), dice.randrange(100)
        rows.append([number + 1, day, dice.choice(names), f"第{number}期邻里课堂", people, booklets, "/"])
    return xlsx({"台账": rows})


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
