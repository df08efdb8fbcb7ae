"""The one door of the ledger: numbering, hashing and writing entries.

``append`` is the only code that inserts entries, lines and cells. What can be done before the chain is locked
(validation, files, duplicate search) is done by the caller; under the lock only the posted month, numbers and hashes
are fixed and written (``writing``). What another instance has sealed comes in through ``receiving``, under the same lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yiben.catalog.queries import book_versions
from yiben.errors import Conflict, Refusal
from yiben.ledger import canonical
from yiben.ledger.calendars import PostingCalendar, read_calendar
from yiben.ledger.cells import ancestors_of
from yiben.ledger.details import PERSONAL, Lock
from yiben.ledger.lines import KINDS_WITH_LINES, plan_of
from yiben.ledger.measures import MeasureKey, measure_ids
from yiben.ledger.models import Entry, EntryDetail
from yiben.ledger.proposals import Proposal, body_of, is_same
from yiben.ledger.statements import execute, locked, select_among
from yiben.ledger.writing import Batch, Superseded, gather_lines, lines_kept, own_lines, write
from yiben.packs.definitions import Book
from yiben.units.months import next_month


@dataclass(frozen=True)
class Appended:
    """An entry that is in the ledger. ``is_repeat``: it was there before, sent again by the same client."""

    seq: int
    uid: str
    posted_period: int
    is_repeat: bool = False


@transaction.atomic
def append(proposals: Sequence[Proposal]) -> list[Appended]:
    """Append entries in the order given, all or none, and return them with their numbers.

    An id that is in the ledger with the same content gives the entry that is there; with other content Conflict
    ``id_used``. Refuses a second correction of the same entry (``superseded_already``, with the newer one), and a day
    in a closed month unless the proposal accepts to count later (``closed_period``, with the month it would count in).
    """
    units = _units(proposals)
    books = _books(proposals)
    counted = _counted(proposals, books)
    lock = Lock(_personal(proposals, books))
    measures = _measured(counted)
    salts = canonical.new_salts(sum(len(proposal.private) for proposal in proposals))
    origin, number, link = locked("SELECT origin, number, hash FROM ledger_chainhead WHERE is_own")
    arrival, seq, agreed = locked("SELECT id, last_seq, calendar FROM ledger_arrival")
    calendar = read_calendar(agreed)
    repeats = _repeats(proposals, origin)
    superseded = _superseded([p for p in proposals if p.uid not in repeats], origin)
    counting = set(units.values()) | _units_of_lines(superseded.values())
    closed = _closed_months(counting, proposals, calendar)
    above = ancestors_of(counting)
    now = timezone.now()
    second = now.replace(microsecond=0)
    batch = Batch()
    link = bytes(link)
    result: list[Appended] = []
    for proposal in proposals:
        if proposal.uid in repeats:
            result.append(repeats[proposal.uid])
            continue
        number, seq = number + 1, seq + 1
        old = _taken_back(proposal, superseded, batch)
        posted = _posted_period(proposal, units, old, closed, calendar)
        body = _body(proposal, origin, posted, now, seq, batch, lock, salts)
        link = canonical.next_hash(origin, number, link, body)
        record_seq = old.record_seq if old else seq
        unit = units[proposal.unit] if proposal.unit else None
        batch.entries.append(
            (
                *(seq, origin, number, body, link),
                *(proposal.uid, proposal.kind, proposal.book, proposal.book_version, unit),
                *(proposal.occurred_on, proposal.occurred_to, posted, record_seq, old.seq if old else None),
                *(proposal.caller.post, proposal.caller.person, second),
            )
        )
        hosts = [units[uid] for uid in sorted(proposal.credited)]
        counts = [(*measures[place], amount) for place, amount in counted.numbers.get(proposal.uid, ())]
        own = own_lines(counts, hosts, proposal.occurred_on)
        gather_lines(own, seq, posted, record_seq, old, batch)
        batch.by_uid[proposal.uid] = (seq, record_seq)
        result.append(Appended(seq, proposal.uid, posted))
    if batch.entries:
        write(batch, above)
        execute("UPDATE ledger_arrival SET last_seq = %s WHERE id = %s", [seq, arrival])
        execute("UPDATE ledger_chainhead SET number = %s, hash = %s WHERE origin = %s", [number, link, origin])
    return result


def _units(proposals: Iterable[Proposal]) -> dict[str, int]:
    """The keys of the units named, by uid."""
    wanted = {uid for proposal in proposals for uid in (proposal.unit, *proposal.credited) if uid}
    units = dict(select_among("SELECT uid, id FROM units_unit WHERE uid IN ({marks})", wanted))
    missing = wanted - set(units)
    if missing:
        raise Refusal("unit_unknown", text=sorted(missing)[0])
    return units


def _books(proposals: Iterable[Proposal]) -> dict[tuple[str, int], Book]:
    """The books of the proposals that count or hold private values, as they were when those were checked."""
    asked = [each for each in proposals if each.book and (each.kind in KINDS_WITH_LINES or each.private)]
    return book_versions((each.book, each.book_version) for each in asked)


def _personal(proposals: Iterable[Proposal], books: dict[tuple[str, int], Book]) -> frozenset[tuple[str, str]]:
    """The private values that tell of a person, by the proposal's uid and the field."""
    return frozenset(
        (proposal.uid, item.id)
        for proposal in proposals
        if proposal.private and proposal.book
        for item in books[proposal.book, proposal.book_version].fields
        if item.id in proposal.private and item.type in PERSONAL
    )


@dataclass
class _Numbers:
    """What an append counts: its measures, each once, and by the uid of a proposal the place of a measure among them with
    an amount, in the order of its lines."""

    keys: list[MeasureKey] = field(default_factory=list)
    numbers: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


