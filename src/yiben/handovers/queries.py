"""What is open for a post: drafts, tasks, matters, documents, tables, forms, reports, visits to be made, assessments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yiben.accounts.models import Post
from yiben.accounts.queries import holders, units_allowed
from yiben.assessments.seeing import Waiting, waiting_assessments
from yiben.audit.callers import Caller
from yiben.collections.queries import waiting_collections
from yiben.dispatches.queries import unsigned_receipts, waiting_dispatches
from yiben.forms.queries import waiting_turns
from yiben.inspections.queries import visits_to_make
from yiben.ledger.queries import drafts_of
from yiben.matters.queries import waiting_matters
from yiben.reports.duties.queries import owed_by
from yiben.tasks.queries import tasks_of_unit
from yiben.units.models import Unit

KINDS = ("draft", "task", "matter", "document", "receipt", "table", "form", "report", "visit", "assessment")
"""The kinds of open work, in the order of the list."""


@dataclass(frozen=True)
class OpenItem:
    """One thing that is open. ``uid`` names it in its room, ``day`` is when it is due, ``unit`` whose it is."""

    kind: str
    title: str
    uid: str = ""
    day: date | None = None
    unit: str = ""


def open_work(caller: Caller, unit: Unit, today: date) -> list[OpenItem]:
    """Return everything that is open for the caller's post in a unit, kind by kind, the soonest first."""
    found = [OpenItem("draft", each.book, each.uid, unit=each.unit.short_name) for each in drafts_of(caller)]
    if units_allowed(caller, "plan.read"):
        rows = tasks_of_unit(caller, unit.pk)
        found += [OpenItem("task", each.title, each.uid, each.due_on, each.unit.short_name) for each in rows]
    found += [
        OpenItem("matter", each.title, each.uid, each.due_on, each.unit.short_name) for each in waiting_matters(caller)
    ]
    found += [
        OpenItem("document", each.title, each.uid, unit=each.unit.short_name) for each in waiting_dispatches(caller)
    ]
    found += [
        OpenItem("receipt", each.dispatch.title, each.dispatch.uid, each.dispatch.sent_on, each.unit.short_name)
        for each in unsigned_receipts(caller)
    ]
    found += [
        OpenItem("table", each.title, each.uid, each.due_on, each.unit.short_name)
        for each, _late in waiting_collections(caller, unit, today)
    ]
    found += [
        OpenItem(
            "form",
            each.form.title,
            each.form.uid,
            timezone.localdate(each.due_at) if each.due_at else None,
            each.form.issuer,
        )
        for each in waiting_turns(caller, unit)
    ]
    found += [
        OpenItem("report", duty.report, duty.uid, each.turn.due_on, each.unit.short_name)
        for duty, each in owed_by(caller, today)
    ]
    found += [
        OpenItem("visit", each.round.title, each.uid, each.round.ends_on, each.unit.short_name)
        for each in visits_to_make(caller)
    ]
    found += [
        OpenItem("assessment", each.assessment.title, each.assessment.uid, _until(each), each.unit.short_name)
        for each in waiting_assessments(caller)
    ]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.day or date.max, each.title))


def _until(waiting: Waiting) -> date | None:
    """By when an assessment waits for a score or a judgement, or for an appeal."""
    row = waiting.assessment
    return row.appeal_until if waiting.what in ("look", "decide") else row.judges_until


def count_open(post: Post, today: date) -> int:
    """Return how much is open for whoever holds a post; nothing of what it is."""
    held = [each for each in holders(post, today) if not each.is_acting]
    if not held:
        return 0
    return len(open_work(Caller(person=held[0].user.uid, post=post.uid), post.unit, today))


def by_kind(items: Sequence[OpenItem]) -> list[tuple[str, list[OpenItem]]]:
    """Return the items under their kinds; kinds without any are left out."""
    return [
        (kind, [each for each in items if each.kind == kind])
        for kind in KINDS
        if any(each.kind == kind for each in items)
    ]
