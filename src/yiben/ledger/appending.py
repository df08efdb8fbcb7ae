"""The one door of the ledger: numbering, hashing and writing entries.

``append`` is the only code that inserts entries, lines and cells. What can be done before the chain is locked
(validation, files, duplicate search) is done by the caller; under the lock only the posted month, numbers and hashes
are fixed and written (``writing``). What another instance has sealed comes in through ``receiving``, under the same lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from yiben.catalog.queries import book_versions
from yiben.errors import Conflict, Refusal
from yiben.ledger import canonical
from yiben.ledger.bodies import BodyWriter
from yiben.ledger.calendars import PostingCalendar, read_calendar
from yiben.ledger.cells import SPANS_ABOVE, ancestors_from, ancestors_of
from yiben.ledger.details import PERSONAL, Lock
from yiben.ledger.gathering import count_all
from yiben.ledger.lines import KINDS_WITH_LINES
from yiben.ledger.memory import collecting_later, more_pages
from yiben.ledger.models import Entry, EntryDetail
from yiben.ledger.proposals import Proposal, is_same
from yiben.ledger.writing import Batch, Superseded, gather_alone, gather_lines, lines_kept, own_lines, write
from yiben.packs.definitions import Book
from yiben.statements import among, execute, locked, select_among, select_together, together
from yiben.units.months import day_number, next_month

MANY = 500
"""Entries from which on an append takes more memory to be done sooner."""


class Appended(NamedTuple):
    """An entry that is in the ledger. ``is_repeat``: it was there before, sent again by the same client."""

    seq: int
    uid: str
    posted_period: int
    is_repeat: bool = False


def append(proposals: Sequence[Proposal]) -> list[Appended]:
    """Append entries in the order given, all or none, and return them with their numbers.

    An id that is in the ledger with the same content gives the entry that is there; with other content Conflict
    ``id_used``. Refuses a second correction of the same entry (``superseded_already``, with the newer one), and a day
    in a closed month unless the proposal accepts to count later (``closed_period``, with the month it would count in).
    """
    if len(proposals) < MANY:
        with transaction.atomic():
            return append_within(proposals)
    with collecting_later(), more_pages(), transaction.atomic():
        return append_within(proposals)


def append_within(proposals: Sequence[Proposal]) -> list[Appended]:
    """``append`` as a part of the transaction that is open and is given up as a whole where this refuses: without a
    savepoint, which makes SQLite keep more of what may have to be undone."""
    units = _units(proposals)
    books = _books(proposals)
    counted = count_all(proposals, books)
    lock = Lock(_personal(proposals, books))
    measures = counted.measured()
    salts = canonical.new_salts(sum(len(proposal.private) for proposal in proposals))
    origin, number, link, arrival, seq, agreed = locked(_HEAD)
    calendar = read_calendar(agreed)
    state = _State.read(proposals, set(units.values()))
    repeats = _repeats(proposals, origin, state.uids)
    superseded = _superseded([p for p in proposals if p.uid not in repeats], origin)
    state.read_more(_units_of_lines(superseded.values()) - set(units.values()))
    closed = state.closed()
    now = timezone.now()
    second = now.replace(microsecond=0)
    batch, writer = Batch(), BodyWriter(origin, now)
    link = bytes(link)
    result: list[Appended] = []
    for proposal in proposals:
        if proposal.uid in repeats:
            result.append(repeats[proposal.uid])
            continue
        number, seq = number + 1, seq + 1
        old = _taken_back(proposal, superseded, batch)
        posted = _posted_period(proposal, units, old, closed, calendar)
        body = writer.bytes_of(proposal, posted, _digests(proposal, seq, batch, lock, salts))
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
        numbers = counted.of.get(proposal.uid, ())
        if old is None and len(proposal.credited) == 1:
            gather_alone(numbers, measures, units[proposal.credited[0]], day_number(proposal.occurred_on), batch)
        else:
            counts = [(*measures[place], amount) for place, amount in numbers]
            hosts = [units[uid] for uid in sorted(proposal.credited)]
            gather_lines(own_lines(counts, hosts, proposal.occurred_on), seq, posted, record_seq, old, batch)
        batch.by_uid[proposal.uid] = (seq, record_seq)
        result.append(Appended(seq, proposal.uid, posted))
    if batch.entries:
        with together() if batch.is_small else nullcontext():
            write(batch, state.above)
            execute("UPDATE ledger_arrival SET last_seq = %s WHERE id = %s", [seq, arrival])
            execute("UPDATE ledger_chainhead SET number = %s, hash = %s WHERE origin = %s", [number, link, origin])
    return result


_HEAD = (
    "SELECT h.origin, h.number, h.hash, a.id, a.last_seq, a.calendar FROM ledger_chainhead h CROSS JOIN ledger_arrival a "
    "WHERE h.is_own"
)
_UIDS = "SELECT uid FROM ledger_entry WHERE uid IN ({marks})"
_CLOSED = "SELECT unit_id, month FROM ledger_periodstate WHERE unit_id IN ({marks})"


@dataclass
class _State:
    """What stands in the ledger when its head is locked: which of the ids are there, the closed months of units, the spans
    above them."""

    uids: list[str]
    months: list[tuple[int, int]]
    above: dict[int, list[tuple[int, int, int, int]]]

    @classmethod
    def read(cls, proposals: Sequence[Proposal], unit_ids: set[int]) -> _State:
        """Ask for all of it at once."""
        uids, closed, spans = (
            among(sql, values)
            for sql, values in (
                (_UIDS, [proposal.uid for proposal in proposals]),
                (_CLOSED, unit_ids),
                (SPANS_ABOVE, unit_ids),
            )
        )
        rows = select_together([*uids, *closed, *spans])
        first, second = len(uids), len(uids) + len(closed)
        known = [uid for some in rows[:first] for (uid,) in some]
        months = [(unit, month) for some in rows[first:second] for unit, month in some]
        return cls(known, months, ancestors_from(row for some in rows[second:] for row in some))

    def read_more(self, unit_ids: set[int]) -> None:
        """Ask the same of further units: those whose lines are taken back."""
        if unit_ids:
            self.months += [(unit, month) for unit, month in select_among(_CLOSED, unit_ids)]
            self.above.update(ancestors_of(unit_ids))

    def closed(self) -> dict[int, set[int]]:
        """Return the closed months of units."""
        closed: dict[int, set[int]] = defaultdict(set)
        for unit_id, month in self.months:
            closed[unit_id].add(month)
        return closed


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
    known = {(each.book, each.book_version): each.definition for each in asked if each.definition is not None}
    unknown = {(each.book, each.book_version) for each in asked} - known.keys()
    return {**known, **book_versions(unknown)} if unknown else known


def _personal(proposals: Iterable[Proposal], books: dict[tuple[str, int], Book]) -> frozenset[tuple[str, str]]:
    """The private values that tell of a person, by the proposal's uid and the field."""
    personal = {key: [item.id for item in book.fields if item.type in PERSONAL] for key, book in books.items()}
    return frozenset(
        (proposal.uid, name)
        for proposal in proposals
        if proposal.private and proposal.book and (names := personal[proposal.book, proposal.book_version])
        for name in names
        if name in proposal.private
    )


