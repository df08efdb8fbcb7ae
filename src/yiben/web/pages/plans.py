"""Plans: the list, taking in a document, a plan as it is followed, its spreadsheet, its gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.audit import hooks
from yiben.documents.actions import upload_document
from yiben.documents.models import Document
from yiben.errors import Refusal
from yiben.ledger.queries import read_entries
from yiben.plans.actions import add_task, begin_plan, mark_clause
from yiben.plans.models import Plan
from yiben.plans.queries import (
    by_unit,
    plan_tree,
    planning_units,
    read_clause,
    read_plan,
    sees_whole,
    terms_of,
    unclaimed_entries,
    visible_plans,
)
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest, require_plans
from yiben.web.asking import problems_of
from yiben.web.following import show_tasks
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.lists import FORMATS
from yiben.web.kit.places import FORMAT, arrange, read_place
from yiben.web.middleware import status_of
from yiben.web.paper import clause_labels
from yiben.web.plan_lists import PlanLine, plan_columns, plan_keys, plan_row, plans_listing
from yiben.web.plan_rows import VIEWS, plan_rows, unit_counts
from yiben.web.supervision_sheet import write_sheet
from yiben.web.tasks_table import plan_table, unit_table
from yiben.web.terms import read_terms, term_labels, terms_form, typed_terms
from yiben.web.uploading import read_upload
from yiben.web.viewing import saved_views

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNCLAIMED = 5


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """List the plans that the post may see, or take in a document and begin a plan from it."""
    require_plans(request)
    if request.method == "POST":
        return _begin(request, None)
    return _list(request)


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a plan as it stands: by clause, unit or deadline, only red and yellow, or its gaps."""
    plan = read_plan(request.caller, uid)
    if plan.state == Plan.DRAFT:
        return redirect("plan-read", plan.uid)
    today = timezone.localdate()
    tree = plan_tree(plan, today, request.caller)
    view = request.GET.get("by", VIEWS[0])
    view, unit = view if view in VIEWS else VIEWS[0], request.GET.get("unit", "")
    is_whole = sees_whole(request.caller, plan)
    unclaimed = read_entries(unclaimed_entries(request.caller, tree)[:MOST_UNCLAIMED]) if is_whole else []
    may_change = plan.state == Plan.PUBLISHED and hooks.allow(request.caller, "plan.change", plan.unit_id)
    rows = plan_rows(tree, view, unit, today, with_gaps=is_whole)
    ctx = {
        "plan": plan,
        "tree": tree,
        "table": plan_table(plan.uid, rows, _tasks_in_all(len(tree.tasks)), may_change=may_change),
        "view": view,
        "unit": unit,
        "unit_table": unit_table(unit_counts(by_unit(tree)), view),
        "gaps": tree.gaps if is_whole else None,
        "labels": clause_labels(list(plan.clauses.all())),
        "unclaimed": unclaimed,
        "may_change": may_change,
        "older": plan.revises,
        "newer": plan.revisions.filter(state=Plan.PUBLISHED).first(),
    }
    return render(request, "plans/show.html", ctx)


@require_safe
def export(request: PostRequest, uid: str) -> HttpResponse:
    """Send the plan as 督查台账."""
    plan = read_plan(request.caller, uid)
    today = timezone.localdate()
    tree = plan_tree(plan, today, request.caller)
    labels = clause_labels(list(plan.clauses.all()))
    sources = {clause.uid: labels[clause.pk] for clause in plan.clauses.all()}
    shown = show_tasks(tree.tasks, today)
    cited = {each.task.uid: sources.get(each.task.source, "") for each in shown}
    content = write_sheet(_("%(plan)s: supervision ledger") % {"plan": plan.title}, plan.unit.name, today, shown, cited)
    response = HttpResponse(content, content_type=XLSX)
    name = _("%(plan)s supervision ledger.xlsx") % {"plan": plan.title[:60]}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: PostRequest, uid: str) -> HttpResponse:
    """Ask for the changed document, or begin the revision from it."""
    plan = read_plan(request.caller, uid)
    hooks.require(request.caller, "plan.change", plan.unit_id)
    if request.method == "POST":
        return _begin(request, plan)
    return render(request, "plans/revise.html", {"plan": plan, "limit": _limit()})


