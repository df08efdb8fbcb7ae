"""What people decided on a draft plan, step by step, so that the last step can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.documents.actions import note_decision
from yiben.documents.models import Decision
from yiben.errors import Refusal
from yiben.plans.models import Plan, ProposedTask

UNDONE = "task.undone"
_KEPT = ("state", "terms", "problems", "start", "end")


def kept_of(proposed: ProposedTask) -> dict[str, Any]:
    """Return what has to be put back when a step on the proposal is undone."""
    return {"uid": proposed.uid, **{name: getattr(proposed, name) for name in _KEPT}}


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
    """Return the latest decision on a draft plan that was not taken back, None when there is none."""
    if plan.document_id is None or plan.state != Plan.DRAFT:
        return None
    steps = Decision.objects.filter(document=plan.document_id, before__undo__plan=plan.uid).order_by("-pk")
    undone: set[int] = set()
    for step in steps:
        if step.what == UNDONE:
            undone.add(step.after["step"])
        elif step.pk not in undone:
            return step
    return None


@transaction.atomic
def undo_step(caller: Caller, plan: Plan) -> ProposedTask | None:
    """Take back the latest decision on a draft plan and return the proposal it was about.

    Versions grow, so that an edit which is open elsewhere is refused. Refusal ``nothing_to_undo`` when there is none.
    """
    hooks.require(caller, "plan.change", plan.unit_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != Plan.DRAFT:
        raise Refusal("plan_not_draft", plan=plan.title)
    step = last_step(plan)
    if step is None or plan.document is None:
        raise Refusal("nothing_to_undo")
    undo = step.before["undo"]
    put_back = []
    for kept in undo["kept"]:
        proposed = plan.proposed.select_for_update().get(uid=kept["uid"])
        for name in _KEPT:
            setattr(proposed, name, kept[name])
        proposed.version += 1
        proposed.save()
        put_back.append(proposed)
    plan.proposed.filter(uid__in=undo["made"]).delete()
    note_decision(caller, plan.document, UNDONE, {"undo": {"plan": plan.uid}}, {"step": step.pk, "what": step.what})
    return put_back[0] if put_back else None
