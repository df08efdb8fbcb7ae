"""A meeting that was held without the program, taken in afterwards in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.meetings.actions.calling import Plan, plan_meeting
from yiben.meetings.actions.holding import MINUTE, Held, hold_meeting
from yiben.meetings.actions.minuting import edit_minutes, finish_minutes
from yiben.meetings.actions.resolving import Resolved, resolve
from yiben.meetings.actions.writing import lock
from yiben.meetings.judging import notice_unmet, prior_unmet
from yiben.meetings.kinds import kind_of
from yiben.meetings.minutes import written
from yiben.meetings.models import Meeting


@transaction.atomic
def register_held(
    caller: Caller,
    plan: Plan,
    held: Held,
    resolutions: Sequence[Resolved] = (),
    *,
    called_on: date | None = None,
    minutes: str = "",
    reason: str = "",
    is_finished: bool = True,
) -> Meeting:
    """Take in a finished meeting: plan, attendance, resolutions of the leading body, minutes, entries, all or nothing.

    What was not kept of the notice and of the study beforehand is written down, not refused: it has happened. Without
    ``is_finished`` it waits for further resolutions before its minutes end. Resolutions without the statute's quorum are refused here as well.
    """
    if plan.bodies:
        hooks.require(caller, MINUTE, plan.bodies[0].unit_id)
    if held.on is None:
        raise Refusal("values", fields=[("planned_on", "required", {})])
    meeting = plan_meeting(caller, replace(plan, on=held.on))
    kind = kind_of(meeting.kind)
    found = notice_unmet(kind, called_on, held.on) if called_on else []
    found += prior_unmet(kind, plan.studied_on, held.on) if plan.is_major else []
    if found or called_on:
        meeting = lock(meeting)
        meeting.called_on = called_on
        meeting.over = [{"code": each.code, "data": dict(each.data), "reason": reason.strip()[:600]} for each in found]
        meeting.save(update_fields=["called_on", "over"])
    meeting = hold_meeting(caller, meeting, held, revision=meeting.revision)
    for each in resolutions:
        resolve(caller, meeting, plan.bodies[0], replace(each, over=each.over or reason), revision=meeting.revision)
        meeting.refresh_from_db()
    if minutes.strip():
        meeting = edit_minutes(caller, meeting, minutes, seen=written(meeting).digest)
    return finish_minutes(caller, meeting, revision=meeting.revision) if is_finished else meeting
