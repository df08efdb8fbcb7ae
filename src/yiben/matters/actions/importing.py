"""Taking in the exports of other systems: what is new becomes a matter, what is known is brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions.registering import Brought, register_matter
from yiben.matters.actions.running import begin_outside_clock, earliest_end
from yiben.matters.actions.stepping import Said, lock, take
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.exchange import SYSTEMS, Order, read_orders
from yiben.matters.models import Matter, MatterStep
from yiben.units.models import Unit
from yiben.units.queries import find_unit

ISSUE, HANDLING = "issue", "handling"
_SOLVED = {
    "已解决": "solved",
    "解决": "solved",
    "办结": "solved",
    "列入计划": "planned",
    "解释": "explained",
    "转": "transferred",
}
"""What the words of an outcome mean, by what stands in them."""


@dataclass(frozen=True)
class TakenOrders:
    """What became of an export: new matters, those brought up to date, those that said nothing new, rows refused with the
    code and data of why; headings left out."""

    new: tuple[Matter, ...]
    updated: tuple[Matter, ...]
    unchanged: int
    refused: tuple[tuple[int, str, Mapping[str, object]], ...]
    left_out: tuple[str, ...]


def import_orders(caller: Caller, unit: Unit, system: str, name: str, data: bytes, *, number: str = "") -> TakenOrders:
    """Take in an export for a unit that keeps its matters. Every row stands for itself: one that is refused keeps none of
    the others back. The same file again changes nothing. ``number``: the heading of the column that holds the number.

    Refuses ``hotline_columns``, ``hotline_empty``, what cannot be opened.
    """
    hooks.require(caller, "matter.register", unit.pk)
    if system not in SYSTEMS:
        raise Refusal("values", fields=[("system", "required", {})])
    read = read_orders(data, name, system, number)
    new: list[Matter] = []
    updated: list[Matter] = []
    refused: list[tuple[int, str, Mapping[str, object]]] = []
    unchanged = 0
    for order in read.orders:
        try:
            with transaction.atomic():
                matter, is_new, changed = _take(caller, unit, system, order)
        except Refusal as problem:
            first = problem.fields[0] if problem.fields else None
            refused.append((order.row, first[1] if first else problem.code, first[2] if first else problem.data))
            continue
        if is_new:
            new.append(matter)
        elif changed:
            updated.append(matter)
        else:
            unchanged += 1
    log(caller, "matter.import", unit.uid, system=system, new=len(new), updated=len(updated))
    return TakenOrders(tuple(new), tuple(updated), unchanged, tuple(refused), read.left_out)


def _take(caller: Caller, unit: Unit, system: str, order: Order) -> tuple[Matter, bool, bool]:
    if not order.number:
        raise Refusal("hotline_number_missing")
    if order.is_day_unread:
        raise Refusal("hotline_day_unread")
    known = Matter.objects.filter(outside_system=system, outside_number=order.number).first()
    if known is None:
        answers = {"topic": "other", "account": order.account or order.title, "where": order.where}
        brought = Brought(
            title=order.title,
            came_on=order.came_on or timezone.localdate(),
            channel=system,
            answers={key: value for key, value in answers.items() if value},
            requester={"name": order.name, "phone": order.phone},
            outside=(system, order.number),
        )
        matter = register_matter(caller, ISSUE, unit, brought, lead=_unit_named(order.unit))
        if order.due_on is not None:
            begin_outside_clock(matter, HANDLING, brought.came_on or timezone.localdate(), order.due_on, system)
            matter.fall_due(earliest_end(matter))
            matter.save(update_fields=["due_on", "sort_on"])
        return _told_outcome(caller, matter, order), True, True
    hooks.require(caller, "matter.register", known.unit_id)
    before = (known.state, known.steps.count())
    matter = _told_outcome(caller, known, order)
    return matter, False, (matter.state, matter.steps.count()) != before


def _told_outcome(caller: Caller, matter: Matter, order: Order) -> Matter:
    """Record in one step what was done elsewhere; of a matter that is handled here, keep what the other system says."""
    if not order.outcome or matter.is_done:
        return matter
    kept = lock(matter)
    step = step_of(procedure_of(kept.procedure), "elsewhere")
    on = order.closed_on or timezone.localdate()
    if kept.state in step.after:
        said = Said(on=_not_before(kept, on), words=order.outcome, answers={"outcome": outcome_of(order.outcome)})
        return take(caller, kept, step, said, kept.unit)
    last = kept.steps.filter(step="updated").last()
    if last is None or last.told.get("words") != order.outcome:
        MatterStep.objects.create(
            matter=kept,
            step="updated",
            origin=kept.state,
            target=kept.state,
            on=timezone.localdate(),
            round=kept.round,
            unit=kept.unit,
            post=caller.post,
            person=caller.person,
            told={"words": order.outcome},
        )
    return kept


def outcome_of(words: str) -> str:
    """Return which outcome the words of another system mean.

    >>> outcome_of("已与居民解释说明"), outcome_of("已修复")
    ('explained', 'solved')
    """
    return next((outcome for word, outcome in _SOLVED.items() if word in words), "solved")


def _not_before(matter: Matter, on: date) -> date:
    last = matter.steps.last()
    return max(on, last.on) if last is not None else on


def _unit_named(text: str) -> Unit | None:
    """The unit that the other system names, None for one that is not known here: it is assigned by hand."""
    try:
        return find_unit(text) if text else None
    except Refusal:
        return None
