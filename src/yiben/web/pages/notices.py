"""Notices: what waits for the post, and 本周到期 to print or to paste into a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.catalog.queries import catalogue
from yiben.ledger.checks.hosting import proposals_for
from yiben.notices.queries import Notice, notices_for, week_sheet
from yiben.tasks.queries import week_until
from yiben.web.access import PostRequest, require_plans
from yiben.web.answers import draft_title
from yiben.web.awaited import awaited_by, awaited_groups
from yiben.web.following import ShownTask, show_task
from yiben.web.kit.parts import Empty
from yiben.web.pages.twins import shown_proposals
from yiben.web.showing import day_text
from yiben.web.tasks_table import week_table

Waiting = tuple[Notice, ShownTask]
LATE = ("overdue", "return_missing")
"""Kinds of notices whose day has passed."""


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """Show the notices of the post and the sheet of the week."""
    require_plans(request)
    today = timezone.localdate()
    notices = notices_for(request.caller, request.post.unit_id, today)
    rows = [(notice, show_task(notice.row, today)) for notice in notices if notice.row]
    sheet = [(notice, show_task(notice.row, today)) for notice in week_sheet(request.caller, today) if notice.row]
    books = catalogue().books
    nothing = Empty(
        _("Nothing is due this week"),
        _("Of the units whose plans you may read, none has anything overdue or due until Sunday."),
    )
    ctx = {
        "groups": _groups(rows),
        "awaited": awaited_groups(awaited_by(request.caller, request.post.unit, today)),
        "drafts": [
            (each.draft, books[each.draft.book], draft_title(each.draft, books[each.draft.book]))
            for each in notices
            if each.draft and each.draft.book in books
        ],
        "proposals": shown_proposals(request.caller, proposals_for(request.caller)),
        "table": week_table(_groups(sheet), _("Overdue and due this week, all units"), nothing),
        "monday": today - timedelta(days=today.weekday()),
        "sunday": week_until(today),
        "text": _text(sheet, request.post.unit.short_name, week_until(today)),
    }
    return render(request, "notices/show.html", ctx)


def _groups(rows: Sequence[Waiting]) -> list[tuple[str, list[tuple[date, ShownTask]]]]:
    """What is overdue or missing apart from what is still to come this week; a group of nothing is left out."""
    late = [(notice.day, each) for notice, each in rows if notice.kind in LATE]
    done = [(notice.day, each) for notice, each in rows if notice.kind == "to_strike_off"]
    coming = [(notice.day, each) for notice, each in rows if notice.kind == "due_this_week"]
    named = [(_("Overdue"), late), (_("Due this week"), coming), (_("Reported done, to be struck off"), done)]
    return [(heading, tasks) for heading, tasks in named if tasks]


def _text(sheet: Sequence[Waiting], unit: str, sunday: date) -> str:
    """The sheet as plain text: under each heading a line a task, with the name of its unit."""
    lines = [_("%(unit)s: due this week, until %(day)s") % {"unit": unit, "day": day_text(sunday, short=True)}]
    number = 0
    for heading, tasks in _groups(sheet):
        lines.append(_("[%(heading)s]") % {"heading": heading})
        for day, each in tasks:
            number += 1
            title = _("%(unit)s: %(task)s") % {"unit": each.owner, "task": each.task.title}
            words = {"number": number, "title": title, "day": day_text(day, short=True)}
            lines.append(_("%(number)s. %(title)s, %(day)s") % words + _("(%(reason)s)") % {"reason": each.reason})
    return "\n".join(lines)
