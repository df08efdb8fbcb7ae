"""The values of bound cells for a unit and a period. A figure that nobody reported leaves its cell empty; it is never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.forms.bindings import HERE, Bound
from yiben.forms.layout import Blank
from yiben.forms.parts import COMPARED, begins_later, periods_of
from yiben.metrics.computing import round_half_up
from yiben.metrics.figures import evaluate
from yiben.metrics.periods import Period, reached
from yiben.metrics.reporting import has_told, reporting_of
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.definitions import smallest_per_unit
from yiben.sheets.merging.measures import converted, factor, measure_named
from yiben.units.models import Unit

Number = int | Decimal
Flag = Literal["", "missing", "partly", "zero", "outlier", "later", "no_base", "overlap", "running"]
"""What wants a look: nobody reported (the cell stays empty); some did not; nothing is recorded; far from the last time;
the period has not begun; there is nothing to compare with; a total is not the sum of the units beside it, since what
several did together counts once; the period still runs, so the earlier one counts to the same day."""
_LOOKING_BACK: Final = frozenset({*COMPARED, "last_year", "last_year_to", "before"})
"""Parts that say nothing new: what is odd in them was odd before."""
_FAR: Final = Fraction(1, 2)
_LEAST_FAR: Final = 10


@dataclass(frozen=True)
class CellValue:
    """A bound cell with its value (None: it stays empty), the figures behind it, what wants a look, the units that have not
    reported."""

    bound: Bound
    value: Number | None
    requests: tuple[FigureRequest, ...]
    flag: Flag = ""
    missing: tuple[str, ...] = ()
    summed: Number | None = None
    """Of a total that wants a look: what the units beside it sum up to."""


def compute_cells(
    bound: Sequence[Bound], scope: Scope, units: Mapping[str, Unit], today: date, last: Mapping[str, str] | None = None
) -> list[CellValue]:
    """Return the values of bound cells in their order, all figures evaluated together.

    ``units`` are the units that a form may name, by code; ``last`` are the values of the form filled before, by place
    (``place_text``), against which outliers are marked. Refuses ``metric_unknown`` and ``unit_unknown``.
    """
    asked = [_requests(each, scope, units, today) for each in bound]
    figures = evaluate([request for requests in asked for request in requests])
    told: dict[tuple[str, int, Period], tuple[str, ...]] = {}
    silent: dict[tuple[str, int, Period], bool] = {}
    found, at = [], 0
    for each, requests in zip(bound, asked, strict=True):
        own = figures[at : at + len(requests)]
        at += len(requests)
        if begins_later(requests[0].scope.period, today):
            found.append(CellValue(each, None, requests, "later"))
            continue
        value = _value(each, own)
        missing, is_nobody = _reporting(requests[0], told)
        is_nobody = is_nobody or (not value and _is_silent(requests[0], silent))
        flag: Flag = ""
        if each.part in COMPARED and not own[1].value and _is_silent(requests[1], silent):
            value = None  # what nobody counted then is no 0 to compare with
        if value is None or is_nobody:
            value, flag = None, "missing" if own[0].value is None or is_nobody else "no_base"
        elif missing:
            flag = "partly"
        elif each.part not in _LOOKING_BACK and _is_far(value, (last or {}).get(place_text(each.blank), "")):
            flag = "outlier"
        elif not value and each.part not in _LOOKING_BACK:
            flag = "zero"
        elif each.part in _LOOKING_BACK and reached(scope.period, today) != scope.period:
            flag = "running"
        found.append(CellValue(each, value, requests, flag, missing))
    return _with_overlaps(found)


def _with_overlaps(cells: Sequence[CellValue]) -> list[CellValue]:
    """The cells, with totals marked that are not the sum of the units in the same table."""
    sums: dict[tuple[str, str, str], Number] = {}
    for each in cells:
        key = (each.bound.blank.sheet, each.bound.metric, each.bound.part)
        if each.bound.unit != HERE and each.value is not None:
            sums[key] = sums.get(key, 0) + each.value
    found = []
    for each in cells:
        summed = sums.get((each.bound.blank.sheet, each.bound.metric, each.bound.part))
        is_total = each.bound.unit == HERE and each.bound.part not in COMPARED and each.value is not None
        if is_total and summed is not None and summed != each.value and each.flag in ("", "zero", "outlier"):
            found.append(replace(each, flag="overlap", summed=summed))
        else:
            found.append(each)
    return found


def place_text(blank: Blank) -> str:
    """Return what a cell is called wherever its form keeps it: sheet and headings; rows and columns may move."""
    return f"{blank.sheet}:{blank.heading}"


def _requests(bound: Bound, scope: Scope, units: Mapping[str, Unit], today: date) -> tuple[FigureRequest, ...]:
    known = catalogue(scope.as_of)
    key = known.metric_key(bound.metric)
    if key is None:
        raise Refusal("metric_unknown", metric=bound.metric)
    unit = scope.unit if bound.unit == HERE else units.get(bound.unit)
    if unit is None:
        raise Refusal("unit_unknown", text=bound.unit)
    at = replace(scope.at(unit, below=scope.below), on=today)
    periods = periods_of(bound.part, scope.period, today)
    return tuple(FigureRequest(key, known.metrics[key], at.during(each)) for each in periods)


def _value(bound: Bound, figures: Sequence[Figure]) -> Number | None:
    exact = [_exact(each) for each in figures]
    if any(each is None for each in exact):
        return None
    values = [each for each in exact if each is not None]
    unit = figures[0].unit
    if bound.part.startswith("change"):
        if values[1] <= 0:
            return None
        share = Fraction(round_half_up((values[0] - values[1]) / values[1] * 1000), 10)
        return converted_number(share / 100 if bound.blank.is_percent else share)
    result = values[0] - values[1] if bound.part.startswith("difference") else values[0]
    if unit == "%" and bound.blank.is_percent:
        return converted_number(result / 100)
    by = factor(measure_named(unit), measure_named(bound.blank.measure)) if bound.blank.measure else None
    return converted(converted_number(result), by) if by is not None else converted_number(result)


def converted_number(value: Fraction) -> Number:
    """Return an exact number as a cell takes it."""
    return converted(1, value) if value else 0


def _exact(figure: Figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value, smallest_per_unit(figure.unit))


def _reporting(
    request: FigureRequest, told: dict[tuple[str, int, Period], tuple[str, ...]]
) -> tuple[tuple[str, ...], bool]:
    """The units that have not reported what a figure holds, and whether nobody did."""
    key = (request.key, request.scope.unit.pk, request.scope.period)
    if key not in told:
        found = reporting_of(request)
        names = tuple(unit.short_name for unit in found.missing) if found else ()
        told[key] = ("*", *names) if found and not found.reported else names
    names = told[key]
    return tuple(each for each in names if each != "*"), "*" in names


def _is_silent(request: FigureRequest, silent: dict[tuple[str, int, Period], bool]) -> bool:
    """Whether nobody told anything of what a figure counts: a blank, not a 0."""
    key = (request.metric.book or request.key, request.scope.unit.pk, request.scope.period)
    if request.metric.how == "stock":
        key = (request.key, *key[1:])
    if key not in silent:
        silent[key] = not has_told(request)
    return silent[key]


def _is_far(value: Number, last: str) -> bool:
    try:
        before = Fraction(last)
    except (ValueError, ZeroDivisionError):
        return False
    apart = abs(Fraction(value) - before)
    return apart >= _LEAST_FAR and apart > abs(before) * _FAR
