"""Reading plans: the tree of clauses with tasks, how they stand, and the gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.ledger.queries import current, visible_entries
from yiben.plans.models import Clause, Plan, ProposedTask
from yiben.plans.owners import UnitName
from yiben.tasks.actions import TaskTerms
from yiben.tasks.following import Followed, follow
from yiben.tasks.models import Task
from yiben.tasks.queries import visible_tasks
from yiben.units.models import Unit
from yiben.units.queries import living_units, root_unit, subtree_ids

SHORTEST_NAME = 2
"""Characters of the shortest name by which units below call one another."""


@dataclass
class Branch:
    """A clause with its tasks and the clauses below it."""

    clause: Clause
    tasks: list[Followed] = field(default_factory=list)
    below: list[Branch] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether neither the clause nor anything below it asks for anything."""
        return not self.tasks and all(branch.is_empty for branch in self.below)


@dataclass(frozen=True)
class Gaps:
    """What a plan leaves open: lowest clauses without a task (but those that need none), tasks without any work or
    return."""

    clauses: list[Clause]
    idle_tasks: list[Followed]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.clauses) + len(self.idle_tasks)


@dataclass(frozen=True)
class Origin:
    """Where a task comes from: the plan, the clause (None: no heading stands over it) and the clause's text."""

    plan: Plan
    clause: Clause | None
    text: str


@dataclass(frozen=True)
class PlanTree:
    """A published plan as it stands: branches, tasks outside any clause, gaps, and the count of each light."""

    plan: Plan
    branches: list[Branch]
    loose: list[Followed]
    gaps: Gaps
    lights: dict[str, int]

    @property
    def tasks(self) -> list[Followed]:
        """All tasks in the order of the text."""
        found: list[Followed] = []
        waiting = list(self.branches)
        while waiting:
            branch = waiting.pop(0)
            found += branch.tasks
            waiting = branch.below + waiting
        return found + self.loose


def visible_plans(caller: Caller) -> QuerySet[Plan]:
    """Return the published plans of units whose plans the caller may read, and those that charge such a unit; drafts
    only for those who may change them."""
    plans = Plan.objects.select_related("unit", "document")
    if caller.is_system:
        return plans
    sources = visible_tasks(caller).order_by().values("source")
    charging = Q(uid__in=sources) | Q(pk__in=Clause.objects.filter(uid__in=sources).values("plan"))
    readable = (Q(unit_id__in=units_allowed(caller, "plan.read")) | charging) & ~Q(state=Plan.DRAFT)
    return plans.filter(readable | Q(unit_id__in=units_allowed(caller, "plan.change")))


def read_plan(caller: Caller, uid: str) -> Plan:
    """Return a plan that the caller may see; Refusal ``plan_unknown`` otherwise."""
    plan = visible_plans(caller).filter(uid=uid).first()
    if plan is None:
        raise Refusal("plan_unknown")
    return plan


def plan_of_paper(unit: Unit, digest: str) -> Plan | None:
    """Return the plan that a unit has already made of a paper (by the digest of its bytes), None when there is none."""
    return Plan.objects.exclude(state=Plan.SUPERSEDED).filter(unit=unit, document__digest=digest).first()


def read_proposal(caller: Caller, plan: Plan, uid: str) -> ProposedTask:
    """Return a proposed task of a plan that the caller may see."""
    found = plan.proposed.select_related("plan", "clause").filter(uid=uid).first()
    if found is None:
        raise Refusal("proposal_unknown")
    return found


def planning_units(caller: Caller) -> list[Unit]:
    """Return the living units for which the caller may begin a plan from a document, in official order."""
    allowed = units_allowed(caller, "plan.change") & units_allowed(caller, "document.upload")
    return list(living_units(timezone.localdate()).filter(pk__in=allowed).order_by("order", "code"))


def read_clause(plan: Plan, uid: str) -> Clause:
    """Return a clause of a plan that the caller may see."""
    found = plan.clauses.select_related("plan__unit").filter(uid=uid).first()
    if found is None:
        raise Refusal("clause_unknown")
    return found


def origin_of(caller: Caller, task: Task) -> Origin | None:
    """Return the clause from which a task came, None when it came from no plan that the caller may see."""
    clause = Clause.objects.filter(uid=task.source).first()
    plans = visible_plans(caller)
    plan = plans.filter(pk=clause.plan_id).first() if clause else plans.filter(uid=task.source).first()
    if plan is None:
        return None
    text = plan.document.text[clause.start : clause.end] if clause and plan.document else ""
    return Origin(plan, clause, text.strip())


def unclaimed_entries(caller: Caller, tree: PlanTree) -> QuerySet[Entry]:
    """Return the records that look like work for the plan and name no task: of the units that it charges, in the books
    by which it is measured, between its day and its last deadline."""
    counted = [each.task for each in tree.tasks if each.task.kind == Task.COUNTED]
    last = max((task.due_on for task in counted if task.due_on), default=timezone.localdate())
    entries = current(visible_entries(caller)).filter(
        book__in={task.book for task in counted},
        unit__in={task.unit_id for task in counted} | {unit.pk for task in counted for unit in task.co_units.all()},
        occurred_on__range=(tree.plan.day, last),
    )
    named = Entry.objects.filter(references__ref__in=Task.objects.values("uid"))
    return entries.exclude(pk__in=named.values("pk")).select_related("unit").order_by("-occurred_on", "-seq")


