"""Drawing a rota, giving a duty to another by hand, publishing, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.errors import Conflict, Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.packs.rosters import RosterKind
from yiben.rosters import fairness
from yiben.rosters.days import days_between, kind_of_day
from yiben.rosters.models import Duty, Rota, RotaStep, Server, ShiftRecord
from yiben.rosters.queries import PLAN, absences_of, kind_of, servers_of
from yiben.units.models import Unit

LONGEST_RANGE, MOST_PLACES = 92, 4
"""Days of a rota; places of a shift."""
YEARS_BACK = 1
"""How many years of earlier rotas count when the odd duties are given away."""


@dataclass(frozen=True)
class Asked:
    """A rota as it is asked for. ``per_shift``: how many serve in each shift, 1 where nothing is said; ``servers``: the uids
    of those who serve, all of the unit where none is named."""

    kind: str
    from_day: date | None
    to_day: date | None
    per_shift: Mapping[str, int]
    servers: Sequence[str] = ()


@transaction.atomic
def draw_rota(caller: Caller, unit: Unit, asked: Asked) -> Rota:
    """Draw a rota and return it as a draft, which only who plans sees. An earlier draft of the same kind is taken back.

    Refuses ``values``: no days, too many, days of a published rota; nobody who serves.
    """
    hooks.require(caller, PLAN, unit.pk)
    require_recording_unit(unit)
    declared = kind_of(asked.kind)
    Unit.objects.select_for_update().get(pk=unit.pk)
    start, end = _range(unit, asked)
    wanted = set(asked.servers)
    servers = [each for each in servers_of(unit) if _serves(each, start, end) and (not wanted or each.uid in wanted)]
    if not servers:
        raise Refusal("values", fields=[("servers", "nobody_serves", {})])
    per_shift = {each.id: max(1, min(MOST_PLACES, asked.per_shift.get(each.id, 1))) for each in declared.shifts}
    drawn = fairness.draw(_slots(declared, start, end, per_shift), _known(unit, declared, servers, start, end))
    for earlier in Rota.objects.filter(unit=unit, kind=declared.id, state=Rota.DRAFT):
        earlier.state = Rota.WITHDRAWN
        _tell(caller, earlier, "withdrawn", reason="redrawn")
    rota = Rota.objects.create(
        unit=unit,
        kind=declared.id,
        from_day=start,
        to_day=end,
        per_shift=per_shift,
        remarks=[_plain(asdict(each)) for each in drawn.remarks],
    )
    _keep(rota, declared, drawn, {each.uid: each for each in servers})
    return _tell(caller, rota, "drawn", servers=len(servers))


@transaction.atomic
def change_duty(caller: Caller, duty: Duty, server: Server | None, *, reason: str, revision: int) -> Duty:
    """Give a duty of a draft to another by hand, with a reason, and return it. Of a published rota a duty is swapped; only
    one that nobody has may still be given."""
    rota = _take(caller, duty.rota, revision, Rota.DRAFT, Rota.PUBLISHED)
    kept = Duty.objects.select_for_update(of=("self",)).select_related("server").get(pk=duty.pk)
    if rota.state == Rota.PUBLISHED and kept.server is not None:
        raise Refusal("rota_published")
    if server is None or server.unit_id != rota.unit_id:
        raise Refusal("values", fields=[("server", "required", {})])
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    require_free(kept, server)
    before = kept.server.name if kept.server else ""
    kept.server, kept.is_by_hand = server, True
    kept.save(update_fields=["server", "is_by_hand"])
    told = {"before": before, "after": server.name}
    _tell(caller, rota, "changed", told, day=kept.day.isoformat(), shift=kept.shift, reason=reason.strip()[:200])
    return kept


@transaction.atomic
def publish_rota(caller: Caller, rota: Rota, *, revision: int) -> Rota:
    """Publish a draft and return it: from now on its duties stand, and change by swaps alone. Refuses days that another
    published rota of the kind has taken meanwhile."""
    kept = _take(caller, rota, revision, Rota.DRAFT)
    _require_free_range(kept.unit, kept.kind, kept.from_day, kept.to_day)
    kept.state = Rota.PUBLISHED
    return _tell(caller, kept, "published")


@transaction.atomic
def withdraw_rota(caller: Caller, rota: Rota, *, reason: str, revision: int) -> Rota:
    """Withdraw a rota with a reason and return it; it stays to be read. Refuses one of which shifts were handed over."""
    kept = _take(caller, rota, revision, Rota.DRAFT, Rota.PUBLISHED)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    served = ShiftRecord.objects.filter(unit=kept.unit, kind=kept.kind, day__gte=kept.from_day, day__lte=kept.to_day)
    if kept.state == Rota.PUBLISHED and served.exists():
        raise Refusal("rota_served")
    kept.state = Rota.WITHDRAWN
    return _tell(caller, kept, "withdrawn", reason=reason.strip()[:200])


def require_free(duty: Duty, server: Server, *, but: Duty | None = None) -> None:
    """Refuse that somebody takes a duty on a day on which they do not serve, are away, or have this very shift already."""
    day = duty.day
    if not _serves(server, day, day):
        raise Refusal("values", fields=[("server", "server_not_there", {"on": day.isoformat()})])
    if server.absences.filter(withdrawn_at=None, is_wish=False, from_day__lte=day, to_day__gte=day).exists():
        raise Refusal("values", fields=[("server", "server_away", {"on": day.isoformat()})])
    others = Duty.objects.filter(rota=duty.rota, day=day, server=server).exclude(pk=duty.pk)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refusal("values", fields=[("server", "server_on_duty", {"on": day.isoformat()})])


def tell_rota(caller: Caller, rota: Rota, step: str, told: Mapping[str, str] | None = None, **said: Any) -> Rota:
    """Write a step of a rota's story down and return the rota a revision further."""
    return _tell(caller, rota, step, told, **said)


