"""The bodies and meetings of the demo, each as far as it goes: ``demo/meetings.yaml`` of a pack."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from yiben.audit.callers import Caller
from yiben.meetings.actions import (
    Held,
    Plan,
    Resolved,
    add_members,
    call_meeting,
    close_meeting,
    finish_minutes,
    finish_resolution,
    hold_meeting,
    open_body,
    plan_meeting,
    resolve,
)
from yiben.meetings.models import Body, Meeting
from yiben.seeding.matters import caller_who_may
from yiben.tasks.actions import send_return
from yiben.units.queries import find_unit


def hold_meetings(spec: dict[str, Any], today: date) -> list[Meeting]:
    """Begin the bodies, play every meeting, and return the meetings. Days are counted back from today."""
    bodies = {row["name"]: _begin(row, today) for row in spec["bodies"]}
    return [
        _hold(row, [bodies[name] for name in (row["body"], *row.get("with", ()))], today) for row in spec["meetings"]
    ]


def _begin(row: dict[str, Any], today: date) -> Body:
    unit, since = find_unit(row["unit"]), today - timedelta(days=row["since"])
    caller = caller_who_may(row["by"], "meeting.call", unit.pk)
    body = open_body(caller, unit, row["kind"], row["name"], on=since)
    add_members(caller, body, [row["chair"]], on=since, role="chair")
    add_members(caller, body, [each for each in row["members"] if each != row["chair"]], on=since)
    return body


def _hold(row: dict[str, Any], bodies: list[Body], today: date) -> Meeting:
    """Play one meeting, its own body in front. One with a body of another unit waits for that unit to say who came."""
    body = bodies[0]
    caller = caller_who_may(row["by"], "meeting.call", body.unit_id)
    on = today - timedelta(days=row["ago"])
    plan = Plan(
        row["title"], on, bodies, at=time.fromisoformat(row["at"]), place=row["place"], agenda=row.get("agenda", ())
    )
    meeting = plan_meeting(caller, plan)
    called_on = today - timedelta(days=row["called"])
    meeting = call_meeting(caller, meeting, on=called_on, revision=meeting.revision)
    if row["ago"] < 0:
        return meeting
    came = {
        each.pk: state
        for each in body.memberships.all()
        for state in ("leave", "absent")
        if each.name.get("name") in row.get(state, ())
    }
    orders = list(meeting.agenda.filter(resolution=None).values_list("order", flat=True))
    outcomes = dict(zip(orders, row.get("outcomes", ()), strict=False))
    meeting = hold_meeting(
        caller, meeting, Held(on, came, outcomes=outcomes, others="present"), revision=meeting.revision
    )
    return meeting if len(bodies) > 1 else _resolve(caller, row, body, meeting, today)


def _resolve(caller: Caller, row: dict[str, Any], body: Body, meeting: Meeting, today: date) -> Meeting:
    made = []
    for each in row.get("resolutions", ()):
        resolved = Resolved(
            each["text"],
            in_favour=each.get("in_favour"),
            against=each.get("against"),
            unit=find_unit(each["unit"]) if "unit" in each else None,
            due_on=today + timedelta(days=each["due"]) if "due" in each else None,
        )
        made.append((resolve(caller, meeting, body, resolved, revision=meeting.revision), each))
        meeting.refresh_from_db()
    meeting = finish_minutes(caller, meeting, revision=meeting.revision)
    for resolution, each in made:
        if "done" in each and resolution.task is not None:
            send_return(
                caller, resolution.task, unit=resolution.task.unit, slot="", progress=each["note"], is_done=True
            )
            on = today - timedelta(days=each["done"])
            finish_resolution(caller, resolution, on=on, note=each["note"])
    meeting.refresh_from_db()
    return close_meeting(caller, meeting, revision=meeting.revision) if row.get("closed") else meeting
