"""From an entry back to the place in the paper from which its number was taken, and to the work that left it."""

from __future__ import annotations

from django.urls import reverse

from yiben.assessments.seeing import visible_assessments
from yiben.audit.callers import Caller
from yiben.inspections.queries import visible_visits
from yiben.ledger.queries import Reading
from yiben.matters.queries import visible_matters
from yiben.meetings.queries import visible_meetings
from yiben.plans.papers import visible_papers

PAPER = "document"
"""The kind of source of a number that was taken from a paper; its ref is the paper's uid, #, and the place in the text
as it arrived (12-18)."""


def paper_ref(paper: str, place: tuple[int, int]) -> str:
    """Return what the ledger keeps as the source of a number."""
    return f"{paper}#{place[0]}-{place[1]}"


def paper_of(caller: Caller, reading: Reading) -> tuple[str, str] | None:
    """Return (title, address of the place) of the paper from which an entry was taken; None when it came from none, or
    from one that the caller may not read (the entry still says that it came from a paper)."""
    source = reading.body.get("source", {})
    if source.get("kind") != PAPER:
        return None
    uid, _hash, place = str(source.get("ref", "")).partition("#")
    paper = visible_papers(caller).filter(uid=uid).defer("text", "reading").first()
    if paper is None:
        return None
    return str(paper), f"{reverse('paper-show', args=[uid])}?place={place}#here"


def work_of(caller: Caller, reading: Reading) -> tuple[str, str] | None:
    """Return (title, address) of the visit, assessment, matter or meeting that left an entry; None for one of none, or of
    one that the caller may not see."""
    source = reading.body.get("source", {})
    uid = str(source.get("ref", ""))
    if source.get("kind") == "visit":
        visit = visible_visits(caller).filter(uid=uid).first()
        return (visit.round.title, reverse("inspection-visit", args=[uid])) if visit else None
    rooms = {
        "assessment": (visible_assessments, "assessment-show"),
        "matter": (visible_matters, "matter-show"),
        "meeting": (visible_meetings, "meeting-show"),
    }
    if source.get("kind") not in rooms:
        return None
    visible, route = rooms[source["kind"]]
    found = visible(caller).filter(uid=uid).first()
    return (str(found), reverse(route, args=[uid])) if found else None
