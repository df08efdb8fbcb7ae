"""What a caller sees of rosters: who serves, rotas, who is on duty at a moment, swaps, the handover book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.rosters import RosterKind, Shift
from yiben.rosters.days import span_of
from yiben.rosters.models import Absence, Duty, DutyDesk, Rota, Server, ShiftRecord, Swap
from yiben.units.models import Unit

READ, PLAN, WRITE = "roster.read", "roster.plan", "roster.write"
UNRECEIVED_DAYS = 30
"""For how long a shift that was not received shows."""


@dataclass(frozen=True)
class OnDuty:
    """A shift of a unit with who serves in it; ``record`` is its page in the handover book."""

    unit: Unit
    kind: RosterKind
    shift: Shift
    day: date
    begins_at: datetime
    ends_at: datetime
    servers: tuple[Server, ...]
    record: ShiftRecord | None = None


def kinds() -> list[RosterKind]:
    """Return all declared kinds of rosters."""
    return list(catalogue().rosters.values())


def kind_of(name: str) -> RosterKind:
    """Return a kind of roster; Refusal ``roster_unknown`` otherwise."""
    found = catalogue().rosters.get(name)
    if found is None:
        raise Refusal("roster_unknown")
    return found


def servers_of(unit: Unit, on: date | None = None) -> list[Server]:
    """Return who serves for a unit on a day, in the order of the list; without a day all who ever did."""
    rows = Server.objects.filter(unit=unit)
    if on is not None:
        rows = rows.filter(from_day__lte=on).filter(Q(to_day=None) | Q(to_day__gte=on))
    return list(rows)


def absences_of(unit: Unit, start: date, end: date) -> QuerySet[Absence]:
    """Return the absences and wishes of a unit's servers that touch a range of days."""
    rows = Absence.objects.filter(server__unit=unit, withdrawn_at=None, from_day__lte=end, to_day__gte=start)
    return rows.select_related("server")


def visible_rotas(caller: Caller) -> QuerySet[Rota]:
    """Return the rotas of units whose rosters the caller may read; drafts only for who plans there."""
    rows = Rota.objects.select_related("unit")
    if caller.is_system:
        return rows
    units, planning = units_allowed(caller, READ), units_allowed(caller, PLAN)
    return rows.filter(unit_id__in=units).exclude(~Q(unit_id__in=planning), state=Rota.DRAFT)


def read_rota(caller: Caller, uid: str) -> Rota:
    """Return a rota that the caller may see; Refusal ``rota_unknown`` otherwise."""
    found = visible_rotas(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("rota_unknown")
    return found


def duties_of(rota: Rota) -> list[Duty]:
    """Return the duties of a rota, by day and shift."""
    return list(rota.duties.select_related("server"))


def published_duties(unit: Unit, start: date, end: date) -> QuerySet[Duty]:
    """Return the duties of a unit's published rotas in a range of days."""
    rows = Duty.objects.filter(rota__unit=unit, rota__state=Rota.PUBLISHED, day__gte=start, day__lte=end)
    return rows.select_related("server", "rota")


def on_duty_at(unit: Unit, moment: datetime) -> list[OnDuty]:
    """Return the shifts of a unit that run at a moment, with who serves."""
    today = timezone.localdate(moment)
    found = shifts_of(unit, today - timedelta(days=1), today)
    return [each for each in found if each.begins_at <= moment < each.ends_at]


def shifts_of(unit: Unit, start: date, end: date) -> list[OnDuty]:
    """Return the shifts of a unit's published rotas in a range of days, the earliest first, with their records."""
    zone, known = timezone.get_current_timezone(), catalogue().rosters
    places: dict[tuple[str, date, str], list[Server]] = {}
    for each in published_duties(unit, start, end):
        own = places.setdefault((each.rota.kind, each.day, each.shift), [])
        if each.server is not None:
            own.append(each.server)
    records = {
        (each.kind, each.day, each.shift): each
        for each in ShiftRecord.objects.filter(unit=unit, day__gte=start, day__lte=end)
    }
    found = []
    for (kind, day, shift), servers in places.items():
        declared = known.get(kind)
        turn = declared.shift(shift) if declared else None
        if declared is None or turn is None:
            continue
        begins, ends = span_of(day, turn, zone)
        record = records.get((kind, day, shift))
        found.append(OnDuty(unit, declared, turn, day, begins, ends, tuple(servers), record))
    return sorted(found, key=lambda each: (each.begins_at, each.kind.id))


def to_hand_over(unit: Unit, moment: datetime) -> list[OnDuty]:
    """Return the shifts that began within the last days and of which nothing was handed over yet."""
    today = timezone.localdate(moment)
    found = shifts_of(unit, today - timedelta(days=2), today)
    return [each for each in found if each.record is None and each.begins_at <= moment]


def not_received(unit_ids: Iterable[int], moment: datetime) -> QuerySet[ShiftRecord]:
    """Return the pages of the handover book that nobody received, the latest first."""
    since = moment - timedelta(days=UNRECEIVED_DAYS)
    return ShiftRecord.objects.filter(unit_id__in=list(unit_ids), received_at=None, ends_at__gte=since)


def visible_records(caller: Caller) -> QuerySet[ShiftRecord]:
    """Return the pages of the handover books that the caller may read."""
    rows = ShiftRecord.objects.select_related("unit")
    return rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, READ))


def read_record(caller: Caller, uid: str) -> ShiftRecord:
    """Return a page of a handover book that the caller may read; Refusal ``shift_record_unknown`` otherwise."""
    found = visible_records(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("shift_record_unknown")
    return found


def swaps_of(rota: Rota) -> list[Swap]:
    """Return the swaps of a rota, the latest first."""
    return list(Swap.objects.filter(duty__rota=rota).select_related("duty", "back", "giver", "taker"))


def swaps_waiting(caller: Caller) -> list[Swap]:
    """Return the swaps that wait for the caller's own answer."""
    if not caller.person:
        return []
    rows = Swap.objects.filter(state=Swap.ASKED, taker__person=caller.person)
    return list(rows.select_related("duty__rota__unit", "back", "giver", "taker"))


def sees_names(caller: Caller, unit: Unit) -> bool:
    """Return whether the caller sees who serves for a unit: those of the unit itself and who plans or writes there."""
    return hooks.allow(caller, WRITE, unit.pk) or hooks.allow(caller, PLAN, unit.pk)


def public_duty(unit: Unit, moment: datetime) -> tuple[str, str] | None:
    """Return what residents see of a unit's duty at a moment: its telephone, and names only where the unit says so; None
    where it shows nothing."""
    desk = desk_of(unit)
    if desk is None or not desk.is_shown:
        return None
    names = [each.name for turn in on_duty_at(unit, moment) for each in turn.servers] if desk.shows_name else []
    return desk.phone, "、".join(names)


def desk_of(unit: Unit) -> DutyDesk | None:
    """Return what residents see of a unit's duty, None while nothing was said."""
    return DutyDesk.objects.filter(unit=unit).first()
