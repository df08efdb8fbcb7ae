"""Assessments of units: the list, putting one together, one with its steps, its result as a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.assessments.actions import (
    begin_assessment,
    change_assessment,
    drop_assessment,
    finish_assessment,
    open_assessment,
    publish_draft,
)
from yiben.assessments.computing import scheme_of, scores
from yiben.assessments.declared import schemes
from yiben.assessments.judging import missing_to_finish, missing_to_publish
from yiben.assessments.models import Appeal, Assessment
from yiben.assessments.seeing import LEAD, READ, SCORE, SHOWN, read_assessment, sight_of, visible_assessments
from yiben.audit import hooks
from yiben.dossiers.results import results_docx, results_xlsx, sheet_of
from yiben.errors import Refusal
from yiben.packs.assessments import exact, plain
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.units.queries import living_units, short_names
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.assessment_form import (
    assessors_offered,
    how_words,
    item_rows,
    kinds_groups,
    plan_sent,
    typed_again,
    typed_of,
    typed_plan,
    units_offered,
    usual_kind,
)
from yiben.web.assessment_rows import STATES, assessments_table, story_events, units_table
from yiben.web.dispatch_form import number_sent
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file

MOST, MOST_AGAIN = 200, 8


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show the assessments that the post sees."""
    if not units_allowed(request.caller, READ) and not units_allowed(request.caller, SCORE):
        raise Refusal("no_access", verb=READ)
    ctx = {
        "table": assessments_table(visible_assessments(request.caller)[:MOST]),
        "may_lead": bool(units_allowed(request.caller, LEAD)),
        "schemes": schemes(),
        "earlier": _led(request),
    }
    return render(request, "assessments/index.html", ctx)


def _led(request: PostRequest) -> list[Assessment]:
    """The assessments that can be made again, one of a scheme and unit: the latest."""
    units = units_allowed(request.caller, LEAD)
    rows = visible_assessments(request.caller).filter(unit_id__in=units).exclude(state=Assessment.DROPPED)
    found: dict[tuple[int, str, str], Assessment] = {}
    for each in rows.select_related("unit")[:MOST]:
        scheme = each.scheme
        found.setdefault((each.unit_id, str(scheme.get("id")), str(scheme.get("label"))), each)
    return list(found.values())[:MOST_AGAIN]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Show the form of an assessment, from a scheme of a pack or empty, or put it together."""
    units = _leading_units(request)
    unit = next((each for each in units if each.uid == request.POST.get("unit")), None)
    unit = unit or next((each for each in units if each.pk == request.post.unit_id), units[0])
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "keep":
        try:
            row = begin_assessment(request.caller, unit, plan_sent(request.POST))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Put together. Tell units and assessors next."))
            return redirect("assessment-show", row.uid)
    chosen = next((each for each in schemes() if each.id == request.GET.get("scheme")), None)
    typed = typed_of(chosen.model_dump(mode="json")) if chosen else {"applies": usual_kind(schemes())}
    typed |= {"title": f"{timezone.localdate().year}年{chosen.label}"} if chosen else {}
    if request.GET.get("like") and request.method != "POST":
        return _again(request, units)
    return _form(request, unit, typed, refusal, [])


def _again(request: PostRequest, units: list[Unit]) -> HttpResponse:
    """Show the form filled as an earlier assessment was: its scheme, its units and assessors that still live, a year on."""
    row = read_assessment(request.caller, request.GET["like"])
    hooks.require(request.caller, LEAD, row.unit_id)
    chosen = [each.unit.uid for each in row.assessed.select_related("unit")]
    judging = [each.unit.uid for each in row.assessors.select_related("unit")]
    return _form(request, row.unit, typed_again(row), None, [*chosen, *judging], like=row)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PostRequest, uid: str) -> HttpResponse:
    """Show the form of an assessment of which the units were not told, or change it."""
    row = read_assessment(request.caller, uid)
    hooks.require(request.caller, LEAD, row.unit_id)
    if row.state != Assessment.DRAFT:
        raise Refusal("assessment_step", title=row.title)
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "keep":
        try:
            revision = number_sent(request.POST, "revision")
            change_assessment(request.caller, row, plan_sent(request.POST), revision=revision)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Kept."))
            return redirect("assessment-show", uid)
    chosen = [each.unit.uid for each in row.assessed.select_related("unit")]
    judging = [each.unit.uid for each in row.assessors.select_related("unit")]
    return _form(request, row.unit, typed_plan(row), refusal, [*chosen, *judging], row)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show an assessment with what comes next, or do it."""
    row = read_assessment(request.caller, uid)
    if request.method != "POST":
        return _page(request, row)
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Refusal("assessment_step", title=row.title)
        act(request, row)
    except Refusal as refusal:
        row.refresh_from_db()
        return _page(request, row, refusal)
    messages.success(request, _("Kept."))
    return redirect("assessment-show", uid)


@require_safe
def result(request: PostRequest, uid: str, ending: str) -> HttpResponse:
    """Send the table of results as .xlsx or .docx, from the published draft on."""
    row = read_assessment(request.caller, uid)
    sight = sight_of(request.caller, row)
    if not sight.whole:
        raise Refusal("no_access", verb=READ)
    if row.state not in SHOWN:
        raise Refusal("assessment_step", title=row.title)
    sheet = sheet_of(row, scheme_of(row), sight.rows)
    content = results_xlsx(row, sheet) if ending == "xlsx" else results_docx(row, sheet)
    return table_file(content, f"{row.title}结果.{ending}")


