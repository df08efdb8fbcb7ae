"""The workbench: record at once, go on with drafts, look at what was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.collections.queries import waiting_collections
from yiben.dispatches.queries import unsigned_receipts, waiting_dispatches
from yiben.forms.queries import waiting_turns
from yiben.ledger.closing.queries import sent_back_months, submitted_below
from yiben.ledger.queries import books_kept, drafts_of, read_entries, recent_entries, recording_units
from yiben.matters.queries import waiting_matters
from yiben.metrics.periods import parse_period
from yiben.notices.queries import Notice, week_sheet
from yiben.promises.queries import open_promises
from yiben.reports.duties.queries import owed_by
from yiben.reports.queries import reports_for
from yiben.tasks.following import follow
from yiben.tasks.queries import due_this_week, tasks_of_unit
from yiben.units.models import Unit
from yiben.web.access import PostRequest, hand_books, require_ledger
from yiben.web.answers import draft_title
from yiben.web.awaited import meetings_and_rounds
from yiben.web.dispatch_rows import STATES
from yiben.web.duty_rows import duty_label, turn_url
from yiben.web.following import ShownTask, show_tasks
from yiben.web.matter_rows import labels
from yiben.web.pages.rosters import duty_box
from yiben.web.showing import listed, unit_names

_OF_ADMINISTRATORS = {"post.appoint": "post-index", "system.operate": "job-index", "audit.read": "log-index"}
"""Where the three administrators begin: none of them reads the ledger."""
LATEST = 8
TILES = 6
"""Books offered at once where fewer were ever recorded; the others stand behind them."""
MOST_PROGRESS = 6
MOST_UNITS = 10


@dataclass
class Waiting:
    """What waits in another unit: how many tasks are late, how many fall due this week."""

    unit: Unit
    late: int = 0
    coming: int = 0


@require_safe
def show(request: PostRequest) -> HttpResponse:
    """Show the workbench of the post."""
    if not units_allowed(request.caller, "entry.read"):
        for verb, page in _OF_ADMINISTRATORS.items():
            if units_allowed(request.caller, verb):
                return redirect(page)
    require_ledger(request)
    books = catalogue().books
    units = recording_units(request.caller)
    drafts = [
        (draft, books[draft.book], draft_title(draft, books[draft.book]))
        for draft in drafts_of(request.caller)
        if draft.book in books
    ]
    latest = read_entries(recent_entries(request.caller)[:LATEST])
    today = timezone.localdate()
    due = show_tasks(due_this_week(request.caller, request.post.unit_id, today), today)
    unit_id = request.post.unit_id
    rows = tasks_of_unit(request.caller, unit_id)
    mine = show_tasks(follow(rows, today, unit_id=unit_id), today)
    known = labels()
    others = _others(week_sheet(request.caller, today), unit_id)
    ctx = {
        "others": others[:MOST_UNITS],
        "more_others": max(0, len(others) - MOST_UNITS),
        "sent_back": sent_back_months(request.post.unit) if units_allowed(request.caller, "period.close") else [],
        "submitted": _submitted(request, today),
        "documents": [(each, STATES[each.state]) for each in waiting_dispatches(request.caller)[:LATEST]],
        "matters": [(each, known.get(each.procedure)) for each in waiting_matters(request.caller)[:LATEST]],
        **duty_box(request.caller, request.post.unit),
        "promises": open_promises(request.caller, [unit_id], today)[:LATEST],
        **_tiles(request, units),
        "rounds": meetings_and_rounds(request.caller, request.post.unit, today),
        "receipts": unsigned_receipts(request.caller)[:LATEST],
        "owed": [
            (duty_label(duty), each, turn_url(duty, each)) for duty, each in owed_by(request.caller, today)[:LATEST]
        ],
        "tables": waiting_collections(request.caller, request.post.unit, today),
        "forms": [
            (each, parse_period(each.period), each.due_at is not None and each.due_at < timezone.now())
            for each in waiting_turns(request.caller, request.post.unit)[:LATEST]
        ],
        "may_collect": bool(units_allowed(request.caller, "plan.read")),
        "due": due,
        "due_groups": _groups(due, today),
        "progress": [each for each in mine if each.has_meter][:MOST_PROGRESS],
        "open_tasks": len(mine),
        "books": books,
        "drafts": drafts,
        "latest": latest,
        "names": unit_names(latest),
        "may_take_papers": bool(units_allowed(request.caller, "document.upload")),
        "reports": reports_for(request.caller, request.post.unit_id),
        "year": today.year,
    }
    return render(request, "workbench/show.html", ctx)


def _submitted(request: PostRequest, today: date) -> list[tuple[int, str]]:
    """The months of units below that wait for this unit to close them, each with the units."""
    unit = request.post.unit
    if not hooks.allow(request.caller, "period.close", unit.pk):
        return []
    return [(month, listed(each.short_name for each in units)) for month, units in submitted_below(unit, today)]


def _tiles(request: PostRequest, units: Sequence[Unit]) -> dict[str, Any]:
    """The books to record in, those that were used most in front; those that never were stand behind a few. None for who
    records nothing."""
    kept = books_kept(recent_entries(request.caller, units))
    books = sorted(hand_books(), key=lambda book: -kept[book.id][0] if book.id in kept else 0)
    quick = [(book, each) for book in books for each in book.quick]
    used = max(TILES - len(quick), sum(1 for book in books if book.id in kept))
    offered = [(book, kept.get(book.id)) for book in books] if units else []
    return {
        "by_hand": {book.id for book in books},
        "quick": quick if units else [],
        "tiles": offered[:used],
        "more_tiles": offered[used:],
    }


def _others(sheet: Iterable[Notice], own: int) -> list[Waiting]:
    """What waits in the units that the post looks after, by unit, most late ones first, then in official order."""
    found: dict[int, Waiting] = {}
    for notice in sheet:
        assert notice.row is not None
        unit = notice.row.unit
        if unit.pk == own:
            continue
        waiting = found.setdefault(unit.pk, Waiting(unit))
        if notice.kind == "due_this_week":
            waiting.coming += 1
        else:
            waiting.late += 1
    return sorted(found.values(), key=lambda each: -each.late)


def _groups(due: list[ShownTask], today: date) -> list[tuple[str, list[ShownTask]]]:
    """What is past its day apart from what is still to come this week; a group of nothing is left out."""
    late = [each for each in due if each.row.next_due and each.row.next_due < today]
    coming = [each for each in due if each not in late]
    return [(heading, tasks) for heading, tasks in ((_("Overdue"), late), (_("Due this week"), coming)) if tasks]
