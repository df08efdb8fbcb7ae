"""Planning a round, drawing its sample, beginning it, adding a unit, ending it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.inspections.actions.writing import LEAD, lock, require_state, tell
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Draw, Round, Visit
from yiben.inspections.queries import frame_of
from yiben.inspections.sampling import Candidate, draw
from yiben.ledger.checking import require_recording_unit
from yiben.units.models import Unit

FieldProblem = tuple[str, str, dict[str, object]]
MOST_UNITS = 500


@dataclass(frozen=True)
class RoundPlan:
    """A round as it is planned. ``approval`` or, without one, ``unapproved`` with its reason has to be said; ``kinds`` of units
    among which it draws, none: all that the list of questions is for."""

    title: str
    checklist: str
    begins_on: date | None
    ends_on: date | None
    approval: str = ""
    unapproved: str = ""
    is_announced: bool = True
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sampling:
    """How a sample is drawn: ``seed`` empty lets the program make one; ``by_parent``: of every unit above by itself;
    ``reason``: why it is drawn again."""

    size: int | None
    seed: str = ""
    by_parent: bool = False
    reason: str = ""


@transaction.atomic
def plan_round(caller: Caller, unit: Unit, plan: RoundPlan) -> Round:
    """Plan a round of a unit and return it. Refuses ``values`` beside each field; without the number in the yearly plan a
    reason has to be signed, which stays with the round."""
    hooks.require(caller, LEAD, unit.pk)
    require_recording_unit(unit)
    row = Round(unit=unit, checklist=questions_of(plan.checklist).id)
    _apply(caller, row, plan)
    return tell(caller, row, "plan")


@transaction.atomic
def change_round(caller: Caller, row: Round, plan: RoundPlan, *, revision: int) -> Round:
    """Change a round that was not begun; its list of questions stays."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.DRAFT)
    _apply(caller, kept, plan)
    return tell(caller, kept, "change")


@transaction.atomic
def draw_sample(caller: Caller, row: Round, sampling: Sampling, *, revision: int) -> Draw:
    """Draw the sample of a round and return the draw. The frame are the units below its unit for which the list of questions
    is. To draw again a reason has to be said; every draw stays for everybody to see who sees the round."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.DRAFT)
    frame = frame_of(kept, timezone.localdate())
    problems: list[FieldProblem] = []
    if sampling.size is None or not 1 <= sampling.size <= min(len(frame), MOST_UNITS):
        most = min(len(frame), MOST_UNITS)
        problems.append(("size", "sample_size", {"most": most, "typed": sampling.size or 0}))
    if kept.draws.exists() and not sampling.reason.strip():
        problems.append(("reason", "draw_again_reason", {}))
    if problems or sampling.size is None:
        raise Refusal("values", fields=problems)
    seed = " ".join(sampling.seed.split())[:64] or secrets.token_hex(8)
    candidates = [Candidate(unit.code, parent.code if parent else "") for unit, parent in frame]
    made = Draw.objects.create(
        round=kept,
        seed=seed,
        size=sampling.size,
        by_parent=sampling.by_parent,
        frame=[[u.code, u.short_name, p.code if p else "", p.short_name if p else ""] for u, p in frame],
        sample=draw(candidates, sampling.size, seed, by_parent=sampling.by_parent),
        reason=sampling.reason.strip()[:300],
        post=caller.post,
        person=caller.person,
    )
    tell(caller, kept, "draw", seed=seed, size=sampling.size)
    return made


@transaction.atomic
def open_round(caller: Caller, row: Round, *, revision: int) -> Round:
    """Begin a round: every drawn unit is to be visited. From now on the sample stays."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.DRAFT)
    last = kept.draws.last()
    if last is None:
        raise Refusal("round_without_sample", title=kept.title)
    units = {each.code: each for each in Unit.objects.filter(code__in=last.sample)}
    for order, code in enumerate(last.sample, start=1):
        Visit.objects.create(round=kept, unit=units[code], order=order)
    kept.state = Round.OPEN
    return tell(caller, kept, "open", count=len(last.sample))


@transaction.atomic
def add_unit(caller: Caller, row: Round, unit: Unit, *, reason: str, revision: int) -> Visit:
    """Add a unit of the frame that was not drawn, with the reason; it is marked in every table as added."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.OPEN)
    if unit.pk not in {each.pk for each, _parent in frame_of(kept, timezone.localdate())}:
        raise Refusal("values", fields=[("unit", "unit_not_in_frame", {"unit": unit.short_name})])
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    if kept.visits.filter(unit=unit, again_of=None).exists():
        raise Refusal("values", fields=[("unit", "unit_in_sample", {"unit": unit.short_name})])
    made = Visit.objects.create(round=kept, unit=unit, order=kept.visits.count() + 1, added=reason.strip()[:300])
    tell(caller, kept, "add", unit=unit.uid)
    return made


@transaction.atomic
def close_round(caller: Caller, row: Round, *, reason: str = "", revision: int) -> Round:
    """End a round. Units that were not visited need a reason, which stays."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.OPEN)
    left = kept.visits.filter(state=Visit.PLANNED).count()
    if left and not reason.strip():
        raise Refusal("round_visits_left", fields=[("reason", "required", {})], count=left)
    kept.state = Round.CLOSED
    return tell(caller, kept, "close", left=left, **({"reason": reason.strip()[:300]} if reason.strip() else {}))


@transaction.atomic
def drop_round(caller: Caller, row: Round, *, reason: str, revision: int) -> Round:
    """Call a round off that was not begun, with the reason."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Round.DRAFT)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    kept.state = Round.DROPPED
    return tell(caller, kept, "drop", reason=reason.strip()[:300])


def _apply(caller: Caller, row: Round, plan: RoundPlan) -> None:
    problems: list[FieldProblem] = []
    if not plan.title.strip():
        problems.append(("title", "required", {}))
    if plan.begins_on is None:
        problems.append(("begins_on", "required", {}))
    if plan.ends_on is None:
        problems.append(("ends_on", "required", {}))
    elif plan.begins_on is not None and plan.ends_on < plan.begins_on:
        problems.append(("ends_on", "deadline_before_start", {"on": plan.ends_on.isoformat()}))
    if not set(plan.kinds) <= set(catalogue().kinds):
        known = "、".join(each.label for each in catalogue().kinds.values())
        problems.append(("kinds", "unknown_choice", {"typed": "、".join(sorted(plan.kinds))[:40], "allowed": known}))
    applies = questions_of(row.checklist).applies
    if plan.kinds and applies and not set(plan.kinds) & set(applies):
        problems.append(("kinds", "round_kinds_empty", {}))
    if not plan.approval.strip() and not plan.unapproved.strip():
        problems.append(("approval", "approval_or_reason", {}))
    if problems or plan.begins_on is None or plan.ends_on is None:
        raise Refusal("values", fields=problems)
    row.title, row.begins_on, row.ends_on = plan.title.strip()[:120], plan.begins_on, plan.ends_on
    row.kinds = sorted(set(plan.kinds))
    row.approval, row.is_announced = plan.approval.strip()[:60], plan.is_announced
    reason = plan.unapproved.strip()[:300]
    signed = {"reason": reason, "person": caller.person, "post": caller.post, "on": timezone.localdate().isoformat()}
    row.unapproved = signed if reason and not row.approval else {}
