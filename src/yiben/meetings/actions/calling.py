"""Planning a meeting, calling it, telling its members, its agenda, calling it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.meetings.actions.bodies import CALL
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.judging import notice_unmet, passed_over, prior_unmet
from yiben.meetings.kinds import kind_of
from yiben.meetings.models import AgendaItem, Attendance, Body, Meeting, Resolution, Sitting
from yiben.meetings.queries import READ, members_on, own_bodies, unfinished
from yiben.units.models import Unit

MOST_ITEMS = 40
MOST_BODIES = 8


@dataclass(frozen=True)
class Plan:
    """A meeting as it is planned; ``bodies``: the leading one first; ``hosts``: units beside those of the bodies to which it
    is credited; ``agenda``: one title an item, behind the unfinished resolutions that come by themselves."""

    title: str
    on: date | None
    bodies: Sequence[Body]
    at: time | None = None
    until: time | None = None
    place: str = ""
    hosts: Sequence[Unit] = ()
    agenda: Sequence[str] = ()
    is_major: bool = False
    studied_on: date | None = None


@transaction.atomic
def plan_meeting(caller: Caller, plan: Plan) -> Meeting:
    """Plan a meeting and return it; its agenda begins with what the bodies resolved and is not done. Refuses ``values``."""
    if not plan.bodies:
        raise Refusal("values", fields=[("bodies", "required", {})])
    leading = plan.bodies[0]
    hooks.require(caller, CALL, leading.unit_id)
    require_recording_unit(leading.unit)
    problems: list[tuple[str, str, dict[str, object]]] = []
    if plan.on is None:
        problems.append(("planned_on", "required", {}))
    if len(plan.bodies) > MOST_BODIES:
        problems.append(("bodies", "too_large", {"max": MOST_BODIES, "typed": len(plan.bodies)}))
    if _ends_early(plan):
        problems.append(("planned_until", "ends_before_it_begins", {}))
    if plan.is_major and plan.studied_on is None and kind_of(leading.kind).prior:
        problems.append(("studied_on", "required", {}))
    if problems or plan.on is None:
        raise Refusal("values", fields=problems)
    meeting = Meeting.objects.create(
        kind=leading.kind,
        title=plan.title.strip()[:120] or f"{leading.name}（{plan.on.month}月{plan.on.day}日）",
        unit=leading.unit,
        planned_on=plan.on,
        planned_at=plan.at,
        planned_until=plan.until if plan.at else None,
        place=plan.place.strip()[:120],
        is_major=plan.is_major,
        studied_on=plan.studied_on,
    )
    units = {each.pk: each for each in [*(body.unit for body in plan.bodies), *plan.hosts]}
    meeting.hosts.set([unit for pk, unit in units.items() if pk != leading.unit_id])
    for order, body in enumerate(dict.fromkeys(plan.bodies), start=1):
        sitting = Sitting.objects.create(meeting=meeting, body=body, order=order)
        _seat(sitting, plan.on)
    _begin_agenda(caller, meeting, plan.agenda)
    return tell(caller, meeting, "plan", on=plan.on.isoformat())


@transaction.atomic
def call_meeting(caller: Caller, meeting: Meeting, *, on: date, over: str = "", revision: int) -> Meeting:
    """Call a meeting: from this day its members are told. What the rules ask of the notice and of the study beforehand is
    looked at; a reason (``over``) passes over what the statute does not forbid."""
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED)
    if on > timezone.localdate():
        raise Refusal("values", fields=[("called_on", "day_in_future", _future(on))])
    if kept.planned_on < on:
        raise Refusal("values", fields=[("called_on", "call_too_late", {"on": kept.planned_on.isoformat()})])
    kind = kind_of(kept.kind)
    found = notice_unmet(kind, on, kept.planned_on)
    found += prior_unmet(kind, kept.studied_on, kept.planned_on) if kept.is_major else []
    kept.over = passed_over(found, over)
    kept.called_on, kept.state = on, Meeting.CALLED
    return tell(caller, kept, "call", over=len(kept.over))


@transaction.atomic
def move_meeting(caller: Caller, meeting: Meeting, plan: Plan, *, revision: int) -> Meeting:
    """Change what is planned. A meeting that was called goes back to planned when its day changes: it is called anew."""
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    if plan.on is None:
        raise Refusal("values", fields=[("planned_on", "required", {})])
    if _ends_early(plan):
        raise Refusal("values", fields=[("planned_until", "ends_before_it_begins", {})])
    if plan.on != kept.planned_on:
        kept.planned_on, kept.state, kept.called_on, kept.over = plan.on, Meeting.PLANNED, None, []
        Attendance.objects.filter(sitting__meeting=kept).delete()
        for sitting in kept.sittings.select_related("body"):
            _seat(sitting, plan.on)
    kept.title = plan.title.strip()[:120] or kept.title
    kept.planned_at, kept.place = plan.at, plan.place.strip()[:120]
    kept.planned_until = plan.until if plan.at else None
    return tell(caller, kept, "move", on=plan.on.isoformat())


@transaction.atomic
def mark_told(caller: Caller, meeting: Meeting, told: Iterable[int], *, on: date, revision: int) -> Meeting:
    """Keep which members have been told of a called meeting (by the row of their attendance); the others have not. Of a body
    of another unit its own unit keeps that."""
    own = own_bodies(caller, [each.body for each in meeting.sittings.select_related("body")], CALL)
    if not own:
        hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.CALLED)
    chosen = set(told)
    rows = Attendance.objects.filter(sitting__meeting=kept, sitting__body__in=own)
    rows.filter(pk__in=chosen, told_on=None).update(told_on=on)
    rows.exclude(pk__in=chosen).update(told_on=None)
    return tell(caller, kept, "told", count=rows.exclude(told_on=None).count())


@transaction.atomic
def change_agenda(caller: Caller, meeting: Meeting, titles: Sequence[str], *, revision: int) -> Meeting:
    """Replace the items of the agenda that are not unfinished resolutions; those stay in front."""
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    kept.agenda.filter(resolution=None).delete()
    _append_items(kept, titles)
    return tell(caller, kept, "agenda", count=kept.agenda.count())


@transaction.atomic
def cancel_meeting(caller: Caller, meeting: Meeting, *, reason: str, revision: int) -> Meeting:
    """Call a meeting off that was not held, with a reason."""
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    kept.state = Meeting.CANCELLED
    return tell(caller, kept, "cancel", reason=reason.strip()[:600])


def _seat(sitting: Sitting, on: date) -> None:
    for member in members_on(sitting.body, on):
        Attendance.objects.create(sitting=sitting, membership=member)


def _begin_agenda(caller: Caller, meeting: Meeting, titles: Sequence[str]) -> None:
    """What is not done of the bodies' resolutions. With a body of a unit whose meetings the caller does not read only what was
    resolved when they met together: neither side's own affairs are put before the other."""
    bodies = [each.body for each in meeting.sittings.select_related("body")]
    rows = Resolution.objects.filter(body__in=bodies)
    own = own_bodies(caller, bodies, READ)
    if len(own) < len(bodies):
        others = [each for each in bodies if each not in own]
        joint = Sitting.objects.filter(body__in=others).values("meeting_id")
        rows = rows.filter(meeting_id__in=joint).filter(meeting__sittings__body__in=own).distinct()
    earlier = unfinished(rows.order_by("year", "serial"))
    for order, each in enumerate(earlier, start=1):
        AgendaItem.objects.create(meeting=meeting, order=order, title=str(each)[:300], resolution=each)
    _append_items(meeting, titles)


def _append_items(meeting: Meeting, titles: Sequence[str]) -> None:
    said = [each.strip()[:300] for each in titles if each.strip()]
    first = meeting.agenda.count() + 1
    if first - 1 + len(said) > MOST_ITEMS:
        raise Refusal("values", fields=[("agenda", "too_large", {"max": MOST_ITEMS, "typed": first - 1 + len(said)})])
    for order, title in enumerate(said, start=first):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title)


def _ends_early(plan: Plan) -> bool:
    return plan.at is not None and plan.until is not None and plan.until <= plan.at


def _future(on: date) -> dict[str, object]:
    return {"on": on.isoformat(), "today": timezone.localdate().isoformat()}
