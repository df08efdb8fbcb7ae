"""Matters: the board, and taking one in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.matters.actions import import_orders, register_matter
from yiben.matters.actions.keeping import drop_export, keep_export, kept_export
from yiben.matters.actions.registering import channels
from yiben.matters.answers import procedure_of
from yiben.matters.exchange import SYSTEMS
from yiben.matters.models import Matter
from yiben.matters.queries import (
    OPEN,
    board,
    counts_by_procedure,
    lights_of,
    said_to_be_same,
    sheets_back,
    supervised,
    visible_matters,
    waiting_matters,
)
from yiben.packs.procedures import Procedure
from yiben.plans.queries import clauses_of
from yiben.sentences import say
from yiben.tasks.following import follow
from yiben.tasks.models import Task
from yiben.tasks.queries import visible_tasks
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.following import show_tasks
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.places import FORMAT, Filter, Place, page_of, read_place
from yiben.web.kit.tables import Table
from yiben.web.matter_form import matter_of_promise, new_form, promise_behind, read_brought
from yiben.web.matter_rows import LIGHTS, board_columns, board_row, labels, nothing_here, supervision_cells
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.paper import clause_labels
from yiben.web.supervision_sheet import sheet_cells, write_rows
from yiben.web.uploading import read_upload
from yiben.web.viewing import saved_views

SIZE = 30
MOST_COPIED = 5000
LATEST = 8


def require_matters(request: PostRequest) -> None:
    """Refuse a post that has nothing to do with any matter."""
    if not units_allowed(request.caller, "matter.read"):
        raise Refusal("no_access", verb="matter.read")


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show the board: open matters by the day on which something is due, what waits for the post in front."""
    require_matters(request)
    names = ("procedure", "state", "light", "q")
    place = read_place(reverse("matter-index"), request.GET, names, (), "due")
    today, known = timezone.localdate(), labels()
    wanted = place.narrowed
    is_done = wanted.get("state") == "done"
    rows = board(request.caller, procedure=wanted.get("procedure", ""), light=wanted.get("light", ""), today=today)
    if is_done:
        rows = (
            visible_matters(request.caller).filter(is_done=True).order_by(F("closed_on").desc(nulls_last=True), "-pk")
        )
        rows = rows.filter(procedure=wanted["procedure"]) if "procedure" in wanted else rows
    if "q" in wanted:
        rows = rows.filter(title__contains=wanted["q"])
    if request.GET.get(FORMAT) in FORMATS:
        lines = [[cell.copied for cell in board_row(each, known, today).cells] for each in rows[:MOST_COPIED]]
        return send_table(request.GET[FORMAT], _("Matters"), board_columns(), lines)
    page = page_of(rows, request.GET, SIZE)
    count = page.paginator.count
    counted = ngettext("%(count)s matter in all", "%(count)s matters in all", count) % {"count": count}
    table = Table(
        _("Matters"),
        board_columns(),
        [board_row(each, known, today) for each in page],
        nothing_here(),
        total_label=counted,
        place=place,
        page=page,
    )
    everything = visible_matters(request.caller).filter(OPEN)
    ctx: dict[str, Any] = {
        "listing": Listing(table, place, _filters(place, known), saved_views(request.caller, place)),
        "counted": counted,
        "lights": lights_of(everything, today),
        "waiting": [(each, known.get(each.procedure)) for each in waiting_matters(request.caller)[:LATEST]],
        "same": said_to_be_same(request.caller),
        "kinds": _kinds(request, known),
        "may_analyse": bool(catalogue().analyses) and bool(units_allowed(request.caller, "figure.read")),
        "may_serve": bool(units_allowed(request.caller, "roster.read")),
        "may_meet": bool(units_allowed(request.caller, "meeting.read")),
        "may_inspect": bool(units_allowed(request.caller, "inspection.read")),
        "may_check": bool(units_allowed(request.caller, "checklist.read")),
        "may_assess": bool(units_allowed(request.caller, "assessment.read")),
        "sheets_back": sheets_back(request.caller).count(),
        "may_open_desk": bool(units_allowed(request.caller, "matter.assign")),
        "may_disclose": bool(units_allowed(request.caller, "disclosure.draft")),
    }
    return render(request, "matters/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, procedure: str) -> HttpResponse:
    """Show the form of taking a matter in, or take it in."""
    units = _keeping(request)
    declared = procedure_of(procedure)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    if request.method != "POST":
        promised = promise_behind(request)
        sent = matter_of_promise(promised, declared) if promised else QueryDict()
        kept_by = promised.reading.entry.unit if promised else None
        own = next((each for each in units if each == kept_by), own)
        return render(request, "matters/new.html", _new_page(declared, units, own, sent))
    unit = next((each for each in units if each.uid == request.POST.get("unit")), own)
    try:
        matter = register_matter(request.caller, procedure, unit, read_brought(request, declared))
    except Refusal as refusal:
        ctx = _new_page(declared, units, unit, request.POST, refusal)
        return render(request, "matters/new.html", ctx, status=status_of(refusal))
    messages.success(request, _("Taken in. What comes next stands beside it."))
    return redirect("matter-show", matter.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: PostRequest) -> HttpResponse:
    """Show where the export of another system is handed in, or take it in and tell what became of every row."""
    units = _keeping(request)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    unit = next((each for each in units if each.uid == request.POST.get("unit")), own)
    system = request.POST.get("system", SYSTEMS[0])
    ctx: dict[str, Any] = {
        "units": unit_groups(units, {unit.uid}),
        "systems": loose([Choice(name, label, name == system) for name, label in _systems().items()]),
    }
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            name, data = _export_sent(request)
            number = request.POST.get("number", "").strip()
            taken = import_orders(request.caller, unit, system, name, data, number=number)
        except Refusal as problem:
            refusal = problem
            if problem.code == "hotline_columns" and keep_export(request.caller, system, name, data):
                ctx["kept"] = name
        else:
            drop_export(request.caller)
            ctx |= {"taken": taken, "refused": [(row, say(code, dict(data))) for row, code, data in taken.refused]}
    headings: Any = refusal.data.get("headings", []) if refusal else []
    chosen = request.POST.get("number", "")
    ctx["headings"] = loose([Choice(each, each, each == chosen) for each in headings])
    ctx |= {"refusal": refusal, "problems": problems_of(refusal) if refusal else {}}
    return render(request, "matters/import.html", ctx, status=status_of(refusal) if refusal else 200)


def _export_sent(request: PostRequest) -> tuple[str, bytes]:
    """The file of an export: the one that was chosen, else the one that waits for its column of numbers."""
    upload = request.FILES.get("file")
    if upload is not None:
        return read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    if request.POST.get("kept"):
        return kept_export(request.caller)
    raise Refusal("values", fields=[("file", "required", {})])


@require_safe
def supervision(request: PostRequest) -> HttpResponse:
    """Send the supervision ledger (督查台账): open tasks of plans and resolutions, instructions, findings, what was put on
    the list, in one sheet."""
    require_matters(request)
    today, known = timezone.localdate(), labels()
    tasks = list(visible_tasks(request.caller).filter(state=Task.OPEN).order_by("unit__order", "order", "pk"))
    cited = _cited(tasks)
    shown = show_tasks(follow(tasks, today), today)
    rows = [sheet_cells(number, each, cited.get(each.task.uid, "")) for number, each in enumerate(shown, start=1)]
    for number, each in enumerate(supervised(request.caller)[:MOST_COPIED], start=len(rows) + 1):
        rows.append(supervision_cells(number, each, known, today))
    title = _("Supervision ledger")
    content = write_rows(title, request.post.unit.name, today, rows)
    return table_file(content, f"{title}.xlsx")


def _cited(tasks: Sequence[Task]) -> dict[str, str]:
    """The plan and clause of each task, by the task's uid."""
    found: dict[str, str] = {}
    for plan, clauses in clauses_of(tasks).items():
        numbers = clause_labels(clauses)
        found |= {each.uid: f"《{plan}》{numbers[each.pk]}" for each in clauses}
    return {each.uid: found.get(each.source, "") for each in tasks}


def _systems() -> dict[str, str]:
    return {name: label for name, label in channels().items() if name in SYSTEMS}


def _new_page(
    declared: Procedure, units: list[Unit], own: Unit, sent: QueryDict, refusal: Refusal | None = None
) -> dict[str, Any]:
    problems = problems_of(refusal) if refusal else {}
    shown = new_form(declared, own, sent, problems)
    return {**shown, "units": unit_groups(units, {own.uid}), "refusal": refusal}


def _keeping(request: PostRequest) -> list[Unit]:
    """The units for which the post may take matters in; at least one."""
    allowed = units_allowed(request.caller, "matter.register")
    units = [each for each in living_units(timezone.localdate()) if each.pk in allowed]
    if not units:
        raise Refusal("no_access", verb="matter.register")
    return units


def _kinds(request: PostRequest, known: dict[str, Procedure]) -> list[tuple[Procedure, int]]:
    """The procedures that can be begun, those with most open matters first."""
    if not units_allowed(request.caller, "matter.register"):
        return []
    counts = counts_by_procedure(Matter.objects.filter(unit=request.post.unit))
    return sorted(
        ((each, counts.get(each.id, 0)) for each in known.values()), key=lambda pair: (-pair[1], pair[0].label)
    )


def _filters(place: Place, known: dict[str, Procedure]) -> list[Filter]:
    wanted = place.narrowed
    kind, light, state = wanted.get("procedure", ""), wanted.get("light", ""), wanted.get("state", "")
    everything = Group("", [Choice("", _("all"))])
    kinds = [Choice(each.id, each.label, each.id == kind) for each in known.values()]
    lights = [Choice(name, str(LIGHTS[name][1]), name == light) for name in ("red", "yellow")]
    lights.append(Choice("supervised", _("followed from above"), light == "supervised"))
    states = [Choice("", _("open matter"), not state), Choice("done", _("done"), state == "done")]
    return [
        Filter("procedure", _("Kind"), [everything, *loose(kinds)], is_usual=not kind),
        Filter("light", _("Light"), [everything, *loose(lights)], is_usual=not light),
        Filter("state", _("State"), loose(states), is_usual=not state),
        Filter("q", _("Words"), typed=wanted.get("q", ""), is_usual="q" not in wanted),
    ]
