"""Bodies and who is a member of them, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.meetings.kinds import kind_of
from yiben.meetings.models import Body, Membership
from yiben.units.models import Unit

CALL = "meeting.call"
ROLES = ("chair", "secretary", "member")
LONGEST_NAME = 60


@transaction.atomic
def open_body(caller: Caller, unit: Unit, kind: str, name: str, *, on: date) -> Body:
    """Begin to keep a body of a unit and return it. Refuses ``values``: no name, one that is used."""
    hooks.require(caller, CALL, unit.pk)
    declared = kind_of(kind)
    require_recording_unit(unit)
    said = name.strip()[:80] or declared.body
    if Body.objects.filter(unit=unit, name=said).exists():
        raise Refusal("values", fields=[("name", "body_known", {"name": said})])
    body = Body.objects.create(unit=unit, kind=declared.id, name=said, from_day=on)
    log(caller, "meeting.body", body.uid, kind=declared.id)
    return body


@transaction.atomic
def add_members(
    caller: Caller, body: Body, names: Sequence[str], *, on: date, role: str = "member", can_vote: bool = True
) -> list[Membership]:
    """Add members from a day on and return them. Refuses ``values``: no name, one that is a member on that day."""
    hooks.require(caller, CALL, body.unit_id)
    Body.objects.select_for_update().get(pk=body.pk)
    said = [each.strip()[:LONGEST_NAME] for each in names if each.strip()]
    if not said:
        raise Refusal("values", fields=[("names", "required", {})])
    if role not in ROLES:
        raise Refusal("values", fields=[("role", "unknown_choice", {"typed": role})])
    there = {each.name.get("name") for each in body.memberships.all() if each.to_day is None or each.to_day >= on}
    known = [each for at, each in enumerate(said) if each in there or each in said[:at]]
    if known:
        raise Refusal("values", fields=[("names", "member_known", {"name": each}) for each in known])
    made = [
        Membership.objects.create(body=body, name={"name": each}, role=role, can_vote=can_vote, from_day=on)
        for each in said
    ]
    log(caller, "meeting.members", body.uid, count=len(made))
    return made


@transaction.atomic
def end_membership(caller: Caller, member: Membership, *, on: date) -> Membership:
    """Let a membership end on its last day, and return it; earlier meetings keep it."""
    hooks.require(caller, CALL, member.body.unit_id)
    kept = Membership.objects.select_for_update().get(pk=member.pk)
    if kept.to_day is not None:
        raise Refusal("membership_ended")
    if on < kept.from_day:
        raise Refusal("values", fields=[("to_day", "membership_backwards", {"from": kept.from_day.isoformat()})])
    kept.to_day = on
    kept.save(update_fields=["to_day"])
    log(caller, "meeting.member_left", kept.body.uid)
    return kept
