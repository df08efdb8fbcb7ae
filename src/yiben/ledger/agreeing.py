"""Whether a run of entries agrees with everything projected from it, answered for a thousand entries at once.

The answer is yes or “look closer”: ``verifying`` then goes through the run entry by entry and names what differs. So
every check stands there, and what this module passes is only what that code would find nothing in: the same hashes,
columns, lines, references and private values, compared as whole rows instead of one by one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db import connection

from yiben.catalog.queries import all_versions
from yiben.ledger import canonical
from yiben.ledger.lines import KINDS_WITH_LINES, plan_of
from yiben.ledger.models import EntryDetail
from yiben.ledger.receiving.standing import Standing, standings
from yiben.packs.definitions import Book
from yiben.statements import select, select_among

Row = tuple[Any, ...]
_HEAD = 4
"""Columns of a row that are not projected from the body: seq, number in the chain, body, hash."""
_DAYS = "CAST(occurred_on AS text), CAST(occurred_to AS text)"
_RECORDED = {
    "sqlite": "replace(CAST(recorded_at AS text), ' ', 'T') || 'Z'",
    "postgresql": """to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
}
_RUN = """
    SELECT seq, origin_seq, body, hash, uid, origin, kind, book, book_version, unit_id, {days}, posted_period,
           record_seq, supersedes, author_post, author_person, {recorded}
    FROM ledger_entry WHERE origin = %s AND origin_seq > %s ORDER BY origin_seq LIMIT %s
"""
_LINES = """
    SELECT seq, part, n, unit_id, measure_id, occurred_on, posted_period, amount, CAST(joint AS integer), record_seq
    FROM ledger_line WHERE seq BETWEEN %s AND %s ORDER BY seq, part, n, unit_id
"""


@dataclass(frozen=True)
class Known:
    """What all runs are projected with: units by uid, measures by (book, field, dimension, value, is stock), and what was
    agreed on with other origins."""

    units: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[Row, int] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Known:
        """Read it, once for a whole ledger."""
        measures = select("SELECT book, field, dimension, value, is_stock, id FROM ledger_measure")
        units = select("SELECT uid, id FROM units_unit")
        return cls(dict(units), {(*row[:4], bool(row[4])): row[5] for row in measures}, standings())


@dataclass(frozen=True)
class _Old:
    """What an entry of the run supersedes: its number, the number of its record, its body."""

    seq: int
    record_seq: int
    body: dict[str, Any]


def read_run(origin: str, after: int, most: int) -> list[Row]:
    """Return the next entries of a chain as rows: seq, number, body, hash, then the projected columns as a body says
    them."""
    sql = _RUN.format(days=_DAYS, recorded=_RECORDED[connection.vendor])
    return select(sql, [origin, after, most])


def agrees(rows: Sequence[Row], known: Known) -> bool:
    """Say whether what is projected from a run of sound bodies agrees with them."""
    keys = {row[0] for row in rows}
    first, last = rows[0][0], rows[-1][0]
    if last - first + 1 != len(keys):
        return False  # entries of several origins mixed: their rows cannot be read as one range
    try:
        origin = rows[0][5]
        bodies = [_parsed(row[2]) for row in rows]
        old = _superseded(rows, origin)
        if standing := known.standings.get(origin):
            bodies, old = _as_here(standing, rows, bodies, old)
        books = all_versions({body.get("book", "") for body in (*bodies, *(each.body for each in old.values()))})
        expected = _Projected(known, books, old)
        for row, body in zip(rows, bodies, strict=True):
            if row[_HEAD:] != expected.columns(row[0], body):
                return False
            expected.add_lines(row[0], body)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False  # a body of another make: what is wrong with it is said entry by entry
    return (
        expected.lines == select(_LINES, [first, last])
        and _named(rows, bodies, "evidence") == _kept("ledger_evidenceref", "evidence_id", first, last)
        and _named(rows, bodies, "refs") == _kept("ledger_entryref", "ref", first, last)
        and _details_agree(rows, bodies, first, last)
    )


def _parsed(body: bytes) -> Any:
    """The object of a body. Canonical bytes hold it alone, without a blank before or behind it."""
    text = str(body, "utf-8")
    parsed, end = _decode(text)
    if end != len(text):
        raise ValueError(text[end:])
    return parsed


_decode = json.JSONDecoder().raw_decode


