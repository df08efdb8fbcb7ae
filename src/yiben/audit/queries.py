"""Reading the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.audit.models import AuditEvent


def events(
    *,
    about: Collection[str] | None = None,
    area: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[AuditEvent]:
    """Return what was done, the latest first: by these people, from these posts, or to them (``about``, random ids; None: all), in an area (the part of a verb
    before its dot), between two days, both included."""
    found = AuditEvent.objects.order_by("-at", "-pk")
    if about is not None:
        found = found.filter(Q(person__in=about) | Q(post__in=about) | Q(subject__in=about))
    if area:
        found = found.filter(verb__startswith=f"{area}.")
    if first is not None:
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(first, time.min)))
    if last is not None:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(last, time.max)))
    return found
