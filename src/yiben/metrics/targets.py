"""Reading targets."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from yiben.metrics.models import Target
from yiben.metrics.scopes import Scope
from yiben.units.queries import children


def target_for(key: str, scope: Scope) -> int | None:
    """Return what a metric is to reach in a scope, in its smallest unit; None where no target is set.

    That of the scope's own months comes first, then that of the whole year around them (of 累计 figures the yearly
    target is asked month by month). A unit without one of its own has the sum of those directly below it, if every one
    of them has one.
    """
    months = scope.period.months
    if months is None:
        return None
    for first, last in dict.fromkeys((months, (months[0] // 100 * 100 + 1, months[0] // 100 * 100 + 12))):
        if first > months[0] or last < months[1]:
            continue
        rows = _known(scope).filter(metric=key, first=first, last=last)
        own = rows.filter(unit=scope.unit).first()
        if own is not None:
            return own.value
        if not scope.below:
            continue
        below = children(scope.unit, scope.tree, first, last, scope.as_of)
        found = dict(rows.filter(unit__in=below).values_list("unit_id", "value"))
        if below and len(found) == len(below):
            return sum(found.values())
    return None


def _known(scope: Scope) -> QuerySet[Target]:
    if scope.as_of is None:
        return Target.objects.filter(until_seq=None)
    return Target.objects.filter(seq__lte=scope.as_of).filter(Q(until_seq=None) | Q(until_seq__gt=scope.as_of))
