"""How points come about: exact fractions, rounded only where they are shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from yiben.packs.assessments import AssessedItem, Band, Grade, exact

ZERO = Fraction(0)
PLACES = 100
"""Points are shown to the hundredth, rounded half up."""


def in_proportion(value: Fraction, target: Fraction, weight: Fraction) -> Fraction:
    """Return the points of a figure against its target, never more than the weight, never less than nothing.

    >>> in_proportion(Fraction(9), Fraction(12), Fraction(20))
    Fraction(15, 1)
    """
    return min(max(value / target, ZERO), Fraction(1)) * weight


def in_bands(value: Fraction, bands: Sequence[Band], weight: Fraction) -> Fraction:
    """Return the points of a figure by the band into which it falls, nothing below the lowest."""
    for band in sorted(bands, key=lambda each: exact(each.least), reverse=True):
        if value >= exact(band.least):
            return weight * band.percent / 100
    return ZERO


def of_figure(item: AssessedItem, value: Fraction) -> Fraction:
    """Return the points of a metric's value as its item says."""
    weight = exact(item.weight)
    if item.target is not None:
        return in_proportion(value, exact(item.target), weight)
    return in_bands(value, item.bands, weight)


def of_checklist(met: int, count: int, weight: Fraction) -> Fraction:
    """Return the points of the share of standards that hold."""
    return weight * met / count if count else ZERO


def combined(points: Sequence[Fraction], rule: str) -> Fraction | None:
    """Return several judgements as one: mean, median, or the mean without one highest and one lowest (``trimmed``; of fewer
    than three it is the mean of all). None of none.

    >>> combined([Fraction(10), Fraction(20), Fraction(24), Fraction(25)], "trimmed")
    Fraction(22, 1)
    """
    ordered = sorted(points)
    if not ordered:
        return None
    if rule == "median":
        middle = len(ordered) // 2
        return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if rule == "trimmed" and len(ordered) > 2:
        ordered = ordered[1:-1]
    return sum(ordered, ZERO) / len(ordered)


def grade_of(total: Fraction, grades: Sequence[Grade]) -> str:
    """Return the id of the grade of a total, "" where the scheme has none. The exact total counts, not the one shown."""
    for grade in sorted(grades, key=lambda each: exact(each.least), reverse=True):
        if total >= exact(grade.least):
            return grade.id
    return ""


def places(totals: Mapping[int, Fraction]) -> dict[int, int]:
    """Return the place of each total; equal ones share a place, and the next stands behind all of them.

    >>> places({1: Fraction(90), 2: Fraction(95), 3: Fraction(90), 4: Fraction(80)})
    {1: 2, 2: 1, 3: 2, 4: 4}
    """
    return {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}


def shown(points: Fraction | None) -> str:
    """Return points as people read them: to the hundredth, half up, without zeros at the end.

    >>> shown(Fraction(50, 3)), shown(Fraction(20)), shown(Fraction(25, 2))
    ('16.67', '20', '12.5')
    """
    if points is None:
        return ""
    scaled = int((points * 2 * PLACES + 1) // 2)
    whole, rest = divmod(scaled, PLACES)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def kept(points: Fraction) -> str:
    """Return points as they are kept: exact, numerator/denominator."""
    return f"{points.numerator}/{points.denominator}"
