"""Reading tasks: what concerns a unit, what is due, how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.ledger.queries import current, visible_entries
from yiben.tasks.following import Followed, follow
from yiben.tasks.models import Task
from yiben.units.models import Unit

SATURDAY = 5
"""As ``date.weekday`` counts."""


def visible_tasks(caller: Caller) -> QuerySet[Task]:
    """Return the tasks led or shared by units whose plans the caller may read, dropped ones left out."""
    tasks = Task.objects.exclude(state=Task.DROPPED).select_related("unit").prefetch_related("co_units")
    if caller.is_system:
        return tasks
    units = units_allowed(caller, "plan.read")
    return tasks.filter(Q(unit_id__in=units) | Q(co_units__in=units)).distinct()


def read_task(caller: Caller, uid: str) -> Task:
    """Return a task that the caller may see; Refusal ``task_unknown`` otherwise."""
    task = visible_tasks(caller).filter(uid=uid).first()
    if task is None:
        raise Refusal("task_unknown")
    return task


def tasks_of_unit(caller: Caller, unit_id: int) -> QuerySet[Task]:
    """Return the open tasks that a unit leads or shares."""
    return tasks_of_units(caller, [unit_id])


def tasks_of_units(caller: Caller, unit_ids: Iterable[int]) -> QuerySet[Task]:
    """Return the open tasks that any of the units leads or shares."""
    ids = list(unit_ids)
    mine = Q(unit_id__in=ids) | Q(co_units__in=ids)
    return visible_tasks(caller).filter(mine, state=Task.OPEN).distinct()


def tasks_named(caller: Caller, uids: Iterable[str]) -> list[Task]:
    """Return those of the tasks that the caller may see, such as those an entry refers to."""
    return list(visible_tasks(caller).filter(uid__in=list(uids)))


def provisional_tasks(year: int) -> QuerySet[Task]:
    """Return the open tasks due in a year whose deadline was counted before the year's holidays were announced."""
    tasks = Task.objects.filter(is_provisional=True, state=Task.OPEN, due_on__year=year)
    return tasks.select_related("unit").order_by("due_on", "unit__order")


def refs_for(caller: Caller, uid: str, unit: Unit) -> list[str]:
    """Return what an entry of ``unit`` refers to when it is recorded against a task, nothing for the empty uid.

    Refuses a task that the caller may not see, that is closed, or that does not concern the unit.
    """
    if not uid:
        return []
    task = read_task(caller, uid)
    if task.state != Task.OPEN:
        raise Refusal("task_not_open", title=task.title)
    if unit.pk != task.unit_id and unit not in task.co_units.all():
        raise Refusal("task_not_yours", title=task.title, unit=unit.name)
    return [task.uid]


def entries_for(caller: Caller, task: Task) -> QuerySet[Entry]:
    """Return the entries that count now, name the task, and may be read by the caller; latest day first."""
    entries = current(visible_entries(caller)).filter(references__ref=task.uid)
    return entries.select_related("unit").order_by("-occurred_on", "-seq")


def waiting_for(caller: Caller, unit_id: int, today: date | None = None) -> list[Followed]:
    """Return the open tasks on which a unit still has to act, as it sees them. A turn that another unit answers for
    does not wait for one that only helps."""
    rows = follow(tasks_of_unit(caller, unit_id), today, unit_id=unit_id)
    return [row for row in rows if not row.is_settled and (not row.task.recurrence or _answers(row, unit_id))]


def due_this_week(caller: Caller, unit_id: int, today: date | None = None) -> list[Followed]:
    """Return what a unit has to do until ``week_until``: overdue, due, or with a return due; soonest first."""
    day = today or timezone.localdate()
    sunday = week_until(day)
    rows = [row for row in waiting_for(caller, unit_id, day) if row.next_due and row.next_due <= sunday]
    return sorted(rows, key=lambda row: (row.next_due or day, row.task.order))


def week_until(day: date) -> date:
    """Return the Sunday up to which things are due “this week”; at a weekend that of the coming week: who looks then
    plans it."""
    ahead = day + timedelta(days=2) if day.weekday() >= SATURDAY else day
    return ahead + timedelta(days=6 - ahead.weekday())


def _answers(row: Followed, unit_id: int) -> bool:
    return unit_id in {row.task.unit_id, row.unit.pk}
