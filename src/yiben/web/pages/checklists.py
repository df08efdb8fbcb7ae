"""Checklists: what a post's units have ticked and what is missing, ticking with proof, what is shown to inspectors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.assessments.actions import Proof, take_bundle, tick_standard, untick_standard
from yiben.assessments.declared import checklist_of
from yiben.assessments.queries import (
    READ,
    TICK,
    checklists_seen,
    history_of,
    read_checklist_unit,
    read_tick_paper,
    standings,
    units_with,
)
from yiben.audit import hooks
from yiben.dossiers.bundle import bundle_name, bundle_zip, gather
from yiben.errors import Refusal
from yiben.ledger.papers import Paper
from yiben.packs.checklists import Checklist
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, wrong_places
from yiben.web.checklist_rows import history_events, lists_table, matrix_table, shown_items
from yiben.web.middleware import status_of
from yiben.web.pages.collections import table_file
from yiben.web.sending import send_paper
from yiben.web.typed_days import typed_day
from yiben.web.uploading import read_upload


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show the checklists of the post's units, with what is missing."""
    if not units_allowed(request.caller, READ):
        raise Refusal("no_access", verb=READ)
    today = timezone.localdate()
    rows = [(each, standings(units, each)) for each, units in checklists_seen(request.caller, today)]
    own = request.post.unit
    missing = [
        (checklist, item)
        for checklist, found in rows
        for each in found
        if each.unit == own
        for item in each.items
        if not item.is_met
    ]
    ctx = {"table": lists_table(rows, own), "missing": missing, "unit": own}
    return render(request, "checklists/index.html", ctx)


@require_safe
def units(request: PostRequest, checklist: str) -> HttpResponse:
    """Show the table of units and standards of a checklist."""
    declared = checklist_of(checklist)
    found = units_with(request.caller, declared, timezone.localdate())
    if not found:
        raise Refusal("no_access", verb=READ)
    rows = standings(found, declared)
    ctx = {
        "checklist": declared,
        "table": matrix_table(declared, rows),
        "whole": sum(each.met == len(each.items) for each in rows),
        "count": len(rows),
    }
    return render(request, "checklists/units.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, checklist: str, code: str) -> HttpResponse:
    """Show a checklist of a unit, or tick a standard, or take a tick back."""
    declared, unit = checklist_of(checklist), read_checklist_unit(request.caller, code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _say(request, declared, unit)
        except Refusal as problem:
            refusal = problem
    today = timezone.localdate()
    standing = standings([unit], declared)[0]
    may_tick = hooks.allow(request.caller, TICK, unit.pk)
    problems = problems_of(refusal) if refusal else {}
    sent = request.POST if refusal else None
    ctx: dict[str, Any] = {
        "checklist": declared,
        "unit": unit,
        "standing": standing,
        "sections": shown_items(request.caller, standing, today.year, may_tick=may_tick, sent=sent, problems=problems),
        "may_tick": may_tick,
        "story": history_events(declared, history_of(unit, declared.id)),
        "typed": request.POST,
        "wrong": wrong_places(problems, _places(request.POST.get("item", ""))),
        "refusal": refusal,
        "year": today.year,
        "is_above": len(units_with(request.caller, declared, today)) > 1,
    }
    return render(request, "checklists/show.html", ctx, status=status_of(refusal) if refusal else 200)


@require_POST
def bundle(request: PostRequest, checklist: str, code: str) -> HttpResponse:
    """Send what is shown to inspectors as one zip. Taking it is written into the log, so it is no link."""
    unit = read_checklist_unit(request.caller, code)
    standing = take_bundle(request.caller, unit, checklist)
    today = timezone.localdate()
    return table_file(bundle_zip(standing, gather(request.caller, standing), today), bundle_name(standing, today))


@require_safe
def printed(request: PostRequest, checklist: str, code: str) -> HttpResponse:
    """Show what is shown to inspectors on one page, to be printed."""
    unit = read_checklist_unit(request.caller, code)
    standing = take_bundle(request.caller, unit, checklist)
    ctx = {
        "checklist": standing.checklist,
        "unit": unit,
        "standing": standing,
        "proved": gather(request.caller, standing),
    }
    return render(request, "checklists/printed.html", ctx)


@require_safe
def paper(request: PostRequest, pk: int) -> HttpResponse:
    """Send a paper that proves a standard."""
    return send_paper(read_tick_paper(request.caller, pk))


def _places(item: str) -> dict[str, tuple[str, str]]:
    """Where the fields of a standard's form stand in the page, and what they are called."""
    labels = {
        "entry": _("A record that proves it"),
        "note": _("What proves it"),
        "on": _("Since, or looked at on"),
        "papers": _("Papers"),
        "reason": _("It no longer holds, because"),
    }
    return {name: (f"{name}-{item}", label) for name, label in labels.items()}


def _say(request: PostRequest, declared: Checklist, unit: Unit) -> HttpResponse:
    sent, item = request.POST, request.POST.get("item", "")
    if sent.get("do") == "untick":
        untick_standard(request.caller, unit, declared.id, item, sent.get("reason", ""))
        messages.success(request, _("Taken back; what stood there is in the history."))
    else:
        entry = sent.get("entry", "").strip()
        if entry and not (entry.isascii() and entry.isdigit() and len(entry) < 16):
            raise Refusal("values", fields=[("entry", "tick_entry_elsewhere", {"seq": entry[:20]})])
        proof = Proof(
            on=typed_day(sent, "on"),
            note=sent.get("note", ""),
            entry=int(entry) if entry else None,
            papers=[
                Paper(*read_upload(each, settings.EVIDENCE_LIMIT_BYTES)) for each in request.FILES.getlist("papers")
            ],
        )
        tick_standard(request.caller, unit, declared.id, item, proof)
        messages.success(request, _("Ticked."))
    return HttpResponseRedirect(f"{reverse('checklist-show', args=[declared.id, unit.code])}#item-{item}")
