"""Files that go with the call of a meeting, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.documents.files import write_file
from yiben.errors import Refusal
from yiben.ledger.evidence import prepare
from yiben.meetings.actions.bodies import CALL
from yiben.meetings.actions.writing import lock, require_state, tell
from yiben.meetings.models import Meeting, MeetingPaper

MOST_PAPERS = 20


@dataclass(frozen=True)
class Paper:
    """A file as it comes."""

    name: str
    data: bytes


@transaction.atomic
def attach_papers(caller: Caller, meeting: Meeting, papers: Sequence[Paper], *, revision: int) -> Meeting:
    """Put files behind those that go with the call already, until the meeting is held. Pictures lose where they were taken.

    Refuses none at all, too many, too large ones, what ``prepare`` refuses.
    """
    hooks.require(caller, CALL, meeting.unit_id)
    kept = lock(meeting, revision)
    require_state(kept, Meeting.PLANNED, Meeting.CALLED)
    there = kept.papers.filter(is_withdrawn=False).count()
    if not papers:
        raise Refusal("values", fields=[("papers", "required", {})])
    if there + len(papers) > MOST_PAPERS:
        raise Refusal("values", fields=[("papers", "too_many_files", {"most": MOST_PAPERS})])
    limit = settings.DOCUMENT_LIMIT_BYTES
    for order, paper in enumerate(papers, start=kept.papers.count() + 1):
        if len(paper.data) > limit:
            size = round(len(paper.data) / 2**20, 1)
            raise Refusal("file_too_large", name=paper.name, megabytes=size, limit=limit // 2**20)
        prepared = prepare(paper.data, paper.name, is_original=False)
        MeetingPaper.objects.create(
            meeting=kept,
            order=order,
            name=paper.name.replace("\\", "/").rpartition("/")[2][-120:] or "file",
            digest=write_file(Path(settings.DOCUMENT_FOLDER), prepared.data),
            media_type=prepared.media_type,
            size=len(prepared.data),
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
