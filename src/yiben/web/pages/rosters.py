"""Rosters: who is on duty, the rotas, drawing one, one rota with what can be done, who serves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import people_at, units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.rosters.actions import (
    Asked,
    add_server,
    change_desk,
    draw_rota,
    end_server,
    note_absence,
    withdraw_absence,
)
from yiben.rosters.models import Absence, Server
from yiben.rosters.queries import (
    PLAN,
    READ,
    WRITE,
    absences_of,
    desk_of,
    kind_of,
    kinds,
    not_received,
    on_duty_at,
    sees_names,
    servers_of,
    shifts_of,
    swaps_waiting,
    to_hand_over,
    visible_rotas,
)
from yiben.units.models import Unit
from yiben.units.queries import units_in_order
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.roster_rows import absences_table, names_of, record_text, rotas_table, span_of, swap_text
from yiben.web.typed_days import typed_day

LATEST, MOST_UNRECEIVED = 20, 3


def require_rosters(request: PostRequest) -> None:
    """Refuse a post that reads no roster."""
    if not units_allowed(request.caller, READ):
        raise Refusal("no_access", verb=READ)


def unit_shown(request: PostRequest, verb: str = READ) -> Unit:
    """Return the unit that the address names, the post's own where it names none. Refuses one for which the caller may not."""
    allowed = units_allowed(request.caller, verb)
    wanted = request.POST.get("unit") or request.GET.get("unit", "")
    units = units_in_order(allowed)
    own = next((each for each in units if each.pk == request.post.unit_id), units[0] if units else None)
    found = next((each for each in units if wanted in (each.code, each.uid)), None) if wanted else own
    if found is None:
        raise Refusal("no_access", verb=verb)
    return found


