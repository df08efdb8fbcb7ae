"""Signing for a document that was sent to a unit (签收)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.dispatches.life import RECEIVE
from yiben.dispatches.models import Dispatch, Receipt
from yiben.errors import Refusal
from yiben.units.models import Unit


@transaction.atomic
def sign_for(caller: Caller, dispatch: Dispatch, unit: Unit) -> Receipt:
    """Sign for a document on behalf of a unit, once; again changes nothing. Refuses a unit that it was not sent to."""
    hooks.require(caller, RECEIVE, unit.pk)
    receipt = Receipt.objects.select_for_update().filter(dispatch=dispatch, unit=unit).first()
    if receipt is None:
        raise Refusal("dispatch_not_sent_to", unit=unit.short_name, title=dispatch.title)
    if receipt.at is None:
        receipt.at, receipt.post, receipt.person = timezone.now(), caller.post, caller.person
        receipt.save(update_fields=["at", "post", "person"])
        log(caller, "dispatch.receive", dispatch.uid, unit=unit.uid)
    return receipt
