"""Reading the ledger: entries in lists, one entry with its story, drafts, closed months."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import book_versions, catalogue
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.details import PERSONAL as PERSONAL
from yiben.ledger.details import value_of
from yiben.ledger.lines import AGGREGATES, ENTRY, total_fields
from yiben.ledger.models import (
    Arrival,
    Draft,
    Entry,
    EntryDetail,
    Erasure,
    Evidence,
    EvidenceRef,
    Line,
    PeriodState,
)
from yiben.ledger.receiving.standing import own_origin, standing_of
from yiben.packs.definitions import Book, Field
from yiben.units.models import Unit
from yiben.units.months import next_month

COUNTED = ("record", "correction", *AGGREGATES)


@dataclass(frozen=True)
class Reading:
    """An entry read back: its body, its book, private values that are still there, and the fields erased."""

    entry: Entry
    body: dict[str, Any]
    book: Book | None
    private: dict[str, Any]
    erased: dict[str, int]
    evidence: list[Evidence] = field(default_factory=list)
    sender: str = ""
    """The name of the office from which a bundle brought it, "" for what was recorded here."""
    elsewhere: frozenset[str] = frozenset()
    """The private fields whose content stayed with the sender."""

    @property
    def values(self) -> dict[str, Any]:
        """Plain and private values together."""
        return {**self.body.get("values", {}), **self.private}

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that an entry of this kind may have, in the order of the book."""
        if self.book is None:
            return ()
        return total_fields(self.book) if self.entry.kind in (*AGGREGATES, "assertion") else self.book.fields

    @property
    def title(self) -> str:
        """The value of the book's title field, or the book's name."""
        if self.book is None:
            return ""
        name = self.book.title
        return str(self.values.get(name) or self.book.label) if name else self.book.label

    @property
    def credited(self) -> list[str]:
        """The uids of the units to which the entry is credited."""
        return list(self.body.get("credited", []))

    @property
    def reason(self) -> str:
        """Why the entry was corrected or voided."""
        return str(self.body.get("reason", ""))


def visible_entries(caller: Caller) -> QuerySet[Entry]:
    """Return the entries of units whose ledger the caller may read: recorded by them, or held jointly with them."""
    entries = Entry.objects.filter(kind__in=COUNTED)
    return entries if caller.is_system else of_units(entries, units_allowed(caller, "entry.read"))


def of_units(entries: QuerySet[Entry], unit_ids: Iterable[int]) -> QuerySet[Entry]:
    """Keep the entries that one of the units recorded or is credited with."""
    ids = list(unit_ids)
    joint = Line.objects.filter(joint=True, unit_id__in=ids).values("seq")
    return entries.filter(Q(unit_id__in=ids) | Q(seq__in=joint))


def may_read(caller: Caller, entry: Entry) -> bool:
    """Say whether the caller may read an entry: one of its recording unit, or of a unit that held it jointly."""
    if hooks.allow(caller, "entry.read", entry.unit_id):
        return True
    allowed = units_allowed(caller, "entry.read")
    return Line.objects.filter(seq=entry.seq, joint=True, unit_id__in=allowed).exists()


def current(entries: QuerySet[Entry], as_of: int | None = None) -> QuerySet[Entry]:
    """Keep the entries that nothing supersedes (by arrival number ``as_of``)."""
    newer = Entry.objects.filter(supersedes=OuterRef("seq"))
    if as_of is not None:
        newer = newer.filter(seq__lte=as_of)
        entries = entries.filter(seq__lte=as_of)
    return entries.filter(~Exists(newer))


def read_entries(entries: Iterable[Entry]) -> list[Reading]:
    """Read entries with their private values and evidence, in the order given, with four queries."""
    rows = list(entries)
    keys = [entry.seq for entry in rows]
    private: dict[int, dict[str, Any]] = {key: {} for key in keys}
    for detail in EntryDetail.objects.filter(entry_id__in=keys):
        private[detail.entry_id][detail.field] = value_of(detail)
    erased: dict[int, dict[str, int]] = {key: {} for key in keys}
    for erasure in Erasure.objects.filter(entry_id__in=keys):
        erased[erasure.entry_id][erasure.field] = erasure.erased_by_id
    evidence: dict[int, list[Evidence]] = {key: [] for key in keys}
    for ref in EvidenceRef.objects.filter(entry_id__in=keys).select_related("evidence").order_by("pk"):
        evidence[ref.entry_id].append(ref.evidence)
    books = book_versions((entry.book, entry.book_version) for entry in rows if entry.book)
    own, found = own_origin(), []
    for entry in rows:
        body, sender, stayed = canonical.from_bytes(bytes(entry.body)), "", frozenset[str]()
        if entry.origin != own and (standing := standing_of(entry.origin)):
            sender, stayed = standing.name, frozenset(body.get("private", ()))
            body = standing.here(body, entry.origin_seq, books)
        book = books.get((entry.book, entry.book_version))
        kept = (private[entry.seq], erased[entry.seq], evidence[entry.seq])
        found.append(Reading(entry, body, book, *kept, sender, stayed))
    return found


