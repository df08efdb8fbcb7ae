"""What a caller sees of meetings: bodies, members on a day, the list, what is resolved and open, periods without a meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import find_post, holders, units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.meetings.calendar_file import Happening
from yiben.meetings.judging import periods_without, rhythm_basis
from yiben.meetings.models import (
    Attendance,
    Body,
    CalendarLink,
    Meeting,
    MeetingPaper,
    Membership,
    Resolution,
    Sitting,
)
from yiben.packs.meetings import MeetingKind
from yiben.tasks.following import follow
from yiben.tasks.models import Task

READ = "meeting.read"
FEED_DAYS, MOST_IN_FEED = 62, 400
"""How far back a calendar address reaches, and how many meetings it holds."""


@dataclass(frozen=True)
class Standing:
    """How a resolution stands: ``noted`` (nothing to do), ``open``, ``reported`` (said to be done), ``done``, ``dropped``,
    ``unfulfilled`` (struck off although it was not done)."""

    resolution: Resolution
    state: str
    is_late: bool


@dataclass(frozen=True)
class Rhythm:
    """How often a body has to meet, by which text, and the periods of the year that have passed without a meeting."""

    body: Body
    kind: MeetingKind
    basis: str
    held: int
    missing: tuple[str, ...]


def members_on(body: Body, on: date) -> list[Membership]:
    """Return who is a member of a body on a day, its first and last day included."""
    rows = body.memberships.filter(from_day__lte=on)
    return list(rows.filter(Q(to_day=None) | Q(to_day__gte=on)))


def visible_bodies(caller: Caller) -> QuerySet[Body]:
    """Return the bodies of units whose meetings the caller may read."""
    rows = Body.objects.select_related("unit")
    return rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, READ))


def bodies_elsewhere(caller: Caller) -> QuerySet[Body]:
    """Return the bodies of units whose meetings the caller may not read, for who may call a meeting: by name and unit they may
    be asked to a joint one; their members stay theirs."""
    if caller.is_system or not units_allowed(caller, "meeting.call"):
        return Body.objects.none()
    return Body.objects.select_related("unit").exclude(unit_id__in=units_allowed(caller, READ))


def own_bodies(caller: Caller, bodies: Iterable[Body], verb: str) -> list[Body]:
    """Return those of the bodies at a meeting for whose units the caller may do something."""
    units = units_allowed(caller, verb)
    return [each for each in bodies if caller.is_system or each.unit_id in units]


def read_body(caller: Caller, uid: str) -> Body:
    """Return a body that the caller may see; Refusal ``body_unknown`` otherwise."""
    found = visible_bodies(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("body_unknown")
    return found


def visible_meetings(caller: Caller) -> QuerySet[Meeting]:
    """Return the meetings of units whose meetings the caller may read: those that keep them, host them, or whose body met."""
    rows = Meeting.objects.select_related("unit")
    if caller.is_system:
        return rows
    units = units_allowed(caller, READ)
    hosted = Meeting.hosts.through.objects.filter(unit_id__in=units).values("meeting_id")
    return rows.filter(Q(unit_id__in=units) | Q(pk__in=hosted))


def read_meeting(caller: Caller, uid: str) -> Meeting:
    """Return a meeting that the caller may see; Refusal ``meeting_unknown`` otherwise."""
    found = visible_meetings(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("meeting_unknown")
    return found


def meetings_ahead(caller: Caller, unit_id: int, today: date) -> list[Meeting]:
    """Return the meetings of a unit, or to which its bodies are asked, that its members have been told of and that are not
    over, the next one first."""
    mine = Q(unit_id=unit_id) | Q(hosts=unit_id) | Q(sittings__body__unit_id=unit_id)
    rows = visible_meetings(caller).filter(mine, state=Meeting.CALLED, planned_on__gte=today)
    return list(rows.distinct().order_by("planned_on", "planned_at", "pk"))


def sittings_awaited(caller: Caller) -> list[Sitting]:
    """Return the bodies of which a held meeting waits to be told who came, for who may tell it, the oldest first."""
    units = units_allowed(caller, "meeting.minute")
    rows = Sitting.objects.filter(is_awaited=True, body__unit_id__in=units).select_related("meeting", "body__unit")
    return list(rows.order_by("meeting__held_on", "pk"))


def visible_resolutions(caller: Caller) -> QuerySet[Resolution]:
    """Return the resolutions of the bodies that the caller sees."""
    return Resolution.objects.filter(body__in=visible_bodies(caller)).select_related("body", "meeting", "unit", "task")


def read_resolution(caller: Caller, uid: str) -> Resolution:
    """Return a resolution that the caller may see; Refusal ``resolution_unknown`` otherwise."""
    found = visible_resolutions(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("resolution_unknown")
    return found


def unfinished(rows: QuerySet[Resolution]) -> list[Resolution]:
    """Return those of the resolutions that are still to be carried out."""
    return [each.resolution for each in standings(rows.exclude(task=None)) if each.state in ("open", "reported")]


def standings(rows: Iterable[Resolution], today: date | None = None) -> list[Standing]:
    """Return how resolutions stand, as their tasks say, with the same few statements for any number."""
    day, kept = today or timezone.localdate(), list(rows)
    tasks = [each.task for each in kept if each.task is not None]
    settled = {row.task.pk for row in follow(tasks, day) if row.is_settled} if tasks else set()
    return [_standing(each, settled, day) for each in kept]


def sittings_of(meeting: Meeting) -> list[Sitting]:
    """Return the bodies at a meeting with their members' attendance."""
    return list(meeting.sittings.select_related("body__unit").prefetch_related("attendances__membership"))


