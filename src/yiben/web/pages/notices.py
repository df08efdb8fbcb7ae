"""Notices: what waits for the post, and 本周到期 to print or to paste into a group."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.catalog.queries import catalogue
from yiben.notices.queries import Notice, notices_for, sunday_of, week_sheet
from yiben.web.access import PostRequest, require_plans
from yiben.web.following import ShownTask, show_task
from yiben.web.showing import day_text


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """Show the notices of the post and the sheet of the week."""
    require_plans(request)
    today = timezone.localdate()
    notices = notices_for(request.caller, request.post.unit_id, today)
    sheet = [(notice, show_task(notice.row, today)) for notice in week_sheet(request.caller, today) if notice.row]
    books = catalogue().books
    ctx = {
        "tasks": [(notice, show_task(notice.row, today)) for notice in notices if notice.row],
        "drafts": [(each.draft, books[each.draft.book]) for each in notices if each.draft and each.draft.book in books],
        "sheet": sheet,
        "monday": sunday_of(today) - timedelta(days=6),
        "sunday": sunday_of(today),
        "text": _text(sheet, request.post.unit.short_name, sunday_of(today)),
    }
    return render(request, "notices/show.html", ctx)


def _text(sheet: list[tuple[Notice, ShownTask]], unit: str, sunday: date) -> str:
    """The sheet as plain text: a line a task under the name of its unit."""
    lines = [_("%(unit)s: due this week, until %(day)s") % {"unit": unit, "day": day_text(sunday, short=True)}]
    owner = ""
    for number, (notice, each) in enumerate(sheet, start=1):
        if each.owner != owner:
            owner = each.owner
            lines.append(f"【{owner}】")
        words = {"number": number, "title": each.task.title, "day": day_text(notice.day, short=True)}
        lines.append(_("%(number)s. %(title)s, %(day)s") % words + f"（{each.reason}）")
    return "\n".join(lines)
