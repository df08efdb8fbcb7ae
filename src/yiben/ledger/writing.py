"""The rows of entries on their way into the database: what ``append`` and the intake of a bundle write alike.

Rows are written with executemany, on PostgreSQL by COPY: this is the one place where the ORM's cost per row counts.
SQLite's module asks every value that is not exactly an integer, a text or a bytearray how it wants to be bound, which takes
longer than binding ten that are: so flags are integers there, bytes bytearrays, and what is absent is made NULL in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import starmap
from typing import Any

from django.db import connection

from yiben.ledger.cells import Hosts, cells_alike, cells_of
from yiben.ledger.models import Line
from yiben.statements import execute, execute_many, is_sqlite
from yiben.units.months import day_number


@dataclass
class Batch:
    """The rows of one append, gathered before they are written."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    details: list[tuple[Any, ...]] = field(default_factory=list)
    subjects: list[tuple[Any, ...]] = field(default_factory=list)
    evidence: list[tuple[Any, ...]] = field(default_factory=list)
    refs: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    alike: dict[int, list[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(list))
    """The lines of entries with one host that take nothing back, a row an entry, by their number: what they have in common
    (sequence number, unit, day, month, record), then measure and amount of each."""
    leaves: dict[tuple[Hosts, int, int], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    flags: tuple[int, int] = field(default_factory=lambda: _flags())

    @property
    def is_small(self) -> bool:
        """Whether all rows of a table fit into one statement."""
        return len(self.entries) <= _FEW

    by_uid: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Superseded:
    """What a correction or void takes back: the entry's number, its record, and its own lines."""

    seq: int
    record_seq: int
    lines: tuple[tuple[int, int, int, int, int, bool, bool], ...]


OwnLine = tuple[int, int, int, int, int, int, bool, bool]
"""(part, n, unit, measure, day, amount, joint, is stock)"""


Counted = tuple[int, bool, int]
"""(measure, is stock, amount)"""


def own_lines(counted: Iterable[Counted], hosts: Sequence[int], on: date) -> list[OwnLine]:
    """Return the lines that an entry of a day contributes itself: each number once for every host (ids)."""
    day = day_number(on)
    if len(hosts) == 1:
        (host,) = hosts
        return [
            (0, n, host, measure, day, amount, False, is_stock) for n, (measure, is_stock, amount) in enumerate(counted)
        ]
    return [
        (0, n, host, measure, day, amount, True, is_stock)
        for n, (measure, is_stock, amount) in enumerate(counted)
        for host in hosts
    ]


def lines_kept(seqs: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the own lines of entries as ``Superseded`` holds them, by number."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = Line.objects.filter(seq__in=seqs, part=0).order_by("seq", "n", "unit")
    columns = ("seq", "n", "unit_id", "measure_id", "occurred_on", "amount", "joint", "measure__is_stock")
    for seq, *row in rows.values_list(*columns):
        found[seq].append(tuple(row))
    return found


def gather_lines(
    own: list[OwnLine], seq: int, posted: int, record_seq: int, old: Superseded | None, batch: Batch
) -> None:
    """Add an entry's lines to a batch: its own, and those of what it takes back, negated."""
    for n, unit, measure, day, amount, joint, is_stock in old.lines if old else ():
        own.append((1, n, unit, measure, day, -amount, joint, is_stock))
    lines, leaves = batch.lines, batch.leaves
    hosts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for part, n, unit, *_counted in own:
        hosts[part, n].append(unit)
    for part, n, unit, measure, day, amount, joint, is_stock in own:
        lines.append((seq, part, n, unit, measure, day, posted, amount, batch.flags[joint], record_seq))
        if not is_stock and unit == hosts[part, n][0]:
            leaf = leaves[tuple(sorted(hosts[part, n])), posted, day // 100]
            leaf[measure] = leaf.get(measure, 0) + amount


def gather_alone(
    numbers: Iterable[tuple[int, int]], measures: Sequence[tuple[int, bool]], host: int, day: int, batch: Batch
) -> None:
    """Add the lines of the batch's last entry, which has one host and takes nothing back: what ``own_lines`` and
    ``gather_lines`` would add. ``numbers``: (place in ``measures``, amount)."""
    entry = batch.entries[-1]
    posted = entry[12]
    row = [entry[0], host, day, posted, entry[13]]
    leaf = batch.leaves[(host,), posted, day // 100]
    for place, amount in numbers:
        measure, is_stock = measures[place]
        row += (measure, amount)
        if not is_stock:
            leaf[measure] = leaf.get(measure, 0) + amount
    batch.alike[len(row)].append(tuple(row))


_ENTRY_COLUMNS = (
    "seq, origin, origin_seq, body, hash, uid, kind, book, book_version, unit_id, occurred_on, occurred_to, "
    "posted_period, record_seq, supersedes, author_post, author_person, recorded_at"
)
_LINE_COLUMNS = "seq, part, n, unit_id, measure_id, occurred_on, posted_period, amount, joint, record_seq"

CELL_COLUMNS = "tree, unit_id, measure_id, posted_period, occurred_period, amount"
ADD_TO_CELL = (
    "ON CONFLICT (tree, unit_id, measure_id, posted_period, occurred_period) "
    "DO UPDATE SET amount = ledger_cell.amount + excluded.amount"
)


def write(batch: Batch, above: Mapping[int, Sequence[tuple[int, int, int, int]]]) -> None:
    """Insert a batch and add its sums to the cells. ``above``: the ancestors of its units (``ancestors_of``)."""
    details, lines = batch.details, batch.lines
    if is_sqlite():
        details = [(seq, name, bytearray(salt), value) for seq, name, salt, value in details]
    else:
        lines = [*lines, *(line for rows in batch.alike.values() for line in _parted(rows))]
    for table, columns, rows in (
        ("ledger_entry", _ENTRY_COLUMNS, _adapted(batch.entries)),
        ("ledger_entrydetail", "entry_id, field, salt, value", details),
        ("ledger_subject", "entry_id, field, token", batch.subjects),
        ("ledger_evidenceref", "entry_id, evidence_id", batch.evidence),
        ("ledger_entryref", "entry_id, ref", batch.refs),
        ("ledger_line", _LINE_COLUMNS, lines),
    ):
        if rows:
            _insert(table, columns, rows, is_small=batch.is_small)
    if is_sqlite():
        for width, alike in batch.alike.items():
            _insert("ledger_line", _LINE_COLUMNS, alike, values=_lines_alike(width))
    if is_sqlite() and not connection.savepoint_ids:
        for width, together in cells_alike(batch.leaves, above).items():
            _insert("ledger_cell", CELL_COLUMNS, together, ADD_TO_CELL, values=_cells_alike(width))
    elif cells := cells_of(batch.leaves, above):
        _insert("ledger_cell", CELL_COLUMNS, cells, ADD_TO_CELL, is_small=batch.is_small)


_IN_COMMON, _PLACE = 5, 4


@lru_cache(maxsize=256)
def _lines_alike(width: int) -> str:
    """The lines that a row of ``Batch.alike`` stands for. SQLite takes most of its time for a row over beginning and ending
    the statement, and over values given to it one by one."""
    pairs = enumerate(range(_IN_COMMON + 1, width, 2))
    return ", ".join(f"(?1, 0, {n}, ?2, ?{at}, ?3, ?4, ?{at + 1}, 0, ?5)" for n, at in pairs)


@lru_cache(maxsize=64)
def _cells_alike(width: int) -> str:
    """The same for a row of ``cells_alike``. Adding to several rows may be undone alone: within a savepoint SQLite keeps every
    page as it was before each such statement, so that cells are added one by one there."""
    return ", ".join(f"(?1, ?2, ?{at}, ?3, ?4, ?{at + 1})" for at in range(_PLACE + 1, width, 2))


def _parted(rows: Iterable[tuple[int, ...]]) -> Iterator[tuple[Any, ...]]:
    """The lines of ``Batch.alike``, each by itself."""
    for seq, unit, day, posted, record_seq, *counted in rows:
        for n, (measure, amount) in enumerate(zip(counted[::2], counted[1::2], strict=True)):
            yield (seq, 0, n, unit, measure, day, posted, amount, False, record_seq)


def _flags() -> tuple[int, int]:
    """No and yes as the database's module takes them soonest."""
    return (0, 1) if is_sqlite() else (False, True)


def _adapted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Entries with days and instants as the database takes them."""
    day, instant = _day, _instant
    if not is_sqlite():
        return [(*row[:10], day(row[10]), day(row[11]), *row[12:17], instant(row[17])) for row in rows]
    # fmt: off
    return [
        (
            seq, origin, number, bytearray(body), bytearray(link), uid, kind, book, version, unit or 0, day(on),
            (day(until) or "") if until else "", posted, record, old or 0, post, person, instant(at),
        )
        for seq, origin, number, body, link, uid, kind, book, version, unit, on, until, posted, record, old, post, person, at
        in rows
    ]
    # fmt: on


@lru_cache(maxsize=4096)
def _day(on: date | None) -> Any:
    return connection.ops.adapt_datefield_value(on)


@lru_cache(maxsize=4)
def _instant(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _insert(
    table: str, columns: str, rows: list[tuple[Any, ...]], suffix: str = "", *, is_small: bool = False, values: str = ""
) -> None:
    """Insert rows; ``values`` says what each stands for where that is not a row of the table (``_lines_alike``). On SQLite a line that the guard of closed months refuses fails where it stands (``OR FAIL``: the
    transaction is rolled back by the caller); otherwise SQLite would keep every page as it was before each single line."""
    if is_sqlite():
        execute_many(statement(table, columns, suffix, values), rows)
    elif is_small:
        marks = f"({', '.join(['%s'] * len(rows[0]))})"
        every = ", ".join([marks] * len(rows))
        execute(f"INSERT INTO {table} ({columns}) VALUES {every} {suffix}", [value for row in rows for value in row])
    else:
        with connection.cursor() as cursor:
            _insert_many(cursor, table, columns, rows, suffix)


def statement(table: str, columns: str, suffix: str = "", values: str = "") -> str:
    """Return the statement that inserts one row, or those of ``values``, as this database takes it."""
    absent = _ABSENT if is_sqlite() and table == "ledger_entry" else {}
    marks = [f"NULLIF(%s, {absent[name]})" if name in absent else "%s" for name in columns.split(", ")]
    otherwise = "OR FAIL " if is_sqlite() and table == "ledger_line" else ""
    every = values or f"({', '.join(marks)})"
    return f"INSERT {otherwise}INTO {table} ({columns}) VALUES {every} {suffix}"


def _insert_many(cursor: Any, table: str, columns: str, rows: list[tuple[Any, ...]], suffix: str) -> None:
    """Insert many rows on PostgreSQL, for which each row would be a message of its own: by COPY, which asks every trigger and
    foreign key as INSERT does, and what is added to rows that may be there, all integers, by one statement a thousand."""
    if not suffix:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    as_sql = f"({', '.join(['{:d}'] * len(rows[0]))})".format
    for start in range(0, len(rows), _AT_ONCE):
        values = ", ".join(starmap(as_sql, rows[start : start + _AT_ONCE]))
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {values} {suffix}")


_ABSENT = {"occurred_to": "''", "supersedes": "0", "unit_id": "0"}
_FEW, _AT_ONCE = 3, 1000
