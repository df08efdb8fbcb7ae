"""Papers: the list, handing in many at once, one paper with its reading, what people decided about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.audit import hooks
from yiben.documents.actions import confirm_place
from yiben.documents.decisions import annotated
from yiben.documents.files import path_of
from yiben.documents.inbox import begin_batch, read_batch
from yiben.documents.jobs import read_papers
from yiben.documents.models import Document
from yiben.documents.queries import batch_of, taking_units
from yiben.documents.repairs import changes_of, doubtful_places
from yiben.errors import Refusal
from yiben.plans.actions import begin_plan, reread
from yiben.plans.models import Plan
from yiben.plans.papers import plans_of_paper, read_paper
from yiben.plans.queries import planning_units
from yiben.sentences import say
from yiben.web.access import PostRequest
from yiben.web.changes import show_change
from yiben.web.decision_log import log_columns, log_rows
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, Place
from yiben.web.kit.tables import Table
from yiben.web.middleware import status_of
from yiben.web.paper import heads_of_reading
from yiben.web.papers_list import batch_table, papers_listing
from yiben.web.reading_views import CHANGES, CHECK, reading_context
from yiben.web.uploading import read_upload

AT_ONCE = 2**20
"""Bytes handed in together that are read while the browser waits; more of them are read by a job."""
FEW = 5
"""The same for files."""
PAUSE = 3
"""Seconds after which a page about papers that are still being read asks again."""


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """List the papers that the post may read, or take in those that were chosen."""
    units = taking_units(request.caller)
    if not units:
        raise Refusal("no_access", verb="document.upload")
    if request.method == "POST":
        return _take_in(request)
    return _list(request)


@require_safe
def batch(request: PostRequest, uid: str) -> HttpResponse:
    """Show what became of papers that were handed in together; as long as they are being read, ask again."""
    found = batch_of(request.caller, uid)
    files = list(found.files.select_related("document", "same_as"))
    ctx = {"batch": found, "table": batch_table(files), "read": sum(1 for each in files if each.state != each.WAITING)}
    response = render(request, "papers/batch.html", {**ctx, "count": len(files)})
    if found.finished_at is None:
        response.headers["Refresh"] = str(PAUSE)
    return response


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a paper as it arrived beside what was read of it."""
    document = read_paper(request.caller, uid)
    heads = heads_of_reading(document.reading, len(document.text))
    plans = plans_of_paper(request.caller, document)
    may_plan = document.unit in planning_units(request.caller) and not plans
    ctx: dict[str, Any] = {
        "plans": plans,
        "may_plan": may_plan,
        "tasks": len(document.reading.get("tasks", ())),
        "warnings": document.reading.get("warnings", []),
        **reading_context(request, document, heads, may_change=_may_change(request, document, plans)),
    }
    return render(request, "papers/show.html", ctx)


@require_safe
def original(request: PostRequest, uid: str) -> HttpResponse:
    """Send the paper as it arrived."""
    document = read_paper(request.caller, uid)
    content = path_of(Path(settings.DOCUMENT_FOLDER), document.digest).read_bytes()
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, document.name) or ""
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PostRequest, uid: str, number: int) -> HttpResponse:
    """Show one repair (a part of the page), or take it back, or make it again."""
    document = read_paper(request.caller, uid)
    changes, plans = changes_of(document), plans_of_paper(request.caller, document)
    shown = show_change(changes, number)
    if shown is None:
        raise Refusal("repair_unknown")
    if request.method != "POST":
        plan = next((each for each in plans if each.uid == request.GET.get("plan")), None)
        ctx = {"document": document, "change": shown, "plan": plan}
        may_change = _may_change(request, document, plans)
        return render(request, "papers/_change.html", {**ctx, "may_change": may_change})
    wanted, _dot, place = request.POST.get("do", "").partition(".")
    reread(request.caller, document, [changes[number - 1].place], is_reverted=wanted == "revert")
    said = _("The repair was taken back.") if wanted == "revert" else _("The repair was made again.")
    messages.success(request, said)
    view = {"list": CHANGES, "check": CHECK}.get(place, "")
    return redirect(_back(request, document, {"view": view} if view else {"change": str(number)}, number))


