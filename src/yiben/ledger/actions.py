"""The verbs of the ledger: drafting, recording, correcting, voiding, erasing, keeping evidence."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from yiben.accounts.queries import unit_of_post
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Conflict, Refusal
from yiben.ledger.aggregates import correct_total as correct_total
from yiben.ledger.aggregates import record_estimate as record_estimate
from yiben.ledger.aggregates import record_external as record_external
from yiben.ledger.aggregates import record_opening as record_opening
from yiben.ledger.aggregates import record_total as record_total
from yiben.ledger.aggregates import replace_estimate as replace_estimate
from yiben.ledger.appending import Appended, append
from yiben.ledger.assertions import record_assertion as record_assertion
from yiben.ledger.canonical import first_hash
from yiben.ledger.checking import check_entry, read_uid, require_recording_unit
from yiben.ledger.evidence import drop_files, prepare, require_room, write_file
from yiben.ledger.lines import AGGREGATES
from yiben.ledger.models import (
    Arrival,
    ChainHead,
    Draft,
    Entry,
    EntryDetail,
    Erasure,
    Evidence,
    EvidenceRef,
    EvidenceUpload,
    Subject,
)
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import Reading, erased_fields, first_open_month, read_entry
from yiben.remembering import reading_once
from yiben.units.models import Unit, new_uid


@transaction.atomic
def begin_ledger() -> str:
    """Start this instance's chain, once, and return its origin id."""
    head = ChainHead.objects.filter(is_own=True).first()
    if head is None:
        origin = new_uid()
        head = ChainHead.objects.create(origin=origin, is_own=True, hash=first_hash(origin))
        Arrival.objects.create()
    return head.origin


def record_entry(
    caller: Caller,
    *,
    uid: str,
    book: str,
    unit: Unit,
    on: date | None,
    values: Mapping[str, object],
    partners: Sequence[str] = (),
    evidence: Sequence[str] = (),
    until: date | None = None,
    source: Mapping[str, str] | None = None,
    on_behalf_of: str = "",
    refs: Sequence[str] = (),
    may_post_late: bool = False,
) -> Appended:
    """Record a fact and return its number. ``values`` are as a form gives them, ``uid`` is made by the client;
    ``refs`` name what it was done for (a task).

    Refuses what ``check_entry`` finds, a unit the caller may not record for, a closed month unless
    ``may_post_late``. Sending the same again gives the same answer; see ``append``.
    """
    given: dict[str, Any] = {"values": values, "partners": partners, "evidence": evidence, "refs": refs}
    given |= {"until": until, "source": source, "on_behalf_of": on_behalf_of, "may_post_late": may_post_late}
    with reading_once():
        proposal = propose_entry(caller, uid=uid, book=book, unit=unit, on=on, **given)
    return append([proposal])[0]


def propose_entry(
    caller: Caller,
    *,
    uid: str,
    book: str,
    unit: Unit,
    on: date | None,
    values: Mapping[str, object],
    partners: Sequence[str] = (),
    evidence: Sequence[str] = (),
    until: date | None = None,
    source: Mapping[str, str] | None = None,
    on_behalf_of: str = "",
    refs: Sequence[str] = (),
    may_post_late: bool = False,
) -> Proposal:
    """Return what ``record_entry`` would append, with the same refusals but those of the append itself. Nothing is
    written: what comes by the hundred is checked first and appended at once."""
    hooks.require(caller, "entry.record", unit.pk)
    require_recording_unit(unit)
    checked = check_entry(caller, book_id=book, unit=unit, on=on, raw=values, partners=partners, evidence=evidence)
    assert on is not None
    return Proposal(
        uid=read_uid(uid),
        kind="record",
        occurred_on=on,
        occurred_to=until,
        caller=caller,
        unit=unit.uid,
        **checked.said,
        evidence=tuple(evidence),
        source=dict(source or {"kind": "form"}),
        on_behalf_of=on_behalf_of or _on_behalf_of(caller, unit),
        refs=tuple(refs),
        may_post_late=may_post_late,
    )


def _on_behalf_of(caller: Caller, unit: Unit) -> str:
    """The uid of the unit for which somebody of another unit records (代填), "" for one's own."""
    own = unit_of_post(caller)
    return unit.uid if own is not None and own.pk != unit.pk else ""