def _superseded(rows: Iterable[Row], origin: str) -> dict[str, _Old]:
    named = [row[14] for row in rows if row[14] is not None]
    found = select_among("SELECT uid, seq, record_seq, body, origin FROM ledger_entry WHERE seq IN ({marks})", named)
    return {uid: _Old(seq, record, json.loads(body)) for uid, seq, record, body, whose in found if whose == origin}


def _as_here(
    standing: Standing, rows: Sequence[Row], bodies: Sequence[dict[str, Any]], old: Mapping[str, _Old]
) -> tuple[list[dict[str, Any]], dict[str, _Old]]:
    """Entries of another origin as they count here, and those that they supersede."""
    books = all_versions({book for book, _ in standing.books})
    said = [standing.here(body, row[1], books) for row, body in zip(rows, bodies, strict=True)]
    return said, {uid: replace(each, body=standing.here(each.body, 0, books)) for uid, each in old.items()}


@dataclass
class _Projected:
    """Gathers what the rows of a run have to be."""

    known: Known
    books: Mapping[tuple[str, int], Book]
    old: Mapping[str, _Old]
    lines: list[Row] = field(default_factory=list)

    def columns(self, seq: int, body: dict[str, Any]) -> Row:
        get = body.get
        old = self.old.get(body["supersedes"]) if "supersedes" in body else None
        posted = get("posted_period")
        return (
            get("id"),
            get("origin"),
            get("kind"),
            get("book", ""),
            get("book_version", 0),
            self.known.units.get(get("unit", "")),
            get("occurred_on"),
            get("occurred_to"),
            _month(posted) if posted else 0,
            old.record_seq if old else seq,
            old.seq if old else "?" if "supersedes" in body else None,
            get("author_post", ""),
            get("author_person", ""),
            get("recorded_at"),
        )

    def add_lines(self, seq: int, body: dict[str, Any]) -> None:
        posted = _month(body["posted_period"]) if "posted_period" in body else 0
        old = self.old.get(body.get("supersedes", ""))
        record = old.record_seq if old else seq
        self._add(seq, 0, 1, body, posted, record)
        if old:
            self._add(seq, 1, -1, old.body, posted, record)

    def _add(self, seq: int, part: int, sign: int, body: dict[str, Any], posted: int, record: int) -> None:
        kind, book = body["kind"], body.get("book", "")
        if kind not in KINDS_WITH_LINES:
            return
        plan, measures, add = plan_of(self.books[book, body["book_version"]]), self.known.measures, self.lines.append
        on = body["occurred_on"]
        day = int(on[:4]) * 10000 + int(on[5:7]) * 100 + int(on[8:])
        hosts = sorted(self.known.units[uid] for uid in body.get("credited", ()))
        joint = int(len(hosts) > 1)
        for n, (name, dimension, value, amount, is_stock) in enumerate(plan.integers(body.get("values", {}), kind)):
            measure = measures[book, name, dimension, value, is_stock]
            for unit in hosts:
                add((seq, part, n, unit, measure, day, posted, sign * amount, joint, record))


@lru_cache(maxsize=1024)
def _month(text: str) -> int:
    return int(text[:4]) * 100 + int(text[5:])


def _named(rows: Sequence[Row], bodies: Sequence[dict[str, Any]], key: str) -> set[Row]:
    return {(row[0], each) for row, body in zip(rows, bodies, strict=True) for each in body.get(key, ())}


def _kept(table: str, column: str, first: int, last: int) -> set[Row]:
    return set(select(f"SELECT entry_id, {column} FROM {table} WHERE entry_id BETWEEN %s AND %s", [first, last]))


def _details_agree(rows: Sequence[Row], bodies: Sequence[dict[str, Any]], first: int, last: int) -> bool:
    wanted = {
        (row[0], name): digest
        for row, body in zip(rows, bodies, strict=True)
        for name, digest in body.get("private", {}).items()
    }
    kept = EntryDetail.objects.filter(entry_id__gte=first, entry_id__lte=last)
    rows_kept = kept.values_list("entry_id", "field", "salt", "value")
    found = {(seq, name): _digest(salt, value) for seq, name, salt, value in rows_kept}
    return wanted == found


def _digest(salt: Any, value: str) -> str:
    """The digest of a stored private value, which stands there as its canonical bytes."""
    return f"{canonical.ALGORITHM}:{hashlib.sha256(bytes(salt) + value.encode()).hexdigest()}"