def _repeats(proposals: Sequence[Proposal], origin: str, known: Sequence[str]) -> dict[str, Appended]:
    by_uid = {proposal.uid: proposal for proposal in proposals}
    if len(by_uid) != len(proposals):
        raise Conflict("id_twice")
    found: dict[str, Appended] = {}
    for entry in Entry.objects.filter(uid__in=known) if known else ():
        salts = {d.field: bytes(d.salt) for d in EntryDetail.objects.filter(entry=entry)}
        if entry.origin != origin or not is_same(by_uid[entry.uid], canonical.from_bytes(bytes(entry.body)), salts):
            raise Conflict("id_used", id=entry.uid, seq=entry.seq)
        found[entry.uid] = Appended(entry.seq, entry.uid, entry.posted_period, is_repeat=True)
    return found


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


def _digests(proposal: Proposal, seq: int, batch: Batch, lock: Lock, salts: Iterator[bytes]) -> dict[str, str]:
    """Gather what stands beside an entry, and return the digests of its private values."""
    digests: dict[str, str] = {}
    for name, value in proposal.private.items():
        salt, said = next(salts), canonical.to_text(value)
        digests[name] = canonical.digest(salt + said.encode())
        batch.details.append((seq, name, salt, lock.kept(proposal.uid, seq, name, said)))
    if proposal.subjects:
        batch.subjects += [(seq, name, token) for name, token in proposal.subjects]
    if proposal.evidence:
        batch.evidence += [(seq, digest) for digest in sorted(set(proposal.evidence))]
    if proposal.refs:
        batch.refs += [(seq, ref) for ref in sorted(set(proposal.refs))]
    return digests
