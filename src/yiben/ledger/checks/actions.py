"""Making one record with two hosts of what two units recorded: proposed by one of them, done when the other agrees."""

from __future__ import annotations

import uuid

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.actions import correct_entry, void_entry
from yiben.ledger.appending import Appended
from yiben.ledger.checks.hosting import keeps_asking, proposals_about, twins_of, verb_of
from yiben.ledger.models import Entry, HostingProposal
from yiben.ledger.queries import Reading, current, read_entries
from yiben.packs.definitions import FieldType
from yiben.packs.values import value_to_form


@transaction.atomic
def propose_joint(
    caller: Caller, reading: Reading, other: int, *, keep_own: bool, reason: str
) -> HostingProposal | Appended:
    """Propose to another unit that its record ``other`` and this one become one; do it when the caller may for both.

    ``keep_own``: this record stays and the other is taken back, else the other way round. Refuses (``no_twin``) a record
    that is not alike, and (``proposed_already``) a second proposal about either before the first is answered.
    """
    unit = reading.entry.unit
    twin = next((each for each in twins_of(reading) if each.seq == other), None)
    if twin is None or unit is None:
        raise Refusal("no_twin", seq=reading.entry.seq)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    own_verb, other_verb = ("entry.correct", "entry.void") if keep_own else ("entry.void", "entry.correct")
    hooks.require(caller, own_verb, unit.pk)
    if proposals_about(reading.entry.record_seq).exists() or proposals_about(twin.record).exists():
        raise Refusal("proposed_already", unit=twin.unit.name)
    own, theirs = reading.entry.record_seq, twin.record
    kept, dropped = (own, theirs) if keep_own else (theirs, own)
    if hooks.allow(caller, other_verb, twin.unit.pk):
        return _join(caller, caller, kept, dropped, reason)
    made = HostingProposal.objects.create(
        kept=kept,
        dropped=dropped,
        asking=unit,
        asked=twin.unit,
        reason=reason.strip()[:300],
        post=caller.post,
        person=caller.person,
    )
    log(caller, "hosting.propose", made.uid, kept=kept, dropped=dropped)
    return made


@transaction.atomic
def accept_joint(caller: Caller, uid: str) -> Appended:
    """Agree to a proposal and make the one record. What the unit that asked may do is asked for anew: its post may have
    lost the right, or the record may have been changed meanwhile (Refusal ``proposal_stale``)."""
    made = _waiting(uid)
    hooks.require(caller, verb_of(made, made.asked_id), made.asked_id)
    asking = Caller(person=made.person, post=made.post)
    hooks.require(asking, verb_of(made, made.asking_id), made.asking_id)
    keeper, dropper = (asking, caller) if keeps_asking(made) else (caller, asking)
    appended = _join(keeper, dropper, made.kept, made.dropped, made.reason)
    made.state = HostingProposal.ACCEPTED
    made.save(update_fields=["state"])
    log(caller, "hosting.accept", made.uid, seq=appended.seq)
    return appended


@transaction.atomic
def decline_joint(caller: Caller, uid: str) -> None:
    """Say that the two records tell of two events; or, as the unit that asked, take the proposal back."""
    made = _waiting(uid)
    if not hooks.allow(caller, verb_of(made, made.asking_id), made.asking_id):
        hooks.require(caller, verb_of(made, made.asked_id), made.asked_id)
    made.state = HostingProposal.DECLINED
    made.save(update_fields=["state"])
    log(caller, "hosting.decline", made.uid)


def _join(keeper: Caller, dropper: Caller, kept: int, dropped: int, reason: str) -> Appended:
    """Take one record back and correct the other, which gets the hosts and files of both; both or neither."""
    stays, goes = _as_it_stands(kept), _as_it_stands(dropped)
    assert stays.entry.unit is not None
    assert stays.book is not None
    own = stays.entry.unit.uid
    hosts = dict.fromkeys([*stays.credited, *goes.credited])
    values = {
        item.id: value_to_form(item, stays.values[item.id])
        for item in stays.book.fields
        if item.id in stays.values and item.type is not FieldType.FILE
    }
    void_entry(dropper, goes.entry.seq, uid=str(uuid.uuid4()), reason=reason)
    return correct_entry(
        keeper,
        stays.entry.seq,
        uid=str(uuid.uuid4()),
        reason=reason,
        values=values,
        on=stays.entry.occurred_on,
        partners=[uid for uid in hosts if uid != own],
        evidence=[each.digest for each in stays.evidence],
        shared=[each.digest for each in goes.evidence],
        may_post_late=True,
    )


def _as_it_stands(record: int) -> Reading:
    entries = current(Entry.objects.filter(Entry.in_record(record), kind__in=("record", "correction")))
    found = read_entries(entries.select_related("unit"))
    if not found:
        raise Refusal("proposal_stale")
    return found[0]


def _waiting(uid: str) -> HostingProposal:
    made = HostingProposal.objects.select_for_update().filter(uid=uid, state=HostingProposal.OPEN).first()
    if made is None:
        raise Refusal("proposal_stale")
    return made
