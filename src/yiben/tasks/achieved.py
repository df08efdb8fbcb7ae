"""What the records that name tasks add up to, day by day: read from the lines of the ledger, with two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yiben.catalog.queries import catalogue
from yiben.ledger.lines import ENTRY
from yiben.ledger.measures import MeasureKey, known_measures
from yiben.packs.definitions import Book
from yiben.statements import select
from yiben.tasks.models import Task
from yiben.units.months import day_number

_LINES = (
    "FROM ledger_entryref t JOIN ledger_line l ON l.seq = t.entry_id AND l.part = 0 WHERE t.ref IN ({refs}) "
    "AND l.measure_id IN ({measures}) AND NOT EXISTS (SELECT 1 FROM ledger_entry n WHERE n.supersedes = t.entry_id)"
)
"""The own lines of the entries that name a task and that nothing supersedes: a correction may name another task."""
_BY_UNIT = f"SELECT t.ref, l.measure_id, l.unit_id, l.occurred_on, SUM(l.amount) {_LINES} GROUP BY 1, 2, 3, 4"
_WHOLE = (
    "SELECT d.ref, d.measure_id, NULL, d.occurred_on, SUM(d.amount) FROM (SELECT t.ref AS ref, l.measure_id "
    f"AS measure_id, l.occurred_on AS occurred_on, MIN(l.amount) AS amount {_LINES} "
    "GROUP BY t.ref, l.measure_id, l.occurred_on, l.seq, l.n) AS d GROUP BY 1, 2, 4"
)


@dataclass
class Achieved:
    """The sums of a task by day (yyyymmdd). ``whole`` counts an entry of several hosts once; ``by_unit`` gives it to
    each of them."""

    whole: dict[int, int] = field(default_factory=dict)
    by_unit: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def total(self, unit: int | None = None, first: date | None = None, last: date | None = None) -> int:
        """Return the sum from ``first`` to ``last`` (both included, None: open), of one unit or of all."""
        days: Mapping[int, int] = self.whole if unit is None else self.by_unit.get(unit, {})
        low = day_number(first) if first else 0
        high = day_number(last) if last else 99999999
        return sum(amount for day, amount in days.items() if low <= day <= high)


def achieved_by(tasks: Iterable[Task]) -> dict[str, Achieved]:
    """Return the sums of the counted ones among the tasks, by uid; the others have empty ones."""
    rows = list(tasks)
    found = {task.uid: Achieved() for task in rows}
    books = catalogue().books if any(task.where for task in rows) else {}
    keys = {task.uid: counted_key(task, books.get(task.book)) for task in rows if task.kind == Task.COUNTED}
    ids = known_measures(keys.values())
    measures = {uid: ids[key] for uid, key in keys.items() if key in ids}
    if not measures:
        return found
    for ref, measure, unit, day, amount in _rows(_WHOLE, measures) + _rows(_BY_UNIT, measures):
        if measures[ref] != measure:
            continue
        days = found[ref].whole if unit is None else found[ref].by_unit[unit]
        days[day] = int(amount)
    return found


def counted_key(task: Task, book: Book | None) -> MeasureKey:
    """Return the measure that a counted task sums: of one value of a required choice where the task names one."""
    fields = book.fields if book else ()
    parts = ((item.id, task.where[item.id]) for item in fields if item.parts_records and item.id in task.where)
    return MeasureKey(task.book, task.field or ENTRY, *next(parts, ("", "")))


def _rows(sql: str, measures: Mapping[str, int]) -> list[tuple[str, int, int | None, int, int]]:
    refs, wanted = list(measures), sorted(set(measures.values()))
    marks = {"refs": ", ".join(["%s"] * len(refs)), "measures": ", ".join(["%s"] * len(wanted))}
    return select(sql.format(**marks), [*refs, *wanted])
