"""Setting, changing, reporting on and closing tasks. Each step leaves a line in the task's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as default
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Conflict, Refusal
from yiben.ledger.lines import ENTRY
from yiben.tasks.following import follow
from yiben.tasks.models import Task, TaskEvent, TaskReturn
from yiben.tasks.recurring import read_recurrence
from yiben.units.models import Unit
from yiben.units.queries import subtree_ids


@dataclass(frozen=True)
class TaskTerms:
    """What a task asks; see ``Task``."""

    title: str
    unit: Unit
    co_units: tuple[Unit, ...] = ()
    lead_leader: str = ""
    contact: str = ""
    phase: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    due_said: str = ""
    is_provisional: bool = False
    recurrence: str = ""
    kind: str = Task.NARRATIVE
    book: str = ""
    field: str = ""
    where: Mapping[str, str] = default(default_factory=dict)
    target: int = 0
    target_word: str = ""
    by_each: bool = False
    order: int = 0


@transaction.atomic
def set_task(
    caller: Caller, terms: TaskTerms, *, source_kind: str, source: str, charge: Unit, right: str = "task.set"
) -> Task:
    """Set a task and return it. ``charge`` is the unit that sets it: the caller must be allowed to charge for it; ``right``
    is the verb of the work from which it comes, such as a meeting's minutes.

    Refuses what ``check_terms`` finds.
    """
    hooks.require(caller, right, charge.pk)
    check_terms(terms)
    plain = {each.name: getattr(terms, each.name) for each in fields(terms) if each.name != "co_units"}
    task = Task.objects.create(**plain, source_kind=source_kind, source=source)
    task.co_units.set(terms.co_units)
    _tell(task, caller, "set", {"title": terms.title, "unit": terms.unit.uid})
    return task


@transaction.atomic
def change_task(
    caller: Caller,
    task: Task,
    terms: TaskTerms,
    *,
    version: int,
    charge: Unit,
    source: str = "",
    reason: str = "",
) -> Task:
    """Change what a task asks; work done and returns stay with it. ``source`` moves it to another clause.

    ``version`` is the one that the user saw: another change meanwhile is Conflict ``task_changed``, with both texts.
    """
    hooks.require(caller, "task.set", charge.pk)
    check_terms(terms)
    kept = Task.objects.select_for_update().get(pk=task.pk)
    if kept.version != version:
        raise Conflict("task_changed", yours=terms.title, theirs=kept.title)
    before: dict[str, list[Any]] = {}
    for each in fields(terms):
        if each.name == "co_units":
            continue
        old, new = getattr(kept, each.name), getattr(terms, each.name)
        if old != new:
            before[each.name] = [_plain(old), _plain(new)]
            setattr(kept, each.name, new)
    if source and source != kept.source:
        before["source"], kept.source = [kept.source, source], source
    shared = [sorted(unit.uid for unit in units) for units in (kept.co_units.all(), terms.co_units)]
    if shared[0] != shared[1]:
        before["co_units"] = shared
    kept.version += 1
    kept.save()
    kept.co_units.set(terms.co_units)
    _tell(kept, caller, "changed", {"before": before, "reason": reason})
    return kept


@transaction.atomic
def send_return(
    caller: Caller,
    task: Task,
    *,
    unit: Unit,
    slot: str,
    progress: str,
    problems: str = "",
    next_steps: str = "",
    is_done: bool = False,
) -> TaskReturn:
    """Send a unit's return for a slot of time. A second one for the same slot stands beside the first; the latest
    counts. A helping unit may report, but only one that answers for the task can say that it is done.

    Sending the same once more gives the return that is there: a lost answer is no reason to count it twice.
    """
    hooks.require(caller, "task.return", unit.pk)
    _require_concerned(task, unit)
    told = {
        "progress": progress.strip(),
        "problems": problems.strip(),
        "next_steps": next_steps.strip(),
        "is_done": is_done and unit in task.doers,
    }
    Task.objects.select_for_update().get(pk=task.pk)
    last = TaskReturn.objects.filter(task=task, unit=unit, slot=slot, post=caller.post).last()
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return last
    if task.state != Task.OPEN:
        raise Refusal("task_not_open", title=task.title)
    if not told["progress"]:
        raise Refusal("values", fields=[("progress", "required", {})])
    made = TaskReturn.objects.create(task=task, unit=unit, slot=slot, post=caller.post, person=caller.person, **told)
    _tell(task, caller, "returned", {"slot": slot, "done": made.is_done, "unit": unit.uid})
    return made


@transaction.atomic
def delegate_task(caller: Caller, task: Task, *, unit: Unit, to: Unit, note: str = "") -> Task:
    """Pass a task on from the leading ``unit`` to one below it. The lead keeps answering for it; ``to`` shares it."""
    hooks.require(caller, "task.return", unit.pk)
    kept = Task.objects.select_for_update().get(pk=task.pk)
    if kept.unit_id != unit.pk:
        raise Refusal("delegate_not_lead", title=kept.title, unit=unit.name)
    if kept.state != Task.OPEN:
        raise Refusal("task_not_open", title=kept.title)
    if to.pk == unit.pk or to.pk not in subtree_ids(unit, "administrative", timezone.localdate()):
        raise Refusal("delegate_not_below", unit=unit.name, to=to.name)
    kept.co_units.add(to)
    kept.version += 1
    kept.save(update_fields=["version"])
    _tell(kept, caller, "delegated", {"to": to.uid, "note": note.strip()})
    return kept


@transaction.atomic
def close_task(
    caller: Caller, task: Task, *, charge: Unit, reason: str, unfulfilled: bool = False, right: str = "task.close"
) -> Task:
    """Strike a task off (销号): the supervisor's word that it is done.

    One whose target is not reached, or that nobody reported done, is refused (``task_unfulfilled``) unless the
    supervisor says ``unfulfilled``: its story and its light tell so from then on. ``right`` as with ``set_task``.
    """
    hooks.require(caller, right, charge.pk)
    is_open = not follow([task])[0].is_settled
    if is_open and reason.strip() and not unfulfilled:
        raise Refusal("task_unfulfilled", title=task.title)
    return _move(caller, task, Task.CLOSED, "closed", reason, unfulfilled=is_open)


@transaction.atomic
def reopen_task(caller: Caller, task: Task, *, charge: Unit, reason: str) -> Task:
    """Take a task up again that was struck off or dropped."""
    hooks.require(caller, "task.close", charge.pk)
    return _move(caller, task, Task.OPEN, "reopened", reason)


@transaction.atomic
def drop_task(caller: Caller, task: Task, *, charge: Unit, reason: str) -> Task:
    """Drop a task that is no longer asked; what was done for it stays."""
    hooks.require(caller, "task.set", charge.pk)
    return _move(caller, task, Task.DROPPED, "dropped", reason)


def check_terms(terms: TaskTerms) -> None:
    """Refuse terms that cannot be followed, every problem beside its field."""
    found: list[tuple[str, str, dict[str, object]]] = []
    if not terms.title.strip():
        found.append(("title", "required", {}))
    if terms.starts_on and terms.due_on and terms.due_on < terms.starts_on:
        found.append(("due_on", "deadline_before_start", {"on": terms.due_on.isoformat()}))
    if terms.recurrence and read_recurrence(terms.recurrence) is None:
        found.append(("recurrence", "recurrence_unreadable", {"text": terms.recurrence}))
    if terms.unit.closed_on is not None:
        found.append(("unit", "unit_closed", {"unit": terms.unit.name}))
    if terms.kind == Task.COUNTED:
        found += _counted_problems(terms)
    if found:
        raise Refusal("values", fields=found)


def _counted_problems(terms: TaskTerms) -> list[tuple[str, str, dict[str, object]]]:
    if terms.target < 1:
        return [("target", "too_small", {"min": 1, "typed": terms.target})]
    try:
        book, _version = current_book(terms.book)
    except Refusal as problem:
        return [("book", problem.code, dict(problem.data))]
    field = book.field(terms.field)
    if terms.field != ENTRY and (field is None or not field.type.is_number):
        allowed = [ENTRY, *(item.id for item in book.fields if item.type.is_number)]
        return [("field", "unknown_field", {"allowed": allowed})]
    return [
        ("book", "unknown_choice", {"typed": value})
        for name, value in terms.where.items()
        if (choice := book.field(name)) is None or value not in {each.id for each in choice.choices}
    ]


def _require_concerned(task: Task, unit: Unit) -> None:
    if unit not in (task.doers if task.by_each else [task.unit, *task.co_units.all()]):
        raise Refusal("task_not_yours", title=task.title, unit=unit.name)


def _move(caller: Caller, task: Task, state: str, verb: str, reason: str, *, unfulfilled: bool = False) -> Task:
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    kept = Task.objects.select_for_update().get(pk=task.pk)
    if kept.state == state:
        return kept
    kept.state, kept.is_unfulfilled = state, unfulfilled
    kept.version += 1
    kept.save(update_fields=["state", "is_unfulfilled", "version"])
    _tell(kept, caller, verb, {"reason": reason.strip(), **({"unfulfilled": True} if unfulfilled else {})})
    return kept


def _tell(task: Task, caller: Caller, verb: str, detail: dict[str, Any]) -> None:
    TaskEvent.objects.create(task=task, post=caller.post, person=caller.person, verb=verb, detail=detail)
    log(caller, f"task.{verb}", task.uid)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.uid if isinstance(value, Unit) else value
