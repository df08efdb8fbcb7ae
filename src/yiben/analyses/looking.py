"""The numbers of an analysis: needs by how often they were brought, beside the period before and last year's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics.earlier import earlier_period, is_running, told_of
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.grouping import group_figure
from yiben.metrics.periods import Period
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.analyses import Analysis, Need
from yiben.packs.definitions import Choice, Field
from yiben.units.models import Unit
from yiben.units.months import month_of
from yiben.units.queries import children


@dataclass(frozen=True)
class NeedCount:
    """A need with how often it was brought: in all, before, and by each of its metrics. Before is None where nothing was
    recorded then, or not in every book in which it is brought now: that would be no growth."""

    need: Need
    value: int
    before: int | None
    year_before: int | None
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Beside:
    """A figure of the analysis with what it was, None where nothing was recorded then."""

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
    """An analysis as it stands in the ledger. ``before`` and ``year_before`` are the periods beside which it stands: of one
    that ``is_running`` the same part of them."""

    declared: Analysis
    scope: Scope
    before: Period
    year_before: Period
    is_running: bool
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
    the pack). All figures of all periods are evaluated at once. A period that is not over stands beside the same part of the
    earlier ones; what nobody recorded then is no 0."""
    declared = analysis_of(key)
    pack = key.rpartition(".")[0]
    names = dict.fromkeys([name for need in declared.needs for name in need.metrics] + list(declared.figures))
    periods = [scope.period, *(earlier_period(scope, each) for each in ("period_before", "year_before"))]
    asked = [request_figure(f"{pack}.{name}", scope.during(each)) for each in periods for name in names]
    figures = evaluate(asked)
    told = [each if is_told else None for each, is_told in zip(figures, told_of(figures), strict=True)]
    before, year = (dict(zip(names, told[at * len(names) :], strict=False)) for at in (1, 2))
    own = dict(zip(names, figures, strict=False))
    needs = [
        NeedCount(
            need,
            sum(own[name].value or 0 for name in need.metrics),
            _sum(need, own, before),
            _sum(need, own, year),
            tuple(own[name] for name in need.metrics),
        )
        for need in declared.needs
    ]
    beside = [Beside(own[name], before[name], year[name]) for name in declared.figures]
    needs.sort(key=lambda each: -each.value)
    service_map = _map(declared, pack, scope)
    return Looked(declared, scope, periods[1], periods[2], is_running(scope), tuple(needs), tuple(beside), service_map)


def _sum(need: Need, own: Mapping[str, Figure], earlier: Mapping[str, Figure | None]) -> int | None:
    """How often a need was brought earlier, None where a book in which it is brought now held nothing then, or none did."""
    told = [figure for name in need.metrics if (figure := earlier[name]) is not None]
    is_whole = all(earlier[name] is not None for name in need.metrics if own[name].value)
    return sum(each.value or 0 for each in told) if told and is_whole else None


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
