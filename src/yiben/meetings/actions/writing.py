"""What every verb of a meeting does: lock the row, refuse an older revision, write the story."""

from __future__ import annotations

from typing import Any

from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.meetings.models import Meeting, MeetingStep


def lock(meeting: Meeting, revision: int | None = None) -> Meeting:
    """Return the row, locked. Conflict ``meeting_changed`` when somebody was faster; None asks nothing."""
    kept = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    if revision is not None and kept.revision != revision:
        raise Conflict("meeting_changed", title=kept.title)
    return kept


def require_state(meeting: Meeting, *states: str) -> None:
    """Refuse a step that does not follow from where the meeting stands."""
    if meeting.state not in states:
        raise Refusal("meeting_step", title=meeting.title)


def tell(caller: Caller, meeting: Meeting, step: str, **said: Any) -> Meeting:
    """Save a meeting a revision further and write its step down."""
    meeting.revision += 1
    meeting.save()
    MeetingStep.objects.create(meeting=meeting, step=step, post=caller.post, person=caller.person, said=said)
    log(caller, f"meeting.{step}", meeting.uid)
    return meeting
