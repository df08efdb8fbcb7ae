"""This year's numbers: each bound number's figure in the new period, written as last year's was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics.earlier import asked_on, earlier_period, is_running
from yiben.metrics.figures import evaluate
from yiben.metrics.periods import Period, parse_period, period_of, year_to
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.rolling.dates import shift_of
from yiben.rolling.finding import GROWTH, growth, measured, printed
from yiben.rolling.numbers import Number
from yiben.rolling.written import rewrite
from yiben.units.models import Unit
from yiben.units.months import first_day, last_day, month_of, month_plus, months_apart

_Asked = tuple[str, str, str]


def moved(period: Period, was: Period, now: Period) -> Period:
    """Return what a period named by a paper for ``was`` becomes in one for ``now``: the paper's own the new one, its year
    the new year, from the year's beginning the same again, any other as many months on.

    >>> parse = parse_period
    >>> moved(parse("2025Q1"), parse("2025"), parse("2026")).text, moved(parse("2024"), parse("2025"), parse("2026")).text
    ('2026Q1', '2025')
    """
    if period == was:
        return now
    if period.start == date(was.end.year, 1, 1) and period.end == was.end:
        return year_to(now)
    shift = shift_of(was, now)
    if period.months is None:
        years = now.start.year - was.start.year
        text = re.sub(r"[12]\d{3}(?=-)", lambda found: str(int(found[0]) + years), period.text)
        return parse_period(text.replace("-02-29", "-02-28"))
    if period.text.isdigit() and shift % 12:
        return parse_period(str(int(period.text) + now.start.year - was.start.year))
    first, last = (month_plus(month_of(each), shift) for each in (period.start, period.end))
    return period_of(first_day(first), last_day(last))


def require_like(was: Period, now: Period) -> None:
    """Refuse (``rolling_periods``) a new period that is of another kind than the old one: a year cannot become a quarter."""
    if was.months is None or now.months is None or _length(was) != _length(now) or now.start < was.start:
        raise Refusal("rolling_periods", was=was.label, now=now.label)


def compute_numbers(caller: Caller, numbers: Sequence[Number], scope: Scope, was: Period) -> list[Number]:
    """Return the numbers with this year's text, the ledger's number and what wants a look; ``scope`` is that of the new
    paper, as of the entry that it names. All figures are evaluated together.

    Refuses ``metric_unknown``, ``unit_unknown``, ``no_access`` for a figure that the caller may not read.
    """
    wanted = {}
    for each in numbers:
        if each.bound and not each.by_hand:
            for request in _requests(caller, each, scope, was):
                wanted[_asked(request)] = request
    figures = dict(zip(wanted, evaluate(list(wanted.values())), strict=True))
    return [_computed(each, scope, was, figures) for each in numbers]


def figure_request(number: Number, scope: Scope, was: Period) -> FigureRequest:
    """Return the request for the figure that stands behind a bound number in the new paper."""
    metric, _how = number.metric
    known = catalogue(scope.as_of)
    key = known.metric_key(metric)
    if key is None:
        raise Refusal("metric_unknown", metric=metric)
    unit = scope.unit if number.place == scope.unit.code else _unit(number.place)
    return FigureRequest(
        key, known.metrics[key], scope.at(unit).during(moved(parse_period(number.period), was, scope.period))
    )


def _requests(caller: Caller, number: Number, scope: Scope, was: Period) -> list[FigureRequest]:
    first = figure_request(number, scope, was)
    hooks.require(caller, "figure.read", first.scope.unit.pk, pack=first.key.partition(".")[0])
    if number.metric[1] == "value":
        return [first]
    return [first, _year_before(first)]


def _year_before(request: FigureRequest) -> FigureRequest:
    """The same of last year; of a period that still runs only as much of it."""
    return replace(request, scope=request.scope.during(earlier_period(request.scope, "year_before")))


def _computed(number: Number, scope: Scope, was: Period, figures: Mapping[_Asked, Figure]) -> Number:
    if number.by_hand:
        return replace(number, new="", ledger="", flag="", now="", until="")
    if not number.bound:
        return replace(number, new="", ledger="", flag="", now="", until="")
    request = figure_request(number, scope, was)
    period = request.scope.period
    now = figures[_asked(request)]
    number = replace(number, until="")
    if number.metric[1] == "change":
        before = figures[_asked(_year_before(request))]
        if is_running(request.scope):
            number = replace(number, until=asked_on(request.scope).isoformat())
        value = growth(now, before)
    else:
        value = measured(now, number.unit)
    ledger = printed(value, number.unit)
    if value is None:
        return replace(number, new="", ledger="", flag="missing", now=period.text)
    signed = _signed(number, value)
    if signed < 0:
        return replace(number, new="", ledger=ledger, flag="turned", now=period.text)
    made = rewrite(number.text, number.before, signed)
    flag = made.flag or ("zero" if not signed else "running" if number.until else "")
    return replace(number, new=made.text, ledger=ledger, flag=flag, now=period.text)


def _signed(number: Number, value: Fraction) -> Fraction:
    """A change as the words before it say it: 下降3% is −3%."""
    if number.metric[1] != "change" and number.unit != "%":
        return value
    words = GROWTH.findall(number.before)
    return -value if words and words[-1][1] else value


def _asked(request: FigureRequest) -> _Asked:
    return request.key, request.scope.unit.code, request.scope.period.text


def _unit(code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Refusal("unit_unknown", text=code)
    return found


def _length(period: Period) -> int:
    return months_apart(month_of(period.start), month_of(period.end))
