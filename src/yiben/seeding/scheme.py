"""The demo's first station: a scheme as it really arrives becomes a published plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiben.audit.callers import Caller
from yiben.documents.actions import upload_document
from yiben.errors import Refusal
from yiben.plans.actions import begin_plan, decide, publish
from yiben.plans.models import Plan, ProposedTask
from yiben.plans.queries import blockers_of
from yiben.units.models import Unit


@dataclass(frozen=True)
class Read:
    """A plan made of a document: what was repaired, proposed, accepted, and left out because it cannot be followed."""

    plan: Plan
    repairs: int
    clauses: int
    accepted: int
    left_out: int


def plan_document(caller: Caller, unit: Unit, *, name: str, data: bytes, today: date) -> Read:
    """Upload a document and begin a plan from it; nothing is decided yet. The plan's day is the document's, or today."""
    document = upload_document(caller, unit=unit, name=name, data=data)
    plan = begin_plan(caller, document, unit=unit, day=_day_of(document.reading.get("issued_on"), today))
    return Read(plan, len(document.reading["repairs"]), plan.clauses.count(), 0, 0)


def accept_all(caller: Caller, read: Read) -> Read:
    """Accept every proposed task that can be followed, leave the others out, and publish.

    Raises Refusal ``plan_not_ready`` when the document holds no task at all.
    """
    accepted = left_out = 0
    for proposed in read.plan.proposed.all():
        proposed.state = ProposedTask.ACCEPTED
        is_good = not blockers_of([proposed])
        decide(caller, proposed, ProposedTask.ACCEPTED if is_good else ProposedTask.DROPPED)
        accepted, left_out = accepted + is_good, left_out + (not is_good)
    if not accepted:
        raise Refusal("plan_not_ready", plan=read.plan.title, blockers=[], count=0)
    return Read(publish(caller, read.plan), read.repairs, read.clauses, accepted, left_out)


def _day_of(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today
