"""Reading what papers were handed in, as far as the caller takes papers in."""

from __future__ import annotations

from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.documents.models import Batch
from yiben.errors import Refusal
from yiben.units.models import Unit
from yiben.units.queries import living_units


def taking_units(caller: Caller) -> list[Unit]:
    """Return the living units for which the caller may take papers in, in official order."""
    allowed = units_allowed(caller, "document.upload")
    return list(living_units(timezone.localdate()).filter(pk__in=allowed).order_by("order", "code"))


def batch_of(caller: Caller, uid: str) -> Batch:
    """Return papers that were handed in together; Refusal ``batch_unknown`` when they are not the caller's to read."""
    allowed = units_allowed(caller, "document.upload")
    found = Batch.objects.select_related("unit").filter(uid=uid, unit_id__in=allowed).first()
    if found is None:
        raise Refusal("batch_unknown")
    return found
