"""Problems that other rooms found (a question answered “no” at an inspection), taken in as matters: answers to hooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.audit.hooks import Problem, ProblemStanding
from yiben.errors import Refusal
from yiben.matters.actions.registering import Brought, channels, register_matter
from yiben.matters.actions.stepping import Said, take_step
from yiben.matters.answers import procedure_of
from yiben.matters.models import Matter
from yiben.units.models import Unit

CHANNEL = "inspection"
"""How a problem that an inspection found comes, where the book of matters knows it; else the first way it knows."""


def hand_on_problem(problem: Problem, caller: Caller) -> str:
    """Take a problem in as a matter that its unit follows and the visited unit mends; return the matter's uid. Who may assign
    it assigns it to that unit at once, so that its clocks run from today. One that was taken in from the same source already
    is refused (``problem_known``)."""
    kind, source = problem.source
    if Matter.objects.filter(source_kind=kind, source=source).exists():
        raise Refusal("problem_known", title=problem.title)
    known = channels()
    units = {each.pk: each for each in Unit.objects.filter(pk__in=[problem.unit_id, problem.lead_id])}
    brought = Brought(
        title=problem.title,
        came_on=problem.came_on,
        channel=CHANNEL if CHANNEL in known else next(iter(known), ""),
        answers=problem.answers,
        source=problem.source,
    )
    lead = units[problem.lead_id]
    made = register_matter(caller, problem.procedure, units[problem.unit_id], brought, lead=lead)
    assigning = next(
        (each for each in procedure_of(made.procedure).steps if "assign" in each.effects and made.state in each.after),
        None,
    )
    if assigning is not None and hooks.allow(caller, assigning.by, made.unit_id):
        take_step(caller, made, assigning.id, Said(lead=lead), revision=made.revision)
    return made.uid


def problems_stand(uids: Sequence[str], today: date) -> dict[str, ProblemStanding]:
    """Return how matters stand, by uid."""
    found = {}
    for each in Matter.objects.filter(uid__in=list(uids)):
        state = procedure_of(each.procedure).state(each.state)
        label = state.label if state else each.state
        is_late = not each.is_done and each.due_on is not None and each.due_on < today
        found[each.uid] = ProblemStanding(each.uid, each.number, label, each.is_done, is_late, each.due_on)
    return found
