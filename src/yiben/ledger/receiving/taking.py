"""Writing the entries of another origin: under its numbers, its bytes and its chain, counted as they count here.

Runs inside the transaction and under the locks of ``actions.import_bundle``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from yiben.catalog.queries import all_versions
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.cells import ancestors_of
from yiben.ledger.lines import KINDS_WITH_LINES, plan_of
from yiben.ledger.measures import MeasureKey, measure_ids
from yiben.ledger.models import Entry
from yiben.ledger.receiving.standing import Standing
from yiben.ledger.writing import Batch, Superseded, gather_lines, lines_kept, own_lines, write
from yiben.packs.definitions import Book
from yiben.statements import select_among
from yiben.units.months import month_from_text, month_text, next_month

STEP = 1000
KINDS = KINDS_WITH_LINES | {"void", "assertion", "erasure", "override", "structure", "pack", "seal", "bundle"}
_ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
_LENGTHS = {"id": 36, "book": 64, "author_post": 32, "author_person": 32}


@dataclass(frozen=True)
class Fact:
    """An entry of the bundle as it counts here: ``said`` is its body in this instance's units, versions and months."""

    number: int
    raw: bytes
    said: dict[str, Any]
    hosts: tuple[int, ...]
    counted: tuple[tuple[MeasureKey, int], ...] = ()

    @property
    def on(self) -> date:
        """The day of the fact."""
        return date.fromisoformat(self.said["occurred_on"])


@dataclass
class Calendar:
    """Which months are closed, by unit: what falls into one counts in the first that is open for all units it touches."""

    closed: Mapping[int, set[int]]
    late: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def load(cls, unit_ids: Sequence[int]) -> Calendar:
        """Read the closed months of units."""
        closed: dict[int, set[int]] = defaultdict(set)
        for unit, month in select_among(
            "SELECT unit_id, month FROM ledger_periodstate WHERE unit_id IN ({marks})", unit_ids
        ):
            closed[unit].add(month)
        return cls(closed)

    def month_of(self, number: int, said: str, unit_ids: set[int]) -> str:
        """Return the month in which an entry counts here, and keep it where that is not what it says."""
        month = wanted = month_from_text(said)
        while any(month in self.closed.get(unit, ()) for unit in unit_ids):
            month = next_month(month)
        if month != wanted:
            self.late.append((number, month_text(month)))
        return month_text(month)

    def ranges(self) -> list[list[Any]]:
        """Return the entries that count later as [first, last, month], consecutive numbers together."""
        found: list[list[Any]] = []
        for number, month in self.late:
            if found and found[-1][1] == number - 1 and found[-1][2] == month:
                found[-1][1] = number
            else:
                found.append([number, number, month])
        return found


def read_facts(
    bodies: Sequence[Mapping[str, Any]], raw: Sequence[bytes], first: int, standing: Standing, ids: Mapping[str, int]
) -> list[Fact]:
    """Return the entries as they will count here. ``ids`` are the units here by uid. Refuses (``bundle_entry_odd``) an
    entry of another make, naming it."""
    versions = all_versions({book for book, _ in standing.books})
    facts = []
    for number, (body, line) in enumerate(zip(bodies, raw, strict=True), start=first):
        try:
            facts.append(_fact(number, line, body, standing, ids, versions))
        except _ODD as problem:
            raise Refusal("bundle_entry_odd", seq=number) from problem
    return facts


def _fact(
    number: int,
    raw: bytes,
    body: Mapping[str, Any],
    standing: Standing,
    ids: Mapping[str, int],
    versions: Mapping[tuple[str, int], Book],
) -> Fact:
    said = standing.here(body, number, versions)
    is_well_made = (
        said["v"] == canonical.VERSION
        and said["alg"] == canonical.ALGORITHM
        and said["kind"] in KINDS
        and all(isinstance(said.get(key, ""), str) and len(said.get(key, "")) <= most for key, most in _LENGTHS.items())
        and said["id"]
        and len(set(said.get("credited", ()))) == len(said.get("credited", ()))
    )
    if not is_well_made:
        raise ValueError(number)
    date.fromisoformat(said["occurred_on"]), date.fromisoformat(said.get("occurred_to", said["occurred_on"]))
    instant(said["recorded_at"])
    hosts = tuple(sorted(ids[uid] for uid in said.get("credited", ())))
    if said["kind"] not in KINDS_WITH_LINES:
        return Fact(number, raw, said, hosts)
    month_from_text(said["posted_period"])
    book = versions[said["book"], said["book_version"]]
    counted = tuple(
        (MeasureKey(book.id, name, dimension, value, is_stock), _bounded(amount))
        for name, dimension, value, amount, is_stock in plan_of(book).integers(said.get("values", {}), said["kind"])
    )
    if not hosts or len({key for key, _ in counted}) != len(counted):
        raise ValueError(number)
    return Fact(number, raw, said, hosts, counted)


