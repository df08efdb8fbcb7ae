"""The minutes: a hand's change, what the program writes taken over again, and the end: entries in the ledger."""

from __future__ import annotations

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Conflict, Refusal
from yiben.ledger.leaving import leave_entry
from yiben.meetings.actions.holding import MINUTE
from yiben.meetings.actions.resolving import leave_resolution
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.judging import Unmet, notice_unsaid, passed_over
from yiben.meetings.kinds import kind_of
from yiben.meetings.minutes import written
from yiben.meetings.models import Meeting, Minutes

LONGEST = 20000


@transaction.atomic
def edit_minutes(caller: Caller, meeting: Meeting, text: str, *, seen: str) -> Meeting:
    """Put words of one's own in the place of the minutes. ``seen`` is the digest of what the writer was shown: when the text
    or what the program writes has changed since, Conflict ``minutes_changed`` and nothing is overwritten."""
    hooks.require(caller, MINUTE, meeting.unit_id)
    kept = lock(meeting)
    require_state(kept, Meeting.HELD)
    now = written(kept)
    if now.digest != seen:
        raise Conflict("minutes_changed", title=kept.title)
    said = text.replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        raise Refusal("values", fields=[("minutes", "required", {})])
    if said == now.text.strip() and not now.is_apart:
        return kept
    Minutes.objects.update_or_create(
        meeting=kept, defaults={"words": {"text": said}, "made": {"text": now.made}, "person": caller.person}
    )
    return tell(caller, kept, "edit")


@transaction.atomic
def drop_edits(caller: Caller, meeting: Meeting, *, seen: str) -> Meeting:
    """Let the program write the minutes again; what a hand had changed goes."""
    hooks.require(caller, MINUTE, meeting.unit_id)
    kept = lock(meeting)
    require_state(kept, Meeting.HELD)
    if written(kept).digest != seen:
        raise Conflict("minutes_changed", title=kept.title)
    Minutes.objects.filter(meeting=kept).delete()
    return tell(caller, kept, "drop_edits")


@transaction.atomic
def finish_minutes(caller: Caller, meeting: Meeting, *, revision: int, over: str = "") -> Meeting:
    """End the minutes: they stay as they are, and the meeting and its resolutions stand in the ledger. Several hosts have one
    entry, credited to each. Refuses ``minutes_apart`` while a hand's text and the program's differ unseen,
    ``meeting_held_back`` while a body of another unit has not said who came and no reason (``over``) is given."""
    hooks.require(caller, MINUTE, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.HELD)
    now = written(kept)
    if now.is_apart:
        raise Refusal("minutes_apart", title=kept.title)
    awaited = [each.body.name for each in kept.sittings.filter(is_awaited=True).select_related("body")]
    found = notice_unsaid(kind_of(kept.kind), kept.called_on)
    found += [Unmet("bodies_awaited", {"bodies": awaited})] if awaited else []
    kept.over = [*kept.over, *passed_over(found, over)]
    Minutes.objects.update_or_create(
        meeting=kept, defaults={"words": {"text": now.text}, "made": {"text": now.made}, "person": caller.person}
    )
    kept.entry = _leave(caller, kept)
    for each in kept.resolutions.select_related("body__unit", "task", "meeting__unit").order_by("body_id", "serial"):
        leave_resolution(caller, each, "made", kept.held_on or kept.planned_on)
    kept.state = Meeting.MINUTED
    return tell(caller, kept, "finish_minutes", **({"entry": kept.entry} if kept.entry else {}))


@transaction.atomic
def close_meeting(caller: Caller, meeting: Meeting, *, revision: int) -> Meeting:
    """File a meeting whose minutes are finished. What is not done comes back on the next agenda by itself."""
    hooks.require(caller, MINUTE, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.MINUTED)
    kept.state = Meeting.CLOSED
    return tell(caller, kept, "close")


def _leave(caller: Caller, meeting: Meeting) -> int | None:
    kind = kind_of(meeting.kind)
    if kind.counts is None:
        return None
    sittings = list(meeting.sittings.all())
    counted: dict[str, object] = {
        "title": meeting.title,
        "resolutions": meeting.resolutions.count(),
        **{
            name: sum(getattr(each, name) for each in sittings)
            for name in ("entitled", "present", "on_leave", "absent")
        },
        **kind.values,
    }
    book, _version = current_book(kind.counts)
    values = {name: str(value) for name, value in counted.items() if book.field(name)}
    partners = list(meeting.hosts.values_list("uid", flat=True))
    source = {"kind": "meeting", "ref": meeting.uid}
    on = meeting.held_on or meeting.planned_on
    return leave_entry(
        caller, book=book.id, unit=meeting.unit, on=on, values=values, source=source, partners=partners
    ).seq
