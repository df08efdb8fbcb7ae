"""How many of the units that are to report did, and who did not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from yiben.catalog.queries import catalogue
from yiben.ledger.lines import ENTRY
from yiben.ledger.models import Closing, Measure
from yiben.metrics import records, sums
from yiben.metrics.planning import Plan, plan_metric
from yiben.metrics.scopes import FigureRequest
from yiben.units.models import Unit
from yiben.units.months import first_day, last_day, month_of, months_apart
from yiben.units.queries import tree_number


@dataclass(frozen=True)
class Reporting:
    """Of ``expected`` units ``reported`` told something, or handed their months in with nothing to tell; ``missing`` are
    the others, in official order (缺报)."""

    expected: int
    reported: int
    missing: tuple[Unit, ...]


def reporting_of(request: FigureRequest) -> Reporting | None:
    """Return who reported what a figure holds; None for a metric that expects it of nobody, or of one unit alone.

    Expected are the units of the kinds that the metric names (``expects``) that stand in the scope and live on every day
    of the period that it has. A unit has reported when an entry of the book counts for it in the period; a flow also when
    it handed in, or had closed, every month of the period: then nothing happened. A stock it has to have told once.
    """
    metric, scope = request.metric, request.scope
    months = scope.period.months
    if not metric.is_counted or not metric.expects:
        return None
    tree = tree_number(scope.tree)
    start, end = (first_day(months[0]), last_day(months[1])) if months else (scope.period.start, scope.period.end)
    units = Unit.objects.filter(pk__in=sums.scope_units(scope, tree), kind__in=metric.expects, founded_on__lte=end)
    expected = list(units.filter(Q(closed_on=None) | Q(closed_on__gte=start)).order_by("order", "code"))
    if len(expected) < 2:
        return None
    plan = plan_metric(metric, catalogue(scope.as_of))
    if plan.how == "stock":
        told = {unit for _, unit, _ in sums.list_stock(plan, scope, tree)}
    else:
        # Of the book as a whole: one that held events of another kind has reported, and held none of this kind.
        whole = Measure.objects.filter(book=metric.book, field=ENTRY, dimension="").values_list("pk", flat=True)
        told = records.units_reporting(Plan("sum", tuple(whole)), scope, tree)
        if months is not None:
            told |= _handed_in([unit.pk for unit in expected], *months)
    missing = tuple(unit for unit in expected if unit.pk not in told)
    return Reporting(len(expected), len(expected) - len(missing), missing)


def has_told(request: FigureRequest) -> bool:
    """Say whether anything was told in the scope of a counted figure: a record of its book (of any kind) counts there in
    the period, or the unit handed in every month that it touches. Where nothing was told, 0 is no number that anybody
    reported."""
    metric, scope = request.metric, request.scope
    if not metric.is_counted:
        return True
    tree = tree_number(scope.tree)
    if metric.how == "stock":
        return bool(sums.list_stock(plan_metric(metric, catalogue(scope.as_of)), scope, tree))
    whole = Measure.objects.filter(book=metric.book, field=ENTRY, dimension="").values_list("pk", flat=True)
    if records.units_reporting(Plan("sum", tuple(whole)), scope, tree):
        return True
    touched = (month_of(scope.period.start), month_of(scope.period.end))
    return bool(_handed_in([scope.unit.pk], *touched))


def _handed_in(units: list[int], first: int, last: int) -> set[int]:
    """The units that have submitted or closed every one of the months, none of them as missing."""
    rows = Closing.objects.filter(
        unit_id__in=units, month__range=(first, last), state__in=(Closing.SUBMITTED, Closing.CLOSED), is_missing=False
    )
    count: dict[int, int] = {}
    for unit in rows.values_list("unit_id", flat=True):
        count[unit] = count.get(unit, 0) + 1
    return {unit for unit, handed in count.items() if handed == months_apart(first, last) + 1}