def correct_entry(
    caller: Caller,
    seq: int,
    *,
    uid: str,
    reason: str,
    values: Mapping[str, object],
    on: date | None,
    partners: Sequence[str] = (),
    evidence: Sequence[str] = (),
    refs: Sequence[str] | None = None,
    may_post_late: bool = False,
    shared: Sequence[str] = (),
) -> Appended:
    """Correct an entry: append a new one that takes the old one's place, with a reason. ``refs`` name what it was done
    for; None keeps what the old one names. ``shared`` are files of another record that becomes one with this, with the
    consent of its unit.

    ``seq`` is the entry that the user saw; when it was corrected meanwhile, Conflict ``superseded_already`` names the
    newer one. A day moved into another month, while the old month is still open, becomes a void in the old month and
    the correction in the new one, so that each open month is right as posted.
    """
    old, unit = _read_single(caller, seq)
    hooks.require(caller, "entry.correct", unit.pk)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    given: dict[str, Any] = {"partners": partners, "evidence": evidence, "erased": erased_fields(old.entry)}
    checked = check_entry(caller, book_id=old.entry.book, unit=unit, on=on, raw=values, **given)
    assert on is not None
    uid = read_uid(uid)
    steps: list[Proposal] = []
    superseded, void_uid = old.entry.uid, str(uuid.uuid5(uuid.UUID(uid), "void"))
    if Entry.objects.filter(uid=void_uid, supersedes=old.entry.seq).exists():
        superseded = void_uid  # sent again: the void is there
    elif leaves_open_month(old, checked.credited, on) and not Entry.objects.filter(uid=uid).exists():
        superseded = void_uid
        steps.append(void_of(old.entry, old.credited, caller, superseded, reason))
    steps.append(
        Proposal(
            uid=uid,
            kind="correction",
            occurred_on=on,
            occurred_to=old.entry.occurred_to,
            caller=caller,
            unit=unit.uid,
            **checked.said,
            evidence=tuple(dict.fromkeys([*evidence, *shared])),
            source={"kind": "form"},
            refs=tuple(old.body.get("refs", ()) if refs is None else refs),
            supersedes=superseded,
            reason=reason.strip(),
            may_post_late=may_post_late,
        )
    )
    return append(steps)[-1]


def void_entry(caller: Caller, seq: int, *, uid: str, reason: str) -> Appended:
    """Take an entry back whole, with a reason. It stays readable; it no longer counts."""
    old = read_entry(caller, seq)
    _require_own(old)
    hooks.require(caller, "entry.void", old.entry.unit_id)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    return append([void_of(old.entry, old.credited, caller, read_uid(uid), reason)])[0]


@transaction.atomic
def erase_value(caller: Caller, seq: int, *, field: str, reason: str) -> Appended:
    """Erase a private value from every entry of a record, with an entry that says so; all counts stay.

    Refuses a field that holds no private value there.
    """
    old = read_entry(caller, seq)
    hooks.require(caller, "entry.erase", old.entry.unit_id)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    erasure = _erase(caller, old.entry, field, reason.strip())
    if erasure is None:
        raise Refusal("nothing_to_erase", field=field)
    return erasure


@transaction.atomic
def erase_subjects(tokens: Sequence[str], caller: Caller) -> None:
    """Erase every personal value that names the people behind tokens: the answer to the hook of audit/. Whether the
    caller may erase these people was asked by the room that knows who they are."""
    found = Subject.objects.filter(token__in=list(tokens)).select_related("entry__unit")
    for record, name in sorted({(each.entry.record_seq, each.field) for each in found}):
        _erase(caller, Entry.objects.select_related("unit").get(seq=record), name, "")


def _erase(caller: Caller, entry: Entry, field: str, reason: str) -> Appended | None:
    """Erase a field of a record; None when nothing of it is left."""
    of_record = Entry.objects.filter(Entry.in_record(entry.record_seq))
    details = list(EntryDetail.objects.filter(entry__in=of_record, field=field).select_related("entry"))
    if not details:
        return None
    unit = entry.unit
    proposal = Proposal(
        uid=str(uuid.uuid4()),
        kind="erasure",
        occurred_on=timezone.localdate(),
        caller=caller,
        book=entry.book,
        book_version=entry.book_version,
        unit=unit.uid if unit else "",
        values={"field": field},
        refs=tuple(detail.entry.uid for detail in details),
        reason=reason,
    )
    erasure = append([proposal])[0]
    for detail in details:
        Erasure.objects.create(erased_by_id=erasure.seq, entry=detail.entry, field=field)
        detail.delete()
    hooks.after_erasure([detail.entry_id for detail in details])
    log(caller, "entry.erase", str(entry.seq), field=field)
    return erasure


@transaction.atomic
def save_draft(
    caller: Caller,
    *,
    uid: str,
    unit: Unit,
    book: str,
    fields: Mapping[str, Any],
    evidence: Sequence[str] = (),
) -> Draft:
    """Keep what was typed, exactly as typed; nothing is checked but who may draft for the unit."""
    hooks.require(caller, "draft.edit", unit.pk)
    uid = read_uid(uid)
    kept = Draft.objects.select_for_update().filter(uid=uid).first()
    if kept is not None and kept.post != caller.post:
        raise Refusal("draft_unknown", id=uid)
    if Entry.objects.filter(uid=uid).exists():
        raise Conflict("sent_already", id=uid)
    draft = kept or Draft(uid=uid, post=caller.post)
    draft.unit, draft.book = unit, book
    draft.fields, draft.evidence = dict(fields), list(evidence)
    draft.save()
    return draft