def _counted(proposals: Iterable[Proposal], books: dict[tuple[str, int], Book]) -> _Numbers:
    found = _Numbers()
    places: dict[str, dict[tuple[str, str, str, bool], int]] = defaultdict(dict)
    for proposal in proposals:
        if proposal.kind not in KINDS_WITH_LINES:
            continue
        plan, known = plan_of(books[proposal.book, proposal.book_version]), places[proposal.book]
        numbers = found.numbers[proposal.uid] = []
        for name, dimension, value, amount, is_stock in plan.integers(proposal.values, proposal.kind):
            parts = (name, dimension, value, is_stock)
            place = known.get(parts)
            if place is None:
                place = known[parts] = len(found.keys)
                found.keys.append(MeasureKey(proposal.book, *parts))
            numbers.append((place, amount))
    return found


def _measured(counted: _Numbers) -> list[tuple[int, bool]]:
    """The id of every measure that is counted, and whether it is a stock."""
    ids = measure_ids(counted.keys)
    return [(ids[key], key.is_stock) for key in counted.keys]


def _repeats(proposals: Sequence[Proposal], origin: str) -> dict[str, Appended]:
    by_uid = {proposal.uid: proposal for proposal in proposals}
    if len(by_uid) != len(proposals):
        raise Conflict("id_twice")
    found: dict[str, Appended] = {}
    known = [uid for (uid,) in select_among("SELECT uid FROM ledger_entry WHERE uid IN ({marks})", by_uid)]
    for entry in Entry.objects.filter(uid__in=known) if known else ():
        salts = {d.field: bytes(d.salt) for d in EntryDetail.objects.filter(entry=entry)}
        if entry.origin != origin or not is_same(by_uid[entry.uid], canonical.from_bytes(bytes(entry.body)), salts):
            raise Conflict("id_used", id=entry.uid, seq=entry.seq)
        found[entry.uid] = Appended(entry.seq, entry.uid, entry.posted_period, is_repeat=True)
    return found


def _closed_months(unit_ids: set[int], proposals: Sequence[Proposal], calendar: PostingCalendar) -> dict[int, set[int]]:
    closed: dict[int, set[int]] = defaultdict(set)
    if unit_ids:
        first = min(calendar.month_of(proposal.occurred_on) for proposal in proposals)
        rows = select_among("SELECT unit_id, month FROM ledger_periodstate WHERE unit_id IN ({marks})", unit_ids)
        for unit_id, month in rows:
            if month >= first:
                closed[unit_id].add(month)
    return closed


def _posted_period(
    proposal: Proposal,
    units: dict[str, int],
    old: Superseded | None,
    closed: dict[int, set[int]],
    calendar: PostingCalendar,
) -> int:
    """The month of the day, or, when that is closed for a unit that gets or gives back lines, the first one open for
    all of them."""
    if not proposal.credited:
        return 0
    month = wanted = calendar.month_of(proposal.occurred_on)
    if not closed:
        return month
    ids = {units[uid] for uid in proposal.credited} | (_units_of_lines([old]) if old else set())
    while any(month in closed[unit_id] for unit_id in ids):
        month = next_month(month)
    if month != wanted and not proposal.may_post_late:
        raise Refusal("closed_period", month=wanted, counts_in=month)
    return month


def _superseded(proposals: Iterable[Proposal], origin: str) -> dict[str, Superseded]:
    named = [proposal.supersedes for proposal in proposals if proposal.supersedes]
    wanted = set(named)
    if len(wanted) != len(named):
        raise Conflict("id_twice")
    found: dict[str, Superseded] = {}
    if not wanted:
        return found
    entries = list(Entry.objects.filter(uid__in=wanted).only("seq", "uid", "record_seq", "origin"))
    for entry in entries:
        if entry.origin != origin:
            raise Refusal("entry_received", seq=entry.seq)
    newer = Entry.objects.filter(supersedes__in=[entry.seq for entry in entries]).only("seq", "supersedes").first()
    if newer is not None:
        raise Conflict("superseded_already", seq=newer.supersedes, newer=newer.seq)
    lines = lines_kept([entry.seq for entry in entries])
    for entry in entries:
        found[entry.uid] = Superseded(entry.seq, entry.record_seq, tuple(lines[entry.seq]))
    return found


def _taken_back(proposal: Proposal, superseded: dict[str, Superseded], batch: Batch) -> Superseded | None:
    if not proposal.supersedes:
        return None
    if proposal.supersedes in superseded:
        return superseded[proposal.supersedes]
    if proposal.supersedes in batch.by_uid:  # a void of this same append: it has no lines of its own
        seq, record_seq = batch.by_uid[proposal.supersedes]
        return Superseded(seq, record_seq, ())
    raise Refusal("entry_unknown", id=proposal.supersedes)


def _units_of_lines(superseded: Iterable[Superseded]) -> set[int]:
    return {line[1] for old in superseded for line in old.lines}


def _body(
    proposal: Proposal,
    origin: str,
    posted: int,
    now: datetime,
    seq: int,
    batch: Batch,
    lock: Lock,
    salts: Iterator[bytes],
) -> bytes:
    digests: dict[str, str] = {}
    for name, value in proposal.private.items():
        salt, said = next(salts), canonical.to_bytes(value)
        digests[name] = canonical.digest(salt + said)
        batch.details.append((seq, name, salt, lock.kept(proposal.uid, seq, name, said)))
    batch.subjects += [(seq, name, token) for name, token in proposal.subjects]
    batch.evidence += [(seq, digest) for digest in sorted(set(proposal.evidence))]
    batch.refs += [(seq, ref) for ref in sorted(set(proposal.refs))]
    return canonical.to_bytes(body_of(proposal, origin, posted, now, digests))
