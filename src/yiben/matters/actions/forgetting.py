"""Requesters are forgotten by themselves a declared time after the end of their matter."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM
from yiben.catalog.queries import catalogue
from yiben.matters.models import Matter, MatterStep
from yiben.units.months import last_day, month_of, month_plus

MOST = 2000
"""How many are forgotten in one run; the next takes the rest."""


def forget_requesters(today: date) -> int:
    """Forget who brought the matters whose procedure says for how many months after the end they are kept (``forgets``), and
    return how many there were. The matter, its story and all counts stay; a second run finds nothing."""
    count = 0
    for declared in catalogue().procedures.values():
        if declared.forgets is None:
            continue
        until = _months_before(today, declared.forgets)
        done = Matter.objects.filter(procedure=declared.id, is_done=True, closed_on__lte=until)
        for pk in done.exclude(requester={}).values_list("pk", flat=True)[: MOST - count]:
            count += _forget(pk, today, declared.forgets)
    return count


def _months_before(day: date, months: int) -> date:
    month = month_plus(month_of(day), -months)
    return date(month // 100, month % 100, min(day.day, last_day(month).day))


@transaction.atomic
def _forget(pk: int, today: date, months: int) -> int:
    kept = Matter.objects.select_for_update().get(pk=pk)
    if not kept.requester or not kept.is_done:
        return 0
    kept.requester, kept.secret = {}, None
    kept.revision += 1
    kept.save(update_fields=["requester", "secret", "revision"])
    MatterStep.objects.create(
        matter=kept,
        step="forgotten",
        origin=kept.state,
        target=kept.state,
        on=today,
        round=kept.round,
        unit_id=kept.unit_id,
        said={"months": months},
    )
    log(SYSTEM, "matter.forget", kept.uid)
    return 1