def read_entry(caller: Caller, seq: int) -> Reading:
    """Return one entry that the caller may read; Refusal ``entry_unknown`` otherwise (also when it is not theirs)."""
    entry = Entry.objects.filter(seq=seq).exclude(unit=None).select_related("unit").first()
    if entry is None or not may_read(caller, entry):
        raise Refusal("entry_unknown", seq=seq)
    return read_entries([entry])[0]


def story(reading: Reading) -> list[Reading]:
    """Return all entries of the record to which an entry belongs, first to last, with those that erased something of it."""
    of_record = Entry.in_record(reading.entry.record_seq)
    erasing = Erasure.objects.filter(entry__in=Entry.objects.filter(of_record)).values("erased_by_id")
    return read_entries(Entry.objects.filter(of_record | Q(pk__in=erasing)).select_related("unit").order_by("seq"))


def erased_fields(entry: Entry) -> set[str]:
    """Return the fields that were erased from any state of an entry's record."""
    of_record = Entry.objects.filter(Entry.in_record(entry.record_seq))
    return set(Erasure.objects.filter(entry__in=of_record).values_list("field", flat=True))


def erased_record(entry: Entry) -> int | None:
    """Return the number of the entry of which an erasure took a value, the latest of its record; None for other entries."""
    return Erasure.objects.filter(erased_by=entry).aggregate(last=Max("entry_id"))["last"]


def newest(reading: Reading) -> Entry:
    """Return the entry of the record that counts now (or its void)."""
    of_record = Entry.objects.filter(Entry.in_record(reading.entry.record_seq))
    rows = of_record.filter(kind__in=[*COUNTED, "assertion", "void"])
    return rows.select_related("unit").latest("seq")


def drafts_of(caller: Caller) -> QuerySet[Draft]:
    """Return the unsent drafts of the caller's post, latest first."""
    return Draft.objects.filter(post=caller.post).select_related("unit").order_by("-updated_at")


def read_draft(caller: Caller, uid: str) -> Draft | None:
    """Return a draft of the caller's post."""
    return Draft.objects.filter(post=caller.post, uid=uid).select_related("unit").first()


def read_evidence(caller: Caller, digest: str) -> Evidence:
    """Return evidence that the caller's own post uploaded, or that stands behind an entry they may read."""
    evidence = Evidence.objects.filter(digest=digest).first()
    if evidence is not None:
        if caller.is_system or evidence.uploads.filter(post=caller.post).exists():
            return evidence
        refs = EvidenceRef.objects.filter(evidence=evidence).select_related("entry")
        if any(may_read(caller, ref.entry) for ref in refs):
            return evidence
    raise Refusal("evidence_unknown")


def period_is_closed(unit_id: int, month: int) -> bool:
    """Say whether a month (yyyymm) is closed for the unit: the answer to the hook of audit/."""
    return PeriodState.objects.filter(unit_id=unit_id, month=month).exists()


def first_open_month(unit_ids: Iterable[int], day: date) -> int:
    """Return the month in which a fact of ``day`` would count for all the units."""
    ids = list(unit_ids)
    month = posting_calendar().month_of(day)
    closed = set(PeriodState.objects.filter(unit_id__in=ids, month__gte=month).values_list("month", flat=True))
    while month in closed:
        month = next_month(month)
    return month


def unit_close_blockers(unit_id: int, on: date) -> list[dict[str, Any]]:
    """Return what keeps a unit from being closed on a day: unsent drafts, and records of later days that count."""
    drafts = Draft.objects.filter(unit_id=unit_id).order_by("updated_at")
    found = [{"code": "draft_unsent", "draft": draft.uid, "book": draft.book} for draft in drafts]
    later = current(Entry.objects.filter(unit_id=unit_id, kind__in=COUNTED, occurred_on__gt=on)).order_by("seq")
    return found + [{"code": "entry_later", "seq": entry.seq, "on": entry.occurred_on.isoformat()} for entry in later]


def last_seq() -> int:
    """Return the number of the entry that came last, 0 before the first."""
    return Arrival.objects.aggregate(last=Max("last_seq"))["last"] or 0


def begun_on() -> date | None:
    """Return the day of the earliest fact that this instance holds, None while it holds none."""
    return Entry.objects.filter(kind__in=COUNTED).aggregate(first=Min("occurred_on"))["first"]


def readable(caller: Caller, seqs: Iterable[int]) -> dict[int, Reading]:
    """Return those of the entries that the caller may read, by number."""
    entries = Entry.objects.filter(seq__in=list(seqs))
    if not caller.is_system:
        entries = of_units(entries, units_allowed(caller, "entry.read"))
    return {reading.entry.seq: reading for reading in read_entries(entries.select_related("unit"))}


