"""Notices of a post and the weekly sheet of the units it looks after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.ledger.models import Draft
from yiben.ledger.queries import drafts_of
from yiben.tasks.following import Followed, follow
from yiben.tasks.models import Task
from yiben.tasks.queries import visible_tasks, waiting_for, week_until

Kind = Literal["overdue", "return_missing", "due_this_week", "to_strike_off", "draft_unsent"]
KINDS: tuple[Kind, ...] = ("overdue", "return_missing", "due_this_week", "to_strike_off", "draft_unsent")
"""What presses most comes first."""


@dataclass(frozen=True)
class Notice:
    """One thing that waits: of a task as it stands (``row``), or of a draft. ``day`` is when it is or was due; a draft
    has the day on which it was last touched."""

    kind: Kind
    day: date
    row: Followed | None = None
    draft: Draft | None = None


def notices_for(caller: Caller, unit_id: int, today: date | None = None) -> list[Notice]:
    """Return what waits for the caller's post in a unit: overdue first, then by day. A task stands once. Who strikes
    off finds what units say is done."""
    day = today or timezone.localdate()
    found = _of_tasks(waiting_for(caller, unit_id, day), day)
    found += [Notice("to_strike_off", day, row=row) for row in _done_tasks(caller, day)]
    for draft in drafts_of(caller):
        found.append(Notice("draft_unsent", timezone.localdate(draft.updated_at), draft=draft))
    return sorted(found, key=lambda notice: (KINDS.index(notice.kind), notice.day))


def week_sheet(caller: Caller, today: date | None = None) -> list[Notice]:
    """Return what is overdue, missing or due this week in all units whose plans the caller may read, by unit in
    official order, then as ``notices_for``. A task stands at the unit that answers for it; one that each unit does by
    itself, at each of them that has not done it."""
    day = today or timezone.localdate()
    units = units_allowed(caller, "plan.read")
    rows = follow(visible_tasks(caller).filter(state=Task.OPEN), day)
    answering = [share for row in rows for share in row.shares or (row,)]
    found = _of_tasks((row for row in answering if row.unit.pk in units and not row.is_settled), day)
    return sorted(found, key=lambda notice: (_order(notice), KINDS.index(notice.kind), notice.day))


def _done_tasks(caller: Caller, day: date) -> list[Followed]:
    """The open tasks that are done and that the caller may strike off; recurring ones go on."""
    units = units_allowed(caller, "task.close")
    if not units:
        return []
    tasks = visible_tasks(caller).filter(state=Task.OPEN, unit_id__in=units, recurrence="")
    return [row for row in follow(tasks, day) if row.is_settled]


def _of_tasks(rows: Iterable[Followed], today: date) -> list[Notice]:
    found = []
    for row in rows:
        kind, due = _kind(row, today)
        if kind is not None and due is not None:
            found.append(Notice(kind, due, row=row))
    return found


def _kind(row: Followed, today: date) -> tuple[Kind | None, date | None]:
    """Say what a task asks for this week and when; (None, None) when it asks for nothing."""
    if row.shown.reason == "overdue":
        return "overdue", row.task.due_on
    if row.missing:
        return "return_missing", row.missing[0].due_on
    if row.next_due is not None and row.next_due <= week_until(today):
        return "due_this_week", row.next_due
    return None, None


def _order(notice: Notice) -> tuple[int, str]:
    assert notice.row is not None
    unit = notice.row.unit
    return unit.order, unit.code
