"""Resolutions: by the quorum and the vote, with a number that has no gap, carried out by a task, struck off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.leaving import leave_entry
from yiben.meetings.actions.holding import MINUTE
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.judging import passed_over, quorum_unmet, vote_unmet
from yiben.meetings.kinds import kind_of
from yiben.meetings.models import Body, Meeting, Resolution, ResolutionNumber
from yiben.tasks.actions import TaskTerms, close_task, set_task
from yiben.tasks.models import Task
from yiben.units.models import Unit

SOURCE = "resolution"


@dataclass(frozen=True)
class Resolved:
    """What was resolved. Votes are None where nobody counted; ``unit`` and ``due_on``: who carries it out until when, without
    a unit there is nothing to do; ``over``: the reason for going on where a rule that is not the statute's is not kept."""

    text: str
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    unit: Unit | None = None
    due_on: date | None = None
    over: str = ""


@transaction.atomic
def resolve(caller: Caller, meeting: Meeting, body: Body, resolved: Resolved, *, revision: int) -> Resolution:
    """Keep a resolution of a body at a meeting that was held, and set its task: by whoever minutes that body's meetings. Refuses ``body_awaited`` before it is known who came of it, ``values``; ``meeting_barred`` where
    the statute's quorum or majority was not reached; ``meeting_held_back`` where a reason is needed."""
    hooks.require(caller, MINUTE, body.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.HELD)
    sitting = kept.sittings.filter(body=body).first()
    if sitting is not None and sitting.is_awaited:
        raise Refusal("body_awaited", body=body.name)
    kind = kind_of(body.kind)
    if sitting is None or not kind.numbered or kept.held_on is None:
        raise Refusal("body_resolves_nothing", body=body.name)
    _check(resolved, sitting.present, kept.held_on)
    found = quorum_unmet(kind, sitting.present, sitting.entitled, kept.held_on)
    found += vote_unmet(kind, resolved.in_favour, sitting.present, sitting.entitled, kept.held_on)
    over = passed_over(found, resolved.over)
    serial = _next(body, kept.held_on.year)
    made = Resolution.objects.create(
        body=body,
        meeting=kept,
        year=kept.held_on.year,
        serial=serial,
        number=f"{kind.numbered}〔{kept.held_on.year}〕{serial}号",
        text=resolved.text.strip()[:300],
        in_favour=resolved.in_favour,
        against=resolved.against,
        abstained=resolved.abstained,
        over=over,
        unit=resolved.unit,
        due_on=resolved.due_on,
    )
    if resolved.unit is not None:
        terms = TaskTerms(
            title=made.text, unit=resolved.unit, starts_on=kept.held_on, due_on=resolved.due_on, phase=made.number
        )
        made.task = set_task(caller, terms, source_kind=SOURCE, source=made.uid, charge=body.unit, right=MINUTE)
        made.save(update_fields=["task"])
    tell(caller, kept, "resolve", number=made.number)
    return made


@transaction.atomic
def finish_resolution(
    caller: Caller, resolution: Resolution, *, on: date, note: str, unfulfilled: bool = False
) -> Resolution:
    """Strike a resolution off with its task, and leave the entry that it was carried out. One whose task nobody reported
    done is refused unless ``unfulfilled`` is said; that leaves no entry."""
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("task", "body__unit", "meeting__unit")
    kept = rows.get(pk=resolution.pk)
    meeting = kept.meeting
    hooks.require(caller, MINUTE, kept.body.unit_id)
    if kept.task is None or kept.done_on is not None:
        raise Refusal("resolution_done", number=kept.number)
    if meeting.state not in (Meeting.MINUTED, Meeting.CLOSED):
        raise Refusal("minutes_first", title=meeting.title)
    today = timezone.localdate()
    if on > today:
        raise Refusal("values", fields=[("on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()})])
    if kept.task.state == Task.OPEN:
        close_task(caller, kept.task, charge=kept.body.unit, reason=note, unfulfilled=unfulfilled, right=MINUTE)
    kept.done_on = on
    kept.save(update_fields=["done_on"])
    kept.task.refresh_from_db()
    if not kept.task.is_unfulfilled:
        is_late = kept.due_on is not None and on > kept.due_on
        leave_resolution(caller, kept, "carried_out", on, "yes" if is_late else "no")
    tell(caller, lock(meeting), "finish", number=kept.number)
    return kept


def leave_resolution(caller: Caller, made: Resolution, event: str, on: date, is_late: str = "") -> None:
    """Leave the entry of a resolution in the book of its kind; ``event``: made, carried_out."""
    book = kind_of(made.body.kind).resolved
    if book is None:
        return
    values: dict[str, object] = {"title": str(made)[:200], "event": event, **({"is_late": is_late} if is_late else {})}
    source = {"kind": SOURCE, "ref": made.uid}
    refs = [made.task.uid] if made.task and event == "carried_out" else []
    leave_entry(caller, book=book, unit=made.body.unit, on=on, values=values, source=source, refs=refs)


def _check(resolved: Resolved, present: int, held_on: date) -> None:
    problems: list[tuple[str, str, dict[str, object]]] = []
    if not resolved.text.strip():
        problems.append(("text", "required", {}))
    votes = [each or 0 for each in (resolved.in_favour, resolved.against, resolved.abstained)]
    if sum(votes) > present:
        problems.append(("in_favour", "more_votes_than_present", {"votes": sum(votes), "present": present}))
    if resolved.due_on is not None and resolved.due_on < held_on:
        problems.append(("due_on", "deadline_before_start", {"on": resolved.due_on.isoformat()}))
    if resolved.due_on is not None and resolved.unit is None:
        problems.append(("unit", "required", {}))
    if problems:
        raise Refusal("values", fields=problems)


def _next(body: Body, year: int) -> int:
    row, _new = ResolutionNumber.objects.get_or_create(body=body, year=year)
    row = ResolutionNumber.objects.select_for_update().get(pk=row.pk)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