def hidden_fields(caller: Caller, reading: Reading) -> frozenset[str]:
    """Return the fields of an entry whose values the caller may not see: personal ones without the grant for them."""
    if reading.book is None or hooks.allow(caller, "entry.detail", reading.entry.unit_id, sensitivity=2):
        return frozenset()
    return frozenset(each.id for each in reading.book.fields if each.type in PERSONAL)


def reading_units(caller: Caller) -> list[Unit]:
    """Return the units that keep books and whose entries the caller may read, in official order."""
    kinds = [kind.id for kind in catalogue().kinds.values() if kind.can_record]
    units = Unit.objects.filter(pk__in=units_allowed(caller, "entry.read"), kind__in=kinds)
    return list(units.order_by("order", "code"))


def recording_units(caller: Caller) -> list[Unit]:
    """Return the units for which the caller may record today, in official order: living ones that keep books."""
    kinds = [kind.id for kind in catalogue().kinds.values() if kind.can_record]
    today = timezone.localdate()
    units = Unit.objects.filter(pk__in=units_allowed(caller, "entry.record"), kind__in=kinds, founded_on__lte=today)
    return list(units.exclude(closed_on__lt=today).order_by("order", "code"))


def recent_entries(caller: Caller, units: Iterable[Unit] | None = None) -> QuerySet[Entry]:
    """Return the entries that count now and that the caller may read, of some units or all, latest arrival first."""
    entries = current(visible_entries(caller))
    if units is not None:
        entries = entries.filter(unit__in=list(units))
    return entries.select_related("unit").order_by("-seq")


def with_choice(entries: QuerySet[Entry], book: str, field: str, value: str) -> QuerySet[Entry]:
    """Keep the entries that have a value of a choice that is rolled up."""
    lines = Line.objects.filter(
        seq=OuterRef("seq"),
        part=0,
        measure__book=book,
        measure__field=ENTRY,
        measure__dimension=field,
        measure__value=value,
    )
    return entries.filter(Exists(lines))


def sum_fields(entries: QuerySet[Entry], book: str) -> dict[str, int]:
    """Return the sums of the book's number fields over entries; a jointly credited one counts once."""
    lines = Line.objects.filter(
        seq__in=entries.order_by().values("seq"), part=0, measure__book=book, measure__dimension=""
    )
    sums: dict[str, int] = {}
    for row in lines.filter(joint=False).values("measure__field").annotate(total=Sum("amount")):
        sums[row["measure__field"]] = int(row["total"])
    for row in lines.filter(joint=True).values("seq", "n", "measure__field").annotate(total=Min("amount")):
        sums[row["measure__field"]] = sums.get(row["measure__field"], 0) + int(row["total"])
    return sums


def count_evidence(entries: QuerySet[Entry]) -> int:
    """Return how many files stand behind entries."""
    return EvidenceRef.objects.filter(entry__in=entries.order_by().values("seq")).count()


def books_kept(entries: QuerySet[Entry]) -> dict[str, tuple[int, date]]:
    """Return the number of entries and the latest day by book."""
    rows = entries.order_by().values("book").annotate(records=Count("seq"), latest=Max("occurred_on"))
    return {row["book"]: (row["records"], row["latest"]) for row in rows}


def find_entries(
    caller: Caller, book: str, *, start: date, end: date, unit_ids: Iterable[int] | None, choices: dict[str, str]
) -> QuerySet[Entry]:
    """Return the entries of a book that count now and that the caller may read, latest day first.

    ``start`` and ``end`` are days of occurrence, both included; ``unit_ids`` None keeps all units; ``choices`` are
    values of rolled-up choices by field.
    """
    entries = current(visible_entries(caller)).filter(book=book, occurred_on__range=(start, end))
    if unit_ids is not None:
        entries = of_units(entries, unit_ids)
    for name, value in choices.items():
        entries = with_choice(entries, book, name, value)
    return entries.select_related("unit").order_by("-occurred_on", "-seq")


def with_words(entries: QuerySet[Entry], field: str | None, words: str) -> QuerySet[Entry]:
    """Keep the entries whose text field (the title of a book) holds the words as they stand."""
    written = json.dumps(words, ensure_ascii=False)[1:-1]
    return entries.filter(details__field=field or "", details__value__icontains=written)


def in_order(entries: QuerySet[Entry], book: str, by: str) -> QuerySet[Entry]:
    """Return entries sorted by ``seq``, ``day``, ``unit`` (official order) or a number field of the book, "-" before it
    for the largest first. Without a number an entry comes last; equal ones stand latest first."""
    name, is_descending = by.removeprefix("-"), by.startswith("-")
    columns = {"seq": "seq", "day": "occurred_on", "unit": "unit__order"}
    if name not in columns:
        lines = Line.objects.filter(seq=OuterRef("seq"), part=0, measure__book=book, measure__field=name)
        amount = lines.filter(measure__dimension="").order_by("n", "unit").values("amount")[:1]
        entries = entries.annotate(ordered_by=Subquery(amount))
    column = F(columns.get(name, "ordered_by"))
    first = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
    return entries.order_by(first, "-occurred_on", "-seq")
