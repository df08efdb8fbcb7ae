"""Checking a draft: its numbers held against the ledger. Nothing of the draft is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yiben.accounts.queries import units_allowed
from yiben.checking.drafts import check_draft
from yiben.documents.actions import read_document
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.text.consistency import claims, inconsistencies
from yiben.text.results import Reading
from yiben.units.models import Unit
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.checked_draft import counts, differs_table, draft_lines, inconsistent_table, unsourced_table
from yiben.web.kit.fields import loose
from yiben.web.scoping import period_options
from yiben.web.uploading import read_upload

LONGEST = 200_000
"""Characters of a pasted draft."""
VERB = "figure.read"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest) -> HttpResponse:
    """Ask for a draft, or show it with each number judged."""
    units = units_in_order(units_allowed(request.caller, VERB))
    if not units:
        raise Refusal("no_access", verb=VERB)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    if request.method != "POST":
        return _form(request, units, own)
    unit = next((each for each in units if each.code == request.POST.get("unit")), own)
    try:
        reading = _read(request)
        named = request.POST.get("other_period", "").strip() or request.POST.get("period", "")
        scope = Scope(unit, parse_period(named))
        ctx = _checked(request, scope, reading)
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _form(request, units, unit, refusal)
    return render(request, "checking/checked.html", ctx)


def _checked(request: PostRequest, scope: Scope, reading: Reading) -> dict[str, Any]:
    told = claims(reading)
    judged = check_draft(request.caller, scope, reading, told)
    found = inconsistencies(reading, told)
    return {
        "scope": scope,
        "counts": counts(judged),
        "differing": differs_table(judged),
        "inconsistent": inconsistent_table(found, judged),
        "unsourced": unsourced_table(judged),
        "lines": draft_lines(reading, judged, found),
    }


def _read(request: PostRequest) -> Reading:
    upload = request.FILES.get("draft")
    if upload is not None:
        return read_document(*read_upload(upload, settings.DOCUMENT_LIMIT_BYTES))
    text = request.POST.get("text", "")[:LONGEST]
    if not text.strip():
        raise Refusal("draft_missing")
    return read_document("draft.txt", text.encode())


def _form(request: PostRequest, units: Sequence[Unit], unit: Unit, refusal: Refusal | None = None) -> HttpResponse:
    month = posting_month(timezone.localdate())
    year = parse_period(str(month // 100))
    chosen = request.POST.get("period", "")
    options = period_options(year, month)
    if chosen in {each.value for each in options}:
        options = period_options(parse_period(chosen), month)
    ctx = {
        "units": unit_groups(units, {unit.code}, by="code"),
        "periods": loose(options),
        "other": request.POST.get("other_period", ""),
        "text": request.POST.get("text", "")[:LONGEST],
        "longest": LONGEST,
        "limit": settings.DOCUMENT_LIMIT_BYTES // 2**20,
        "refusal": refusal,
    }
    return render(request, "checking/new.html", ctx, status=422 if refusal else 200)
