"""The handover book: what happened in a shift, what is left, and that the next one received it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.errors import Refusal
from yiben.ledger.leaving import leave_entry
from yiben.rosters.days import kind_of_day
from yiben.rosters.models import DutyDesk, ShiftRecord
from yiben.rosters.queries import PLAN, WRITE, OnDuty, kind_of, shifts_of
from yiben.units.models import Unit

LONGEST, MOST_INCIDENTS = 4000, 9999


@transaction.atomic
def hand_over(
    caller: Caller, unit: Unit, kind: str, day: date, shift: str, *, happened: str, left: str = "", incidents: int = 0
) -> ShiftRecord:
    """Write the page of a shift in the handover book and return it; its entry stands in the ledger.

    Refuses ``values``: nothing said; ``shift_unknown`` for one that stands on no published rota or has not begun;
    ``shift_handed`` for a second page.
    """
    hooks.require(caller, WRITE, unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    now = timezone.now()
    turn = _turn(unit, kind, day, shift, now)
    if turn.record is not None:
        raise Refusal("shift_handed")
    if not happened.strip():
        raise Refusal("values", fields=[("happened", "required", {})])
    if not 0 <= incidents <= MOST_INCIDENTS:
        raise Refusal("values", fields=[("incidents", "too_large", {"max": MOST_INCIDENTS, "typed": incidents})])
    record = ShiftRecord.objects.create(
        unit=unit,
        kind=kind,
        day=day,
        shift=shift,
        begins_at=turn.begins_at,
        ends_at=turn.ends_at,
        on_duty=len(turn.servers),
        incidents=incidents,
        words={"happened": happened.strip()[:LONGEST], "left": left.strip()[:LONGEST]},
        post=caller.post,
        person=caller.person,
    )
    book = kind_of(kind).counts
    if book is not None:
        values = {
            "title": f"{turn.kind.label}{turn.shift.label}",
            "day_kind": kind_of_day(day, work_calendar()),
            "on_duty": str(len(turn.servers)),
            "incidents": str(incidents),
        }
        source = {"kind": "shift", "ref": record.uid}
        record.entry = leave_entry(caller, book=book, unit=unit, on=day, values=values, source=source).seq
        record.save(update_fields=["entry"])
    log(caller, "shift.hand_over", record.uid)
    return record


@transaction.atomic
def receive(caller: Caller, record: ShiftRecord, *, words: str = "") -> ShiftRecord:
    """Keep that the next shift received a page of the handover book, and return it. Refuses who wrote it, and one that was
    received."""
    hooks.require(caller, WRITE, record.unit_id)
    kept = ShiftRecord.objects.select_for_update(of=("self",)).select_related("unit").get(pk=record.pk)
    if kept.received_at is not None:
        raise Refusal("shift_received")
    if kept.person and kept.person == caller.person:
        raise Refusal("shift_own")
    kept.received_at, kept.received_post, kept.received_person = timezone.now(), caller.post, caller.person
    kept.answer = {"words": words.strip()[:LONGEST]} if words.strip() else {}
    kept.save()
    log(caller, "shift.receive", kept.uid)
    return kept


@transaction.atomic
def change_desk(caller: Caller, unit: Unit, *, phone: str, is_shown: bool, shows_name: bool) -> DutyDesk:
    """Say what residents see of a unit's duty and return it. Refuses to show it without a telephone of the unit."""
    hooks.require(caller, PLAN, unit.pk)
    if is_shown and not phone.strip():
        raise Refusal("values", fields=[("phone", "required", {})])
    said = {"phone": phone.strip()[:40], "is_shown": is_shown, "shows_name": shows_name}
    desk, _is_new = DutyDesk.objects.update_or_create(unit=unit, defaults=said)
    log(caller, "roster.desk", unit.uid, shown=is_shown, name=shows_name)
    return desk


def _turn(unit: Unit, kind: str, day: date, shift: str, now: datetime) -> OnDuty:
    found = next((each for each in shifts_of(unit, day, day) if (each.kind.id, each.shift.id) == (kind, shift)), None)
    if found is None or found.begins_at > now:
        raise Refusal("shift_unknown")
    return found
