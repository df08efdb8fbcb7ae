"""What keeps a draft plan from being published, and what its officer should see before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from yiben.errors import Refusal
from yiben.plans.models import Clause, Plan, ProposedTask
from yiben.plans.queries import terms_of
from yiben.tasks.actions import check_terms
from yiben.units.queries import subtree_ids

_MOST_NAMED = 5


def blockers_of(proposals: Iterable[ProposedTask]) -> list[dict[str, Any]]:
    """Return what keeps a draft plan from being published: undecided proposals, terms that cannot be followed."""
    rows = list(proposals)
    found: list[dict[str, Any]] = [] if rows else [{"code": "plan_without_task"}]
    for each in rows:
        named = {"title": each.terms["title"], "proposal": each.uid}
        if each.state == ProposedTask.PENDING:
            found.append({"code": "proposal_undecided", **named})
            continue
        try:
            check_terms(terms_of(each.terms))
        except Refusal as refusal:
            codes = [code for _name, code, _data in refusal.fields] or [refusal.code]
            found.append({"code": "proposal_refused", **named, "codes": codes})
    return found


def warnings_of(plan: Plan, proposals: Iterable[ProposedTask], today: date) -> list[dict[str, Any]]:
    """Return what does not keep a draft plan from being published, but will show as red or as a gap at once: tasks
    whose last day is past, tasks led by a unit that is not the plan's nor below it, lowest clauses without a task."""
    rows = [each for each in proposals if each.state == ProposedTask.ACCEPTED]
    below = set(subtree_ids(plan.unit, "administrative", today)) | {plan.unit_id}
    found: list[dict[str, Any]] = []
    for each in rows:
        try:
            terms = terms_of(each.terms)
        except Refusal:  # a blocker says so
            continue
        named = {"title": terms.title, "proposal": each.uid}
        if terms.due_on and terms.due_on < today and not terms.recurrence:
            found.append({"code": "task_overdue_at_once", "on": terms.due_on.isoformat(), **named})
        if terms.unit.pk not in below:
            found.append({"code": "task_led_from_outside", "unit": terms.unit.name, "plan": plan.unit.name, **named})
    bare = _bare_clauses(list(plan.clauses.all()), {each.clause_id for each in rows})
    if bare:
        headings = [clause.heading for clause in bare[:_MOST_NAMED]]
        found.append({"code": "clauses_without_task", "count": len(bare), "headings": headings})
    return found


def _bare_clauses(clauses: Sequence[Clause], used: set[int | None]) -> list[Clause]:
    parents = {clause.parent_id for clause in clauses}
    lowest = [clause for clause in clauses if clause.pk not in parents and not clause.needs_none]
    return [clause for clause in lowest if clause.pk not in used]
