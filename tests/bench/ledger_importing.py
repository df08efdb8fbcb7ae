"""Bringing a spreadsheet of 100 000 rows into a book: read, judged and recorded, beside reading its cells alone.

The import runs in a process of its own, as a worker's does, so that the memory it takes at its highest can be told.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import Row
from tests.bench.timing import timed

ROWS = 100_000
HEAD = ["序号", "日期", "主办单位", "活动名称", "参加人数", "发放手册", "备注"]


def importing(units: list[Any]) -> Iterator[Row]:
    """Measure in the ledger that is there. Judging includes the search for what the ledger holds already."""
    from tests.sheets.making import xlsx

    with tempfile.TemporaryDirectory(prefix="yiben-bench-") as folder:
        path = Path(folder) / "台账.xlsx"
        path.write_bytes(xlsx({"台账": _table(units, random.Random(2))}))
        command = [sys.executable, "-m", "tests.bench.ledger_importing", str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout
    said = json.loads(told.splitlines()[-1])
    by, rows = "python-calamine reading alone", f"import: %s {ROWS:,} rows"
    for clock, suffix in (("wall", ""), ("cpu", ", processor time")):
        alone, judged, taken = (ROWS / said[name][clock] for name in ("alone", "judged", "taken"))
        whole = ROWS / (said["judged"][clock] + said["taken"][clock])
        yield Row(rows % f"read and judge{suffix}", judged, "rows/s", True, alone, by)
        yield Row(rows % f"record{suffix}", taken, "rows/s", True)
        yield Row(rows % f"the whole{suffix}", whole, "rows/s", True, goal=None if suffix else 5_000)
    yield Row("import: longest that others wait", said["longest"] * 1000, "ms", False, goal=2_000)
    yield Row("import: memory at its highest", said["megabytes"], "MB", False, goal=300)


def _table(units: list[Any], dice: random.Random) -> list[list[Any]]:
    names = [unit.name for unit in units if unit.kind == "community"]
    rows: list[list[Any]] = [["2025年活动台账"], HEAD]
    for number in range(ROWS):
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(365))
        people, booklets = dice.randrange(300), dice.randrange(100)
        rows.append([number + 1, day, dice.choice(names), f"第{number}期邻里课堂", people, booklets, "/"])
    return rows


def _bring_in(path: Path) -> dict[str, Any]:
    import python_calamine

    from yiben.cli.main import prepare

    prepare()
    from yiben.audit.callers import SYSTEM
    from yiben.catalog.queries import catalogue
    from yiben.ledger.importing import actions, taking
    from yiben.units.models import Unit

    def read() -> None:
        python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    catalogue()  # a worker has read its packs long before
    top = Unit.objects.get(code="D")
    data = path.read_bytes()
    file, _is_new = actions.begin_import(SYSTEM, unit=top, book="activity", name=path.name, data=data)
    actions.confirm_columns(SYSTEM, file, file.mapping)
    judged = timed(lambda: actions.stage_rows(file.uid))
    actions.take_in(SYSTEM, file)
    longest, append = [0.0], taking._append

    def watched(*given: Any) -> int:
        began = time.perf_counter()
        taken = append(*given)
        longest[0] = max(longest[0], time.perf_counter() - began)
        return taken

    taking._append = watched
    taken = timed(lambda: taking.take_rows(file.uid))
    assert file.rows.filter(verdict="taken").count() == ROWS
    megabytes = _highest_megabytes()
    alone = timed(read)
    times = {"alone": alone, "judged": judged, "taken": taken}
    return {name: took._asdict() for name, took in times.items()} | {"longest": longest[0], "megabytes": megabytes}


def _highest_megabytes() -> float:
    """The most memory that this process ever took. What it took over from the one that began it is not counted, where the
    system tells that apart (Linux)."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_bring_in(Path(sys.argv[1]))))
