"""What a caller sees of matters: the board, what waits for a post, one matter with its steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions.registering import digest_of
from yiben.matters.answers import procedure_of, procedures
from yiben.matters.clocks import Light, is_late, light_of
from yiben.matters.links import refuse_dead_link
from yiben.matters.models import (
    Desk,
    EarlierSheetFile,
    HandlerLink,
    HandlerSheet,
    Helper,
    Matter,
    MatterClock,
    MatterPaper,
    MatterStep,
)
from yiben.packs.procedures import Procedure, Step
from yiben.units.models import Unit

READ = "matter.read"
SOON_DAYS = 2
MANY_UNITS = 12
MOST_SAME = 20
OPEN = Q(is_done__in=(False,))
"""Open matters, said so that SQLite uses its index: “NOT is_done” it would look at row by row."""
FOLLOWED = ("instruction", "rectification")
"""Procedures whose matters stand in the supervision ledger by themselves."""


@dataclass(frozen=True)
class RunningTime:
    """A clock as it stands: what it is called, its row, its light."""

    label: str
    row: MatterClock
    light: Light


@dataclass(frozen=True)
class Standing:
    """A matter as it stands for a caller: its procedure, the steps open to the caller (for which of their units, where they
    help), its clocks, whether they may see who brought it."""

    matter: Matter
    procedure: Procedure
    steps: tuple[Step, ...]
    helping: tuple[Unit, ...]
    clocks: tuple[RunningTime, ...]
    sees_requester: bool

    @property
    def state_label(self) -> str:
        """The name of the state."""
        found = self.procedure.state(self.matter.state)
        return found.label if found else self.matter.state


def visible_matters(caller: Caller) -> QuerySet[Matter]:
    """Return the matters that units of the caller's keep, handle or help with."""
    rows = Matter.objects.select_related("unit", "lead")
    if caller.is_system:
        return rows
    units = units_allowed(caller, READ)
    helped = Exists(Helper.objects.filter(matter_id=OuterRef("pk"), unit_id__in=units, is_released=False))
    if len(units) < MANY_UNITS:
        return rows.filter(Q(unit_id__in=units) | Q(lead_id__in=units) | helped)
    # Who sees many units sees most matters: they are read in the order of their days and looked at one by one, instead
    # of being gathered unit by unit and sorted. Adding nothing keeps the indexes of units out of it.
    rows = rows.annotate(kept_by=F("unit_id") + 0, led_by=F("lead_id") + 0)
    return rows.filter(Q(kept_by__in=units) | Q(led_by__in=units) | helped)


def matters_from(caller: Caller, kind: str, source: str) -> QuerySet[Matter]:
    """Return the matters that came of something here, such as a promise, as far as the caller sees them."""
    return visible_matters(caller).filter(source_kind=kind, source=source)


def begun_between(caller: Caller, unit: Unit, start: datetime, end: datetime) -> QuerySet[Matter]:
    """Return the matters that were registered for a unit in a span of time, as far as the caller sees them."""
    rows = visible_matters(caller).filter(unit=unit, begun_at__gte=start, begun_at__lt=end)
    return rows.order_by("begun_at", "pk")