def _page(request: PostRequest, row: Assessment, refusal: Refusal | None = None) -> HttpResponse:
    scheme, sight = scheme_of(row), sight_of(request.caller, row)
    rows = list(sight.rows)
    is_open = row.state in (Assessment.DRAFT, Assessment.OPEN)
    found = scores(row, rows) if is_open and sight.whole else {}
    css, word = STATES[row.state]
    unmet: Any = refusal.data.get("unmet", []) if refusal else []
    names = short_names({str(each.said.get("unit", "")) for each in row.steps.all()} - {""}) if sight.whole else {}
    ctx: dict[str, Any] = {
        "assessment": row,
        "scheme": scheme,
        "items": [(item, plain(exact(item.weight)), how_words()[item.how]) for item in scheme.items],
        "grades": [(each.label, plain(exact(each.least))) for each in scheme.grades],
        "state": word,
        "css": css,
        "sight": sight,
        "table": units_table(row, scheme, rows, found) if sight.whole else None,
        "own": [] if sight.whole else rows,
        "to_judge": _to_judge(row, sight.judging),
        "assessors": [each.unit for each in row.assessors.select_related("unit")],
        "appeals": _appeals(row) if sight.may_lead else [],
        "lacking": _lacking(row, found) if sight.may_lead else [],
        "story": story_events(list(row.steps.all()), names) if sight.whole else [],
        "over": [(say(each["code"], each["data"]), each["reason"]) for each in row.over] if sight.whole else [],
        "doing": request.POST.get("do", ""),
        "typed": request.POST,
        "refusal": refusal,
        "unmet": [say(code, data) for code, data in unmet],
        "problems": problems_of(refusal) if refusal else {},
        "is_shown": row.state in SHOWN,
    }
    return render(request, "assessments/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _lacking(row: Assessment, found: Mapping[int, Any]) -> list[tuple[str, str]]:
    """What is missing for the next step: the sentence, and the code of the unit at which it is mended."""
    rows = list(row.assessed.select_related("unit"))
    if row.state == Assessment.OPEN:
        missing = missing_to_publish(row, scheme_of(row), rows, dict(found))
    elif row.state == Assessment.PUBLISHED:
        missing = missing_to_finish(row, rows, timezone.localdate())
    else:
        return []
    return [(say(each.code, each.data), each.row.unit.code if each.row else "") for each in missing]


def _to_judge(row: Assessment, judging: tuple[Unit, ...]) -> list[tuple[Any, bool]]:
    """The units that the caller judges, each with whether all of the caller's units have."""
    if not judging or row.state != Assessment.OPEN or not any(i.how == "judgement" for i in scheme_of(row).items):
        return []
    done: dict[int, set[int]] = {}
    rows = list(row.assessed.select_related("unit"))
    for each in rows:
        done[each.pk] = set(each.said.filter(kind="judgement").values_list("by_id", flat=True))
    return [(each, {unit.pk for unit in judging} <= done[each.pk]) for each in rows]


def _appeals(row: Assessment) -> list[Appeal]:
    return list(Appeal.objects.filter(assessed__assessment=row, decision="").select_related("assessed__unit"))


def _form(
    request: PostRequest,
    unit: Unit,
    typed: dict[str, str],
    refusal: Refusal | None,
    chosen: list[str],
    row: Assessment | None = None,
    *,
    like: Assessment | None = None,
) -> HttpResponse:
    sent = request.POST
    if request.method == "POST":
        typed = {name: str(value) for name, value in sent.items()}
        chosen = [*sent.getlist("units"), *sent.getlist("assessors")]
    problems = problems_of(refusal) if refusal else {}
    offered = units_offered(unit, typed.get("applies", ""))
    if request.method != "POST" and row is None and like is None:
        chosen = [each.uid for each in offered]
    combining = {"mean": _("mean"), "median": _("median"), "trimmed": _("mean without the highest and the lowest")}
    ctx: dict[str, Any] = {
        "assessment": row,
        "like": like,
        "typed": typed,
        "rows": item_rows(typed, problems),
        "kinds": kinds_groups(typed.get("applies", "")),
        "offered": unit_groups(offered, set(chosen)),
        "assessors": unit_groups(assessors_offered(offered), set(chosen)),
        "combining": loose([Choice(name, word, name == typed.get("combine")) for name, word in combining.items()]),
        "unit": unit,
        "refusal": refusal,
        "problems": problems,
        "year": timezone.localdate().year,
    }
    return render(request, "assessments/form.html", ctx, status=status_of(refusal) if refusal else 200)


def _leading_units(request: PostRequest) -> list[Unit]:
    allowed = units_allowed(request.caller, LEAD)
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    if not units:
        raise Refusal("no_access", verb=LEAD)
    return units


def _publish(request: PostRequest, row: Assessment) -> None:
    publish_draft(
        request.caller, row, over=request.POST.get("over", ""), revision=number_sent(request.POST, "revision")
    )


def _step(act: Callable[..., Any], *, has_reason: bool = False) -> Callable[[PostRequest, Assessment], None]:
    def do(request: PostRequest, row: Assessment) -> None:
        more = {"reason": request.POST.get("reason", "")} if has_reason else {}
        act(request.caller, row, revision=number_sent(request.POST, "revision"), **more)

    return do


_ACTS: Mapping[str, Callable[[PostRequest, Assessment], None]] = {
    "open": _step(open_assessment),
    "publish": _publish,
    "finish": _step(finish_assessment),
    "drop": _step(drop_assessment, has_reason=True),
}
