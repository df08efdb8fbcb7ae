"""Closing a month: what is missing, the signatures so far, the months before; submitting, sending back, closing."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.closing.actions import close_month, send_back, submit_month, unit_above
from yiben.ledger.closing.gates import gates
from yiben.ledger.closing.queries import closable_units, last_key, months_of, seals_of, stand_of, stands_below
from yiben.ledger.models import Closing
from yiben.ledger.sealing.bundles import export_bundle
from yiben.ledger.sealing.standalone import __file__ as verifier
from yiben.units.models import Unit
from yiben.units.months import last_day, month_from_text, month_text
from yiben.units.queries import root_unit
from yiben.web.access import PostRequest
from yiben.web.asking import unit_groups
from yiben.web.closing_rows import earlier_marks, figures_table, gate_rows, sign_marks, told_reasons
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.showing import month_text as month_words

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PostRequest) -> HttpResponse:
    """Show the gates of a unit's month, or take the next step with it."""
    unit, units = _unit(request)
    month = _month(request, unit)
    if request.method != "POST":
        return _page(request, unit, units, month)
    typed = request.POST.dict()
    reasons = {name.removeprefix("why."): str(text) for name, text in typed.items() if name.startswith("why.")}
    try:
        said = _do(request, unit, month, reasons)
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _page(request, unit, units, month, reasons=reasons, refusal=refusal, status=status_of(refusal))
    messages.success(request, said)
    return redirect(f"{reverse('closing-show')}?unit={unit.code}&month={month_text(month)}")


@require_safe
def bundle(request: PostRequest) -> HttpResponse:
    """Send everything that is sealed as one file."""
    response = HttpResponse(export_bundle(request.caller), content_type="application/zip")
    name = _("bundle %(day)s.zip") % {"day": timezone.localdate().isoformat()}
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
def verifying_program(request: PostRequest) -> HttpResponse:
    """Send the program with which a bundle is verified anywhere."""
    if not closable_units(request.caller):
        raise Refusal("no_access", verb="period.close")
    with open(verifier, "rb") as file:
        response = HttpResponse(file.read(), content_type="text/x-python")
    response.headers["Content-Disposition"] = content_disposition_header(True, "verify_bundle.py") or ""
    return response


def _do(request: PostRequest, unit: Unit, month: int, reasons: dict[str, str]) -> str:
    words = {"unit": unit.short_name, "month": month_words(month)}
    wanted = request.POST.get("do", "")
    if wanted == "close":
        closed = close_month(request.caller, unit, month, reasons)
        return _("%(unit)s has closed %(month)s; it is seal %(seal)s.") % {**words, "seal": closed.seal.number}
    if wanted == "back":
        below = next((each for each in stands_below(unit, month) if each.unit.uid == request.POST.get("below")), None)
        if below is None:
            raise Refusal("unit_unknown", text=request.POST.get("below", ""))
        send_back(request.caller, below.unit, month, request.POST.get("reason", ""))
        return _("%(month)s was sent back to %(unit)s.") % {**words, "unit": below.unit.short_name}
    submit_month(request.caller, unit, month, reasons)
    return _("%(unit)s has submitted %(month)s.") % words


def _page(
    request: PostRequest,
    unit: Unit,
    units: list[Unit],
    month: int,
    *,
    reasons: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    today, stand = timezone.localdate(), stand_of(unit, month)
    is_closed = stand.state == Closing.CLOSED
    found = [] if is_closed else gates(unit, month, today)
    given = reasons if reasons is not None else (stand.closing.explained if stand.closing else {})
    months, below = months_of(unit, today), stands_below(unit, month)
    may_close = hooks.allow(request.caller, "period.close", unit_above(unit).pk)
    ctx: dict[str, Any] = {
        "unit": unit,
        "closing_month": month,
        "ends_on": ends_on if (ends_on := posting_calendar().last_day(month)) != last_day(month) else None,
        "stand": stand,
        "is_closed": is_closed,
        "gates": gate_rows(found, unit, month, given, request.caller),
        "barred": sum(gate.tier == "must" for gate in found),
        "open": sum(gate.tier == "may" for gate in found),
        "below": below,
        "marks": sign_marks(stand, below),
        "earlier": earlier_marks(unit, [each for each in months if each != month][:12]),
        "told": told_reasons(stand),
        "seal": seals_of([month], unit).get(month),
        "table": figures_table(request.caller, unit, month),
        "may_close": may_close,
        "above": above if (above := unit_above(unit)) != unit and above in units else None,
        "asks_reasons": stand.state != Closing.SUBMITTED or bool(stand.changed),
        "may_bundle": hooks.allow(request.caller, "bundle.export", root_unit().pk),
        "seal_key": last_key(),
        "may_receive": bool(units_allowed(request.caller, "bundle.import")),
        "unit_groups": unit_groups(units, {unit.code}, by="code"),
        "month_groups": loose([Choice(month_text(each), month_words(each), each == month) for each in months]),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "closing/show.html", ctx, status=status)


def _unit(request: PostRequest) -> tuple[Unit, list[Unit]]:
    units = closable_units(request.caller)
    if not units:
        raise Refusal("no_access", verb="period.close")
    code = request.GET.get("unit") or request.POST.get("unit", "")
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    unit = next((each for each in units if each.code == code), None) if code else own
    if unit is None:
        raise Refusal("no_access", verb="period.close")
    return unit, units


def _month(request: PostRequest, unit: Unit) -> int:
    """The month that the address names; else the last one that is over."""
    text = request.GET.get("month") or request.POST.get("month", "")
    if text:
        if not _MONTH.fullmatch(text):
            raise Refusal("period_unknown", text=text)
        return month_from_text(text)
    today = timezone.localdate()
    present = posting_calendar().month_of(today)
    months = [each for each in months_of(unit, today) if each < present]
    return months[0] if months else present