def plan_tree(plan: Plan, today: date | None = None, caller: Caller | None = None) -> PlanTree:
    """Return a plan's clauses as a tree with its tasks as they stand, and its gaps. A caller who may not read the
    plans of the plan's unit sees of the tasks only their own."""
    day = today or timezone.localdate()
    clauses = list(plan.clauses.all())
    tasks = Task.objects.filter(source__in=[plan.uid, *(clause.uid for clause in clauses)])
    tasks = tasks.exclude(state=Task.DROPPED).select_related("unit").prefetch_related("co_units").order_by("order")
    if caller is not None and not sees_whole(caller, plan):
        tasks = tasks.filter(pk__in=visible_tasks(caller).order_by().values("pk"))
    followed = follow(tasks, day)
    by_source: dict[str, list[Followed]] = defaultdict(list)
    for each in followed:
        by_source[each.task.source].append(each)
    branches = {clause.pk: Branch(clause, by_source[clause.uid]) for clause in clauses}
    roots: list[Branch] = []
    for clause in clauses:
        branch = branches[clause.pk]
        (branches[clause.parent_id].below if clause.parent_id else roots).append(branch)
    lights: dict[str, int] = {"red": 0, "yellow": 0, "green": 0, "open": 0}
    for each in followed:
        lights[each.shown.light] += 1
    lowest = [clause for clause in clauses if not branches[clause.pk].below and not clause.needs_none]
    bare = [clause for clause in lowest if branches[clause.pk].is_empty]
    idle = [each for each in followed if not each.records and each.last_return is None]
    return PlanTree(plan, roots, by_source[plan.uid], Gaps(bare, idle), lights)


def sees_whole(caller: Caller, plan: Plan) -> bool:
    """Say whether the caller reads the plan with the tasks of everybody."""
    return hooks.allow(caller, "plan.read", plan.unit_id)


def by_unit(tree: PlanTree) -> list[tuple[Unit, list[Followed]]]:
    """Return the tasks of a plan by leading unit, in official order."""
    groups: dict[int, tuple[Unit, list[Followed]]] = {}
    for each in tree.tasks:
        groups.setdefault(each.task.unit_id, (each.task.unit, []))[1].append(each)
    return sorted(groups.values(), key=lambda pair: (pair[0].order, pair[0].code))


def unit_names(unit: Unit) -> list[UnitName]:
    """Return the names of all units that a plan of ``unit`` may charge: those below it, else everywhere."""
    below = set(subtree_ids(unit, "administrative", timezone.localdate()))
    units = Unit.objects.filter(closed_on=None).order_by("order", "code")
    near = [each for each in units if each.pk in below]
    bare = _bare_names(unit, near)
    taken = {name for each in near for name in (*_names(each), *bare.get(each.pk, ()))}
    far = [each for each in units if each.pk not in below and not taken.intersection(_names(each))]
    collective_free = [UnitName(each.uid, "", _names(each)) for each in far if root_unit().pk != unit.pk]
    named = [UnitName(each.uid, each.kind, (*_names(each), *bare.get(each.pk, ()))) for each in near]
    return named + collective_free


def terms_of(terms: Mapping[str, Any]) -> TaskTerms:
    """Return the terms of a task from their JSON form; raises Refusal ``values`` for units that do not exist."""
    units = {unit.uid: unit for unit in Unit.objects.filter(uid__in=[terms["unit"], *terms["co_units"]])}
    missing = [uid for uid in [terms["unit"], *terms["co_units"]] if uid not in units]
    if missing:
        raise Refusal("values", fields=[("unit", "unknown_unit", {"typed": missing[0]})])
    plain = {
        name: terms.get(name, "")
        for name in (
            *("title", "lead_leader", "contact", "phase", "due_said", "recurrence"),
            *("book", "field", "target_word"),
        )
    }
    return TaskTerms(
        **plain,
        unit=units[terms["unit"]],
        co_units=tuple(units[uid] for uid in terms["co_units"]),
        starts_on=_day(terms.get("starts_on"), "starts_on"),
        due_on=_day(terms.get("due_on"), "due_on"),
        is_provisional=bool(terms.get("is_provisional")),
        by_each=bool(terms.get("by_each")),
        where=dict(terms.get("where") or {}),
        kind=terms.get("kind") or Task.NARRATIVE,
        target=int(terms.get("target") or 0),
        order=int(terms.get("order") or 0),
    )


def _bare_names(unit: Unit, near: Iterable[Unit]) -> dict[int, tuple[str, ...]]:
    """What units below are called among themselves: “平安办” for “砚湖平安办” in a plan of 砚湖街道. A name that two of
    them would share is left out."""
    stem = unit.short_name.removesuffix("街道").removesuffix("社区")
    found: dict[str, set[int]] = defaultdict(set)
    for each in near:
        for name in _names(each):
            for prefix in (unit.name, unit.short_name, stem):
                rest = name.removeprefix(prefix)
                if each.pk != unit.pk and rest != name and len(rest) >= SHORTEST_NAME:
                    found[rest].add(each.pk)
    meant: dict[int, tuple[str, ...]] = {}
    for name, ids in found.items():
        if len(ids) == 1:
            pk = next(iter(ids))
            meant[pk] = (*meant.get(pk, ()), name)
    return meant


def _names(unit: Unit) -> tuple[str, ...]:
    return (unit.name, unit.short_name, *unit.aliases)


def _day(text: Any, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError as problem:
        raise Refusal("values", fields=[(name, "bad_date", {"typed": str(text)})]) from problem


def clauses_of(tasks: Iterable[Task]) -> dict[str, list[Clause]]:
    """Return the clauses of every plan from which tasks came, in order, by the plan's title."""
    sources = {task.source for task in tasks}
    plans = Plan.objects.filter(clauses__uid__in=sources).distinct()
    return {plan.title: list(plan.clauses.all()) for plan in plans.prefetch_related("clauses")}
