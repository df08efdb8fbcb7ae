"""Rounds of inspection: the list, planning, one round with its sample, results and findings, its circular."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import people, units_allowed
from yiben.audit import hooks
from yiben.dispatches.actions.drafting import begin_dispatch
from yiben.dispatches.content import Content
from yiben.dispatches.models import Series
from yiben.dossiers.circular import KIND, MOST_CASES, circular_docx, compose
from yiben.errors import Refusal
from yiben.inspections.actions import (
    add_unit,
    change_round,
    close_round,
    draw_sample,
    drop_round,
    open_round,
    plan_round,
)
from yiben.inspections.actions.writing import LEAD, VISIT
from yiben.inspections.declared import question_lists, questions_of
from yiben.inspections.models import Answer, Round, Visit
from yiben.inspections.queries import (
    READ,
    frame_of,
    read_round,
    sees_whole,
    standing_problems,
    usual_kind,
    visible_rounds,
    visible_visits,
    visits_of,
    visits_to_make,
)
from yiben.inspections.results import UnitResult, in_order, results_by_item, results_by_unit
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups, wrong_places
from yiben.web.dispatch_form import number_sent
from yiben.web.inspection_form import kind_choices, plan_sent, sampling_sent
from yiben.web.inspection_rows import (
    STATES,
    chosen,
    draw_table,
    findings_table,
    results_table,
    rounds_table,
    shares_table,
    story_events,
)
from yiben.web.kit.copies import send_table, table_lines
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file

MOST = 200


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show the rounds that the post sees and the visits that wait for it."""
    if not units_allowed(request.caller, READ):
        raise Refusal("no_access", verb=READ)
    counted = visible_visits(request.caller).filter(again_of=None).order_by().values("round_id")
    counts = {
        each["round_id"]: (each["made"], each["count"])
        for each in counted.annotate(count=Count("pk"), made=Count("pk", filter=Q(state=Visit.DONE)))
    }
    rows = list(visible_rounds(request.caller)[:MOST])
    ctx = {
        "table": rounds_table([(each, *counts.get(each.pk, (0, 0))) for each in rows]),
        "visits": list(visits_to_make(request.caller)[:MOST]),
        "may_lead": bool(units_allowed(request.caller, LEAD)) and bool(question_lists()),
        "today": timezone.localdate(),
    }
    return render(request, "inspections/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Show the form of a round, or plan it."""
    units = _leading_units(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            unit = next((each for each in units if each.uid == request.POST.get("unit")), units[0])
            row = plan_round(request.caller, unit, plan_sent(request.POST))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Planned. Draw its units next."))
            return redirect("inspection-show", row.uid)
    return _form(request, units, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a round with what comes next, or do it."""
    row = read_round(request.caller, uid)
    if request.method != "POST":
        return _page(request, row)
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Refusal("round_step", title=row.title)
        act(request, row)
    except Refusal as refusal:
        row.refresh_from_db()
        return _page(request, row, refusal)
    messages.success(request, _("Kept."))
    return redirect("inspection-show", uid)


@require_safe
def drawn(request: PostRequest, uid: str) -> HttpResponse:
    """Show every draw of a round with its frame and digits, so that anybody can draw again."""
    row = _whole(request, uid)
    draws = list(row.draws.order_by("-pk"))
    names = people({each.person for each in draws})
    ctx = {"round": row, "draws": [(each, draw_table(each), names.get(each.person, "")) for each in draws]}
    return render(request, "inspections/draws.html", ctx)


@require_safe
def results(request: PostRequest, uid: str) -> HttpResponse:
    """Send the table of units and questions as .xlsx."""
    row = _whole(request, uid)
    table = results_table(questions_of(row.checklist), results_by_unit(visits_of(request.caller, row)))
    return send_table("xlsx", row.title, table.columns, table_lines(table)[1:])


@require_http_methods(["GET", "HEAD", "POST"])
def circular(request: PostRequest, uid: str) -> HttpResponse:
    """Show the circular of a round with the typical cases that were picked, send it as .docx, or begin it as a document."""
    row = _whole(request, uid)
    hooks.require(request.caller, LEAD, row.unit_id)
    rows = results_by_unit(visits_of(request.caller, row))
    done = [each for each in rows if each.visit.state == Visit.DONE]
    sent = request.POST if request.method == "POST" else request.GET
    picked = set(sent.getlist("case"))
    refusal: Refusal | None = None
    typical = [each for each in done if each.visit.uid in picked]
    if len(typical) > MOST_CASES:
        refusal, typical = Refusal("no_typical_case", most=MOST_CASES), typical[:MOST_CASES]
    standing = standing_problems([answer for each in done for answer in each.failed])
    made = compose(row, questions_of(row.checklist), rows, typical, standing)
    series = list(Series.objects.filter(unit=row.unit, is_active=True, form="document"))
    may_draft = bool(series) and hooks.allow(request.caller, "dispatch.draft", row.unit_id)
    if refusal is None and sent.get("do") == "docx":
        return table_file(circular_docx(row, made), f"{made.title}.docx")
    if refusal is None and request.method == "POST" and sent.get("do") == "draft":
        first = next((each for each in series if each.uid == sent.get("series")), series[0] if series else None)
        if first is None:
            raise Refusal("no_access", verb="dispatch.draft")
        content = Content(kind=KIND, title=made.title, recipients=made.recipients, body=made.text)
        dispatch = begin_dispatch(request.caller, first, content)
        messages.success(request, _("Begun as a document. It gets its number when it is issued."))
        return redirect("dispatch-show", dispatch.uid)
    ctx: dict[str, Any] = {
        "round": row,
        "circular": made,
        "cases": loose([Choice(each.visit.uid, each.visit.unit.short_name, each in typical) for each in done]),
        "picked": typical,
        "series": loose([Choice(each.uid, each.word) for each in series]),
        "may_draft": may_draft,
        "refusal": refusal,
    }
    return render(request, "inspections/circular.html", ctx, status=status_of(refusal) if refusal else 200)


def _page(request: PostRequest, row: Round, refusal: Refusal | None = None) -> HttpResponse:
    caller, asked = request.caller, questions_of(row.checklist)
    whole, rows = sees_whole(caller, row), results_by_unit(visits_of(caller, row))
    may_lead, may_visit = hooks.allow(caller, LEAD, row.unit_id), hooks.allow(caller, VISIT, row.unit_id)
    failed: list[Answer] = [answer for each in rows for answer in each.failed]
    standing = standing_problems(failed)
    figure = request.GET.get("of", "")
    shown = chosen(rows, figure, standing)
    css, word = STATES[row.state]
    clean, made = in_order(rows)
    ctx: dict[str, Any] = {
        "round": row,
        "asked": asked,
        "state": word,
        "css": css,
        "whole": whole,
        "results": results_table(asked, shown, may_visit=may_visit and row.state == Round.OPEN),
        "is_narrowed": len(shown) < len(rows),
        "shares": shares_table(row, results_by_item(asked, rows)) if whole and made else None,
        "findings": findings_table(asked, rows, standing, may_lead=may_lead, may_visit=may_visit) if failed else None,
        "clean": clean,
        "made": made,
        "count": len(rows),
        "may_lead": may_lead,
        "story": story_events(list(row.steps.all())) if whole else [],
        "doing": request.POST.get("do", ""),
        "typed": request.POST,
        **_refused(refusal, request.POST.get("do", "")),
        "signed_by": people({row.unapproved.get("person", "")}).get(row.unapproved.get("person", ""), ""),
    }
    if whole:
        ctx["draw"] = row.draws.last()
    if may_lead and row.state in (Round.DRAFT, Round.OPEN):
        ctx |= _leading(row, rows, request)
    return render(request, "inspections/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _refused(refusal: Refusal | None, doing: str) -> dict[str, Any]:
    """What a page shows of a refusal: at its head, each sentence with the name of its field, and beside the fields."""
    reasons = {"draw": _("Why it is drawn again"), "close": _("Why not all were visited")}
    places = {
        "checklist": ("checklist", _("List of questions")),
        "title": ("plan-title", _("Name")),
        "approval": ("approval", _("Number in the yearly plan of inspections and assessments")),
        "unapproved": ("unapproved", _("Without one: why")),
        "begins_on": ("begins_on", _("From day")),
        "ends_on": ("ends_on", _("To day")),
        "kinds": ("q-kinds", _("Draws among")),
        "size": ("size", _("How many")),
        "seed": ("seed", _("Seed")),
        "unit": ("unit", _("Unit")),
        "reason": (f"{doing}-reason", reasons.get(doing, _("Reason"))),
    }
    problems = problems_of(refusal) if refusal else {}
    return {"refusal": refusal, "problems": problems, "wrong": wrong_places(problems, places)}


def _leading(row: Round, rows: list[UnitResult], request: PostRequest) -> dict[str, Any]:
    frame = frame_of(row)
    there = {each.visit.unit_id for each in rows}
    left = [unit for unit, _parent in frame if unit.pk not in there]
    return {
        "kinds": kind_choices(row.kinds),
        "frame": len(frame),
        "others": unit_groups(left, {request.POST.get("unit", "")}),
    }


def _form(request: PostRequest, units: list[Unit], refusal: Refusal | None) -> HttpResponse:
    sent = request.POST
    lists = question_lists()
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    ctx: dict[str, Any] = {
        "lists": loose([Choice(each.id, each.label, each.id == sent.get("checklist")) for each in lists]),
        "units": unit_groups(units, {sent.get("unit", own.uid)}) if len(units) > 1 else [],
        "kinds": kind_choices(
            sent.getlist("kinds") if refusal else [usual_kind(own, lists[0].id, timezone.localdate())]
        ),
        "typed": sent,
        "today_iso": timezone.localdate().isoformat(),
        **_refused(refusal, request.POST.get("do", "")),
    }
    return render(request, "inspections/new.html", ctx, status=status_of(refusal) if refusal else 200)


def _leading_units(request: PostRequest) -> list[Unit]:
    allowed = units_allowed(request.caller, LEAD)
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    if not units:
        raise Refusal("no_access", verb=LEAD)
    if not question_lists():
        raise Refusal("no_question_list")
    return units


def _whole(request: PostRequest, uid: str) -> Round:
    row = read_round(request.caller, uid)
    hooks.require(request.caller, READ, row.unit_id)
    return row


def _change(request: PostRequest, row: Round) -> None:
    change_round(
        request.caller, row, plan_sent(request.POST, row.checklist), revision=number_sent(request.POST, "revision")
    )


def _draw(request: PostRequest, row: Round) -> None:
    draw_sample(request.caller, row, sampling_sent(request.POST), revision=number_sent(request.POST, "revision"))


def _add(request: PostRequest, row: Round) -> None:
    unit = Unit.objects.filter(uid=request.POST.get("unit", "")).first()
    if unit is None:
        raise Refusal("values", fields=[("unit", "required", {})])
    add_unit(
        request.caller, row, unit, reason=request.POST.get("reason", ""), revision=number_sent(request.POST, "revision")
    )


def _step(act: Callable[..., Any], *, has_reason: bool = True) -> Callable[[PostRequest, Round], None]:
    def do(request: PostRequest, row: Round) -> None:
        more = {"reason": request.POST.get("reason", "")} if has_reason else {}
        act(request.caller, row, revision=number_sent(request.POST, "revision"), **more)

    return do


_ACTS: Mapping[str, Callable[[PostRequest, Round], None]] = {
    "change": _change,
    "draw": _draw,
    "open": _step(open_round, has_reason=False),
    "add": _add,
    "close": _step(close_round),
    "drop": _step(drop_round),
}