@require_POST
def change_all(request: PostRequest, uid: str) -> HttpResponse:
    """Take back all repairs of one rule, or make them again."""
    document = read_paper(request.caller, uid)
    rule, is_reverted = request.POST.get("rule", ""), request.POST.get("do") == "revert"
    places = [
        each.place for each in changes_of(document) if each.repair.rule == rule and each.is_reverted is not is_reverted
    ]
    reread(request.caller, document, places, is_reverted=is_reverted)
    count = len(places)
    said = (
        ngettext("%(count)s repair was taken back.", "%(count)s repairs were taken back.", count)
        if is_reverted
        else ngettext("%(count)s repair was made again.", "%(count)s repairs were made again.", count)
    )
    messages.success(request, said % {"count": count})
    return redirect(_back(request, document, {"view": CHANGES, "rule": rule}))


@require_POST
def confirm(request: PostRequest, uid: str, number: int) -> HttpResponse:
    """Note that a doubtful place was compared with the paper and is right."""
    document = read_paper(request.caller, uid)
    places = doubtful_places(document)
    found = places[number - 1] if 1 <= number <= len(places) else None
    if found is None or request.POST.get("start") != str(found.doubt.start):
        raise Refusal("repair_unknown")
    confirm_place(request.caller, document, found.place, document.text[found.doubt.start : found.doubt.end])
    return redirect(_back(request, document, {"view": CHECK}))


@require_POST
def begin(request: PostRequest, uid: str) -> HttpResponse:
    """Make a draft plan of the tasks that a paper sets."""
    document = read_paper(request.caller, uid)
    day = timezone.localdate()
    issued = str(document.reading.get("issued_on") or "")
    if len(issued) == len("2026-03-01"):
        day = type(day).fromisoformat(issued)
    plan = begin_plan(request.caller, document, unit=document.unit, day=day)
    return redirect("plan-read", plan.uid)


@require_safe
def decisions(request: PostRequest, uid: str) -> HttpResponse:
    """Show who decided what about a paper, or send it: as a table, or as the annotated document (``?as=json``)."""
    document = read_paper(request.caller, uid)
    name = _("%(paper)s decisions") % {"paper": str(document)[:60]}
    wanted = request.GET.get(FORMAT)
    if wanted == "json":
        response = JsonResponse(annotated(document), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.json") or ""
        return response
    rows = log_rows(document)
    if wanted in FORMATS:
        return send_table(wanted, name, log_columns(), [[cell.copied for cell in row.cells] for row in rows])
    place = Place(request.path, {}, "", "")
    nothing = Empty(_("Nothing has been decided yet"), _("What is accepted, changed or taken back will stand here."))
    listing = Listing(Table(_("Decisions"), log_columns(), rows, nothing), place)
    plan = next(iter(plans_of_paper(request.caller, document)), None)
    return render(request, "papers/decisions.html", {"document": document, "listing": listing, "plan": plan})


def _take_in(request: PostRequest) -> HttpResponse:
    units = taking_units(request.caller)
    unit = next((each for each in units if each.uid == request.POST.get("unit")), None)
    if unit is None:
        raise Refusal("no_access", verb="document.upload")
    try:
        files = [read_upload(each, settings.DOCUMENT_LIMIT_BYTES) for each in request.FILES.getlist("papers")]
        taken = begin_batch(request.caller, unit=unit, files=files)
    except Refusal as refusal:
        return _list(request, status=status_of(refusal), problems=[say(refusal.code, refusal.data)])
    if taken.files.count() <= FEW and sum(len(data) for _name, data in files) <= AT_ONCE:
        read_batch(taken.uid)
    else:
        read_papers.enqueue(taken.uid)
    return redirect("batch-show", taken.uid)


def _list(request: PostRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    units, own = taking_units(request.caller), request.post.unit
    ctx = {
        "listing": papers_listing(request),
        "units": loose([Choice(unit.uid, unit.short_name, unit == own) for unit in units]),
        "own": own.uid if own in units else units[0].uid,
        "limit": settings.DOCUMENT_LIMIT_BYTES // 2**20,
        **more,
    }
    return render(request, "papers/index.html", ctx, status=status)


def _may_change(request: PostRequest, document: Document, plans: list[Plan]) -> bool:
    """Whether the caller may take repairs back: not any more once a plan made of the paper is followed."""
    return hooks.allow(request.caller, "document.upload", document.unit_id) and all(
        plan.state == Plan.DRAFT for plan in plans
    )


def _back(request: PostRequest, document: Document, query: dict[str, str], change: int = 0) -> str:
    """The address of the page from which something was done to the paper: its own, or a plan's."""
    plan = request.GET.get("plan", "")
    known = next((each for each in plans_of_paper(request.caller, document) if each.uid == plan), None)
    page = reverse("plan-read", args=[known.uid]) if known else reverse("paper-show", args=[document.uid])
    anchor = f"#c{change}" if "change" in query else "#text"
    return f"{page}?{urlencode(query)}{anchor}"