def duty_box(caller: Caller, unit: Unit) -> dict[str, Any]:
    """Return what the workbench shows of duty: today's shifts of the unit with who serves, where the post sees that, what
    was not received, the swaps that wait for the person."""
    if not sees_names(caller, unit):
        return {}
    now, today, known = timezone.now(), timezone.localdate(), catalogue().rosters
    turns = [each for each in shifts_of(unit, today - timedelta(days=1), today) if each.ends_at > now]
    return {
        "on_duty": [(each, names_of(each), span_of(each, today)) for each in turns],
        "unreceived": [
            (each, record_text(each, known.get(each.kind))) for each in not_received([unit.pk], now)[:MOST_UNRECEIVED]
        ],
        "swaps": [(each, swap_text(each, known)) for each in swaps_waiting(caller)],
    }


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """Show who is on duty, what is to be handed over and received, the swaps that wait, and the rotas."""
    require_rosters(request)
    unit, now, known = unit_shown(request), timezone.now(), catalogue().rosters
    readable = units_in_order(units_allowed(request.caller, READ))
    sees = sees_names(request.caller, unit)
    rotas = visible_rotas(request.caller).filter(unit=unit)[:LATEST]
    ctx: dict[str, Any] = {
        "unit": unit,
        "units": unit_groups(readable, {unit.code}, by="code") if len(readable) > 1 else [],
        "now": [
            (each, names_of(each) if sees else "", span_of(each, timezone.localdate(now)))
            for each in on_duty_at(unit, now)
        ],
        "to_hand": to_hand_over(unit, now) if hooks.allow(request.caller, WRITE, unit.pk) else [],
        "open": [(each, record_text(each, known.get(each.kind))) for each in not_received([unit.pk], now)[:LATEST]],
        "swaps": [(each, swap_text(each, known)) for each in swaps_waiting(request.caller)],
        "rotas": rotas_table(rotas, known, with_units=False),
        "may_plan": hooks.allow(request.caller, PLAN, unit.pk),
        "sees": sees,
    }
    return render(request, "rosters/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Show the form of a rota, or draw it."""
    unit = unit_shown(request, PLAN)
    sent, refusal = request.POST, None
    declared = kind_of(sent.get("kind") or request.GET.get("kind", "") or kinds()[0].id)
    if request.method == "POST" and sent.get("do") != "show":
        try:
            per_shift = {each.id: _count(sent.get(f"places.{each.id}", "1")) for each in declared.shifts}
            days = typed_day(sent, "from_day"), typed_day(sent, "to_day")
            rota = draw_rota(
                request.caller, unit, Asked(declared.id, *days, per_shift, servers=sent.getlist("servers"))
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("Drawn. Look at it, change what has to be, then publish it."))
            return redirect("rota-show", rota.uid)
    today = timezone.localdate()
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    chosen = set(sent.getlist("servers"))
    serving = servers_of(unit, today)
    ctx: dict[str, Any] = {
        "unit": unit,
        "declared": declared,
        "kinds": loose([Choice(each.id, each.label, each == declared) for each in kinds()]),
        "from_day": sent.get("from_day") or first.isoformat(),
        "to_day": sent.get("to_day") or last.isoformat(),
        "shifts": [(each, sent.get(f"places.{each.id}", "1")) for each in declared.shifts],
        "servers": loose([Choice(each.uid, each.name, not chosen or each.uid in chosen) for each in serving]),
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "rosters/new.html", ctx, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def servers(request: PostRequest) -> HttpResponse:
    """Show who serves with absences and wishes and what residents see; add, end, keep an absence, open the telephone."""
    unit = unit_shown(request, WRITE)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _serve(request, unit))
            return redirect(f"{request.path}?unit={unit.code}")
        except Refusal as problem:
            refusal = problem
    today = timezone.localdate()
    serving, sent = servers_of(unit, today), request.POST
    may_plan = hooks.allow(request.caller, PLAN, unit.pk)
    own = [each for each in serving if may_plan or (each.person and each.person == request.caller.person)]
    coming = absences_of(unit, today, today + timedelta(days=366))
    may_end = [each for each in coming if each.server in own]
    accounts = people_at(unit, today) if may_plan else {}
    ctx: dict[str, Any] = {
        "unit": unit,
        "serving": serving,
        "absences": absences_table(coming),
        "accounts": loose([Choice(person, name) for person, name in accounts.items()]),
        "own": loose([Choice(each.uid, each.name, each.uid == sent.get("server")) for each in own]),
        "ending": loose([Choice(str(each.pk), _absence_text(each)) for each in may_end]),
        "may_plan": may_plan,
        "desk": desk_of(unit),
        "today_iso": today.isoformat(),
        "typed": sent,
        "doing": sent.get("do", "") if refusal else "",
        "refusal": refusal,
        "problems": problems_of(refusal) if refusal else {},
    }
    return render(request, "rosters/servers.html", ctx, status=status_of(refusal) if refusal else 200)


def _serve(request: PostRequest, unit: Unit) -> str:
    sent, caller, today = request.POST, request.caller, timezone.localdate()
    do = sent.get("do", "")
    if do == "desk":
        shown = {"is_shown": bool(sent.get("is_shown")), "shows_name": bool(sent.get("shows_name"))}
        change_desk(caller, unit, phone=sent.get("phone", ""), **shown)
        return _("Kept. Residents see it so from now on.")
    if do == "add":
        person = sent.get("person", "")
        name = sent.get("name", "").strip() or people_at(unit, today).get(person, "")
        on = typed_day(sent, "from_day") or today
        known = person if person in people_at(unit, today) else ""
        add_server(caller, unit, name, on=on, phone=sent.get("phone", ""), person=known)
        return _("Entered.")
    if do == "absence_back":
        absence = Absence.objects.filter(pk=_count(sent.get("absence", "0")), server__unit=unit).first()
        if absence is None:
            raise Refusal("values", fields=[("absence", "required", {})])
        withdraw_absence(caller, absence)
        return _("Taken back.")
    server = next((each for each in servers_of(unit) if each.uid == sent.get("server")), None)
    if server is None:
        raise Refusal("values", fields=[("server", "required", {})])
    return _of_server(request, do, server)


def _of_server(request: PostRequest, do: str, server: Server) -> str:
    sent = request.POST
    if do == "end":
        end_server(request.caller, server, on=typed_day(sent, "to_day") or timezone.localdate())
        return _("Kept. What they served stays.")
    days = typed_day(sent, "from_day"), typed_day(sent, "to_day")
    note_absence(request.caller, server, *days, is_wish=bool(sent.get("is_wish")))
    return _("Kept. The next rota that is drawn respects it.")


def _absence_text(absence: Absence) -> str:
    days = [absence.from_day, absence.to_day] if absence.from_day != absence.to_day else [absence.from_day]
    return f"{absence.server.name} {'—'.join(each.isoformat() for each in days)}"


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