def _range(unit: Unit, asked: Asked) -> tuple[date, date]:
    missing = [name for name in ("from_day", "to_day") if getattr(asked, name) is None]
    if missing or asked.from_day is None or asked.to_day is None:
        raise Refusal("values", fields=[(name, "required", {}) for name in missing])
    if asked.to_day < asked.from_day or (asked.to_day - asked.from_day).days >= LONGEST_RANGE:
        raise Refusal("values", fields=[("to_day", "rota_range", {"most": LONGEST_RANGE})])
    _require_free_range(unit, asked.kind, asked.from_day, asked.to_day)
    return asked.from_day, asked.to_day


def _require_free_range(unit: Unit, kind: str, start: date, end: date) -> None:
    taken = Rota.objects.filter(
        unit=unit, kind=kind, state=Rota.PUBLISHED, from_day__lte=end, to_day__gte=start
    ).first()
    if taken is not None:
        data: dict[str, object] = {"from": taken.from_day.isoformat(), "to": taken.to_day.isoformat()}
        raise Refusal("values", fields=[("from_day", "rota_taken", data)])


def _serves(server: Server, start: date, end: date) -> bool:
    return server.from_day <= end and (server.to_day is None or server.to_day >= start)


def _slots(declared: RosterKind, start: date, end: date, per_shift: Mapping[str, int]) -> list[fairness.Slot]:
    calendar = work_calendar()
    found = []
    for day in days_between(start, end):
        kind = kind_of_day(day, calendar)
        for shift in declared.shifts_on(kind):
            found += [fairness.Slot(day, shift.id, place, kind) for place in range(per_shift[shift.id])]
    return found


def _known(
    unit: Unit, declared: RosterKind, servers: Sequence[Server], start: date, end: date
) -> list[fairness.Server]:
    """Those who serve with their absences and with what they served in published rotas of the year before."""
    since = start - timedelta(days=366 * YEARS_BACK)
    before: dict[int, dict[str, int]] = {each.pk: {} for each in servers}
    last: dict[int, date] = {}
    rows = Duty.objects.filter(
        rota__unit=unit, rota__kind=declared.id, rota__state=Rota.PUBLISHED, day__gte=since, day__lt=start
    )
    for server, day, kind in rows.exclude(server=None).order_by("day").values_list("server_id", "day", "day_kind"):
        if server in before:
            before[server][kind] = before[server].get(kind, 0) + 1
            last[server] = day
    away: dict[int, set[date]] = {each.pk: set() for each in servers}
    wishes: dict[int, set[date]] = {each.pk: set() for each in servers}
    for absence in absences_of(unit, start, end):
        if absence.server_id in away:
            days = days_between(max(start, absence.from_day), min(end, absence.to_day))
            (wishes if absence.is_wish else away)[absence.server_id].update(days)
    for each in servers:
        away[each.pk].update(day for day in days_between(start, end) if not _serves(each, day, day))
    return [
        fairness.Server(
            each.uid, frozenset(away[each.pk]), frozenset(wishes[each.pk]), before[each.pk], last.get(each.pk)
        )
        for each in servers
    ]


def _keep(rota: Rota, declared: RosterKind, drawn: fairness.Drawn, servers: Mapping[str, Server]) -> None:
    order = {each.id: at for at, each in enumerate(declared.shifts)}
    for each in drawn.duties:
        reason = {"before": each.before, "most": each.most, "last_on": each.last_on}
        Duty.objects.create(
            rota=rota,
            day=each.slot.day,
            shift=each.slot.shift,
            place=each.slot.place,
            order=order[each.slot.shift],
            day_kind=each.slot.kind,
            server=servers[each.server] if each.server else None,
            reason=_plain(reason),
        )


def _take(caller: Caller, rota: Rota, revision: int, *states: str) -> Rota:
    hooks.require(caller, PLAN, rota.unit_id)
    kept = Rota.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rota.pk)
    if kept.revision != revision:
        raise Conflict("rota_changed")
    if kept.state not in states:
        raise Refusal("rota_step")
    return kept


def _tell(caller: Caller, rota: Rota, step: str, told: Mapping[str, str] | None = None, **said: Any) -> Rota:
    rota.revision += 1
    rota.save()
    RotaStep.objects.create(
        rota=rota, step=step, post=caller.post, person=caller.person, said=said, told=dict(told or {})
    )
    log(caller, f"rota.{step}", rota.uid)
    return rota


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}
