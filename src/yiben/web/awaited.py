"""What waits for a post beside tasks: documents to be signed for, reports owed, tables and forms due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yiben.assessments.seeing import waiting_assessments
from yiben.audit.callers import Caller
from yiben.collections.queries import waiting_collections
from yiben.dispatches.queries import unsigned_receipts
from yiben.forms.queries import waiting_turns
from yiben.inspections.queries import visits_to_make
from yiben.meetings.queries import meetings_ahead, sittings_awaited
from yiben.metrics.periods import parse_period
from yiben.reports.duties.queries import owed_by
from yiben.units.models import Unit
from yiben.web.duty_rows import duty_label, turn_url
from yiben.web.showing import day_text, period_text

Kind = Literal["document", "report", "table", "form", "meeting", "visit", "assessment"]

MOST = 8
"""Meetings, visits and assessments that are named; their own pages have all."""


@dataclass(frozen=True)
class Awaited:
    """One thing that waits: what it is, where it is done, from or for whom, until when (None: nobody said). ``said`` stands
    in the place of “due” where nothing is due: a meeting begins."""

    kind: Kind
    title: str
    url: str
    note: str
    due_on: date | None = None
    is_late: bool = False
    said: str = ""


def awaited_by(caller: Caller, unit: Unit, today: date) -> list[Awaited]:
    """Return what waits for a post in its unit, by kind, the most pressing first. A thing goes away by being done."""
    found = [
        Awaited(
            "document", each.dispatch.title, reverse("dispatch-show", args=[each.dispatch.uid]), each.unit.short_name
        )
        for each in unsigned_receipts(caller)
    ]
    for duty, stand in owed_by(caller, today):
        note = f"{stand.unit.short_name} {period_text(stand.turn.period)}"
        due = stand.turn.due_on
        found.append(Awaited("report", duty_label(duty), turn_url(duty, stand), note, due, due < today))
    for row, is_late in waiting_collections(caller, unit, today):
        url = reverse("collection-show", args=[row.uid])
        found.append(Awaited("table", row.title, url, row.unit.short_name, row.due_on, is_late))
    for turn in waiting_turns(caller, unit):
        due_on = timezone.localdate(turn.due_at) if turn.due_at else None
        is_late = turn.due_at is not None and turn.due_at < timezone.now()
        url, note = reverse("form-show", args=[turn.form.uid]), period_text(parse_period(turn.period))
        found.append(Awaited("form", turn.form.title, url, note, due_on, is_late))
    return found + meetings_and_rounds(caller, unit, today)


def meetings_and_rounds(caller: Caller, unit: Unit, today: date) -> list[Awaited]:
    """Return the meetings of a unit that are called, those that wait to be told who came, the visits that a post is to
    make, and what assessments wait for from it."""
    found = []
    for sitting in sittings_awaited(caller)[:MOST]:
        url = reverse("meeting-show", args=[sitting.meeting.uid])
        note = _("say who came of %(body)s") % {"body": sitting.body.name}
        found.append(Awaited("meeting", sitting.meeting.title, url, note, said=_("held already")))
    for meeting in meetings_ahead(caller, unit.pk, today)[:MOST]:
        begins = f"{meeting.planned_at:%H:%M}" if meeting.planned_at else ""
        when = " ".join(part for part in (day_text(meeting.planned_on, short=True), begins) if part)
        url = reverse("meeting-show", args=[meeting.uid])
        found.append(Awaited("meeting", meeting.title, url, meeting.place or meeting.unit.short_name, said=when))
    for each in visits_to_make(caller)[:MOST]:
        due = each.round.ends_on
        url = reverse("inspection-visit", args=[each.uid])
        found.append(Awaited("visit", each.unit.short_name, url, each.round.title, due, due < today))
    asks = {
        "self": _("score your unit"),
        "look": _("look at the draft: agree or appeal"),
        "judge": _("judge units"),
        "decide": _("decide an appeal"),
    }
    for one in waiting_assessments(caller)[:MOST]:
        row = one.assessment
        note = _("%(unit)s: %(what)s") % {"unit": one.unit.short_name, "what": asks[one.what]}
        due_on = row.judges_until if one.what in ("self", "judge") else row.appeal_until
        url = reverse("assessment-show", args=[row.uid])
        is_late = due_on is not None and due_on < today
        found.append(Awaited("assessment", row.title, url, note, due_on, is_late))
    return found


def awaited_groups(found: list[Awaited]) -> list[tuple[str, list[Awaited]]]:
    """Return what waits under the heading of its kind; a kind of which nothing waits is left out."""
    headings: tuple[tuple[Kind, str], ...] = (
        ("document", _("Documents to be signed for")),
        ("report", _("Reports owed")),
        ("table", _("Tables to be sent")),
        ("form", _("Forms due")),
        ("meeting", _("Meetings")),
        ("visit", _("To be visited")),
        ("assessment", _("Assessments")),
    )
    groups = [(heading, [each for each in found if each.kind == kind]) for kind, heading in headings]
    return [(heading, rows) for heading, rows in groups if rows]
