"""What the projected columns and lines of an entry have to be, computed from its body alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiben.catalog.queries import all_versions
from yiben.ledger import canonical
from yiben.ledger.lines import KINDS_WITH_LINES, contributions
from yiben.ledger.models import Entry, EntryRef, EvidenceRef, Line
from yiben.ledger.receiving.standing import Standing, standings
from yiben.packs.definitions import Book
from yiben.units.models import Unit
from yiben.units.months import day_number, month_from_text

LineKey = tuple[int, int, int]
"""(part, n, unit)"""
LineValue = tuple[str, str, str, str, bool, int, int, int, bool, int]
"""(book, field, dimension, value, is stock, day, posted, amount, joint, record)"""


@dataclass(frozen=True)
class Expected:
    """What a batch of entries needs to be projected: units by uid, the entries they supersede, the lines kept."""

    units: dict[str, int]
    superseded: dict[str, tuple[int, int, dict[str, Any]]]
    lines: dict[int, dict[LineKey, LineValue]]
    evidence: dict[int, set[str]]
    refs: dict[int, set[str]]
    books: dict[tuple[str, int], Book]
    bodies: dict[int, dict[str, Any]]

    @classmethod
    def load(cls, batch: list[Entry]) -> Expected:
        """Read it with one query a table."""
        keys = [entry.seq for entry in batch]
        old = [entry.supersedes for entry in batch if entry.supersedes is not None]
        origins = {entry.origin for entry in batch}
        abroad = _Abroad(standings(origins))
        superseded = {}
        for row in Entry.objects.filter(seq__in=old, origin__in=origins):
            superseded[row.uid] = (row.seq, row.record_seq, abroad.here(row))
        bodies = {entry.seq: abroad.here(entry) for entry in batch}
        every = [*bodies.values(), *(body for _, _, body in superseded.values())]
        books = all_versions(str(body["book"]) for body in every if "book" in body)
        lines: dict[int, dict[LineKey, LineValue]] = defaultdict(dict)
        rows = Line.objects.filter(seq__in=keys).values_list(
            "seq",
            "part",
            "n",
            "unit_id",
            "measure__book",
            "measure__field",
            "measure__dimension",
            "measure__value",
            "measure__is_stock",
            "occurred_on",
            "posted_period",
            "amount",
            "joint",
            "record_seq",
        )
        for line in rows:
            lines[line[0]][line[1:4]] = line[4:]
        evidence: dict[int, set[str]] = defaultdict(set)
        for seq, digest in EvidenceRef.objects.filter(entry_id__in=keys).values_list("entry_id", "evidence_id"):
            evidence[seq].add(digest)
        references: dict[int, set[str]] = defaultdict(set)
        for seq, ref in EntryRef.objects.filter(entry_id__in=keys).values_list("entry_id", "ref"):
            references[seq].add(ref)
        return cls(dict(Unit.objects.values_list("uid", "pk")), superseded, lines, evidence, references, books, bodies)


def stored_bytes(value: Any) -> bytes:
    """Return a column of bytes. SQLite takes text there too: then somebody wrote by hand, and no bytes are given."""
    return b"" if isinstance(value, str) else bytes(value)


def expected_columns(entry: Entry, body: dict[str, Any], expected: Expected) -> dict[str, Any]:
    """Return the projected columns that follow from a body, and from what it supersedes."""
    old = expected.superseded.get(body.get("supersedes", ""))
    return {
        "uid": body.get("id"),
        "origin": body.get("origin"),
        "kind": body.get("kind"),
        "book": body.get("book", ""),
        "book_version": body.get("book_version", 0),
        "unit": expected.units.get(body.get("unit", "")),
        "occurred_on": _day(body.get("occurred_on")),
        "occurred_to": _day(body.get("occurred_to")),
        "posted_period": month_from_text(body["posted_period"]) if "posted_period" in body else 0,
        "record_seq": old[1] if old else entry.seq,
        "supersedes": old[0] if old else (None if "supersedes" not in body else "?"),
        "author_post": body.get("author_post", ""),
        "author_person": body.get("author_person", ""),
        "recorded_at": body.get("recorded_at"),
    }


def kept_columns(entry: Entry) -> dict[str, Any]:
    """Return the projected columns as they stand in the database."""
    return {
        "uid": entry.uid,
        "origin": entry.origin,
        "kind": entry.kind,
        "book": entry.book,
        "book_version": entry.book_version,
        "unit": entry.unit_id,
        "occurred_on": entry.occurred_on,
        "occurred_to": entry.occurred_to,
        "posted_period": entry.posted_period,
        "record_seq": entry.record_seq,
        "supersedes": entry.supersedes,
        "author_post": entry.author_post,
        "author_person": entry.author_person,
        "recorded_at": entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ") if entry.recorded_at else None,
    }


def expected_lines(entry: Entry, body: dict[str, Any], expected: Expected) -> dict[LineKey, LineValue]:
    """Return the lines that follow from a body, and from the body of what it supersedes."""
    posted = month_from_text(body["posted_period"]) if "posted_period" in body else 0
    old = expected.superseded.get(body.get("supersedes", ""))
    record = old[1] if old else entry.seq
    lines = _own_lines(0, 1, body, posted, record, expected)
    if old:
        # A changed body is found by its hash where it stands; here it only gives no lines.
        with suppress(KeyError, TypeError, ValueError):
            lines |= _own_lines(1, -1, old[2], posted, record, expected)
    return lines


def kept_lines(seq: int, expected: Expected) -> dict[LineKey, LineValue]:
    """Return the lines of an entry as they stand in the database."""
    return expected.lines.get(seq, {})


def _own_lines(
    part: int, sign: int, body: dict[str, Any], posted: int, record: int, expected: Expected
) -> dict[LineKey, LineValue]:
    if body.get("kind") not in KINDS_WITH_LINES:
        return {}
    book = expected.books.get((body["book"], body["book_version"]))
    if book is None:
        return {}
    day = day_number(date.fromisoformat(body["occurred_on"]))
    credited = body.get("credited", [])
    lines: dict[LineKey, LineValue] = {}
    for n, line in enumerate(contributions(book, body.get("values", {}), body["kind"])):
        for uid in credited:
            lines[(part, n, expected.units.get(uid, 0))] = (
                body["book"],
                line.field,
                line.dimension,
                line.value,
                line.is_stock,
                day,
                posted,
                sign * line.amount,
                len(credited) > 1,
                record,
            )
    return lines


class _Abroad:
    """Reads bodies; those of other origins as they count here."""

    def __init__(self, known: Mapping[str, Standing]) -> None:
        self._known = known
        self._books = all_versions({book for each in known.values() for book, _ in each.books})

    def here(self, entry: Entry) -> dict[str, Any]:
        body = _parsed(stored_bytes(entry.body))
        if entry.origin not in self._known:
            return body
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            return self._known[entry.origin].here(body, entry.origin_seq, self._books)
        return body  # changed, or of another make: it will agree with nothing that is projected from it


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = canonical.from_bytes(body)
    except ValueError:
        return {}  # a changed body is found by its hash where it stands
    return parsed if isinstance(parsed, dict) else {}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