@require_POST
def mark(request: PostRequest, uid: str, clause: str) -> HttpResponse:
    """Say that a clause needs no task, or take that back."""
    plan = read_plan(request.caller, uid)
    marked = mark_clause(request.caller, read_clause(plan, clause), needs_none=request.POST.get("needs_none") == "1")
    messages.success(request, _("Noted: “%(clause)s”.") % {"clause": marked.heading})
    return redirect("plan-read" if plan.state == Plan.DRAFT else "plan-show", plan.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PostRequest, uid: str, clause: str) -> HttpResponse:
    """Ask for the terms of a further task under a clause, or set it."""
    plan = read_plan(request.caller, uid)
    hooks.require(request.caller, "plan.change", plan.unit_id)
    under = read_clause(plan, clause)
    known = {"unit": plan.unit.uid, "co_units": [], "title": ""}
    ctx: dict[str, Any] = {"plan": plan, "clause": under, "text": _text_of(plan, under.start, under.end)}
    if request.method != "POST":
        return render(request, "tasks/change.html", {**ctx, "form": terms_form(known, timezone.localdate())})
    try:
        task = add_task(request.caller, under, terms_of(read_terms(request.POST)))
    except Refusal as refusal:
        typed = typed_terms(request.POST, known)
        ctx |= {
            "form": terms_form(typed, timezone.localdate(), problems_of(refusal, term_labels())),
            "refusal": refusal,
        }
        return render(request, "tasks/change.html", ctx, status=status_of(refusal))
    messages.success(request, _("The task was set."))
    return redirect("task-show", task.uid)


def _begin(request: PostRequest, revises: Plan | None) -> HttpResponse:
    """Read the document and begin a plan; a document that cannot be read brings the form back with the reason."""
    units = planning_units(request.caller)
    unit = revises.unit if revises else next((u for u in units if u.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("no_access", verb="plan.change")
    try:
        typed = _day(request.POST.get("day", ""))
        document = _take_in(request, unit)
        day = typed or _issued_on(document) or timezone.localdate()
        plan = begin_plan(request.caller, document, unit=unit, day=day, revises=revises)
    except Refusal as refusal:
        if refusal.code == "plan_exists":
            messages.warning(request, say(refusal.code, refusal.data))
            return redirect("plan-show", refusal.data["uid"])
        sentences = problems_of(refusal).get("day") or [say(refusal.code, refusal.data)]
        ctx = {"problems": sentences, "day": request.POST.get("day", ""), "plan": revises, "limit": _limit()}
        if revises is not None:
            return render(request, "plans/revise.html", ctx, status=status_of(refusal))
        return _list(request, status=status_of(refusal), **ctx)
    return redirect("plan-read", plan.uid)


def _take_in(request: PostRequest, unit: Unit) -> Document:
    upload = request.FILES.get("document")
    if upload is None:
        raise Refusal("document_missing")
    name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    return upload_document(request.caller, unit=unit, name=name, data=data)


def _list(request: PostRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    place = read_place(reverse("plan-index"), request.GET, ("unit", "q"), plan_keys(), "-day")
    today, units = timezone.localdate(), planning_units(request.caller)
    found = [
        PlanLine(plan, plan_tree(plan, today, request.caller) if plan.state != Plan.DRAFT else None)
        for plan in visible_plans(request.caller)
    ]
    lines = arrange([each for each in found if each.matches(place)], place, plan_keys())
    if request.GET.get(FORMAT) in FORMATS:
        cells = [[cell.copied for cell in plan_row(each).cells] for each in lines]
        return send_table(request.GET[FORMAT], _("Plans"), plan_columns(), cells)
    own = request.post.unit
    listing = plans_listing(lines, {each.plan.unit for each in found}, place, may_read=bool(units))
    ctx = {
        "listing": replace(listing, views=saved_views(request.caller, place)),
        "units": loose([Choice(unit.uid, unit.short_name, unit == own) for unit in units]),
        "own": own.uid if own in units or not units else units[0].uid,
        "limit": _limit(),
        **more,
    }
    return render(request, "plans/index.html", ctx, status=status)


def _tasks_in_all(count: int) -> str:
    return ngettext("%(count)s task in all", "%(count)s tasks in all", count) % {"count": count}


def _text_of(plan: Plan, start: int, end: int) -> str:
    return plan.document.text[start:end].strip() if plan.document else ""


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as problem:
        typed: dict[str, object] = {"label": _("Day of the document"), "typed": text}
        raise Refusal("values", fields=[("day", "bad_date", typed)]) from problem


def _issued_on(document: Document) -> date | None:
    """The day that the document itself says it was issued on, None when it names none in full."""
    said = str(document.reading.get("issued_on") or "")
    try:
        return date.fromisoformat(said)
    except ValueError:  # a month, or no day at all
        return None


def _limit() -> int:
    return int(settings.DOCUMENT_LIMIT_BYTES // 2**20)
