"""Taking a step of a matter: right, state, conditions; then its effects, its clocks, its story, its entries, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.errors import Conflict, Refusal
from yiben.matters.actions.effects import Doing, apply_effects
from yiben.matters.actions.running import (
    earliest_end,
    layers,
    pause_clock,
    resume_clock,
    start_clock,
    stop_all,
    stop_clock,
)
from yiben.matters.actions.writing import Paper, keep_papers
from yiben.matters.answers import FieldProblem, procedure_of, read_answers, step_of
from yiben.matters.counting import leave_counts
from yiben.matters.guards import Attempt, Unmet, unmet
from yiben.matters.models import Helper, Matter, MatterStep
from yiben.packs.procedures import Procedure, Step
from yiben.units.models import Unit

LONGEST = 4000
"""The longest words of a step."""


@dataclass(frozen=True)
class Said:
    """What a step is given.

    ``words``: the opinion or the reply; ``lead`` and ``helpers`` of an assignment; ``into``: the matter that it is joined
    to; ``until``: the later end of a clock; ``party``: who of those who brought it is answered or rates, by order (0: all);
    ``unit``: the helping unit for which it is taken; ``over``: the reason for passing over what does not hold.
    """

    on: date | None = None
    words: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    papers: Sequence[Paper] = ()
    lead: Unit | None = None
    helpers: Sequence[Unit] = ()
    into: Matter | None = None
    until: date | None = None
    party: int = 0
    unit: Unit | None = None
    over: str = ""


@transaction.atomic
def take_step(caller: Caller, matter: Matter, name: str, said: Said, *, revision: int) -> Matter:
    """Take a step and return the matter as it stands then.

    Refuses what the caller may not do; Conflict ``matter_changed`` when somebody was faster; ``matter_step`` when the step
    does not follow from the state; ``values`` beside each field; ``matter_barred`` with every condition that the law lets
    nobody pass over; ``matter_held`` with those for which a reason is needed (``said.over``).
    """
    kept = lock(matter)
    step = step_of(procedure_of(kept.procedure), name)
    unit = acting_unit(kept, step, said.unit)
    hooks.require(caller, step.by, unit.pk)
    if kept.revision != revision:
        raise Conflict("matter_changed", title=kept.title)
    return take(caller, kept, step, said, unit)


def lock(matter: Matter) -> Matter:
    """Return the row, locked, with its units."""
    rows = Matter.objects.select_for_update(of=("self",)).select_related("unit", "lead")
    return rows.get(pk=matter.pk)


def acting_unit(matter: Matter, step: Step, unit: Unit | None) -> Unit:
    """Return the unit for which a step is taken. Refuses a step of the leading unit while there is none, and a unit that
    was not asked to help."""
    if step.at == "lead":
        if matter.lead is None:
            raise Refusal("matter_without_lead", title=matter.title)
        return matter.lead
    if step.at == "co":
        if unit is None or not Helper.objects.filter(matter=matter, unit=unit, is_released=False).exists():
            raise Refusal("matter_not_helping", title=matter.title)
        return unit
    return matter.unit


def take(
    caller: Caller,
    kept: Matter,
    step: Step,
    said: Said,
    unit: Unit | None,
    *,
    by_link: bool = False,
    beside: Mapping[str, Any] | None = None,
) -> Matter:
    """Take a step whose right was asked. ``unit`` None: the one who brought the matter takes it; ``beside``: what its story
    keeps beside the answers."""
    procedure = procedure_of(kept.procedure)
    if kept.state not in step.after:
        raise Refusal("matter_step", title=kept.title, step=step.label)
    on, plain, told = _read(kept, step, said)
    attempt = Attempt(caller, on, plain, len(said.papers), work_calendar(), layers())
    over = _passed_over(unmet(kept, procedure, step, attempt), said.over)
    origin = kept.state
    doing = Doing(caller, kept, procedure, step, said.words.strip()[:LONGEST], on, unit)
    extra = apply_effects(doing, plain, said.lead, said.helpers, said.into, said.until, said.party)
    _move(kept, procedure, step, on)
    if plain.get("outcome"):
        kept.outcome = str(plain["outcome"])
    kept.fall_due(earliest_end(kept))
    kept.revision += 1
    kept.save()
    row = MatterStep.objects.create(
        matter=kept,
        step=step.id,
        origin=origin,
        target=kept.state,
        on=on,
        round=kept.round,
        unit=unit,
        post=caller.post,
        person=caller.person,
        said={**plain, **extra, **(beside or {})},
        told={**told, **({"words": doing.words} if doing.words else {})},
        over=over,
        by_link=by_link,
    )
    keep_papers(kept, row, said.papers)
    leave_counts(caller, kept, step.counts, (*procedure.fields, *step.asks), plain, on)
    log(caller, f"matter.{step.id}", kept.uid, **({"over": len(over)} if over else {}))
    return kept


def wrong_in(kept: Matter, step: Step, said: Said) -> list[FieldProblem]:
    """Return what is wrong with what a step is given, beside its fields; nothing is taken."""
    return _looked_at(kept, step, said)[3]


def _read(kept: Matter, step: Step, said: Said) -> tuple[date, dict[str, Any], dict[str, Any]]:
    """The day and the answers of a step. Refuses ``values`` with every problem."""
    on, plain, told, problems = _looked_at(kept, step, said)
    if problems:
        raise Refusal("values", fields=problems)
    return on, plain, told


def _looked_at(kept: Matter, step: Step, said: Said) -> tuple[date, dict[str, Any], dict[str, Any], list[FieldProblem]]:
    plain, told, problems = read_answers(step.asks, said.answers)
    today = timezone.localdate()
    on = said.on or today
    if on > today:
        problems.append(("on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()}))
    last = kept.steps.last()
    if last is not None and on < last.on:
        problems.append(("on", "step_before_last", {"last": last.on.isoformat()}))
    if step.says == "required" and not said.words.strip():
        problems.append(("words", "required", {}))
    problems += _of_effects(step, said)
    if step.papers == "required" and not said.papers:
        problems.append(("papers", "required", {}))
    return on, plain, told, problems


def _of_effects(step: Step, said: Said) -> list[FieldProblem]:
    found: list[FieldProblem] = []
    if {"assign", "transfer"} & set(step.effects) and said.lead is None:
        found.append(("lead", "required", {}))
    if said.lead is not None and said.lead in said.helpers:
        found.append(("helpers", "helper_leads", {"unit": said.lead.short_name}))
    if "join" in step.effects and said.into is None:
        found.append(("into", "required", {}))
    return found


def _passed_over(found: Sequence[Unmet], reason: str) -> list[dict[str, Any]]:
    """What does not hold and is passed over, as the story keeps it. Refuses what may not be, and what needs a reason."""
    barred = [each for each in found if not each.may_pass]
    if barred:
        raise Refusal("matter_barred", unmet=[(each.code, dict(each.data)) for each in barred])
    if found and not reason.strip():
        told = [(each.code, dict(each.data)) for each in found]
        raise Refusal("matter_held", fields=[("over", "required", {})], unmet=told)
    return [{"code": each.code, "data": dict(each.data), "reason": reason.strip()[:600]} for each in found]


def _move(kept: Matter, procedure: Procedure, step: Step, on: date) -> None:
    """Clocks first, then the state: what is done has no clock that runs, but those that the step starts."""
    for name in step.stops:
        stop_clock(kept, name, on)
    for name in step.pauses:
        pause_clock(kept, name, on)
    for name in step.resumes:
        resume_clock(kept, name, on)
    target = procedure.state(step.to) if step.to else None
    if target is not None:
        kept.state = target.id
        kept.is_done = target.kind == "done"
        kept.closed_on = on if kept.is_done else None
        if kept.is_done:
            stop_all(kept, on)
    for name in step.starts:
        start_clock(kept, procedure, name, on)
