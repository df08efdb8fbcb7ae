"""Registers: the declared ones, the things on one, entering a thing, one thing with its story and what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal
from yiben.packs.questions import answers_to_form
from yiben.packs.registers import Register
from yiben.registers.actions import change_item, end_item, enter_item, renew_item
from yiben.registers.models import Item
from yiben.registers.queries import CHANGE, READ, may_change, read_item, register_of, registers, visible_items
from yiben.reports.wording import grouped
from yiben.units.models import Unit
from yiben.units.queries import living_units
from yiben.web.access import PostRequest
from yiben.web.answers import Answers, blank_answers
from yiben.web.asking import problems_of, questions_of, unit_groups
from yiben.web.kit.copies import send_table
from yiben.web.kit.fields import Choice, Group, loose
from yiben.web.kit.lists import FORMATS, Listing
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT, Filter, Place, read_place
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.matter_form import answers_sent
from yiben.web.middleware import status_of
from yiben.web.register_rows import answer_text, item_story, items_table, state_of
from yiben.web.viewing import saved_views


def require_registers(request: PostRequest) -> None:
    """Refuse a post that reads no register."""
    if not units_allowed(request.caller, READ):
        raise Refusal("no_access", verb=READ)


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the registers with how many things stand on each."""
    require_registers(request)
    columns = [
        Column("register", _("Register"), "title"),
        Column("count", _("Stand on it"), "number"),
        Column("help", _("What goes into it"), is_minor=True),
    ]
    rows = []
    for each in registers():
        count = visible_items(request.caller, each.id).filter(ended_on=None).count()
        cells = [Cell(each.label, reverse("register-show", args=[each.id])), Cell(grouped(count, each.word))]
        rows.append(Row([*cells, Cell(each.help)]))
    table = Table(_("Registers"), columns, rows, Empty(_("No register"), _("Registers come with the packs.")))
    return render(request, "registers/index.html", {"table": table})


@require_safe
def show(request: PostRequest, register: str) -> HttpResponse:
    """Show the things on a register, or send them."""
    require_registers(request)
    found, today = register_of(register), timezone.localdate()
    choices = [each for each in found.fields if each.choices]
    names = ["unit", "state", *(f"c.{each.id}" for each in choices)]
    place = read_place(reverse("register-show", args=[register]), request.GET, names, [], "")
    everything = list(visible_items(request.caller, register))
    units = list({each.unit_id: each.unit for each in everything}.values())
    rows = [each for each in everything if _matches(each, place)]
    can_enter = bool(_keeping(request))
    table = items_table(found, rows, request.caller, today, with_units=len(units) > 1, place=place, can_enter=can_enter)
    if request.GET.get(FORMAT) in FORMATS:
        lines = [[cell.copied for cell in row.cells] for row in table.rows]
        return send_table(request.GET[FORMAT], found.label, table.columns, lines)
    ctx = {
        "register": found,
        "listing": Listing(table, place, _filters(found, units, place), saved_views(request.caller, place)),
        "can_enter": can_enter,
    }
    return render(request, "registers/show.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest, register: str) -> HttpResponse:
    """Show the form of a thing, or enter it."""
    found, units = register_of(register), _keeping(request)
    if not units:
        raise Refusal("no_access", verb=CHANGE)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0])
    unit = next((each for each in units if each.uid == request.POST.get("unit")), own)
    if request.method != "POST":
        return render(request, "registers/new.html", _form(found, unit, units, QueryDict()))
    try:
        values = answers_sent(found.fields, request.POST).values
        item = enter_item(request.caller, found, unit, request.POST.get("title", ""), values)
    except Refusal as refusal:
        ctx = _form(found, unit, units, request.POST, refusal)
        return render(request, "registers/new.html", ctx, status=status_of(refusal))
    messages.success(request, _("Entered. The numbers of the register stand in the ledger."))
    return redirect("register-item", item.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: PostRequest, uid: str) -> HttpResponse:
    """Show a thing with its story; change it, renew it, let it end."""
    found = read_item(request.caller, uid)
    register, refusal = register_of(found.register), None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, found, register))
            return redirect("register-item", uid)
        except Refusal as problem:
            refusal = problem
    sees, today = may_change(request.caller, found.unit_id), timezone.localdate()
    css, word = state_of(register, found, today)
    doing = request.POST.get("do", "") if refusal else ""
    kept = Answers("", found.unit.uid, "", values=answers_to_form(register.fields, {**found.answers, **found.told}))
    given = answers_sent(register.fields, request.POST) if doing == "change" else kept
    problems = problems_of(refusal) if refusal else {}
    ctx: dict[str, Any] = {
        "item": found,
        "register": register,
        "css": css,
        "state": word,
        "values": [(each.label, answer_text(each, found, sees=sees)) for each in register.fields],
        "sees": sees,
        "story": item_story(found.changes.all(), register),
        "entry": found.changes.latest("pk").entry,
        "questions": questions_of(register.fields, given, found.unit, today, problems) if sees else [],
        "title": request.POST.get("title", "") if doing == "change" else found.title,
        "typed": request.POST,
        "doing": doing,
        "refusal": refusal,
        "problems": problems,
    }
    return render(request, "registers/item.html", ctx, status=status_of(refusal) if refusal else 200)


