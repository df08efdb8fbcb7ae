"""The duty roster of the demo: who serves, the rotas of the last and this month, a swap that waits, the handover book."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yiben.accounts.models import User
from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.rosters.actions import (
    Asked,
    add_server,
    ask_swap,
    change_desk,
    draw_rota,
    hand_over,
    note_absence,
    publish_rota,
    receive,
)
from yiben.rosters.models import Rota, Server
from yiben.rosters.queries import shifts_of
from yiben.seeding.matters import caller_who_may
from yiben.units.models import Unit
from yiben.units.queries import find_unit


def serve_duty(spec: dict[str, Any], today: date) -> list[Rota]:
    """Enter who serves, publish a rota for the month before and one that holds today, hand some shifts over, and return the
    rotas."""
    unit = find_unit(spec["unit"])
    caller = caller_who_may(spec["by"], "roster.plan", unit.pk)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    servers = {each.name: each for each in (_server(caller, unit, row, first) for row in spec["servers"])}
    for name, is_wish in (("away", False), ("wishes", True)):
        for row in spec[name]:
            days = [today + timedelta(days=row[each]) for each in ("from", "to")]
            note_absence(caller, servers[row["name"]], *days, is_wish=is_wish)
    middle = today.replace(day=1)
    last = (today + timedelta(days=35)).replace(day=1) - timedelta(days=1)
    rotas = []
    for start, end in ((first, middle - timedelta(days=1)), (middle, last)):
        rota = draw_rota(caller, unit, Asked(spec["kind"], start, end, {}))
        rotas.append(publish_rota(caller, rota, revision=rota.revision))
    _swap(spec["swap"], unit, rotas[-1], today)
    _book(spec, unit, today)
    change_desk(caller, unit, phone=str(spec["phone"]), is_shown=True, shows_name=False)
    return rotas


def _server(caller: Caller, unit: Unit, row: dict[str, Any], on: date) -> Server:
    if "account" not in row:
        return add_server(caller, unit, row["name"], on=on)
    user = User.objects.get(username=row["account"])
    return add_server(caller, unit, user.name, on=on, person=user.uid)


def _swap(row: dict[str, Any], unit: Unit, rota: Rota, today: date) -> None:
    giver = caller_who_may(row["giver"], "roster.write", unit.pk)
    own = rota.duties.filter(server__person=giver.person, day__gt=today).select_related("rota", "server").first()
    if own is None or unit.pk not in units_allowed(giver, "roster.write"):
        return
    busy = set(rota.duties.filter(day=own.day).values_list("server_id", flat=True))
    away = {
        each.pk
        for each in Server.objects.filter(unit=unit, absences__from_day__lte=own.day, absences__to_day__gte=own.day)
    }
    taker = Server.objects.filter(unit=unit).exclude(pk__in=busy | away).first()
    if taker is not None:
        ask_swap(giver, own, taker, reason=row["reason"])


def _book(spec: dict[str, Any], unit: Unit, today: date) -> None:
    writer = caller_who_may(spec["by"], "roster.write", unit.pk)
    other = caller_who_may(spec["received_by"], "roster.write", unit.pk)
    now = timezone.now()
    for row in spec["records"]:
        day = today - timedelta(days=row["ago"])
        turn = next((each for each in shifts_of(unit, day, day) if each.shift.id == row["shift"]), None)
        if turn is None or turn.begins_at > now:
            continue
        said = {"happened": row["happened"], "left": row.get("left", "")}
        record = hand_over(writer, unit, spec["kind"], day, row["shift"], incidents=row["incidents"], **said)
        if row.get("received"):
            receive(other, record)