def read_matter(caller: Caller, uid: str) -> Matter:
    """Return a matter that the caller may see; Refusal ``matter_unknown`` otherwise."""
    found = visible_matters(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("matter_unknown")
    return found


def standing_of(caller: Caller, matter: Matter, today: date | None = None) -> Standing:
    """Return how a matter stands for a caller."""
    day, declared = today or timezone.localdate(), procedure_of(matter.procedure)
    helping = helping_units(caller, matter)
    clocks = []
    for row in matter.clocks.select_related("helper__unit"):
        clock = declared.clock(row.clock)
        label = clock.label if clock else row.clock
        clocks.append(RunningTime(label, row, light_of_clock(row, day, clock.warns if clock else SOON_DAYS)))
    sees = hooks.allow(caller, "matter.detail", matter.unit_id, sensitivity=2) or (
        matter.lead_id is not None and hooks.allow(caller, "matter.detail", matter.lead_id, sensitivity=2)
    )
    return Standing(
        matter, declared, tuple(open_steps(caller, matter, declared, helping)), helping, tuple(clocks), sees
    )


def light_of_clock(row: MatterClock, today: date, warns: int) -> Light:
    """Return the light of one clock."""
    if row.stopped_on is not None:
        return "red" if is_late(row, today) else "done"
    if row.paused_on is not None:
        return "paused"
    return light_of(row.due_on, today, warns=warns)


def open_steps(
    caller: Caller, matter: Matter, declared: Procedure, helping: Iterable[Unit] | None = None
) -> list[Step]:
    """Return the steps that the caller may take now, in the order of the procedure."""
    helped = list(helping_units(caller, matter) if helping is None else helping)
    found = []
    for step in declared.steps:
        if matter.state not in step.after:
            continue
        if step.at == "co":
            is_open = bool(helped)
        elif step.at == "lead":
            is_open = matter.lead_id is not None and hooks.allow(caller, step.by, matter.lead_id)
        else:
            is_open = hooks.allow(caller, step.by, matter.unit_id)
        if is_open:
            found.append(step)
    return found


def helping_units(caller: Caller, matter: Matter) -> tuple[Unit, ...]:
    """Return the helping units of a matter for which the caller may speak."""
    units = units_allowed(caller, "matter.handle")
    rows = matter.helpers.filter(is_released=False, unit_id__in=units).select_related("unit")
    return tuple(each.unit for each in rows)


def waiting_matters(caller: Caller) -> QuerySet[Matter]:
    """Return the matters that wait for a step of the caller's post which moves them on, and those for which a helping unit
    of the caller's has not spoken."""
    asked: list[Q] = []
    allowed: dict[str, set[int]] = {}
    for declared in procedures():
        for state in declared.states:
            if state.kind != "open":
                continue
            for step in declared.steps:
                if state.id not in step.after or not step.to or step.at == "co":
                    continue
                units = allowed.setdefault(step.by, units_allowed(caller, step.by))
                if units:
                    where = {"lead_id__in" if step.at == "lead" else "unit_id__in": units}
                    asked.append(Q(procedure=declared.id, state=state.id, **where))
    helped = units_allowed(caller, "matter.handle")
    silent = Helper.objects.filter(unit_id__in=helped, answered_on=None, is_released=False).values("matter_id")
    asked.append(Q(pk__in=silent, is_done=False))
    return Matter.objects.filter(reduce(or_, asked)).select_related("unit", "lead").filter(OPEN)


def board(
    caller: Caller, *, procedure: str = "", state: str = "", light: str = "", today: date | None = None
) -> QuerySet[Matter]:
    """Return the open matters (or those of a state) that the caller sees, the soonest end first."""
    rows, day = visible_matters(caller), today or timezone.localdate()
    rows = rows.filter(procedure=procedure) if procedure else rows
    rows = rows.filter(state=state) if state else rows.filter(OPEN)
    if light == "red":
        rows = rows.filter(due_on__lt=day)
    elif light == "yellow":
        rows = rows.filter(due_on__gte=day, due_on__lte=day + timedelta(days=SOON_DAYS))
    elif light == "supervised":
        rows = rows.filter(is_supervised=True)
    return rows.order_by("sort_on", "came_on", "pk")


def lights_of(rows: QuerySet[Matter], today: date | None = None) -> Mapping[str, int]:
    """Return how many open matters are red, yellow and in all, with one statement."""
    day = today or timezone.localdate()
    soon = Q(due_on__gte=day, due_on__lte=day + timedelta(days=SOON_DAYS))
    found: dict[str, int] = rows.order_by().aggregate(
        red=Count("pk", filter=Q(due_on__lt=day)), yellow=Count("pk", filter=soon), all=Count("pk")
    )
    return found


def supervised(caller: Caller) -> QuerySet[Matter]:
    """Return what is followed from above: instructions and findings that are open, and matters that were put on the list."""
    rows = visible_matters(caller).filter(OPEN)
    rows = rows.filter(Q(procedure__in=FOLLOWED) | Q(is_supervised=True))
    return rows.order_by("sort_on", "came_on", "pk")


def counts_by_procedure(rows: QuerySet[Matter]) -> Mapping[str, int]:
    """Return how many matters there are of each procedure."""
    found = rows.order_by().values_list("procedure").annotate(count=Count("pk"))
    return Counter(dict(found))


def said_to_be_same(caller: Caller) -> list[tuple[Matter, Matter]]:
    """Return the open matters of which the one who brought them says that they are the same as another open one, each with
    that other, for who may join them."""
    units = units_allowed(caller, "matter.assign")
    rows = visible_matters(caller).filter(OPEN, source_kind="same", unit_id__in=units).order_by("came_on", "pk")
    kept = [each for each in rows[:MOST_SAME] if any(each.state in step.after for step in _joins(each))]
    others = {each.uid: each for each in Matter.objects.filter(OPEN, uid__in=[each.source for each in kept])}
    return [(each, others[each.source]) for each in kept if each.source in others]


def _joins(matter: Matter) -> list[Step]:
    return [each for each in procedure_of(matter.procedure).steps if "join" in each.effects]


def joinable(caller: Caller, matter: Matter) -> list[Matter]:
    """Return the open matters of the same kind and unit into which one may be joined, the newest first."""
    rows = visible_matters(caller).filter(procedure=matter.procedure, is_done=False, unit_id=matter.unit_id)
    return list(rows.exclude(pk=matter.pk).order_by("-pk")[:200])


def story_of(matter: Matter) -> list[MatterStep]:
    """Return the steps of a matter, first to last, with what was kept with them."""
    return list(matter.steps.select_related("unit").prefetch_related("papers"))


def paper_of(caller: Caller, uid: str, pk: int) -> MatterPaper:
    """Return a paper of a matter that the caller may see."""
    matter = read_matter(caller, uid)
    found = matter.papers.filter(pk=pk).first()
    if found is None:
        raise Refusal("evidence_unknown")
    return found


def read_handler_link(secret: str) -> HandlerLink:
    """Return the link of a secret; ``refuse_dead_link`` otherwise."""
    rows = HandlerLink.objects.select_related("matter__unit", "matter__lead", "unit")
    return refuse_dead_link(rows.filter(digest=digest_of(secret)).first())


def steps_for_link(link: HandlerLink) -> list[Step]:
    """Return the steps that a link lets its unit take."""
    return steps_of_unit(link.matter, link.unit)


def steps_of_unit(matter: Matter, unit: Unit) -> list[Step]:
    """Return the steps that a unit takes of a matter as it stands: those of the leading one, or of one that helps."""
    declared, found = procedure_of(matter.procedure), []
    for step in declared.steps:
        if matter.state not in step.after or step.by != "matter.handle":
            continue
        is_lead = step.at == "lead" and matter.lead_id == unit.pk
        is_helping = step.at == "co" and matter.lead_id != unit.pk
        if is_lead or is_helping:
            found.append(step)
    return found


def sheets_back(caller: Caller) -> QuerySet[HandlerSheet]:
    """Return the answer sheets that came back and wait for somebody who assigns the matter to look at them."""
    units = units_allowed(caller, "matter.assign")
    rows = HandlerSheet.objects.filter(step=None, came_at__isnull=False, matter__unit_id__in=units)
    return rows.select_related("matter", "unit").order_by("came_at")


def sheets_of(matter: Matter) -> QuerySet[HandlerSheet]:
    """Return the answer sheets of a matter that are not taken yet: those that are out and those that came back."""
    return matter.sheets.filter(step=None).select_related("unit")


def read_sheet_row(caller: Caller, matter: Matter, uid: str) -> HandlerSheet:
    """Return an answer sheet that came back and waits; Refusal ``matter_sheet_gone`` for none, to who assigns the matter."""
    hooks.require(caller, "matter.assign", matter.unit_id)
    found = sheets_back(caller).filter(matter=matter, uid=uid).first()
    if found is None:
        raise Refusal("matter_sheet_gone")
    return found


def earlier_files(sheet: HandlerSheet) -> list[EarlierSheetFile]:
    """Return the files of a sheet whose place a later one took, the latest first."""
    return list(sheet.earlier.order_by("-pk"))


def files_kept() -> Iterable[str]:
    """Yield the digests of all files that matters hold."""
    yield from MatterPaper.objects.values_list("digest", flat=True)
    yield from HandlerSheet.objects.exclude(digest="").values_list("digest", flat=True)
    yield from EarlierSheetFile.objects.values_list("digest", flat=True)


@dataclass(frozen=True)
class Alike:
    """An open matter that may be the same as one that a resident is about to bring: nothing of what others wrote."""

    uid: str
    topic: str
    came_on: date
    state: str


def open_desks() -> list[Desk]:
    """Return the pages for residents that are open, in official order."""
    return list(Desk.objects.filter(is_open=True).select_related("unit"))


def read_desk(code: str) -> Desk:
    """Return a unit's open page; Refusal ``desk_unknown`` for none."""
    found = Desk.objects.filter(unit__code=code, is_open=True).select_related("unit").first()
    if found is None:
        raise Refusal("desk_unknown")
    return found


def followed(secret: str) -> Matter:
    """Return the matter of a resident's link; Refusal ``follow_unknown`` for none."""
    found = Matter.objects.filter(secret=digest_of(secret)).select_related("unit", "lead", "joined_to").first()
    if found is None:
        raise Refusal("follow_unknown")
    return found


def alike(unit: Unit, procedure: str, topic: str, title: str) -> list[Alike]:
    """Return open matters of a unit that look like one about to be brought: of the same topic and with words in common."""
    declared = procedure_of(procedure)
    field = next((each for each in declared.fields if each.id == "topic"), None)
    label = {each.id: each.label for each in field.choices}.get(topic, "") if field else ""
    mine = _pairs(title)
    found = []
    rows = Matter.objects.filter(unit=unit, procedure=procedure, is_done=False).order_by("-pk")[:400]
    for each in rows:
        theirs = _pairs(each.title)
        common = len(mine & theirs)
        if each.answers.get("topic") == topic and common and 3 * common >= min(len(mine), len(theirs)):
            state = declared.state(each.state)
            found.append(Alike(each.uid, label, each.came_on, state.label if state else ""))
    return found[:5]


def receipt_of(matter: Matter) -> str:
    """Return the number that a resident is given: it names the matter and opens nothing."""
    return f"{matter.came_on:%Y%m%d}-{matter.uid[:6].upper()}"


def _pairs(text: str) -> set[str]:
    kept = "".join(each for each in text if each.isalnum())
    return {kept[at : at + 2] for at in range(len(kept) - 1)}
