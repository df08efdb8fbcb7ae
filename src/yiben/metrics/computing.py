"""Figures computed from other figures: shares, averages, weighted means, sums since the year began, targets, change.

Everything is a fraction until it is rounded, once, half up, to the smallest unit of the metric. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from yiben.metrics.periods import earlier_part, year_to
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.definitions import Metric, smallest_per_unit

_HUNDREDS = {"%": 100, "‰": 1000}


def scopes_of(metric: Metric, scope: Scope, today: date) -> dict[str, tuple[Scope, ...]]:
    """Return the scopes in which a computed metric asks for each metric it names, in the order in which it uses them. What
    still runs ``today`` is compared with the same part of the earlier period."""
    if metric.how == "cumulative":
        return {str(metric.of): (scope.during(year_to(scope.period)),)}
    if metric.how == "change":
        before = earlier_part(scope.period, metric.against or "period_before", today)
        return {str(metric.of): (scope, scope.during(before))}
    return dict.fromkeys(metric.named, (scope,))


def compute(request: FigureRequest, parts: Sequence[Figure]) -> Figure:
    """Return a computed figure. ``parts`` are the figures it is computed from: those of ``scopes_of`` in order, of a
    target the target itself behind them."""
    exact = _exact(request.metric, [in_units(each) for each in parts])
    ways = sorted({each.way for each in parts})
    value = None if exact is None else round_half_up(exact * smallest_per_unit(request.metric.unit))
    return Figure(request, value, "+".join(ways), tuple(parts), exact)


def in_units(figure: Figure) -> Fraction | None:
    """Return the value of a figure in its unit (元, not fen), None for none; a computed one before it was rounded."""
    if figure.exact is not None:
        return figure.exact
    return None if figure.value is None else Fraction(figure.value, smallest_per_unit(figure.unit))


def round_half_up(value: Fraction) -> int:
    """Return the nearest integer; of two equally near ones that further from 0 (四舍五入).

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(-5, 2)), round_half_up(Fraction(7, 3))
    (3, -3, 2)
    """
    whole = (abs(value) * 2 + 1) // 2
    return int(whole if value >= 0 else -whole)


def _exact(metric: Metric, values: Sequence[Fraction | None]) -> Fraction | None:
    if not values or any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    if metric.how == "cumulative":
        return known[0]
    if metric.how == "weighted":
        return _weighted(metric.parts, known)
    if metric.how == "change":
        return None if known[1] <= 0 else (known[0] - known[1]) / known[1] * 100
    if known[1] == 0:
        return None
    return known[0] / known[1] * _HUNDREDS.get(metric.unit, 1)


def _weighted(weights: Mapping[str, int], values: Sequence[Fraction]) -> Fraction:
    total = sum(weight * value for weight, value in zip(weights.values(), values, strict=True))
    return Fraction(total) / sum(weights.values())
