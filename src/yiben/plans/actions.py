"""From a document to a followed plan: begin, decide on each proposed task, publish, revise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.catalog.queries import catalogue
from yiben.documents.actions import note_decision, revert_repairs
from yiben.documents.models import Document
from yiben.errors import Conflict, Refusal
from yiben.plans.gates import blockers_of, warnings_of
from yiben.plans.measuring import measures_of
from yiben.plans.models import Clause, Plan, ProposedTask
from yiben.plans.proposing import (
    TaskDraft,
    blank_terms,
    clause_at,
    draft_clauses,
    draft_tasks,
    end_recurrence,
    plan_end,
    plan_title,
)
from yiben.plans.queries import plan_of_paper, terms_of, unit_names
from yiben.plans.rereading import rebase
from yiben.plans.steps import KEPT, UNDONE, kept_of, last_step, note_step
from yiben.tasks.actions import TaskTerms, change_task, check_terms, drop_task, set_task
from yiben.tasks.models import Task
from yiben.text.reverting import Moves, Place
from yiben.units.models import Unit

SOURCE = "clause"
SAME_TITLE = 88
"""From which likeness (0–100) on a task of a revised plan is taken to be the old one."""


@transaction.atomic
def begin_plan(
    caller: Caller, document: Document, *, unit: Unit, day: date, title: str = "", revises: Plan | None = None
) -> Plan:
    """Make a draft plan from a document's reading: its clauses, and a proposed task for each one found.

    Refuses (``plan_exists``, naming it) a document of which the unit has a plan already.
    """
    hooks.require(caller, "plan.change", unit.pk)
    if revises is not None:
        hooks.require(caller, "plan.change", revises.unit_id)
        if revises.state != Plan.PUBLISHED:
            raise Refusal("plan_not_published", plan=revises.title)
    elif (known := plan_of_paper(unit, document.digest)) is not None:
        raise Refusal("plan_exists", plan=known.title, uid=known.uid)
    plan = Plan.objects.create(
        unit=unit, title=(title or plan_title(str(document)))[:200], document=document, day=day, revises=revises
    )
    clauses = _write_clauses(plan, document, {})
    tasks = _read_tasks(plan, document)
    ProposedTask.objects.bulk_create(_proposal(plan, task, clauses, (n + 1) * 10) for n, task in enumerate(tasks))
    log(caller, "plan.begin", plan.uid, document=document.uid)
    return plan


@transaction.atomic
def reread(caller: Caller, document: Document, places: Collection[Place], *, is_reverted: bool) -> Document:
    """Leave repairs out of a document (or make them again) and read it anew, its draft plans with it.

    What was decided stays and moves with the text; tasks that nobody has decided on are proposed anew. Refused
    (``plan_not_draft``) once a plan made of the document is followed: its text stays as it was read.
    """
    plans = list(Plan.objects.select_for_update().filter(document=document))
    for plan in plans:
        hooks.require(caller, "plan.change", plan.unit_id)
        if plan.state != Plan.DRAFT:
            raise Refusal("plan_not_draft", plan=plan.title)
    was_read = list(document.reading.get("tasks", ()))
    kept, moves = revert_repairs(caller, document, places, is_reverted=is_reverted)
    for plan in plans:
        _read_again(plan, kept, was_read, moves)
    return kept


@transaction.atomic
def decide(caller: Caller, proposed: ProposedTask, state: str) -> ProposedTask:
    """Accept or drop a proposed task, or put it back to undecided. Terms that cannot be followed are not accepted."""
    kept = _locked(caller, proposed)
    if state not in {ProposedTask.PENDING, ProposedTask.ACCEPTED, ProposedTask.DROPPED}:
        raise Refusal("decision_unknown", state=state)
    if state == ProposedTask.ACCEPTED:
        check_terms(terms_of(kept.terms))
    note_step(caller, kept, f"task.{state}", {"state": kept.state}, {"state": state}, [kept_of(kept)])
    kept.state = state
    kept.save(update_fields=["state"])
    return kept


@transaction.atomic
def edit(caller: Caller, proposed: ProposedTask, terms: Mapping[str, Any], *, version: int) -> ProposedTask:
    """Change a proposed task's terms, which also accepts it.

    ``version`` is the one the user saw; another edit meanwhile is Conflict ``proposal_changed`` with both titles.
    """
    kept = _locked(caller, proposed)
    if kept.version != version:
        raise Conflict("proposal_changed", yours=str(terms.get("title", "")), theirs=kept.terms["title"])
    changed = {**kept.terms, **terms}
    check_terms(terms_of(changed))
    note_step(caller, kept, "task.edited", kept.terms, changed, [kept_of(kept)])
    kept.terms, kept.problems = changed, []
    kept.state, kept.version = ProposedTask.ACCEPTED, kept.version + 1
    kept.save()
    return kept


@transaction.atomic
def merge(caller: Caller, first: ProposedTask, second: ProposedTask) -> ProposedTask:
    """Join two proposed tasks of a plan into the earlier one; the later is dropped, its words are kept in the title."""
    one, other = _locked(caller, first), _locked(caller, second)
    if one.plan_id != other.plan_id or one.pk == other.pk:
        raise Refusal("merge_impossible")
    if one.order > other.order:
        one, other = other, one
    steps = [kept_of(one), kept_of(other)]
    terms = dict(one.terms)
    terms["title"] = f"{one.terms['title']}；{other.terms['title']}"[:300]
    terms["co_units"] = list(dict.fromkeys([*terms["co_units"], *other.terms["co_units"], other.terms["unit"]]))
    terms["co_units"] = [uid for uid in terms["co_units"] if uid != terms["unit"]]
    for name in ("due_on", "due_said", "recurrence", "phase"):
        terms[name] = terms[name] or other.terms[name]
    note_step(caller, one, "task.merged", one.terms, terms, steps)
    one.terms, one.end, one.version = terms, max(one.end, other.end), one.version + 1
    other.state = ProposedTask.DROPPED
    one.save()
    other.save(update_fields=["state"])
    return one


@transaction.atomic
def split(caller: Caller, proposed: ProposedTask, titles: Sequence[str]) -> list[ProposedTask]:
    """Split a proposed task into several with titles of their own; all else is copied."""
    kept = _locked(caller, proposed)
    parts = [title.strip()[:300] for title in titles if title.strip()]
    if not 2 <= len(parts) <= 9:
        raise Refusal("split_impossible")
    made, steps = [kept], [kept_of(kept)]
    before = kept.terms
    kept.terms = {**before, "title": parts[0]}
    kept.version += 1
    kept.save()
    for index, title in enumerate(parts[1:], start=1):
        made.append(
            ProposedTask.objects.create(
                plan=kept.plan,
                clause=kept.clause,
                start=kept.start,
                end=kept.end,
                order=kept.order + index,
                terms={**before, "title": title},
                problems=kept.problems,
                state=kept.state,
            )
        )
    added = [each.uid for each in made[1:]]
    note_step(caller, kept, "task.split", before, {"titles": parts}, steps, added)
    return made


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
        for name in KEPT:
            setattr(proposed, name, kept[name])
        proposed.version += 1
        proposed.save()
        put_back.append(proposed)
    plan.proposed.filter(uid__in=undo["made"]).delete()
    note_decision(caller, plan.document, UNDONE, {"undo": {"plan": plan.uid}}, {"step": step.pk, "what": step.what})
    return put_back[0] if put_back else None


@transaction.atomic
def propose_task(caller: Caller, plan: Plan, clause: Clause, title: str) -> ProposedTask:
    """Add a task that the reader did not find, under a clause of a draft plan; the plan's unit leads until changed."""
    hooks.require(caller, "plan.change", plan.unit_id)
    if plan.state != Plan.DRAFT:
        raise Refusal("plan_not_draft", plan=plan.title)
    if not title.strip():
        raise Refusal("values", fields=[("title", "required", {})])
    inside = plan.proposed.filter(start__lt=clause.end).order_by("-order").first()
    made = ProposedTask.objects.create(
        plan=plan,
        clause=clause,
        start=clause.start,
        end=clause.end,
        order=inside.order + 1 if inside else 1,
        terms=blank_terms(title.strip()[:300], plan.unit.uid),
    )
    note_step(caller, made, "task.proposed", {}, made.terms, [], [made.uid])
    return made


