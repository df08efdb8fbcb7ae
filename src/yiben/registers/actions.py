"""Entering a thing, changing it, renewing it, letting it end; each leaves an entry with the stocks of the whole register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.ledger.leaving import leave_entry
from yiben.packs.questions import FieldProblem, read_answers
from yiben.packs.registers import Register
from yiben.registers.models import Item, ItemChange
from yiben.registers.queries import CHANGE, register_of
from yiben.registers.stocks import stocks_of
from yiben.units.models import Unit

LONGEST_TITLE, LONGEST_REASON = 120, 300


@transaction.atomic
def enter_item(caller: Caller, register: Register, unit: Unit, title: str, raw: Mapping[str, object]) -> Item:
    """Enter a thing on a unit's register from today on and return it. Refuses ``values``: no title, one that stands there,
    an answer that cannot be read."""
    hooks.require(caller, CHANGE, unit.pk)
    require_recording_unit(unit)
    _lock(unit)
    plain, told = _answers(register, unit, title, raw, None)
    today = timezone.localdate()
    item = Item.objects.create(
        register=register.id,
        unit=unit,
        title=title.strip()[:LONGEST_TITLE],
        answers=plain,
        told=told,
        from_day=today,
        renewed_on=today,
    )
    return _tell(caller, register, item, "entered", today)


@transaction.atomic
def change_item(
    caller: Caller, item: Item, title: str, raw: Mapping[str, object], *, reason: str, revision: int
) -> Item:
    """Change what stands of a thing, with a reason, and return it. It counts as looked at today."""
    register = register_of(item.register)
    kept = _take(caller, item, revision)
    found: list[FieldProblem] = [] if reason.strip() else [("reason", "required", {})]
    plain, told = _answers(register, kept.unit, title, raw, kept, found)
    before, today = {"title": kept.title, **kept.answers}, timezone.localdate()
    kept.title, kept.answers, kept.told, kept.renewed_on = title.strip()[:LONGEST_TITLE], plain, told, today
    return _tell(caller, register, kept, "changed", today, before=before, reason=reason.strip()[:LONGEST_REASON])


@transaction.atomic
def renew_item(caller: Caller, item: Item, *, revision: int) -> Item:
    """Keep that a thing was looked at today and is as it stands, and return it."""
    kept = _take(caller, item, revision)
    kept.renewed_on = timezone.localdate()
    return _tell(caller, register_of(item.register), kept, "renewed", kept.renewed_on)


@transaction.atomic
def end_item(caller: Caller, item: Item, *, reason: str, revision: int) -> Item:
    """Let a thing leave the register today, with a reason, and return it; it stays to be read."""
    kept = _take(caller, item, revision)
    if not reason.strip():
        raise Refusal("values", fields=[("reason", "required", {})])
    kept.ended_on = timezone.localdate()
    return _tell(
        caller, register_of(item.register), kept, "ended", kept.ended_on, reason=reason.strip()[:LONGEST_REASON]
    )


def _take(caller: Caller, item: Item, revision: int) -> Item:
    hooks.require(caller, CHANGE, item.unit_id)
    _lock(item.unit)
    kept = Item.objects.select_for_update(of=("self",)).select_related("unit").get(pk=item.pk)
    if kept.revision != revision:
        raise Conflict("register_item_changed", title=kept.title)
    if kept.ended_on is not None:
        raise Refusal("register_item_ended", title=kept.title)
    return kept


def _lock(unit: Unit) -> None:
    """Let one change of a unit's registers follow the other: each entry holds the numbers of the whole."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def _answers(
    register: Register,
    unit: Unit,
    title: str,
    raw: Mapping[str, object],
    item: Item | None,
    found: list[FieldProblem] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    plain, told, problems = read_answers(register.fields, raw)
    problems += found or []
    said = title.strip()[:LONGEST_TITLE]
    known = Item.objects.filter(register=register.id, unit=unit, title=said, ended_on=None)
    if not said:
        problems.append(("title", "required", {}))
    elif (known.exclude(pk=item.pk) if item else known).exists():
        problems.append(("title", "register_item_known", {"title": said}))
    if problems:
        raise Refusal("values", fields=problems)
    return plain, told


def _tell(
    caller: Caller,
    register: Register,
    item: Item,
    step: str,
    on: date,
    *,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> Item:
    item.revision += 1
    item.save()
    standing = Item.objects.filter(register=register.id, unit=item.unit, ended_on=None)
    stocks = stocks_of(register, list(standing.values_list("answers", flat=True)))
    kept = leave_entry(
        caller,
        book=register.counts,
        unit=item.unit,
        on=on,
        values={"title": item.title, "event": step, **{name: str(value) for name, value in stocks.items()}},
        source={"kind": "register", "ref": item.uid},
    )
    ItemChange.objects.create(
        item=item,
        step=step,
        on=on,
        post=caller.post,
        person=caller.person,
        before=before or {},
        reason=reason,
        entry=kept.seq,
    )
    log(caller, f"register.{step}", item.uid, register=register.id)
    return item
