"""Entries that work leaves behind: a matter's step, a meeting held. The right was asked by the room that did the work."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from yiben.audit.callers import Caller
from yiben.ledger.actions import leaves_open_month, void_of
from yiben.ledger.appending import Appended, append
from yiben.ledger.checking import check_entry, require_recording_unit
from yiben.ledger.models import Entry
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import current, erased_fields, read_entries
from yiben.units.models import Unit


@transaction.atomic
def leave_entry(
    caller: Caller,
    *,
    book: str,
    unit: Unit,
    on: date,
    values: Mapping[str, object],
    source: Mapping[str, str],
    partners: Sequence[str] = (),
    refs: Sequence[str] = (),
    evidence: Sequence[str] = (),
    uid: str = "",
) -> Appended:
    """Record that something countable happened and return its number; a day in a closed month counts in the first open
    one. ``source`` names what it came from, ``refs`` what it was done for, ``evidence``
    the files behind it (digests that the caller may see), ``uid`` makes a repetition the same entry.

    Refuses what ``check_entry`` finds, and a unit that does not record.
    """
    require_recording_unit(unit)
    checked = check_entry(caller, book_id=book, unit=unit, on=on, raw=values, partners=partners, evidence=evidence)
    proposal = Proposal(
        uid=uid or str(uuid.uuid4()),
        kind="record",
        occurred_on=on,
        caller=caller,
        unit=unit.uid,
        **checked.said,
        source=dict(source),
        refs=tuple(refs),
        evidence=tuple(evidence),
        may_post_late=True,
    )
    return append([proposal])[0]


@transaction.atomic
def correct_left(
    caller: Caller,
    *,
    book: str,
    unit: Unit,
    since: date,
    source: Mapping[str, str],
    on: date,
    values: Mapping[str, object],
    evidence: Sequence[str] = (),
    reason: str,
) -> Appended | None:
    """Correct the entry that work has left in a book (``source``) not before the day ``since``, and return the correction; None
    where somebody has voided it since. ``evidence`` is added to what it has. The right was asked by the room that did the work."""
    rows = Entry.objects.filter(book=book, unit=unit, occurred_on__gte=since, kind="record")
    left = next((each for each in read_entries(rows) if each.body.get("source") == dict(source)), None)
    newest = current(Entry.objects.filter(Entry.in_record(left.entry.seq))).first() if left else None
    if newest is None or newest.kind == "void":
        return None
    [old] = read_entries([newest])
    files = (*old.body.get("evidence", ()), *evidence)
    partners = [each for each in old.credited if each != unit.uid]
    given: dict[str, Any] = {"partners": partners, "evidence": files, "erased": erased_fields(newest)}
    checked = check_entry(caller, book_id=book, unit=unit, on=on, raw=values, **given)
    steps, superseded = [], newest.uid
    if leaves_open_month(old, checked.credited, on):
        superseded = str(uuid.uuid4())
        steps.append(void_of(newest, old.credited, caller, superseded, reason))
    steps.append(
        Proposal(
            uid=str(uuid.uuid4()),
            kind="correction",
            occurred_on=on,
            caller=caller,
            unit=unit.uid,
            **checked.said,
            source=dict(source),
            refs=tuple(old.body.get("refs", ())),
            evidence=files,
            supersedes=superseded,
            reason=reason.strip(),
            may_post_late=True,
        )
    )
    return append(steps)[-1]


@transaction.atomic
def take_entries_back(
    caller: Caller,
    *,
    book: str,
    unit: Unit,
    on: date,
    source: Mapping[str, str],
    values: Mapping[str, str],
    reason: str,
) -> int:
    """Void the entries of a day that work has left (``source``) with these plain values, because what they count was undone, and
    return how many. They stay readable and no longer count. The right was asked by the room that did the work."""
    rows = Entry.objects.filter(book=book, unit=unit, occurred_on=on, kind="record")
    found = []
    for reading in read_entries(current(rows)):
        is_of_it = reading.body.get("source") == dict(source)
        if is_of_it and all(reading.body["values"].get(name) == said for name, said in values.items()):
            found.append(void_of(reading.entry, reading.credited, caller, str(uuid.uuid4()), reason))
    if found:
        append(found)
    return len(found)
