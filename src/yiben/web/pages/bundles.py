"""Bundles of other offices: what came in so far, uploading one, looking at it, confirming it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal
from yiben.ledger.models import IncomingBundle
from yiben.ledger.receiving.actions import keep_incoming, put_away, read_incoming, take_incoming
from yiben.ledger.receiving.reading import Incoming, look_at
from yiben.ledger.receiving.standing import standings
from yiben.ledger.sealing.keys import key_id
from yiben.units.models import Unit
from yiben.units.months import month_from_text
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.middleware import status_of
from yiben.web.showing import month_text
from yiben.web.uploading import read_upload

_VERB = "bundle.import"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """List whose bundles came in, and take an upload to be looked at."""
    units = _units(request)
    if request.method != "POST":
        return _list(request, units)
    unit = next((each for each in units if each.uid == request.POST.get("unit")), units[0])
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refusal("values", fields=[("file", "required", {})])
        name, content = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        look = look_at(request.caller, content, unit)
        if look.is_known:
            messages.success(request, _known(look))
            return redirect("bundle-index")
        kept = keep_incoming(request.caller, unit=unit, name=name, content=content)
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _list(request, units, unit, refusal)
    return redirect("bundle-show", kept.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show what an uploaded bundle would bring; take it in, or put it away."""
    _units(request)
    kept = read_incoming(request.caller, uid)
    if request.method != "POST":
        return _page(request, kept)
    if request.POST.get("do") == "away":
        put_away(request.caller, uid)
        messages.success(request, _("The bundle was put away; nothing of it was taken in."))
        return redirect("bundle-index")
    named = {
        name.removeprefix("unit."): str(text)
        for name, text in request.POST.items()
        if name.startswith("unit.") and text
    }
    try:
        taken = take_incoming(
            request.caller,
            uid,
            trust=request.POST.get("key", ""),
            units_confirmed=request.POST.get("units") == "yes",
            named=named,
        )
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _page(request, kept, refusal)
    messages.success(
        request,
        _("Taken in from %(name)s: no. %(first)s to %(last)s.")
        % {"name": taken.name, "first": taken.first, "last": taken.last},
    )
    if taken.late:
        months = "、".join(month_text(month_from_text(each)) for each in taken.late_months)
        messages.warning(
            request,
            _("%(count)s records are of months that are closed here; they count in %(months)s.")
            % {"count": taken.late, "months": months},
        )
    if taken.early:
        messages.warning(
            request,
            _("%(count)s records are older than their unit is here; the totals above leave them out.")
            % {"count": taken.early},
        )
    return redirect("bundle-index")


def _units(request: PostRequest) -> list[Unit]:
    units = units_in_order(units_allowed(request.caller, _VERB))
    if not units:
        raise Refusal("no_access", verb=_VERB)
    return units


def _list(
    request: PostRequest, units: list[Unit], unit: Unit | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    by_uid = {each.uid: each for each in units}
    known = [(each, by_uid[each.unit], key_id(each.key)) for each in standings().values() if each.unit in by_uid]
    waiting = IncomingBundle.objects.filter(unit__in=units).defer("content").select_related("unit")
    ctx: dict[str, Any] = {
        "known": known,
        "waiting": waiting,
        "unit_groups": unit_groups(units, {unit.uid if unit else ""}),
        "refusal": refusal,
    }
    return render(request, "bundles/index.html", ctx, status=status_of(refusal) if refusal else 200)


def _page(request: PostRequest, kept: IncomingBundle, refusal: Refusal | None = None) -> HttpResponse:
    content = bytes(kept.content)
    look = look_at(request.caller, content, kept.unit)
    ctx: dict[str, Any] = {
        "kept": kept,
        "look": look,
        "last_period": str(look.bundle.seals[-1].says.get("period", "")),
        "rows": [(match, f"unit.{match.there.code}") for match in look.matches],
        "is_first": look.before is None,
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, "bundles/show.html", ctx, status=status_of(refusal) if refusal else 200)


def _known(look: Incoming) -> str:
    words = {"name": look.name, "last": look.bundle.last, "older": look.older}
    if look.older:
        return _("This bundle of %(name)s is an old one: %(older)s later records are here already.") % words
    return _("Everything in this bundle of %(name)s is here already, up to no. %(last)s.") % words
