"""Reading the ledger: entries in lists, one entry with its story, drafts, closed months."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import book_version
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.models import Draft, Entry, EntryDetail, Erasure, Evidence, EvidenceRef, PeriodState
from yiben.packs.definitions import Book
from yiben.units.months import month_of, next_month

COUNTED = ("record", "correction", "opening", "total", "external", "estimate")


@dataclass(frozen=True)
class Reading:
    """An entry read back: its body, its book, private values that are still there, and the fields erased."""

    entry: Entry
    body: dict[str, Any]
    book: Book | None
    private: dict[str, Any]
    erased: dict[str, int]
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """Plain and private values together."""
        return {**self.body.get("values", {}), **self.private}

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
    """Return the entries of units whose ledger the caller may read."""
    entries = Entry.objects.filter(kind__in=COUNTED)
    return entries if caller.is_system else entries.filter(unit_id__in=units_allowed(caller, "entry.read"))


def current(entries: QuerySet[Entry], as_of: int | None = None) -> QuerySet[Entry]:
    """Keep the entries that nothing supersedes (by arrival number ``as_of``)."""
    newer = Entry.objects.filter(supersedes=OuterRef("seq"))
    if as_of is not None:
        newer = newer.filter(seq__lte=as_of)
        entries = entries.filter(seq__lte=as_of)
    return entries.filter(~Exists(newer))


def read_entries(entries: Iterable[Entry]) -> list[Reading]:
    """Read entries with their private values and evidence, in the order given, with three queries."""
    rows = list(entries)
    keys = [entry.seq for entry in rows]
    private: dict[int, dict[str, Any]] = {key: {} for key in keys}
    for detail in EntryDetail.objects.filter(entry_id__in=keys):
        private[detail.entry_id][detail.field] = json.loads(detail.value)
    erased: dict[int, dict[str, int]] = {key: {} for key in keys}
    for erasure in Erasure.objects.filter(entry_id__in=keys):
        erased[erasure.entry_id][erasure.field] = erasure.erased_by_id
    evidence: dict[int, list[Evidence]] = {key: [] for key in keys}
    for ref in EvidenceRef.objects.filter(entry_id__in=keys).select_related("evidence").order_by("pk"):
        evidence[ref.entry_id].append(ref.evidence)
    return [
        Reading(
            entry,
            canonical.from_bytes(bytes(entry.body)),
            book_version(entry.book, entry.book_version) if entry.book else None,
            private[entry.seq],
            erased[entry.seq],
            evidence[entry.seq],
        )
        for entry in rows
    ]


def read_entry(caller: Caller, seq: int) -> Reading:
    """Return one entry that the caller may read; Refusal ``entry_unknown`` otherwise (also when it is not theirs)."""
    entry = Entry.objects.filter(seq=seq).exclude(unit=None).select_related("unit").first()
    if entry is None or not hooks.allow(caller, "entry.read", entry.unit_id):
        raise Refusal("entry_unknown", seq=seq)
    return read_entries([entry])[0]


def story(reading: Reading) -> list[Reading]:
    """Return all entries of the record to which an entry belongs, first to last."""
    rows = Entry.objects.filter(record_seq=reading.entry.record_seq).select_related("unit").order_by("seq")
    return read_entries(rows)


def newest(reading: Reading) -> Entry:
    """Return the entry of the record that counts now (or its void)."""
    rows = Entry.objects.filter(record_seq=reading.entry.record_seq, kind__in=[*COUNTED, "void"])
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
        units = EvidenceRef.objects.filter(evidence=evidence).values_list("entry__unit_id", flat=True).distinct()
        if any(hooks.allow(caller, "entry.read", unit) for unit in units):
            return evidence
    raise Refusal("evidence_unknown")


def period_is_closed(unit_id: int, month: int) -> bool:
    """Say whether a month (yyyymm) is closed for the unit: the answer to the hook of audit/."""
    return PeriodState.objects.filter(unit_id=unit_id, month=month).exists()


def first_open_month(unit_ids: Iterable[int], day: date) -> int:
    """Return the month in which a fact of ``day`` would count for all the units."""
    ids = list(unit_ids)
    month = month_of(day)
    closed = set(PeriodState.objects.filter(unit_id__in=ids, month__gte=month).values_list("month", flat=True))
    while month in closed:
        month = next_month(month)
    return month


def unit_close_blockers(unit_id: int) -> list[dict[str, Any]]:
    """Return the unsent drafts that keep a unit from being closed: the answer to the hook of audit/."""
    drafts = Draft.objects.filter(unit_id=unit_id).order_by("updated_at")
    return [{"code": "draft_unsent", "draft": draft.uid, "book": draft.book} for draft in drafts]
