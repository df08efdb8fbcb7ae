"""Keeping a promise, and setting a task to keep it."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Refusal
from yiben.ledger.appending import Appended
from yiben.ledger.leaving import leave_entry
from yiben.promises.queries import SOURCE, Promised, is_kept, source_of
from yiben.tasks.actions import TaskTerms, close_task, send_return, set_task
from yiben.tasks.models import Task
from yiben.units.models import Unit

RECORD = "entry.record"
LONGEST = 300
_KEPT = uuid.UUID("5f0a7c1e-94a3-5c2b-8a52-0c6f1d2b7e33")


@transaction.atomic
def keep_promise(caller: Caller, promised: Promised, *, on: date | None, note: str = "") -> Appended:
    """Record that a promise was kept on a day and return the entry; a task that came of it is struck off.

    Refuses ``promise_kept`` when it was, and ``values``: no day, one to come, one before the record. Saying it twice leaves
    one entry.
    """
    unit = _unit_of(promised)
    hooks.require(caller, RECORD, unit.pk)
    today, made_on = timezone.localdate(), promised.reading.entry.occurred_on
    if on is None:
        raise Refusal("values", fields=[("on", "required", {})])
    if on > today:
        raise Refusal("values", fields=[("on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()})])
    if on < made_on:
        raise Refusal("values", fields=[("on", "promise_backwards", {"from": made_on.isoformat()})])
    if is_kept(promised):
        raise Refusal("promise_kept")
    task = Task.objects.select_for_update().filter(source_kind=SOURCE, source=source_of(promised.reading)).first()
    values: dict[str, object] = {"title": _title(promised), "is_late": "yes" if on > promised.by else "no"}
    if note.strip() and current_book(promised.declared.kept)[0].field("note") is not None:
        values["note"] = note.strip()[:LONGEST]
    kept = leave_entry(
        caller,
        book=promised.declared.kept,
        unit=unit,
        on=on,
        values=values,
        source={"kind": SOURCE, "ref": source_of(promised.reading)},
        refs=[promised.reading.entry.uid, *([task.uid] if task else [])],
        uid=str(uuid.uuid5(_KEPT, f"{promised.reading.entry.origin}/{promised.reading.entry.record_seq}")),
    )
    if task is not None and task.state == Task.OPEN:
        words = note.strip()[:LONGEST] or _title(promised)
        send_return(caller, task, unit=task.unit, slot="", progress=words, is_done=True)
        close_task(caller, task, charge=task.unit, reason=words, right=RECORD)
    log(caller, "promise.keep", source_of(promised.reading))
    return kept


@transaction.atomic
def set_promised_task(caller: Caller, promised: Promised) -> Task:
    """Set a task of the record's unit, due on the day that was promised, and return it; the one that is there already if
    there is one."""
    unit, source = _unit_of(promised), source_of(promised.reading)
    known = Task.objects.filter(source_kind=SOURCE, source=source).exclude(state=Task.DROPPED).first()
    if known is not None:
        hooks.require(caller, RECORD, unit.pk)
        return known
    if is_kept(promised):
        raise Refusal("promise_kept")
    terms = TaskTerms(title=_title(promised), unit=unit, due_on=promised.by)
    return set_task(caller, terms, source_kind=SOURCE, source=source, charge=unit, right=RECORD)


def _unit_of(promised: Promised) -> Unit:
    unit = promised.reading.entry.unit
    if unit is None or promised.reading.sender:
        raise Refusal("promise_unknown")
    return unit


def _title(promised: Promised) -> str:
    return (promised.words or promised.reading.title)[:LONGEST]
