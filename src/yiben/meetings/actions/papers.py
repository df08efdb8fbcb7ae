"""Files that go with the call of a meeting, in their order."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.papers import Paper, keep_papers
from yiben.meetings.actions.bodies import CALL
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.models import Meeting, MeetingPaper

MOST_PAPERS = 20


@transaction.atomic
def attach_papers(caller: Caller, meeting: Meeting, papers: Sequence[Paper], *, revision: int) -> Meeting:
    """Put files behind those that go with the call already, until the meeting is held. Pictures lose where they were taken.

    Refuses none at all, more than ``MOST_PAPERS`` together, and what ``keep_papers`` refuses.
    """
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    there = kept.papers.filter(is_withdrawn=False).count()
    if not papers:
        raise Refusal("values", fields=[("papers", "required", {})])
    if there + len(papers) > MOST_PAPERS:
        raise Refusal("values", fields=[("papers", "too_many_files", {"most": MOST_PAPERS})])
    MeetingPaper.objects.bulk_create(
        MeetingPaper(
            meeting=kept,
            order=order,
            name=paper.name,
            digest=paper.digest,
            media_type=paper.media_type,
            size=paper.size,
        )
        for order, paper in enumerate(keep_papers(papers), start=kept.papers.count() + 1)
    )
    return tell(caller, kept, "papers", count=len(papers))


@transaction.atomic
def withdraw_paper(caller: Caller, meeting: Meeting, pk: int, *, revision: int) -> Meeting:
    """Take a file off the call, until the meeting is held. Refuses ``values`` for one that is not there."""
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    paper = kept.papers.filter(pk=pk, is_withdrawn=False).first()
    if paper is None:
        raise Refusal("values", fields=[("paper", "required", {})])
    paper.is_withdrawn = True
    paper.save(update_fields=["is_withdrawn"])
    return tell(caller, kept, "paper_off", name=paper.name)
