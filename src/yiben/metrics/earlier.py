"""Figures beside earlier ones: on which day they are asked, with what a period is compared, whether anything was told then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from yiben.ledger.models import Entry
from yiben.metrics.periods import Period, earlier_part, reached
from yiben.metrics.reporting import has_told
from yiben.metrics.scopes import Figure, FigureRequest, Scope


def asked_on(scope: Scope) -> date:
    """Return the day on which a scope is asked, today where none is said."""
    return scope.on or timezone.localdate()


def day_of_entry(seq: int) -> date | None:
    """Return the day on which an entry was recorded: what is seen as it stood then was asked on that day. None for none."""
    found = Entry.objects.filter(seq__lte=seq).order_by("-seq").values_list("recorded_at", flat=True).first()
    return timezone.localdate(found) if found else None


def is_running(scope: Scope) -> bool:
    """Say whether the period of a scope is not over on the day on which it is asked."""
    return reached(scope.period, asked_on(scope)) != scope.period


def earlier_period(scope: Scope, against: str) -> Period:
    """Return the period with which that of a scope is compared (``year_before``, ``period_before``): see ``earlier_part``."""
    return earlier_part(scope.period, against, asked_on(scope))


def told_of(figures: Sequence[Figure]) -> list[bool]:
    """Say of each figure whether it tells anything: it is above or below 0, or a record of its book (of any kind) counts in
    its scope, or its months were handed in. Where nothing was told, 0 is no number; a computed figure tells what any of its
    parts does. Each book is asked once for a unit and period."""
    known: dict[tuple[str, Scope], bool] = {}
    return [_is_told(each, known) for each in figures]


def _is_told(figure: Figure, known: dict[tuple[str, Scope], bool]) -> bool:
    if figure.value:
        return True
    if figure.parts:
        return any(_is_told(part, known) for part in figure.parts if part.way != "target")
    request = figure.request
    key = (_asks(request), request.scope)
    if key not in known:
        known[key] = has_told(request)
    return known[key]


def _asks(request: FigureRequest) -> str:
    is_stock = request.metric.how == "stock"
    return request.key if is_stock else request.metric.book or request.key
