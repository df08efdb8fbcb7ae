"""What happened at a meeting: who came, what was said of each item, whether it could resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.judging import quorum_unmet
from yiben.meetings.kinds import kind_of
from yiben.meetings.models import Attendance, Body, Meeting, Sitting
from yiben.meetings.queries import READ, members_on

MINUTE = "meeting.minute"
CAME = (Attendance.PRESENT, Attendance.LEAVE, Attendance.ABSENT)


@dataclass(frozen=True)
class Counts:
    """Those who might have come and those who did, where nobody is named."""

    entitled: int | None
    present: int | None


@dataclass(frozen=True)
class Held:
    """How a meeting went. ``came``: the state of each member by membership; ``others``: the state of those whom it does not
    name, empty: everybody has to be named; ``counts``: the numbers of each body of which nobody is named, by its uid;
    ``outcomes``: what was said, by the order of the item."""

    on: date | None
    came: Mapping[int, str] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    outcomes: Mapping[int, str] = field(default_factory=dict)
    place: str = ""
    others: str = ""


@transaction.atomic
def hold_meeting(caller: Caller, meeting: Meeting, held: Held, *, revision: int) -> Meeting:
    """Keep that a meeting was held: attendance of those who were members on that day, the quorum of each body by its rule.

    Without a quorum it was held all the same; it is resolving that is held back then. Of a body of a unit whose members the
    caller may not see its own unit says who came (``attend_body``); until then that is awaited. Refuses ``values``, and
    ``attendance_unsaid`` while of a member nothing is said: nobody is counted as present whom nobody saw.
    """
    hooks.require(caller, MINUTE, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    on = held.on
    if on is None:
        raise Refusal("values", fields=[("held_on", "required", {})])
    today = timezone.localdate()
    if on > today:
        data: dict[str, object] = {"on": on.isoformat(), "today": today.isoformat()}
        raise Refusal("values", fields=[("held_on", "day_in_future", data)])
    if kept.called_on is not None and on < kept.called_on:
        raise Refusal("values", fields=[("held_on", "held_before_call", {"on": kept.called_on.isoformat()})])
    sittings = list(kept.sittings.select_related("body"))
    own = [each for each in sittings if hooks.allow(caller, READ, each.body.unit_id)]
    _require_said([each.body for each in own], on, held)
    for sitting in sittings:
        if sitting in own:
            _take_attendance(sitting, on, held)
        else:
            sitting.is_awaited = True
            sitting.save(update_fields=["is_awaited"])
    for item in kept.agenda.all():
        words = held.outcomes.get(item.order, "").strip()[:2000]
        if words:
            item.outcome = {"words": words}
            item.save(update_fields=["outcome"])
    kept.held_on, kept.state = on, Meeting.HELD
    kept.place = held.place.strip()[:120] or kept.place
    return tell(caller, kept, "hold", on=on.isoformat())


@transaction.atomic
def attend_body(caller: Caller, meeting: Meeting, body: Body, held: Held, *, revision: int) -> Meeting:
    """Keep who came of a body to a joint meeting that another unit keeps: by whoever minutes the body's meetings, until the
    minutes are finished. Refuses ``body_not_awaited`` for one that was not asked or whose attendance stands, and
    ``attendance_unsaid`` as ``hold_meeting`` does."""
    hooks.require(caller, MINUTE, body.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.HELD)
    sitting = kept.sittings.select_related("body").filter(body=body, is_awaited=True).first()
    if sitting is None or kept.held_on is None:
        raise Refusal("body_not_awaited", body=body.name)
    _require_said([body], kept.held_on, held)
    sitting.is_awaited = False
    _take_attendance(sitting, kept.held_on, held)
    return tell(caller, kept, "attend", body=body.name)


def _take_attendance(sitting: Sitting, on: date, held: Held) -> None:
    kind = kind_of(sitting.body.kind)
    if kind.attends == "everybody":
        _count(sitting, held.counts.get(sitting.body.uid))
    else:
        _attend(sitting, on, held)
    sitting.is_quorate = not quorum_unmet(kind, sitting.present, sitting.entitled, on)
    sitting.save()


def _require_said(bodies: Sequence[Body], on: date, held: Held) -> None:
    """Refuses with every member of the bodies of whom nothing is said, all at once."""
    if held.others:
        return
    named = [each for each in bodies if kind_of(each.kind).attends != "everybody"]
    unsaid = [each.pk for body in named for each in members_on(body, on) if not held.came.get(each.pk)]
    if unsaid:
        raise Refusal(
            "attendance_unsaid", fields=[(f"came.{pk}", "came_unsaid", {}) for pk in unsaid], count=len(unsaid)
        )


def _count(sitting: Sitting, counts: Counts | None) -> None:
    name = f"present.{sitting.body.uid}"
    if counts is None or counts.entitled is None or counts.present is None:
        raise Refusal("values", fields=[(name, "required", {})])
    if counts.present > counts.entitled:
        data: dict[str, object] = {"present": counts.present, "entitled": counts.entitled}
        raise Refusal("values", fields=[(name, "more_than_entitled", data)])
    sitting.entitled, sitting.present = counts.entitled, counts.present
    sitting.absent = counts.entitled - counts.present


def _attend(sitting: Sitting, on: date, held: Held) -> None:
    """Those who were members on the day, no others: whoever left or joined since the call goes or comes."""
    members = members_on(sitting.body, on)
    if not members:
        raise Refusal("body_without_members", body=sitting.body.name, on=on.isoformat())
    sitting.attendances.exclude(membership__in=members).delete()
    there = {each.membership_id: each for each in sitting.attendances.all()}
    tally = dict.fromkeys(CAME, 0)
    for member in members:
        state = held.came.get(member.pk) or held.others
        if state not in CAME:
            raise Refusal("values", fields=[(f"came.{member.pk}", "unknown_choice", {"typed": state})])
        row = there.get(member.pk) or Attendance(sitting=sitting, membership=member)
        row.state = state
        row.save()
        tally[state] += member.can_vote
    sitting.entitled = sum(tally.values())
    sitting.present, sitting.on_leave, sitting.absent = (tally[each] for each in CAME)