@transaction.atomic
def discard_draft(caller: Caller, uid: str) -> None:
    """Throw an unsent draft of the caller's post away."""
    Draft.objects.filter(post=caller.post, uid=uid).delete()


@transaction.atomic
def send_draft(caller: Caller, uid: str, **entry: Any) -> Appended:
    """Record what a draft has become and drop the draft, both or neither. ``entry``: see ``record_entry``."""
    appended = record_entry(caller, uid=uid, **entry)
    Draft.objects.filter(post=caller.post, uid=appended.uid).delete()
    return appended


def keep_evidence(caller: Caller, *, unit: Unit, name: str, data: bytes, book: str = "") -> Evidence:
    """Keep a file for a unit and return its evidence; what is the same once cleaned is kept once.

    Pictures lose where they were taken and are scaled, unless the ``book`` asks for originals; see ``prepare``. Refuses
    what ``prepare`` refuses, and a file for which the unit's share of the disk has no room.
    """
    hooks.require(caller, "draft.edit", unit.pk)
    defined = catalogue().books.get(book)
    prepared = prepare(data, name, is_original=defined is not None and defined.evidence.originals)
    size = len(prepared.data)
    require_room(unit, size)
    digest = write_file(prepared.data)
    called = name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "file"
    if prepared.media_type == "image/png":
        called = re.sub(r"\.bmp$", ".png", called, flags=re.IGNORECASE)  # a bitmap is kept as PNG
    given = {"size": size, "media_type": prepared.media_type, "name": called, "taken_at": prepared.taken_at}
    given["thumbnail"] = write_file(prepared.thumbnail) if prepared.thumbnail else ""
    with transaction.atomic():
        kept, is_new = Evidence.objects.get_or_create(digest=digest, defaults=given)
        if not is_new:
            Evidence.objects.filter(pk=digest).update(kept_at=timezone.now())
        EvidenceUpload.objects.get_or_create(evidence=kept, post=caller.post, defaults={"unit": unit})
    write_file(prepared.data)  # the nightly clearing may have taken the same file away a moment ago
    return kept


def clear_unsent(before: datetime) -> int:
    """Delete the files last sent before an instant that no entry and no draft names; return how many."""
    drafted = {digest for names in Draft.objects.values_list("evidence", flat=True) for digest in names}
    named = EvidenceRef.objects.filter(evidence=OuterRef("pk"))
    waiting = Evidence.objects.filter(~Exists(named), kept_at__lt=before).order_by("pk")
    count = 0
    for digest in list(waiting.exclude(pk__in=drafted).values_list("pk", flat=True)):
        with transaction.atomic():
            kept = waiting.select_for_update(of=("self",)).filter(pk=digest).first()
            if kept is None:
                continue
            kept.uploads.all().delete()
            kept.delete()
        still = Evidence.objects.filter(Q(pk__in=[digest, kept.thumbnail]) | Q(thumbnail__in=[digest, kept.thumbnail]))
        in_use = {name for pair in still.values_list("digest", "thumbnail") for name in pair}
        drop_files(name for name in (digest, kept.thumbnail) if name and name not in in_use)
        count += 1
    return count


def _read_single(caller: Caller, seq: int) -> tuple[Reading, Unit]:
    """Return an entry that tells of one event, with its unit."""
    old = read_entry(caller, seq)
    _require_own(old)
    if old.entry.kind in (*AGGREGATES, "assertion"):
        raise Refusal("entry_of_another_kind", seq=seq)
    assert old.entry.unit is not None
    return old, old.entry.unit


def _require_own(old: Reading) -> None:
    if old.sender:
        raise Refusal("entry_received", seq=old.entry.seq)


def void_of(old: Entry, credited: Sequence[str], caller: Caller, uid: str, reason: str) -> Proposal:
    """Return what takes an entry back; whether that may be was asked by the caller."""
    unit = old.unit
    assert unit is not None
    return Proposal(
        uid=uid,
        kind="void",
        occurred_on=old.occurred_on,
        caller=caller,
        book=old.book,
        book_version=old.book_version,
        unit=unit.uid,
        credited=tuple(credited),
        supersedes=old.uid,
        reason=reason.strip(),
        source={"kind": "form"},
        may_post_late=True,
    )


def leaves_open_month(old: Reading, credited: Sequence[str], on: date) -> bool:
    """Whether the correction counts in another month while the old entry's month is still open for its units."""
    posted = old.entry.posted_period
    before = list(Unit.objects.filter(uid__in=old.credited).values_list("pk", flat=True))
    after = list(Unit.objects.filter(uid__in=credited).values_list("pk", flat=True))
    if old.entry.kind == "void" or any(hooks.period_is_closed(unit, posted) for unit in before):
        return False
    return first_open_month(after, on) != posted
