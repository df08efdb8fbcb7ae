"""Ticking a standard with what proves it, and taking the tick back; both stay in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.assessments.declared import checklist_of, item_of
from yiben.assessments.models import Tick, TickPaper
from yiben.assessments.queries import READ, TICK, UnitStanding, standing_tick, standings
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.papers import Paper, keep_papers
from yiben.ledger.queries import newest, read_entry
from yiben.packs.checklists import Checklist
from yiben.units.models import Unit
from yiben.units.queries import subtree_ids

LONGEST = 1000


@dataclass(frozen=True)
class Proof:
    """What proves that a standard holds: a record of the unit by its number, papers, or words; one of them is enough.
    ``on``: since when, or when it was looked at."""

    on: date | None = None
    note: str = ""
    entry: int | None = None
    papers: Sequence[Paper] = ()


@transaction.atomic
def tick_standard(caller: Caller, unit: Unit, checklist: str, item: str, proof: Proof) -> Tick:
    """Tick a standard for a unit and return the tick. Refuses ``values`` beside each field: nothing that proves it, a day to
    come, a record of another unit or one that was voided."""
    hooks.require(caller, TICK, unit.pk)
    declared = _declared_for(unit, checklist)
    asked = item_of(declared, item)
    problems: list[tuple[str, str, dict[str, object]]] = []
    today = timezone.localdate()
    on = proof.on or today
    if on > today:
        problems.append(("on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()}))
    if not proof.note.strip() and proof.entry is None and not proof.papers:
        problems.append(("note", "tick_without_proof", {}))
    if proof.entry is not None and not _proves(caller, unit, proof.entry, today):
        problems.append(("entry", "tick_entry_elsewhere", {"seq": proof.entry}))
    if problems:
        raise Refusal("values", fields=problems)
    made = _say(caller, unit, declared.id, asked.id, True, on, proof.note, proof.entry)
    for each in keep_papers(proof.papers):
        TickPaper.objects.create(
            tick=made, name=each.name, digest=each.digest, media_type=each.media_type, size=each.size
        )
    log(caller, "checklist.tick", unit.uid, checklist=declared.id, item=asked.id)
    return made


@transaction.atomic
def untick_standard(caller: Caller, unit: Unit, checklist: str, item: str, reason: str) -> Tick:
    """Say that a standard no longer holds, with the reason; the earlier tick stays in the history."""
    hooks.require(caller, TICK, unit.pk)
    declared = checklist_of(checklist)
    asked = item_of(declared, item)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    found = standing_tick(unit, declared.id, asked.id)
    if found is None or not found.is_met:
        raise Refusal("not_ticked", text=asked.text)
    made = _say(caller, unit, declared.id, asked.id, False, timezone.localdate(), reason, None)
    log(caller, "checklist.untick", unit.uid, checklist=declared.id, item=asked.id)
    return made


@transaction.atomic
def take_bundle(caller: Caller, unit: Unit, checklist: str) -> UnitStanding:
    """Return a checklist at a unit to be taken away with its proofs; the log keeps who took it, since records may be
    private."""
    hooks.require(caller, READ, unit.pk)
    declared = _declared_for(unit, checklist)
    log(caller, "checklist.bundle", unit.uid, checklist=declared.id)
    return standings([unit], declared)[0]


def _declared_for(unit: Unit, checklist: str) -> Checklist:
    declared = checklist_of(checklist)
    if declared.applies and unit.kind not in declared.applies:
        raise Refusal("checklist_not_for_unit", checklist=declared.label, unit=unit.short_name)
    return declared


def _proves(caller: Caller, unit: Unit, seq: int, today: date) -> bool:
    """Whether an entry is one of the unit or of those below it, that the caller may read and that counts."""
    try:
        reading = read_entry(caller, seq)
    except Refusal:
        return False
    below = set(subtree_ids(unit, "administrative", today)) | {unit.pk}
    is_own = reading.entry.unit_id in below or unit.uid in reading.credited
    return is_own and newest(reading).kind != "void"


def _say(
    caller: Caller, unit: Unit, checklist: str, item: str, is_met: bool, on: date, words: str, entry: int | None
) -> Tick:
    said = words.strip()[:LONGEST]
    return Tick.objects.create(
        unit=unit,
        checklist=checklist,
        item=item,
        is_met=is_met,
        on=on,
        note={"words": said} if said else {},
        entry=entry,
        post=caller.post,
        person=caller.person,
    )
