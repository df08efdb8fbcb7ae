"""How tasks stand on a day: progress, turns due and missing, light; of the whole and of each unit that answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from yiben.ledger.models import Entry
from yiben.ledger.queries import current
from yiben.tasks.achieved import Achieved, achieved_by
from yiben.tasks.lights import Shown, Standing, light_of, worst
from yiben.tasks.models import Task, TaskReturn
from yiben.tasks.recurring import Slot, read_recurrence, slots
from yiben.units.models import Unit

FOLLOWED_DAYS = 366
"""How far ahead the turns of a duty without end are looked at."""


@dataclass(frozen=True)
class Followed:
    """A task as it stands on a day, for ``unit``: the one that answers for it.

    ``due`` is the next turn not settled yet, ``missing`` the turns that passed unsettled. ``achieved`` is counted in
    the turn due where the task recurs. ``shares``: how each unit stands with a task that each does by itself; empty
    for other tasks and for a share.
    """

    task: Task
    unit: Unit
    achieved: int
    shown: Shown
    due: list[Slot]
    missing: list[Slot]
    last_return: TaskReturn | None
    records: int
    is_settled: bool
    shares: tuple[Followed, ...] = ()

    @property
    def next_due(self) -> date | None:
        """The next day on which something is due."""
        days = [slot.due_on for slot in self.missing + self.due]
        if self.task.due_on and not self.task.recurrence:
            days.append(self.task.due_on)
        return min(days) if days else None

    @property
    def settled_shares(self) -> int:
        """How many units have done their share."""
        return sum(share.is_settled for share in self.shares)

    def share_of(self, unit_id: int) -> Followed:
        """Return the share of a unit that does the task by itself, else the whole."""
        return next((share for share in self.shares if share.unit.pk == unit_id), self)


def follow(tasks: Iterable[Task], today: date | None = None, *, unit_id: int | None = None) -> list[Followed]:
    """Return how tasks stand today, in the order given, with the same few queries for any number of them.

    ``unit_id``: as that unit sees them, its own share where each unit does the task by itself.
    """
    rows, day = list(tasks), today or timezone.localdate()
    achieved, records = achieved_by(rows), _records(rows)
    returns: dict[int, list[TaskReturn]] = defaultdict(list)
    for told in TaskReturn.objects.filter(task__in=rows).order_by("sent_at", "pk"):
        returns[told.task_id].append(told)
    found = []
    for task in rows:
        whole = _followed(task, achieved[task.uid], records[task.uid], returns[task.pk], day)
        found.append(whole if unit_id is None else whole.share_of(unit_id))
    return found


def slot_of(row: Followed, today: date) -> str:
    """Return the turn that a return sent today is for: the longest missing, else the next due, else the month."""
    waiting = row.missing + row.due
    return waiting[0].label if waiting else f"{today.year}-{today.month:02d}"


def _followed(task: Task, sums: Achieved, records: int, told: list[TaskReturn], today: date) -> Followed:
    doers = task.doers
    if not task.by_each or len(doers) == 1:
        own = [each for each in told if each.unit_id == doers[0].pk]
        return _stand(task, doers[0], sums, None, own, records, today)
    shares = tuple(
        _stand(task, unit, sums, unit.pk, [each for each in told if each.unit_id == unit.pk], records, today)
        for unit in doers
    )
    return Followed(
        task,
        task.unit,
        sums.total(),
        worst(share.shown for share in shares),
        _union(share.due for share in shares)[:1],
        _union(share.missing for share in shares),
        told[-1] if told else None,
        records,
        all(share.is_settled for share in shares),
        shares,
    )


def _stand(
    task: Task, unit: Unit, sums: Achieved, of: int | None, told: Sequence[TaskReturn], records: int, today: date
) -> Followed:
    """Return how ``unit`` stands; ``of`` narrows the sums to one unit. A recurring duty is judged turn by turn."""
    is_counted = task.kind == Task.COUNTED
    turns = _turns(task, today)
    sent = {each.slot for each in told}
    waiting = [
        slot
        for slot in turns or ()
        if (sums.total(of, slot.starts_on, slot.ends_on) < task.target if is_counted else slot.label not in sent)
    ]
    missing = [slot for slot in waiting if slot.due_on < today]
    due = [slot for slot in waiting if slot.due_on >= today][:1]
    now = next((slot for slot in turns or () if slot.starts_on <= today <= slot.ends_on), None)
    if turns is None:
        achieved = sums.total(of)
        is_done = not is_counted and any(each.is_done for each in told)
    else:  # one turn of a recurring duty does not end it
        achieved = sums.total(of, now.starts_on, now.ends_on) if now else 0
        is_done = bool(turns) and not waiting
    standing = Standing(
        is_closed=task.state == Task.CLOSED or (is_done and not is_counted),
        starts_on=task.starts_on if turns is None else (due[0].starts_on if due else None),
        due_on=task.due_on if turns is None else (due[0].due_on if due else None),
        target=task.target if is_counted else 0,
        achieved=achieved,
        missing=len(missing),
        sent_returns=len(told),
    )
    if turns is None:
        is_settled = achieved >= task.target if is_counted else is_done
    else:
        is_settled = not missing and (not due or due[0].starts_on > today)
    last = told[-1] if told else None
    is_settled = is_settled or task.state == Task.CLOSED
    shown = Shown("open", "closed") if task.is_unfulfilled else light_of(standing, today)
    return Followed(task, unit, achieved, shown, due, missing, last, records, is_settled)


def _turns(task: Task, today: date) -> list[Slot] | None:
    """Return the turns of a recurring task as far as anybody looks ahead, None for a task that does not recur."""
    recurrence = read_recurrence(task.recurrence) if task.recurrence else None
    if recurrence is None:
        return None
    first = task.starts_on or date(today.year, 1, 1)
    horizon = today + timedelta(days=FOLLOWED_DAYS)
    return slots(recurrence, first, min(task.due_on or horizon, horizon))


def _union(lists: Iterable[Sequence[Slot]]) -> list[Slot]:
    found = {slot.label: slot for each in lists for slot in each}
    return sorted(found.values(), key=lambda slot: slot.due_on)


def _records(tasks: list[Task]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    refs = [task.uid for task in tasks]
    entries = current(Entry.objects.filter(references__ref__in=refs)).exclude(kind="void")
    rows = entries.values_list("references__ref", "record_seq").distinct()
    for ref, _record in rows:
        found[ref] += 1
    return found
