"""The workbench: record at once, go on with drafts, look at what was written."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.catalog.queries import catalogue
from yiben.ledger.queries import books_kept, drafts_of, read_entries, recent_entries, recording_units
from yiben.reports.queries import reports_for
from yiben.tasks.following import follow
from yiben.tasks.queries import due_this_week, tasks_of_unit
from yiben.web.access import PostRequest, require_ledger
from yiben.web.following import ShownTask, show_tasks
from yiben.web.showing import unit_names

LATEST = 8
MOST_PROGRESS = 6


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """Show the workbench of the post."""
    require_ledger(request)
    books = catalogue().books
    units = recording_units(request.caller)
    kept = books_kept(recent_entries(request.caller, units))
    drafts = [(draft, books[draft.book]) for draft in drafts_of(request.caller) if draft.book in books]
    latest = read_entries(recent_entries(request.caller)[:LATEST])
    tiles = sorted(books.values(), key=lambda book: -kept[book.id][0] if book.id in kept else 0)
    today = timezone.localdate()
    due = show_tasks(due_this_week(request.caller, request.post.unit_id, today), today)
    unit_id = request.post.unit_id
    rows = tasks_of_unit(request.caller, unit_id)
    mine = show_tasks(follow(rows, today, unit_id=unit_id), today)
    ctx = {
        "due": due,
        "due_groups": _groups(due, today),
        "progress": [each for each in mine if each.has_meter][:MOST_PROGRESS],
        "open_tasks": len(mine),
        "books": books,
        "tiles": [(book, kept.get(book.id)) for book in tiles] if units else [],
        "drafts": drafts,
        "latest": latest,
        "names": unit_names(latest),
        "reports": reports_for(request.caller, request.post.unit_id),
        "year": today.year,
    }
    return render(request, "workbench/show.html", ctx)


def _groups(due: list[ShownTask], today: date) -> list[tuple[str, list[ShownTask]]]:
    """What is past its day apart from what is still to come this week; a group of nothing is left out."""
    late = [each for each in due if each.row.next_due and each.row.next_due < today]
    coming = [each for each in due if each not in late]
    return [(heading, tasks) for heading, tasks in ((_("Overdue"), late), (_("Due this week"), coming)) if tasks]
