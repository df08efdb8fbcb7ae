"""An analysis of needs: its numbers, causes and measures by hand, and what goes to the meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.analyses.actions import hand_to_meeting, write_notes
from yiben.analyses.looking import Looked, analysis_of, look_at
from yiben.analyses.models import Analysis
from yiben.analyses.queries import (
    READ,
    WRITE,
    Note,
    agenda_lines,
    body_for,
    meetings_for,
    notes_of,
    read_analysis,
    written,
)
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.analyses import Analysis as Declared
from yiben.reports.queries import reports_for
from yiben.units.months import month_text
from yiben.web.access import PostRequest
from yiben.web.analysis_rows import figures_table, map_table, needs_table, top_needs
from yiben.web.asking import problems_of, wrong_places
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.middleware import status_of
from yiben.web.scoping import read_scope, scope_bar, scope_query
from yiben.web.showing import day_text
from yiben.web.templatetags.yiben import report_url

FIRST_DAYS = 10
"""In so many first days of a month an analysis opens on the month before: the new one has hardly anything yet."""


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the analyses; the only one opens at once."""
    if not units_allowed(request.caller, READ):
        raise Refusal("no_access", verb=READ)
    known = catalogue().analyses
    if len(known) == 1:
        return redirect("analysis-show", next(iter(known)))
    columns = [Column("analysis", _("Analysis"), "title"), Column("help", _("What goes into it"), is_minor=True)]
    rows = [
        Row([Cell(each.label, reverse("analysis-show", args=[key])), Cell(each.help)]) for key, each in known.items()
    ]
    table = Table(_("Analyses"), columns, rows, Empty(_("No analysis"), _("Analyses come with the packs.")))
    return render(request, "analyses/index.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, key: str) -> HttpResponse:
    """Show an analysis of the unit and period of the address; keep what is written, or hand it to a meeting."""
    declared = analysis_of(key)
    month = month_text(posting_month(timezone.localdate() - timedelta(days=FIRST_DAYS)))
    scope = read_scope(request, READ, pack=key.rpartition(".")[0], period=month)
    looked = look_at(key, scope)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _act(request, key, looked)
        except Refusal as problem:
            refusal = problem
    kept = written(key, scope.unit, scope.period.text)
    may_write = hooks.allow(request.caller, WRITE, scope.unit.pk)
    notes = _notes_sent(request.POST, looked, notes_of(kept)) if refusal else notes_of(kept)
    allowed = units_allowed(request.caller, READ)
    body = body_for(request.caller, scope.unit, declared.meeting)
    planned = meetings_for(request.caller, scope.unit, declared.meeting)
    problems = problems_of(refusal) if refusal else {}
    ctx: dict[str, Any] = {
        "declared": declared,
        "key": key,
        "scope": scope,
        "bar": scope_bar(request, scope, READ),
        "query": scope_query(scope),
        "needs": needs_table(looked, allowed),
        "figures": figures_table(looked),
        "report": _report(request, key, declared, scope),
        "map": map_table(looked.map, allowed) if looked.map else None,
        "top": [(each, notes.get(each.need.id, Note())) for each in top_needs(looked, notes)],
        "kept": kept,
        "revision": kept.revision if kept else 0,
        "may_write": may_write,
        "body": body,
        "may_call": body is not None and hooks.allow(request.caller, "meeting.call", scope.unit.pk),
        "meetings": loose(
            [Choice(each.uid, f"{each.title} {day_text(each.planned_on, short=True)}") for each in planned]
        ),
        "refusal": refusal,
        "problems": problems,
        "wrong": wrong_places(problems, _places(declared)),
    }
    return render(request, "analyses/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _places(declared: Declared) -> dict[str, tuple[str, str]]:
    """Where the fields of the form stand in the page, and what they are called."""
    found = {"meeting": ("q-meeting", _("Meeting"))}
    for each in declared.needs:
        found[f"causes.{each.id}"] = (f"q-causes.{each.id}", f"{each.label} {_('Causes')}")
        found[f"measures.{each.id}"] = (f"q-measures.{each.id}", f"{each.label} {_('Measures')}")
    return found


def _report(request: PostRequest, key: str, declared: Declared, scope: Scope) -> str:
    """The address of the report that tells the same numbers; empty where there is none for this post."""
    name = f"{key.rpartition('.')[0]}/{declared.report}"
    if declared.report is None or name not in reports_for(request.caller, scope.unit.pk):
        return ""
    return f"{report_url(name)}?{scope_query(scope)}"


def _act(request: PostRequest, key: str, looked: Looked) -> HttpResponse:
    scope, sent = looked.scope, request.POST
    kept = _write(request, key, looked)
    here = f"{reverse('analysis-show', args=[key])}?{scope_query(scope)}"
    if sent.get("do") == "write":
        messages.success(request, _("Kept."))
        return redirect(here)
    lines = agenda_lines(looked.needs, notes_of(kept))
    if not lines:
        raise Refusal("analysis_nothing_chosen")
    if sent.get("do") == "plan":
        body = body_for(request.caller, scope.unit, looked.declared.meeting)
        query = f"?analysis={kept.uid}" + (f"&body={body.uid}" if body else "")
        return redirect(reverse("meeting-new") + query)
    planned = meetings_for(request.caller, scope.unit, looked.declared.meeting)
    meeting = next((each for each in planned if each.uid == sent.get("meeting")), None)
    if meeting is None:
        raise Refusal("values", fields=[("meeting", "required", {})])
    hand_to_meeting(request.caller, kept, meeting, lines)
    messages.success(request, _("It stands on the agenda. What is resolved there becomes a task."))
    return redirect("meeting-show", meeting.uid)


def _write(request: PostRequest, key: str, looked: Looked) -> Analysis:
    scope = looked.scope
    text = request.POST.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    notes = _notes_sent(request.POST, looked, {})
    return write_notes(request.caller, key, scope.unit, scope.period, notes, revision=revision)


def _notes_sent(sent: QueryDict, looked: Looked, others: dict[str, Note]) -> dict[str, Note]:
    found = dict(others)
    for each in looked.declared.needs:
        if f"causes.{each.id}" in sent or f"measures.{each.id}" in sent:
            found[each.id] = Note(
                sent.get(f"causes.{each.id}", ""),
                sent.get(f"measures.{each.id}", ""),
                bool(sent.get(f"chosen.{each.id}")),
            )
    return found


def planned_lines(request: PostRequest, uid: str) -> tuple[Analysis, list[str]]:
    """Return an analysis that is handed to a meeting in the making, with its lines for the agenda."""
    analysis = read_analysis(request.caller, uid)
    looked = look_at(analysis.key, Scope(analysis.unit, parse_period(analysis.period)))
    return analysis, agenda_lines(looked.needs, notes_of(analysis))
