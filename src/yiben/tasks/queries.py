"""Reading tasks: what concerns a unit, what is due, how far it has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.lines import ENTRY
from yiben.ledger.measures import MeasureKey, known_measures
from yiben.ledger.models import Entry
from yiben.ledger.queries import current, visible_entries
from yiben.tasks.lights import Shown, Standing, light_of
from yiben.tasks.models import Task, TaskReturn
from yiben.tasks.recurring import Slot, read_recurrence, slots
from yiben.units.models import Unit

FOLLOWED_DAYS = 366
"""How far ahead the slots of a duty without end are looked at."""


@dataclass(frozen=True)
class Followed:
    """A task as it stands on a day: progress, slots due, light."""

    task: Task
    achieved: int
    shown: Shown
    due: list[Slot]
    missing: list[Slot]
    last_return: TaskReturn | None
    records: int

    @property
    def next_due(self) -> date | None:
        """The next day on which something is due."""
        days = [slot.due_on for slot in self.missing + self.due]
        if self.task.due_on:
            days.append(self.task.due_on)
        return min(days) if days else None


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


def slot_of(row: Followed, today: date) -> str:
    """Return the slot that a return sent today is for: the longest missing, else the next due, else the month."""
    waiting = row.missing + row.due
    return waiting[0].label if waiting else f"{today.year}-{today.month:02d}"


def follow(tasks: Iterable[Task], today: date | None = None) -> list[Followed]:
    """Return how tasks stand today, in the order given, with a few queries for all of them."""
    rows, day = list(tasks), today or timezone.localdate()
    achieved, records = _achieved(rows), _records(rows)
    returns: dict[int, list[TaskReturn]] = defaultdict(list)
    for told in TaskReturn.objects.filter(task__in=rows).order_by("sent_at", "pk"):
        returns[told.task_id].append(told)
    return [_followed(task, achieved[task.uid], records[task.uid], returns[task.pk], day) for task in rows]


def due_this_week(caller: Caller, unit_id: int, today: date | None = None) -> list[Followed]:
    """Return what a unit has to do until the end of this week: overdue, due, or with a return due; soonest first."""
    day = today or timezone.localdate()
    sunday = day + timedelta(days=6 - day.weekday())
    rows = [row for row in follow(tasks_of_unit(caller, unit_id), day) if row.next_due and row.next_due <= sunday]
    return sorted(rows, key=lambda row: (row.next_due or day, row.task.order))


def _followed(task: Task, achieved: int, records: int, told: list[TaskReturn], today: date) -> Followed:
    due: list[Slot] = []
    missing: list[Slot] = []
    recurrence = read_recurrence(task.recurrence) if task.recurrence else None
    if recurrence is not None:
        first = task.starts_on or date(today.year, 1, 1)
        last = task.due_on or today + timedelta(days=FOLLOWED_DAYS)
        sent = {each.slot for each in told}
        for slot in slots(recurrence, first, min(last, today + timedelta(days=FOLLOWED_DAYS))):
            if slot.label not in sent:
                (missing if slot.due_on < today else due).append(slot)
    # a recurring duty is not done by one turn of it
    can_be_done = task.kind == Task.NARRATIVE and recurrence is None
    is_done = task.state == Task.CLOSED or (can_be_done and any(each.is_done for each in told))
    standing = Standing(
        is_closed=is_done,
        starts_on=task.starts_on,
        due_on=task.due_on,
        target=task.target if task.kind == Task.COUNTED else 0,
        achieved=achieved,
        missing_returns=len(missing) if task.kind == Task.NARRATIVE else 0,
        sent_returns=len(told),
    )
    last_return = told[-1] if told else None
    return Followed(task, achieved, light_of(standing, today), due[:1], missing, last_return, records)


def _achieved(tasks: list[Task]) -> dict[str, int]:
    """Sum the lines of the records that name each counted task; an entry of several hosts counts once."""
    sums: dict[str, int] = defaultdict(int)
    counted = [task for task in tasks if task.kind == Task.COUNTED]
    keys = {task.uid: MeasureKey(task.book, task.field or ENTRY) for task in counted}
    measures = known_measures(keys.values())
    for task in counted:
        measure = measures.get(keys[task.uid])
        if measure is not None:
            sums[task.uid] = _sum(task.uid, measure)
    return sums


def _sum(ref: str, measure: int) -> int:
    sql = (
        "SELECT COALESCE(SUM(amount), 0) FROM (SELECT MIN(l.amount) AS amount FROM ledger_line l "
        "JOIN ledger_entry e ON e.seq = l.seq WHERE l.measure_id = %s AND e.record_seq IN ("
        "SELECT r.record_seq FROM ledger_entryref x JOIN ledger_entry r ON r.seq = x.entry_id WHERE x.ref = %s) "
        "GROUP BY l.seq, l.part, l.n) AS d"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [measure, ref])
        return int(cursor.fetchone()[0])


def _records(tasks: list[Task]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    refs = [task.uid for task in tasks]
    rows = Entry.objects.filter(references__ref__in=refs).values_list("references__ref", "record_seq").distinct()
    for ref, _record in rows:
        found[ref] += 1
    return found
