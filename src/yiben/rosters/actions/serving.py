"""Who serves for a unit, from when to when, and on which days they cannot or would rather not."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.rosters.models import Absence, Server
from yiben.rosters.queries import PLAN, WRITE, servers_of
from yiben.units.models import Unit

LONGEST_NAME, LONGEST_PHONE, LONGEST_DAYS = 60, 40, 366


@transaction.atomic
def add_server(caller: Caller, unit: Unit, name: str, *, on: date, phone: str = "", person: str = "") -> Server:
    """Let somebody serve for a unit from a day on and return them. Refuses ``values``: no name, one who serves already."""
    hooks.require(caller, PLAN, unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    said = name.strip()[:LONGEST_NAME]
    if not said:
        raise Refusal("values", fields=[("name", "required", {})])
    there = [each for each in servers_of(unit) if each.to_day is None or each.to_day >= on]
    if any(each.name == said for each in there):
        raise Refusal("values", fields=[("name", "server_known", {"name": said})])
    order = max([each.order for each in servers_of(unit)], default=0) + 1
    kept = {"name": said, **({"phone": phone.strip()[:LONGEST_PHONE]} if phone.strip() else {})}
    server = Server.objects.create(unit=unit, particulars=kept, person=person, order=order, from_day=on)
    log(caller, "roster.server", server.uid, unit=unit.uid)
    return server


@transaction.atomic
def end_server(caller: Caller, server: Server, *, on: date) -> Server:
    """Let somebody serve until a day, the last one included, and return them; what they served stays."""
    hooks.require(caller, PLAN, server.unit_id)
    kept = Server.objects.select_for_update().get(pk=server.pk)
    if kept.to_day is not None:
        raise Refusal("server_ended")
    if on < kept.from_day:
        raise Refusal("values", fields=[("to_day", "server_backwards", {"from": kept.from_day.isoformat()})])
    kept.to_day = on
    kept.save(update_fields=["to_day"])
    log(caller, "roster.server_left", kept.uid)
    return kept


@transaction.atomic
def note_absence(
    caller: Caller, server: Server, start: date | None, end: date | None, *, is_wish: bool = False
) -> Absence:
    """Keep that somebody cannot serve on some days, or would rather not, and return it. They may say so themselves; for
    others who plans does. Refuses ``values``: no day, an end before the beginning, more than a year."""
    _require_own(caller, server)
    if start is None:
        raise Refusal("values", fields=[("from_day", "required", {})])
    last = end or start
    if last < start or (last - start).days >= LONGEST_DAYS:
        raise Refusal("values", fields=[("to_day", "absence_range", {"from": start.isoformat()})])
    made = Absence.objects.create(server=server, from_day=start, to_day=last, is_wish=is_wish)
    log(caller, "roster.absence", server.uid, wish=is_wish)
    return made


@transaction.atomic
def withdraw_absence(caller: Caller, absence: Absence) -> Absence:
    """Take an absence or a wish back and return it."""
    _require_own(caller, absence.server)
    kept = Absence.objects.select_for_update().get(pk=absence.pk)
    if kept.withdrawn_at is None:
        kept.withdrawn_at = timezone.now()
        kept.save(update_fields=["withdrawn_at"])
        log(caller, "roster.absence_withdrawn", absence.server.uid)
    return kept


def _require_own(caller: Caller, server: Server) -> None:
    is_own = bool(server.person) and server.person == caller.person
    hooks.require(caller, WRITE if is_own else PLAN, server.unit_id)
