"""Links for units that have no account: they take their steps with it while it is valid."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.matters.actions.registering import digest_of
from yiben.matters.actions.stepping import Said, acting_unit, lock, take
from yiben.matters.answers import procedure_of, step_of
from yiben.matters.links import refuse_dead_link
from yiben.matters.models import HandlerLink, Matter
from yiben.packs.procedures import Step
from yiben.units.models import Unit

LINK_DAYS = 30
"""For how many days a link can be used."""
_NOBODY = Caller(person="", post="")


@transaction.atomic
def make_handler_link(caller: Caller, matter: Matter, unit: Unit) -> str:
    """Make a link for a unit that leads or helps, and return its secret; an older one of that unit no longer works."""
    kept = lock(matter)
    hooks.require(caller, "matter.assign", kept.unit_id)
    require_handling(kept, unit)
    now = timezone.now()
    HandlerLink.objects.filter(matter=kept, unit=unit, withdrawn_at=None).update(withdrawn_at=now)
    secret = secrets.token_urlsafe(24)
    HandlerLink.objects.create(
        matter=kept,
        unit=unit,
        digest=digest_of(secret),
        post=caller.post,
        ends_on=timezone.localdate() + timedelta(days=LINK_DAYS),
    )
    log(caller, "matter.link", kept.uid, unit=unit.uid)
    return secret


@transaction.atomic
def withdraw_link(caller: Caller, link: HandlerLink) -> None:
    """Make a link useless."""
    hooks.require(caller, "matter.assign", link.matter.unit_id)
    HandlerLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    log(caller, "matter.unlink", link.matter.uid, unit=link.unit.uid)


@transaction.atomic
def step_by_link(secret: str, name: str, said: Said) -> Matter:
    """Take a step with a link, as its unit: as many as the matter asks of it while the link is valid. Refuses
    what ``refuse_dead_link`` refuses, and a step that is not the unit's."""
    rows = HandlerLink.objects.select_for_update(of=("self",)).select_related("unit", "matter__unit")
    link = refuse_dead_link(rows.filter(digest=digest_of(secret)).first())
    kept = lock(link.matter)
    if kept.is_done:
        raise Refusal("matter_link_done", unit=kept.unit.name)
    step = step_of(procedure_of(kept.procedure), name)
    unit = unit_for_step(kept, step, link.unit)
    taken = take(_NOBODY, kept, step, said, unit, by_link=True)
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return taken


def require_handling(matter: Matter, unit: Unit) -> None:
    """Refuse a unit that neither leads nor helps."""
    if unit != matter.lead and not matter.helpers.filter(unit=unit, is_released=False).exists():
        raise Refusal("matter_not_helping", title=matter.title)


def unit_for_step(matter: Matter, step: Step, unit: Unit) -> Unit:
    """Return the unit for which a step is taken by a unit without an account. Refuses a step that is not that unit's."""
    if step.at not in ("lead", "co") or step.by != "matter.handle" or (step.at == "lead" and matter.lead != unit):
        raise Refusal("no_access", verb=step.by)
    return acting_unit(matter, step, unit)