@transaction.atomic
def mark_clause(caller: Caller, clause: Clause, *, needs_none: bool) -> Clause:
    """Say that a clause asks for no task (a principle, a preface), or take that back: it is no gap any more."""
    hooks.require(caller, "plan.change", clause.plan.unit_id)
    clause.needs_none = needs_none
    clause.save(update_fields=["needs_none"])
    log(caller, "clause.mark", clause.uid, needs_none=needs_none)
    return clause


@transaction.atomic
def add_task(caller: Caller, clause: Clause, terms: TaskTerms) -> Task:
    """Set a further task under a clause of a published plan."""
    hooks.require(caller, "plan.change", clause.plan.unit_id)
    if clause.plan.state != Plan.PUBLISHED:
        raise Refusal("plan_not_published", plan=clause.plan.title)
    return set_task(caller, terms, source_kind=SOURCE, source=clause.uid, charge=clause.plan.unit)


@transaction.atomic
def publish(caller: Caller, plan: Plan) -> Plan:
    """Publish a plan: every accepted proposal becomes a task.

    Refused while a proposal is undecided or an accepted one asks for a person's eye; the refusal lists them. A
    revision takes over the tasks of the plan it revises that stand in it again, with all that was done; the others
    are dropped, their work stays.
    """
    hooks.require(caller, "plan.change", plan.unit_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != Plan.DRAFT:
        raise Refusal("plan_not_draft", plan=plan.title)
    proposals = list(plan.proposed.exclude(state=ProposedTask.DROPPED).select_related("clause"))
    blockers = blockers_of(proposals)
    if blockers:
        raise Refusal("plan_not_ready", plan=plan.title, blockers=blockers, count=len(blockers))
    warned = [each["code"] for each in warnings_of(plan, proposals, timezone.localdate())]
    old = _tasks_of(plan.revises) if plan.revises else []
    for each in proposals:
        _make_task(caller, plan, each, old)
    for task in old:
        drop_task(caller, task, charge=plan.unit, reason=f"方案修订：{plan.title}")
    if plan.revises:
        Plan.objects.filter(pk=plan.revises.pk).update(state=Plan.SUPERSEDED)
    plan.state, plan.published_at = Plan.PUBLISHED, timezone.now()
    plan.save(update_fields=["state", "published_at"])
    log(caller, "plan.publish", plan.uid, tasks=len(proposals), warned=warned)
    return plan


def _write_clauses(plan: Plan, document: Document, known: dict[int, Clause]) -> list[Clause]:
    """Write the clauses of a plan as the reading has them; ``known`` are those that it had, by where they start now."""
    clauses: list[Clause] = []
    for order, each in enumerate(draft_clauses(document.reading, len(document.text))):
        clause = known.pop(each.start, None) or Clause(plan=plan)
        clause.parent = clauses[each.parent] if each.parent is not None else None
        clause.level, clause.number, clause.heading = each.level, each.number[:16], each.heading
        clause.start, clause.end, clause.order = each.start, each.end, order
        clause.save()
        clauses.append(clause)
    return clauses


def _read_tasks(plan: Plan, document: Document) -> list[TaskDraft]:
    tasks = draft_tasks(
        document.reading,
        draft_clauses(document.reading, len(document.text)),
        unit=plan.unit.uid,
        units=unit_names(plan.unit),
        day=plan.day,
        work=work_calendar(),
        measures=measures_of(catalogue().books.values(), catalogue().offered.values()),
    )
    last = plan_end(document.reading, plan.day, [task.terms for task in tasks])
    for task in tasks:
        end_recurrence(task, last)
    return tasks


def _proposal(plan: Plan, task: TaskDraft, clauses: Sequence[Clause], order: int) -> ProposedTask:
    clause = clauses[task.clause] if task.clause is not None else None
    place = {"start": task.start, "end": task.end, "order": order}
    return ProposedTask(plan=plan, clause=clause, terms=task.terms, problems=task.problems, **place)


def _read_again(plan: Plan, document: Document, was_read: Sequence[Mapping[str, Any]], moves: Moves) -> None:
    plan.document = document
    old = {moves.moved(clause.start, clause.end)[0]: clause for clause in plan.clauses.all()}
    clauses = _write_clauses(plan, document, old)
    after = rebase(list(plan.proposed.all()), was_read, _read_tasks(plan, document), moves)
    spans = [(clause.start, clause.end) for clause in clauses]
    for each, span in after.kept:
        each.start, each.end = span
        at = clause_at(each.start, spans)
        each.clause = clauses[at] if at is not None else None
    for each, draft in after.renewed:
        each.terms, each.problems = draft.terms, draft.problems
        each.clause = clauses[draft.clause] if draft.clause is not None else None
        each.start, each.end = draft.start, draft.end
    stay = [each for each, _ in after.kept] + [each for each, _ in after.renewed]
    made = [_proposal(plan, draft, clauses, 0) for draft in after.new]
    for number, each in enumerate(sorted([*stay, *made], key=lambda each: (each.start, each.order)), start=1):
        each.order = number * 10
    ProposedTask.objects.bulk_update(stay, ["start", "end", "clause", "terms", "problems", "order"])
    ProposedTask.objects.bulk_create(made)
    plan.proposed.filter(pk__in=[each.pk for each in after.gone]).delete()
    left = plan.clauses.exclude(pk__in=[clause.pk for clause in clauses])
    left.update(parent=None)
    left.delete()


def _make_task(caller: Caller, plan: Plan, proposed: ProposedTask, old: list[Task]) -> None:
    terms = terms_of({**proposed.terms, "order": proposed.order})
    if terms.recurrence and terms.starts_on is None:
        terms = replace(terms, starts_on=plan.day)  # turns that ended before the plan are nobody's
    source = proposed.clause.uid if proposed.clause else plan.uid
    same = next((t for t in old if t.unit_id == terms.unit.pk and fuzz.ratio(t.title, terms.title) >= SAME_TITLE), None)
    if same is None:
        set_task(caller, terms, source_kind=SOURCE, source=source, charge=plan.unit)
        return
    old.remove(same)
    change_task(caller, same, terms, version=same.version, charge=plan.unit, source=source)


def _tasks_of(plan: Plan) -> list[Task]:
    sources = [plan.uid, *plan.clauses.values_list("uid", flat=True)]
    return list(Task.objects.filter(source__in=sources).exclude(state=Task.DROPPED).select_related("unit"))


def _locked(caller: Caller, proposed: ProposedTask) -> ProposedTask:
    kept = ProposedTask.objects.select_for_update(of=("self",)).select_related("plan", "clause").get(pk=proposed.pk)
    hooks.require(caller, "plan.change", kept.plan.unit_id)
    if kept.plan.state != Plan.DRAFT:
        raise Refusal("plan_not_draft", plan=kept.plan.title)
    return kept
