"""Submitting a month, sending it back, closing it. Nothing is ever opened again: what comes later counts later."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.appending import append
from yiben.ledger.calendars import LATEST_CUTOFF, PostingCalendar, posting_calendar
from yiben.ledger.closing.gates import TREE, Gate, gates, keeps_ledger, open_before
from yiben.ledger.models import Arrival, Closing, Entry, PeriodState, Seal
from yiben.ledger.proposals import Proposal
from yiben.ledger.sealing.actions import seal
from yiben.statements import locked
from yiben.units.models import Unit
from yiben.units.months import last_day, months_between
from yiben.units.queries import path, root_unit, subtree_ids


@dataclass(frozen=True)
class Closed:
    """A month that was closed: the seal, and the units below that had not submitted (缺报)."""

    closing: Closing
    seal: Seal
    missing: tuple[Unit, ...]


@transaction.atomic
def submit_month(caller: Caller, unit: Unit, month: int, explained: Mapping[str, str] | None = None) -> Closing:
    """Say that a unit's month is complete. ``explained`` holds a reason for each ``may`` gate, by its key.

    Refuses (``closing_barred``) what a ``must`` gate bars, all of them in ``blockers``, and (``closing_unexplained``) a
    ``may`` gate without a reason. Submitting again before the month is closed is allowed: then it stands as of now.
    """
    hooks.require(caller, "period.close", unit.pk)
    reasons = _pass_gates(unit, month, explained or {})
    kept = Closing.objects.select_for_update().filter(unit=unit, month=month).first()
    if kept is not None and kept.state == Closing.CLOSED:
        raise Refusal("closed_already", unit=unit.name, month=month)
    kept = kept or Closing(unit=unit, month=month)
    kept.state, kept.seq = Closing.SUBMITTED, Arrival.objects.get().last_seq
    kept.explained, kept.reason, kept.post, kept.person = reasons, "", caller.post, caller.person
    kept.save()
    log(caller, "period.submit", unit.uid, month=month, explained=sorted(reasons))
    return kept


@transaction.atomic
def send_back(caller: Caller, unit: Unit, month: int, reason: str) -> Closing:
    """Send a submitted month back with a reason; for the unit above."""
    hooks.require(caller, "period.close", unit_above(unit).pk)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    kept = Closing.objects.select_for_update().filter(unit=unit, month=month).first()
    if kept is None or kept.state != Closing.SUBMITTED:
        raise Refusal("not_submitted", unit=unit.name, month=month)
    kept.state, kept.reason, kept.post, kept.person = (
        Closing.SENT_BACK,
        reason.strip()[:300],
        caller.post,
        caller.person,
    )
    kept.save()
    log(caller, "period.send_back", unit.uid, month=month, reason=reason.strip())
    return kept


@transaction.atomic
def close_month(caller: Caller, unit: Unit, month: int, explained: Mapping[str, str] | None = None) -> Closed:
    """Close a month for a unit and all units below it, and seal the ledger. For the unit above; at the top for itself.

    Earlier months that are still open are closed with it. Units below that have not submitted are closed too and named
    as missing; what they record later counts in their first open month. Refuses as ``submit_month`` does, and a month
    closed already. The gates of a submitted month were passed by who submitted it.
    """
    hooks.require(caller, "period.close", unit_above(unit).pk)
    locked("SELECT origin FROM ledger_chainhead WHERE is_own")  # no entry is on its way into the month meanwhile
    kept = Closing.objects.filter(unit=unit, month=month).first()
    if kept is not None and kept.state == Closing.CLOSED:
        raise Refusal("closed_already", unit=unit.name, month=month)
    if kept is None or kept.state != Closing.SUBMITTED:
        reasons = _pass_gates(unit, month, explained or {})
        kept = kept or Closing(unit=unit, month=month, seq=Arrival.objects.get().last_seq)
        kept.explained = reasons
    kept.save()
    missing: tuple[Unit, ...] = ()
    for each in months_between(open_before(unit, month) or month, month):
        missing = _close_below(caller, unit, each)
    made = seal(caller, unit, month, [each.uid for each in missing])
    log(caller, "period.close", unit.uid, month=month, seal=made.number, missing=[each.uid for each in missing])
    kept.refresh_from_db()
    return Closed(kept, made, missing)


@transaction.atomic
def set_cutoff(caller: Caller, cutoff: int, year: int) -> PostingCalendar:
    """Let months end on a day from a year's January on (0: with the month), and return the calendar as it is then.

    An entry of kind ``structure`` says so. Refuses a day that not every month has (``cutoff_day``), and a year in which
    something counts or is closed already, or whose rule would move the end of a December that is closed
    (``calendar_year_used``): what was counted stays where it is.
    """
    hooks.require(caller, "period.close", root_unit().pk)
    if not 0 <= cutoff <= LATEST_CUTOFF:
        raise Refusal("cutoff_day", latest=LATEST_CUTOFF)
    locked("SELECT origin FROM ledger_chainhead WHERE is_own")
    old = posting_calendar()
    new, first, december = old.with_rule(year, cutoff), year * 100 + 1, (year - 1) * 100 + 12
    if new.text == old.text:
        return old
    since = first if old.last_day(december) == new.last_day(december) else december
    counted = Entry.objects.filter(posted_period__gte=first).exists()
    if counted or PeriodState.objects.filter(month__gte=since).exists():
        raise Refusal("calendar_year_used", year=year)
    values = {"do": "calendar", "from": year, "cutoff": cutoff}
    proposal = Proposal(
        uid=str(uuid.uuid4()), kind="structure", occurred_on=new.first_day(first), caller=caller, values=values
    )
    append([proposal])
    Arrival.objects.update(calendar=new.text)
    log(caller, "calendar.cutoff", str(year), cutoff=cutoff)
    return new


def _close_below(caller: Caller, unit: Unit, month: int) -> tuple[Unit, ...]:
    """Close the month for the unit and everything below it; return those below that had to submit and did not."""
    ids = set(subtree_ids(unit, TREE, last_day(month))) | {unit.pk}
    closed = set(PeriodState.objects.filter(unit_id__in=ids, month=month).values_list("unit_id", flat=True))
    PeriodState.objects.bulk_create(PeriodState(unit_id=pk, month=month) for pk in sorted(ids - closed))
    states = {each.unit_id: each for each in Closing.objects.filter(unit_id__in=ids, month=month)}
    missing: list[Unit] = []
    for each in Unit.objects.filter(pk__in=ids - closed).order_by("order", "code"):
        state = states.get(each.pk) or Closing(unit=each, month=month)
        is_missing = state.state != Closing.SUBMITTED and keeps_ledger(each) and each != unit
        state.state, state.is_missing = Closing.CLOSED, is_missing
        state.post, state.person = caller.post, caller.person
        state.save()
        if is_missing:
            missing.append(each)
    return tuple(missing)


def _pass_gates(unit: Unit, month: int, explained: Mapping[str, str]) -> dict[str, str]:
    found = gates(unit, month, timezone.localdate())
    barred = [{"code": gate.code, **gate.data} for gate in found if gate.tier == "must"]
    if barred:
        raise Refusal("closing_barred", unit=unit.name, month=month, blockers=barred)
    reasons = {key: text.strip()[:300] for key, text in explained.items() if text.strip()}
    asked = list(dict.fromkeys(gate.key for gate in found))
    silent = [key for key in asked if key not in reasons]
    if silent:
        open_ones = [{"code": gate.code, **gate.data} for gate in found if gate.key in silent]
        raise Refusal("closing_unexplained", count=len(silent), blockers=open_ones)
    return {key: reasons[key] for key in asked}


def unit_above(unit: Unit) -> Unit:
    """Return the unit directly above, the unit itself at the top."""
    row = path(unit, TREE)
    return row[-2] if len(row) > 1 else unit


def explained_by(found: Sequence[Gate], reason: str) -> dict[str, str]:
    """Return one reason for everything that may be explained, as a command gives it."""
    return {gate.key: reason for gate in found if gate.tier == "may"} if reason.strip() else {}
