"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from yiben.audit.models import AuditEvent


def events(
    *,
    people: Collection[str] | None = None,
    area: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[AuditEvent]:
    """Return what was done, the latest first: by these people (None: by anybody), in an area (the part of a verb
    before its dot), between two days, both included."""
    found = AuditEvent.objects.order_by("-at", "-pk")
    if people is not None:
        found = found.filter(person__in=people)
    if area:
        found = found.filter(verb__startswith=f"{area}.")
    if first is not None:
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(first, time.min)))
    if last is not None:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(last, time.max)))
    return found