def rhythms(caller: Caller, year: int, today: date | None = None) -> list[Rhythm]:
    """Return the bodies that have to meet every so often, with the periods of the year in which they did not."""
    day, known = today or timezone.localdate(), catalogue().meetings
    found = []
    bodies = list(visible_bodies(caller))
    days: dict[int, list[date]] = {}
    rows = Sitting.objects.filter(body__in=bodies, meeting__held_on__year=year).exclude(meeting__held_on=None)
    for body_id, on in rows.values_list("body_id", "meeting__held_on"):
        if on is not None:
            days.setdefault(body_id, []).append(on)
    for body in bodies:
        kind = known.get(body.kind)
        if kind is None or kind.every == "none":
            continue
        held = days.get(body.pk, [])
        missing = [each for each in periods_without(kind, held, year, day) if _ends(each) >= body.from_day]
        found.append(Rhythm(body, kind, rhythm_basis(kind, day), len(held), tuple(missing)))
    return found


def told_of(meeting: Meeting) -> tuple[int, int]:
    """Return how many members have been told of a meeting, and how many there are."""
    rows = Attendance.objects.filter(sitting__meeting=meeting)
    return rows.exclude(told_on=None).count(), rows.count()


def papers_of(meeting: Meeting) -> list[MeetingPaper]:
    """Return the files that go with the call, in their order."""
    return list(meeting.papers.filter(is_withdrawn=False))


def read_paper(caller: Caller, uid: str, pk: int) -> MeetingPaper:
    """Return a file of a meeting that the caller may see; Refusal ``evidence_unknown`` otherwise."""
    found = read_meeting(caller, uid).papers.filter(pk=pk).first()
    if found is None:
        raise Refusal("evidence_unknown")
    return found


def happening_of(meeting: Meeting) -> Happening:
    """Return a meeting as it stands in a calendar: title, time, place and agenda, nobody's name."""
    last = meeting.steps.last()
    return Happening(
        uid=meeting.uid,
        title=meeting.title,
        on=meeting.day,
        at=meeting.planned_at,
        place=meeting.place,
        notes=[f"{number}. {each.title}" for number, each in enumerate(meeting.agenda.all(), start=1)],
        sequence=meeting.revision,
        stamp=last.at if last else timezone.now(),
        is_cancelled=meeting.state == Meeting.CANCELLED,
        minutes=_minutes_of(meeting),
    )


def _minutes_of(meeting: Meeting) -> int:
    """How long a meeting takes: until when it is planned, else as long as its kind usually takes."""
    begins, ends = meeting.planned_at, meeting.planned_until
    if begins is not None and ends is not None and ends > begins:
        return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    kind = catalogue().meetings.get(meeting.kind)
    return kind.minutes if kind else 120


def calendar_digest(secret: str) -> str:
    """Return under which digest the secret of a calendar address is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(secret: str, today: date) -> list[Happening]:
    """Return the meetings that a calendar program reads under a secret address: those that its post sees, from two months ago
    on. Refusal ``calendar_unknown`` for one that is withdrawn, or whose person does not hold the post any more."""
    link = CalendarLink.objects.filter(digest=calendar_digest(secret), withdrawn_at=None).first()
    post = None if link is None else find_post(link.post)
    has_ended = post is not None and post.to_day is not None and post.to_day < today
    if link is None or post is None or has_ended or link.person not in {each.user.uid for each in holders(post, today)}:
        raise Refusal("calendar_unknown")
    caller = Caller(person=link.person, post=link.post)
    rows = visible_meetings(caller).filter(planned_on__gte=today - timedelta(days=FEED_DAYS))
    return [
        happening_of(each)
        for each in rows.order_by("planned_on", "pk").prefetch_related("agenda", "steps")[:MOST_IN_FEED]
    ]


def _standing(each: Resolution, settled: set[int], today: date) -> Standing:
    if each.task is None:
        return Standing(each, "noted", False)
    if each.task.is_unfulfilled:
        state = "unfulfilled"
    elif each.done_on is not None or each.task.state == Task.CLOSED:
        state = "done"
    elif each.task.state == Task.DROPPED:
        state = "dropped"
    else:
        state = "reported" if each.task.pk in settled else "open"
    ended = each.done_on or today
    is_late = each.due_on is not None and ended > each.due_on and state in ("open", "reported", "done")
    return Standing(each, state, is_late)


def _ends(period: str) -> date:
    """The first day of the last month of a period: a body that begins in it has to meet in it."""
    year, _, months = period.partition("-")
    return date(int(year), int(months.rpartition("..")[2]), 28)
