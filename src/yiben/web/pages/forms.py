"""Superiors' forms: registered, filled for a period, kept; what was filled opens again."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.errors import Refusal
from yiben.forms import actions
from yiben.forms.converting import back_to
from yiben.forms.models import FilledForm, Form, FormTurn
from yiben.forms.preparing import prepare
from yiben.forms.queries import (
    RENDER,
    SEE,
    TAKE,
    binding_of,
    content_of,
    doubts_about,
    filled_forms,
    filling_units,
    next_period,
    read_filled,
    read_form,
    registering_units,
    turns_of,
    version_of,
    visible_forms,
)
from yiben.forms.verifying import changes_since
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import Period, parse_period
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.form_rows import every_choices, forms_table, turns_table
from yiben.web.form_sheets import copies, form_lines, looked_at, sheet_views
from yiben.web.kit.copies import XLSX
from yiben.web.kit.fields import loose
from yiben.web.middleware import status_of
from yiben.web.pages.reports import DOCX
from yiben.web.scoping import period_options
from yiben.web.showing import period_text
from yiben.web.typed_days import typed_day, typed_moment
from yiben.web.uploading import read_upload

MORNING, EVENING = time(9), time(18)
"""When a form was received or is due where only the day was typed."""


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the forms that the post fills or looks after."""
    _require(request, SEE)
    forms = list(visible_forms(request.caller))
    ctx = {
        "table": forms_table(request.caller, forms, timezone.localdate()),
        "may_register": bool(registering_units(request.caller)),
    }
    return render(request, "forms/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a form to be registered, or register it."""
    units = registering_units(request.caller)
    if not units:
        raise Refusal("no_access", verb=RENDER)
    if request.method != "POST":
        return _edit(request, units)
    unit = next((each for each in units if each.code == request.POST.get("unit")), units[0])
    try:
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("values", fields=[("file", "required", {})])
        name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
        said = _particulars(request, name.rpartition(".")[0])
        form = actions.register_form(request.caller, unit=unit, said=said, name=name, data=data)
    except Refusal as refusal:
        if refusal.code == "no_access":
            raise
        return _edit(request, units, refusal=refusal)
    messages.success(request, _("Registered. Look at what its headings mean, then confirm."))
    return redirect("form-bind", form.uid)


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show how a form would be filled for a unit and period."""
    form = read_form(request.caller, uid)
    today = timezone.localdate()
    units = filling_units(request.caller, form, today)
    unit = _unit(request, form, units)
    period = _period(request, form, unit)
    row = binding_of(form)
    prepared = prepare(request.caller, form, unit, period) if row is not None and unit in units else None
    turn = form.turns.filter(period=period.text).first()
    doubts = [say(code, data) for code, data in doubts_about(form, today)]
    filled = filled_forms(request.caller, form)
    ctx: dict[str, Any] = {
        "form": form,
        "unit": unit,
        "period": period,
        "binding": row,
        "version": version_of(form),
        "prepared": prepared,
        "doubts": doubts,
        "turn": turn,
        "reported_on": _reported(turn, form, unit),
        "noted": _noted(turn),
        "units": unit_groups(units, {unit.code}, by="code"),
        "periods": loose(period_options(period, posting_month(today))),
        "history": turns_table(form, turns_of(form), filled),
        "may_change": hooks.allow(request.caller, RENDER, form.unit_id),
        "may_take": unit in units and hooks.allow(request.caller, TAKE, unit.pk),
        "asks_people": bool(prepared and any(rows.masked or rows.opened for _area, rows in prepared.filling.lists)),
    }
    if prepared is not None:
        ctx |= _prepared(prepared)
    return render(request, "forms/show.html", ctx)


@require_POST
def fill(request: PostRequest, uid: str) -> HttpResponse:
    """Fill a form and send it; what was filled is kept."""
    form = read_form(request.caller, uid)
    unit = _unit(request, form, filling_units(request.caller, form, timezone.localdate()))
    hooks.require(request.caller, TAKE, unit.pk)
    period = _period(request, form, unit)
    reason = request.POST.get("reason", "")
    filled, content, prepared = actions.fill_form(request.caller, form, unit, period, reason=reason)
    name = f"{form.title}（{unit.short_name}{period.label}）"
    if request.POST.get("as") == "xls" and prepared.version.kind == "xlsx":
        return _file(back_to(content, ".xls", name), f"{name}.xls")
    return _file(content, f"{name}.{filled.version.kind}")


def _reported(turn: FormTurn | None, form: Form, unit: Unit) -> date | None:
    """Since when the numbers of a unit for a turn stand in One Table: with all of them, or by themselves."""
    if turn is None or turn.reported_on is not None or unit.pk == form.unit_id:
        return turn.reported_on if turn else None
    said = turn.reported_units.get(unit.code)
    return date.fromisoformat(said) if said else None


@require_POST
def turn(request: PostRequest, uid: str) -> HttpResponse:
    """Note that a form was asked for, or that its numbers stand in One Table."""
    form = read_form(request.caller, uid)
    period = _period(request, form, form.unit)
    units = filling_units(request.caller, form, timezone.localdate())
    part = _unit(request, form, units) if request.POST.get("unit") else None
    if request.POST.get("do") == "reported":
        on = typed_day(request.POST, "reported_on") or timezone.localdate()
        actions.mark_reported(request.caller, form, period, on, unit=part)
        said = _("Noted: %(period)s stands in One Table and is not asked again.")
    elif request.POST.get("do") == "not_reported":
        actions.mark_reported(request.caller, form, period, None, unit=part)
        said = _("Taken back for %(period)s.")
    else:
        received, due = typed_moment(request.POST, "received", MORNING), typed_moment(request.POST, "due", EVENING)
        actions.note_turn(request.caller, form, period, received_at=received or timezone.now(), due_at=due)
        said = _("Noted when %(period)s was asked for.")
    messages.success(request, said % {"period": period_text(period)})
    return redirect(f"{reverse('form-show', args=[uid])}?{urlencode({'period': period.text})}")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PostRequest, uid: str) -> HttpResponse:
    """Change what is known of a form, or take in its new layout."""
    form = read_form(request.caller, uid)
    hooks.require(request.caller, RENDER, form.unit_id)
    if request.method != "POST":
        return _edit(request, [form.unit], form=form)
    try:
        upload = request.FILES.get("file")
        said = _particulars(request, form.title)
        actions.change_form(request.caller, form, said, is_closed="closed" in request.POST)
        if upload is not None:
            name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
            actions.add_version(request.caller, form, name=name, data=data)
            messages.success(request, _("The new layout is in. What its headings share with the old one holds."))
            return redirect("form-bind", form.uid)
    except Refusal as refusal:
        return _edit(request, [form.unit], form=form, refusal=refusal)
    messages.success(request, _("Kept."))
    return redirect("form-show", uid)


@require_safe
def blank(request: PostRequest, uid: str) -> HttpResponse:
    """Send the form as it came."""
    version = version_of(read_form(request.caller, uid))
    return _file(content_of(version.original), version.name)


@require_safe
def filled(request: PostRequest, uid: str) -> HttpResponse:
    """Show what was filled, and what the ledger would give now."""
    row = read_filled(request.caller, uid)
    ctx = {
        "filled": row,
        "period": parse_period(row.period),
        "count": sum("metric" in each for each in row.cells),
        "lists": [each for each in row.cells if "list" in each],
        "changes": changes_since(request.caller, row),
        "is_kept": _is_kept(row) and hooks.allow(request.caller, TAKE, row.unit_id),
    }
    return render(request, "forms/filled.html", ctx)


@require_safe
def again(request: PostRequest, uid: str) -> HttpResponse:
    """Send a filled form again, as it was handed out."""
    row = read_filled(request.caller, uid)
    hooks.require(request.caller, TAKE, row.unit_id)
    if not _is_kept(row):
        raise Refusal("form_unknown")
    name = f"{row.form.title}（{row.unit.short_name}{parse_period(row.period).label}）.{row.version.kind}"
    return _file(content_of(row.digest), name)


def _prepared(prepared: Any) -> dict[str, Any]:
    layout = prepared.layout
    return {
        "sheets": sheet_views(prepared),
        "looks": looked_at(prepared),
        "copies": copies(prepared),
        "lines": form_lines(prepared),
        "bound": len(prepared.filling.cells),
        "unbound": prepared.filling.unbound,
        "lists": [(area, rows) for area, rows in prepared.filling.lists],
        "forbidden": layout.forbidden,
    }


def _is_kept(row: FilledForm) -> bool:
    return not any("list" in each and (each["masked"] or not each["entries"]) for each in row.cells) and not row.opened


def _require(request: PostRequest, verb: str) -> None:
    if not units_allowed(request.caller, verb):
        raise Refusal("no_access", verb=verb)


def _unit(request: PostRequest, form: Form, units: list[Unit]) -> Unit:
    asked = request.POST.get("unit") or request.GET.get("unit")
    chosen = next((each for each in units if each.code == asked), None)
    own = next((each for each in units if each.pk in (form.unit_id, request.post.unit_id)), None)
    return chosen or own or (units[0] if units else form.unit)


def _noted(turn: FormTurn | None) -> dict[str, str]:
    """When a period was asked for and is due, as the inputs of the form show it."""
    shown: dict[str, str] = {}
    for name, at in (("received", turn.received_at), ("due", turn.due_at)) if turn else ():
        if at is not None:
            local = timezone.localtime(at)
            shown |= {f"{name}_on": local.date().isoformat(), f"{name}_at": f"{local:%H:%M}"}
    return shown


def _period(request: PostRequest, form: Form, unit: Unit) -> Period:
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("other_period", "").strip() or given.get("period", "").strip()
    return parse_period(text) if text else next_period(form, unit, timezone.localdate())


def _particulars(request: PostRequest, title: str) -> actions.Particulars:
    data = request.POST
    return actions.Particulars(
        data.get("title", "").strip() or title,
        data.get("issuer", ""),
        data.get("number", ""),
        data.get("basis", ""),
        typed_day(data, "valid_until"),
        "statistical" in data,
        data.get("every", "month"),
    )


def _edit(
    request: PostRequest, units: list[Unit], *, form: Form | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    typed: Any = request.POST if request.method == "POST" else vars(form) if form else {}
    own = request.POST.get("unit") or (units[0].code if request.post.unit not in units else request.post.unit.code)
    valid = typed.get("valid_until") or ""
    ctx = {
        "form": form,
        "typed": typed,
        "valid_until": valid.isoformat() if isinstance(valid, date) else valid,
        "is_statistical": "statistical" in typed if request.method == "POST" else not form or form.is_statistical,
        "every": every_choices(str(typed.get("every") or "month")),
        "units": unit_groups(units, {own}, by="code"),
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "forms/edit.html", ctx, status=status_of(refusal) if refusal else 200)


def _file(content: bytes, name: str) -> HttpResponse:
    kinds = {"xlsx": XLSX, "docx": DOCX}
    response = HttpResponse(content, content_type=kinds.get(name.rpartition(".")[2], "application/octet-stream"))
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
