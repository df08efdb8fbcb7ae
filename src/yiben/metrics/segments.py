"""The analytical copy: the ledger's lines as Parquet files by arrival number, each written once.

A segment holds the lines of the entries ``first`` to ``last`` and nothing else: integers, no private value, no token, no
text. Names, trees and definitions stay in the database and are asked there. Needs the extra ``analysis`` (PyArrow).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yiben.errors import Refusal
from yiben.ledger.queries import last_seq

COLUMNS = (
    ("seq", "int64"),
    ("part", "int8"),
    ("n", "int16"),
    ("unit_id", "int32"),
    ("measure_id", "int32"),
    ("occurred_on", "int32"),
    ("posted_period", "int32"),
    ("amount", "int64"),
    ("joint", "bool"),
    ("record_seq", "int64"),
)
"""What a line is in a segment, with its type in Arrow."""
_NAME = re.compile(r"lines-(\d{12})-(\d{12})\.parquet")
_ROWS = 100_000


@dataclass(frozen=True)
class Segment:
    """The lines of the entries ``first`` to ``last``."""

    path: Path
    first: int
    last: int


def folder() -> Path:
    """Return where segments lie."""
    return Path(settings.HOME) / "segments"


def segments() -> list[Segment]:
    """Return the segments that follow one another from the first entry; what lies behind a gap is not used."""
    found = []
    for path in sorted(folder().glob("lines-*.parquet")):
        if match := _NAME.fullmatch(path.name):
            found.append(Segment(path, int(match[1]), int(match[2])))
    row: list[Segment] = []
    for each in sorted(found, key=lambda each: (each.first, -each.last)):
        if each.first == (row[-1].last + 1 if row else 1):
            row.append(each)
    return row


def covered() -> int:
    """Return the arrival number up to which lines are copied, 0 for none."""
    row = segments()
    return row[-1].last if row else 0


@transaction.atomic
def write_segment() -> Segment | None:
    """Copy the lines that came since the last segment; None when nothing came. The file appears whole or not at all.

    Refuses (``analysis_missing``) where the extra is not installed.
    """
    arrow, parquet = _arrow()
    first, last = covered() + 1, last_seq()
    if last < first:
        return None
    target = folder() / f"lines-{first:012d}-{last:012d}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    schema = arrow.schema([(name, getattr(arrow, f"{kind}_" if kind == "bool" else kind)()) for name, kind in COLUMNS])
    with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        for rows in _rows(first, last):
            columns = [list(each) for each in zip(*rows, strict=True)]
            columns[8] = [bool(value) for value in columns[8]]
            arrays = [arrow.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
            writer.write_table(arrow.table(arrays, schema=schema))
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)
    return Segment(target, first, last)


def _rows(first: int, last: int) -> Iterator[list[tuple[Any, ...]]]:
    names = ", ".join(name for name, _ in COLUMNS)
    sql = f"SELECT {names} FROM ledger_line WHERE seq BETWEEN %s AND %s ORDER BY seq, part, n, unit_id"
    with connection.cursor() as cursor:
        cursor.execute(sql, [first, last])
        while rows := cursor.fetchmany(_ROWS):
            yield rows


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as problem:
        raise Refusal("analysis_missing") from problem
    return pyarrow, pyarrow.parquet