def _bounded(amount: int) -> int:
    if abs(amount) > canonical.LARGEST:
        raise ValueError(amount)
    return amount


def instant(text: str) -> datetime:
    """Return an instant as bodies keep it (UTC, seconds, Z)."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def touched(facts: Sequence[Fact]) -> dict[int, set[int]]:
    """Return by number the units (ids) whose lines an entry writes: its hosts, and those of what it takes back.

    Refuses what takes back an entry that is not there, or that was taken back already.
    """
    by_uid = {fact.said["id"]: fact for fact in facts}
    outside = {uid for fact in facts if (uid := fact.said.get("supersedes")) and uid not in by_uid}
    hosts: dict[str, set[int]] = {}
    rows = select_among(
        "SELECT e.uid, l.unit_id FROM ledger_entry e LEFT JOIN ledger_line l ON l.seq = e.seq AND l.part = 0 "
        "WHERE e.uid IN ({marks})",
        outside,
    )
    for uid, unit in rows:
        hosts.setdefault(uid, set()).update([unit] if unit else [])
    found: dict[int, set[int]] = {}
    taken: set[str] = set()
    for fact in facts:
        found[fact.number] = set(fact.hosts)
        old = fact.said.get("supersedes")
        if old is None:
            continue
        earlier = by_uid.get(old)
        if old in taken or (old not in hosts and (earlier is None or earlier.number >= fact.number)):
            raise Refusal("bundle_entry_odd", seq=fact.number)
        taken.add(old)
        if earlier is None:
            found[fact.number] |= hosts[old]
        elif earlier.counted:
            found[fact.number] |= set(earlier.hosts)
    return found


def take_facts(facts: Sequence[Fact], origin: str, seq: int, link: bytes, ids: Mapping[str, int]) -> tuple[int, bytes]:
    """Write entries, lines and cells, a step at a time, and return the last arrival number and the chain's last hash.

    ``facts`` carry their final month. Refuses an id that is in the ledger already (``bundle_id_used``).
    """
    for start in range(0, len(facts), STEP):
        step = facts[start : start + STEP]
        used = select_among("SELECT uid FROM ledger_entry WHERE uid IN ({marks})", [f.said["id"] for f in step])
        if used or len({fact.said["id"] for fact in step}) != len(step):
            raise Refusal("bundle_id_used", id=used[0][0] if used else step[0].said["id"])
        seq, link = _take_step(step, origin, seq, link, ids)
    return seq, link


def _take_step(step: Sequence[Fact], origin: str, seq: int, link: bytes, ids: Mapping[str, int]) -> tuple[int, bytes]:
    measures = measure_ids(key for fact in step for key, _ in fact.counted)
    old = _superseded({fact.said["supersedes"] for fact in step if "supersedes" in fact.said}, origin)
    units = {unit for fact in step for unit in fact.hosts} | {line[1] for each in old.values() for line in each.lines}
    batch = Batch()
    for fact in step:
        said, seq = fact.said, seq + 1
        link = canonical.next_hash(origin, fact.number, link, fact.raw)
        before = None
        if "supersedes" in said:
            before = old.get(said["supersedes"])
            if before is None:
                raise Refusal("bundle_entry_odd", seq=fact.number)
        record = before.record_seq if before else seq
        posted = month_from_text(said["posted_period"]) if "posted_period" in said else 0
        batch.entries.append(
            (
                *(seq, origin, fact.number, fact.raw, link, said["id"], said["kind"]),
                *(said.get("book", ""), said.get("book_version", 0), ids[said["unit"]] if "unit" in said else None),
                *(fact.on, _day(said.get("occurred_to")), posted, record, before.seq if before else None),
                *(said.get("author_post", ""), said.get("author_person", ""), instant(said["recorded_at"])),
            )
        )
        counted = [(measures[key], key.is_stock, amount) for key, amount in fact.counted]
        own = own_lines(counted, fact.hosts, fact.on)
        old[said["id"]] = Superseded(seq, record, tuple(line[1:] for line in own))
        gather_lines(own, seq, posted, record, before, batch)
    write(batch, ancestors_of(units))
    return seq, link


def _superseded(uids: set[str], origin: str) -> dict[str, Superseded]:
    """What entries of earlier steps and bundles are, that this step takes back; of this origin alone."""
    rows = []
    for uid, seq, record in select_among("SELECT uid, seq, record_seq FROM ledger_entry WHERE uid IN ({marks})", uids):
        rows.append((uid, seq, record))
    seqs = [seq for _, seq, _ in rows]
    own = set(Entry.objects.filter(seq__in=seqs, origin=origin).values_list("seq", flat=True))
    lines = lines_kept(seqs)
    return {uid: Superseded(seq, record, tuple(lines[seq])) for uid, seq, record in rows if seq in own}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
