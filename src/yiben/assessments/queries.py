"""What a caller sees of checklists: what a unit has ticked and what is missing, the table of units below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from yiben.accounts.queries import units_allowed
from yiben.assessments.declared import standing_checklists
from yiben.assessments.models import Tick, TickPaper
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.packs.checklists import Checklist, ChecklistItem
from yiben.units.models import Unit

READ = "checklist.read"
TICK = "checklist.tick"


@dataclass(frozen=True)
class ItemStanding:
    """How a standard stands at a unit: its last tick (None: never said). ``is_lapsed``: the record that proved it was voided
    since, so that it no longer counts as met."""

    item: ChecklistItem
    tick: Tick | None
    is_lapsed: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it is ticked and what proves it still stands."""
        return self.tick is not None and self.tick.is_met and not self.is_lapsed


@dataclass(frozen=True)
class UnitStanding:
    """A checklist at a unit, item by item in its order."""

    unit: Unit
    checklist: Checklist
    items: tuple[ItemStanding, ...]

    @property
    def met(self) -> int:
        """How many standards hold."""
        return sum(each.is_met for each in self.items)


def read_checklist_unit(caller: Caller, code: str) -> Unit:
    """Return a unit whose checklists the caller may read; Refusal ``unit_unknown`` otherwise."""
    found = Unit.objects.filter(code=code).first()
    if found is None or not hooks.allow(caller, READ, found.pk):
        raise Refusal("unit_unknown", text=code)
    return found


def standing_tick(unit: Unit, checklist: str, item: str) -> Tick | None:
    """Return the tick of an item that stands now."""
    return Tick.objects.filter(unit=unit, checklist=checklist, item=item).last()


def last_tick() -> int:
    """Return the number of the tick that came last, 0 before the first."""
    return Tick.objects.aggregate(last=Max("pk"))["last"] or 0


def standings(
    units: Sequence[Unit], checklist: Checklist, *, upto: int | None = None, as_of: int | None = None
) -> list[UnitStanding]:
    """Return how a checklist stands at units, with the same few statements for any number. ``upto``: by that tick;
    ``as_of``: by that entry (one voided later still proves). The caller's right was asked before."""
    rows = Tick.objects.filter(unit__in=units, checklist=checklist.id).prefetch_related("papers")
    if upto is not None:
        rows = rows.filter(pk__lte=upto)
    last = {(each.unit_id, each.item): each for each in rows.order_by("pk")}
    voided = _voided([each.entry for each in last.values() if each.is_met and each.entry is not None], as_of)
    found = []
    for unit in units:
        ticks = [last.get((unit.pk, item.id)) for item in checklist.items]
        items = [
            ItemStanding(item, tick, tick is not None and tick.is_met and tick.entry in voided)
            for item, tick in zip(checklist.items, ticks, strict=True)
        ]
        found.append(UnitStanding(unit, checklist, tuple(items)))
    return found


def units_with(caller: Caller, checklist: Checklist, today: date) -> list[Unit]:
    """Return the living units for which a checklist is and whose checklists the caller may read, in official order."""
    rows = Unit.objects.filter(pk__in=units_allowed(caller, READ), founded_on__lte=today).exclude(closed_on__lt=today)
    if checklist.applies:
        rows = rows.filter(kind__in=checklist.applies)
    return list(rows.order_by("order", "code"))


def checklists_seen(caller: Caller, today: date) -> list[tuple[Checklist, list[Unit]]]:
    """Return every standing checklist with the units at which the caller may read it; those without any are left out."""
    found = [(each, units_with(caller, each, today)) for each in standing_checklists()]
    return [(checklist, units) for checklist, units in found if units]


def history_of(unit: Unit, checklist: str) -> list[Tick]:
    """Return everything that was said of a checklist at a unit, the latest first."""
    return list(Tick.objects.filter(unit=unit, checklist=checklist).prefetch_related("papers").order_by("-pk"))


def read_tick_paper(caller: Caller, pk: int) -> TickPaper:
    """Return a paper of a tick that the caller may see; Refusal ``evidence_unknown`` otherwise."""
    found = TickPaper.objects.select_related("tick__unit").filter(pk=pk).first()
    if found is None or not hooks.allow(caller, READ, found.tick.unit_id):
        raise Refusal("evidence_unknown")
    return found


def _voided(seqs: Sequence[int], as_of: int | None) -> set[int]:
    """Those of the entries whose record was voided (by arrival number ``as_of``)."""
    records = dict(Entry.objects.filter(seq__in=list(seqs)).values_list("seq", "record_seq"))
    voids = Entry.objects.filter(record_seq__in=records.values(), kind="void")
    if as_of is not None:
        voids = voids.filter(seq__lte=as_of)
    gone = set(voids.values_list("record_seq", flat=True))
    return {seq for seq, record in records.items() if record in gone}
