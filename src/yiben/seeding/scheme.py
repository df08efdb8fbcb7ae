"""The demo's first station: a scheme as it really arrives becomes a published plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yiben.audit.callers import SYSTEM, Caller
from yiben.documents.actions import upload_document
from yiben.errors import Refusal
from yiben.plans.actions import begin_plan, decide, publish
from yiben.plans.gates import blockers_of
from yiben.plans.models import Plan, ProposedTask
from yiben.plans.queries import plan_tree
from yiben.tasks.actions import close_task, send_return
from yiben.tasks.following import Followed, follow
from yiben.units.models import Unit

LONG_AGO = 30
"""Days after which the demo takes a task to be done and struck off."""


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


def tell_past(plan: Plan, today: date) -> None:
    """Let the demo's plan have a past: what was due long ago is reported on and struck off, and returns of earlier
    turns are sent; what is due now stays to be done."""
    tasks = [row.task for row in plan_tree(plan, today).tasks]
    for row in follow(tasks, today):
        for share in row.shares or (row,):
            if share.task.kind == share.task.NARRATIVE:
                _catch_up(share)
        due = row.task.due_on
        if due and not row.task.recurrence and (today - due).days > LONG_AGO:
            month = f"{due.year}-{due.month:02d}"
            for unit in row.task.doers:
                send_return(SYSTEM, row.task, unit=unit, slot=month, progress="已完成并报送。", is_done=True)
            close_task(SYSTEM, row.task, charge=plan.unit, reason="材料已核对，完成。")


def _catch_up(row: Followed) -> None:
    """Send the returns of a unit's earlier turns; the latest of them stays to be written."""
    for slot in row.missing[:-1]:
        send_return(SYSTEM, row.task, unit=row.unit, slot=slot.label, progress="已按方案完成本期工作。")


def _day_of(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today