def _act(request: PostRequest, found: Item, register: Register) -> str:
    sent = request.POST
    text = sent.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if sent.get("do") == "renew":
        renew_item(request.caller, found, revision=revision)
        return _("Looked at today; it is as it stands.")
    if sent.get("do") == "end":
        end_item(request.caller, found, reason=sent.get("reason", ""), revision=revision)
        return _("It has left the register, and stays to be read.")
    values = answers_sent(register.fields, sent).values
    change_item(request.caller, found, sent.get("title", ""), values, reason=sent.get("reason", ""), revision=revision)
    return _("Changed. The numbers of the register stand in the ledger.")


def _keeping(request: PostRequest) -> list[Unit]:
    allowed = units_allowed(request.caller, CHANGE)
    return [each for each in living_units(timezone.localdate()) if each.pk in allowed]


def _form(
    register: Register, unit: Unit, units: list[Unit], sent: QueryDict, refusal: Refusal | None = None
) -> dict[str, Any]:
    problems, today = problems_of(refusal) if refusal else {}, timezone.localdate()
    given = answers_sent(register.fields, sent) if sent else blank_answers(unit.uid, today)
    return {
        "register": register,
        "questions": questions_of(register.fields, given, unit, today, problems),
        "units": unit_groups(units, {unit.uid}) if len(units) > 1 else [],
        "typed": sent,
        "refusal": refusal,
        "problems": problems,
    }


def _matches(item: Item, place: Place) -> bool:
    wanted = place.narrowed
    if "unit" in wanted and item.unit.code != wanted["unit"]:
        return False
    if (wanted.get("state", "") == "ended") != (item.ended_on is not None):
        return False
    chosen = {key.removeprefix("c."): value for key, value in wanted.items() if key.startswith("c.")}
    return all(item.answers.get(name) == value for name, value in chosen.items())


def _filters(register: Register, units: list[Unit], place: Place) -> list[Filter]:
    wanted, everything = place.narrowed, Group("", [Choice("", _("all"))])
    found = []
    if len(units) > 1:
        chosen = {wanted["unit"]} if "unit" in wanted else set()
        found.append(
            Filter("unit", _("Unit"), [everything, *unit_groups(units, chosen, by="code")], is_usual=not chosen)
        )
    for each in register.fields:
        value = wanted.get(f"c.{each.id}", "")
        if each.choices:
            options = loose([Choice(one.id, one.label, one.id == value) for one in each.choices])
            found.append(Filter(f"c.{each.id}", each.label, [everything, *options], is_usual=not value))
    state = wanted.get("state", "")
    states = loose([Choice("", _("on it"), not state), Choice("ended", _("has left"), state == "ended")])
    found.append(Filter("state", _("State"), states, is_usual=not state))
    return found
