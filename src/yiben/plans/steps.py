"""What people decided on a draft plan, step by step, so that the last step can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yiben.audit.callers import Caller
from yiben.documents.actions import note_decision
from yiben.documents.models import Decision
from yiben.documents.repairs import RESTORED, REVERTED
from yiben.plans.models import Plan, ProposedTask

UNDONE = "task.undone"
KEPT = ("state", "terms", "problems", "start", "end")


def kept_of(proposed: ProposedTask) -> dict[str, Any]:
    """Return what has to be put back when a step on the proposal is undone."""
    return {"uid": proposed.uid, **{name: getattr(proposed, name) for name in KEPT}}


def note_step(
    caller: Caller,
    proposed: ProposedTask,
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    kept: Sequence[Mapping[str, Any]],
    made: Sequence[str] = (),
) -> None:
    """Keep a decision with its place in the text. ``kept``: the proposals as they stood; ``made``: uids of new ones."""
    plan = proposed.plan
    if plan.document is None:
        return
    place = {"start": proposed.start, "end": proposed.end}
    undo = {"plan": plan.uid, "kept": [dict(each) for each in kept], "made": list(made)}
    note_decision(caller, plan.document, what, {**place, **before, "undo": undo}, {**place, **after})


def last_step(plan: Plan) -> Decision | None:
    """Return the latest decision on a draft plan that was not taken back, None when there is none. What was decided
    before the text was read anew stays: the proposals that stood there then may be gone."""
    if plan.document_id is None or plan.state != Plan.DRAFT:
        return None
    decisions = Decision.objects.filter(document=plan.document_id)
    read_anew = decisions.filter(what__in=[REVERTED, RESTORED]).order_by("-pk").values_list("pk", flat=True).first()
    steps = decisions.filter(before__undo__plan=plan.uid, pk__gt=read_anew or 0).order_by("-pk")
    undone: set[int] = set()
    for step in steps:
        if step.what == UNDONE:
            undone.add(step.after["step"])
        elif step.pk not in undone:
            return step
    return None
