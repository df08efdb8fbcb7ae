"""The numbers of an analysis: needs by how often they were brought, beside the period before and last year's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.queries import begun_on
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.grouping import group_figure
from yiben.metrics.periods import Period, period_before, year_before
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.analyses import Analysis, Need
from yiben.packs.definitions import Choice, Field
from yiben.units.models import Unit
from yiben.units.months import month_of
from yiben.units.queries import children


@dataclass(frozen=True)
class NeedCount:
    """A need with how often it was brought: in all, before (None: the ledger did not exist), and by each of its metrics."""

    need: Need
    value: int
    before: int | None
    year_before: int | None
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Beside:
    """A figure of the analysis with what it was."""

    figure: Figure
    before: Figure | None
    year_before: Figure | None


@dataclass(frozen=True)
class ServiceMap:
    """A metric told apart by a choice, unit by unit: ``rows`` hold a unit and its numbers in the order of ``choices``, the
    last row (None) the whole. Units below that keep books stand in it with or without numbers, the unit itself with them."""

    metric: FigureRequest
    field: Field
    choices: tuple[Choice, ...]
    rows: tuple[tuple[Unit | None, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Looked:
    """An analysis as it stands in the ledger."""

    declared: Analysis
    scope: Scope
    needs: tuple[NeedCount, ...]
    figures: tuple[Beside, ...]
    map: ServiceMap | None


def analysis_of(key: str) -> Analysis:
    """Return an analysis as the installed packs declare it; Refusal ``analysis_unknown`` otherwise."""
    found = catalogue().analyses.get(key)
    if found is None:
        raise Refusal("analysis_unknown")
    return found


def look_at(key: str, scope: Scope) -> Looked:
    """Return the numbers of an analysis for a scope, needs that were brought most often first (of equal ones in the order of
    the pack). All figures of all periods are evaluated at once."""
    declared = analysis_of(key)
    pack = key.rpartition(".")[0]
    names = dict.fromkeys([name for need in declared.needs for name in need.metrics] + list(declared.figures))
    periods = [scope.period, period_before(scope.period), year_before(scope.period)]
    asked = [request_figure(f"{pack}.{name}", scope.during(each)) for each in periods for name in names]
    figures = evaluate(asked)
    by_period = [dict(zip(names, figures[at * len(names) :], strict=False)) for at in range(len(periods))]
    known = [True, *(_existed(each) for each in periods[1:])]
    needs = [_count(need, by_period, known) for need in declared.needs]
    beside = [
        Beside(
            by_period[0][name],
            by_period[1][name] if known[1] else None,
            by_period[2][name] if known[2] else None,
        )
        for name in declared.figures
    ]
    needs.sort(key=lambda each: -each.value)
    return Looked(declared, scope, tuple(needs), tuple(beside), _map(declared, pack, scope))


def _count(need: Need, by_period: Sequence[dict[str, Figure]], known: Sequence[bool]) -> NeedCount:
    sums = [sum(period[name].value or 0 for name in need.metrics) for period in by_period]
    now, before, year = (value if is_known else None for value, is_known in zip(sums, known, strict=True))
    return NeedCount(need, now or 0, before, year, tuple(by_period[0][name] for name in need.metrics))


def _existed(period: Period) -> bool:
    begun: date | None = begun_on()
    return begun is not None and begun <= period.end


def _map(declared: Analysis, pack: str, scope: Scope) -> ServiceMap | None:
    if declared.map is None:
        return None
    request = request_figure(f"{pack}.{declared.map}", scope)
    book = catalogue(scope.as_of).books.get(request.metric.book)
    field = book.field(declared.by or "") if book else None
    if field is None:
        return None
    there = (month_of(scope.period.start), month_of(scope.period.end))
    units = children(scope.unit, scope.tree, *there, scope.as_of) if scope.below else []
    kinds = catalogue(scope.as_of).kinds
    rows: list[tuple[Unit | None, tuple[int, ...]]] = []
    for unit, is_below in [*((each, True) for each in units), (scope.unit, False), (None, True)]:
        asked = replace(request, scope=scope.at(unit, below=is_below)) if unit else request
        numbers = tuple(figure.value or 0 for _choice, figure in group_figure(asked, field))
        is_asked = unit is None or (is_below and unit.kind in kinds and kinds[unit.kind].can_record)
        if is_asked or any(numbers):
            rows.append((unit, numbers))
    return ServiceMap(request, field, field.choices, tuple(rows))
