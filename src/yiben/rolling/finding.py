"""Finding the numbers of last year's paper and what each may be bound to: by name and by last year's value.

A number is sure when the metric that its words name had just this value in the period of the paper. One that only the name
or only the value speaks for is offered and left to choose. Shares of growth (增长12.5%) follow the number before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from yiben.audit.callers import Caller
from yiben.checking.allowances import Allowance, allowance
from yiben.checking.drafts import PER_UNIT, Judged, check_draft, readable_metrics
from yiben.checking.naming import is_alike, names_of
from yiben.metrics.figures import evaluate
from yiben.metrics.periods import Period, year_before
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.definitions import Metric
from yiben.rolling.numbers import SENTENCE, Number, Option, State
from yiben.rolling.running import RunningText
from yiben.text.consistency import claims
from yiben.text.quantities import Quantity, quantities
from yiben.text.reading import read_repaired
from yiben.text.repairing import Repaired
from yiben.text.results import Fact

GROWTH: Final = re.compile(r"(?P<up>增长|上升|增加|提高|提升|增幅)|(?P<down>下降|减少|降低|回落|降幅)")
_IN_CELL: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_CLAUSE: Final = re.compile(r"[，,。；;：:！!？?\n\t]")
_SMALL: Final = 10
"""A number below this says nothing by its value alone."""
_BEFORE, _AROUND = 8, 24


@dataclass(frozen=True)
class _Found:
    judged: Judged
    start: int
    end: int
    allowed: Allowance
    before: str

    @property
    def claim(self) -> Fact:
        return self.judged.claim


def find_numbers(caller: Caller, scope: Scope, text: RunningText) -> list[Number]:
    """Return every number that a paper for the scope's unit and period claims, in order, with what it may be bound to.

    All figures are evaluated together. Refuses a unit for which the caller may not read figures.
    """
    reading = read_repaired(Repaired(text.plain, ()), "docx")
    told = claims(reading)
    found = _placed(text, check_draft(caller, scope, reading, told))
    metrics = readable_metrics(caller, scope)
    known = _Known(metrics, scope)
    numbers: list[Number] = []
    for each in found:
        same = SENTENCE.search(text.text, numbers[-1].end, each.start) is None if numbers else False
        numbers.append(_number(known, text.text, each, numbers[-1] if same else None))
    return numbers


def measured(figure: Figure, unit: str) -> Fraction | None:
    """Return a figure's value in the measure word that a paper writes, None where there is none."""
    if figure.value is None:
        return None
    if figure.exact is not None:
        return figure.exact
    return Fraction(figure.value, PER_UNIT.get((figure.unit, unit), 1))


def growth(now: Figure, before: Figure) -> Fraction | None:
    """Return by how many per cent a figure differs from another; None without a positive number to compare with."""
    first, second = measured(now, now.unit), measured(before, before.unit)
    if first is None or second is None or second <= 0:
        return None
    return (first - second) / second * 100


def printed(value: Fraction | None, unit: str) -> str:
    """Return a number with two decimals at most and its measure word; "" for none."""
    if value is None:
        return ""
    return f"{float(value):.2f}".rstrip("0").rstrip(".") + unit


class _Known:
    """The figures of every metric in the old period and the year before it."""

    def __init__(self, metrics: Mapping[str, Metric], scope: Scope) -> None:
        self.metrics, self.scope = metrics, scope
        earlier = scope.during(year_before(scope.period))
        asked = [FigureRequest(key, each, at) for at in (scope, earlier) for key, each in metrics.items()]
        figures = evaluate(asked)
        self.now = dict(zip(metrics, figures[: len(metrics)], strict=True))
        self.before = dict(zip(metrics, figures[len(metrics) :], strict=True))

    def value(self, key: str, unit: str) -> Fraction | None:
        return measured(self.now[key], unit)

    def change(self, key: str) -> Fraction | None:
        return growth(self.now[key], self.before[key])

    def option(self, key: str, each: _Found) -> Option:
        value = self.value(key, each.claim.unit)
        return Option(key, "value", printed(value, each.claim.unit), value is not None and each.allowed.admits(value))

    def alike(self, unit: str) -> list[str]:
        return [key for key, metric in self.metrics.items() if is_alike(metric.unit, unit)]


def _placed(text: RunningText, judged: Sequence[Judged]) -> list[_Found]:
    """The claims with the stretch that is to be replaced. Those whose stretch no run holds are left out."""
    found: list[_Found] = []
    for each in judged:
        claim = each.claim
        quantity = _quantity(text.plain, claim)
        if quantity is not None:
            start, end = quantity.digits_start, quantity.after_unit
        else:
            inside = _IN_CELL.search(text.plain, claim.start, claim.end)
            start, end = inside.span() if inside else (claim.start, claim.end)
        if not text.is_held(start, end) or (found and found[-1].end > start):
            continue
        allowed = allowance(text.plain, quantity, claim.value, claim.value_max, is_whole=_is_whole(claim.unit))
        found.append(_Found(each, start, end, allowed, text.text[max(0, start - _BEFORE) : start]))
    return found


def _quantity(text: str, claim: Fact) -> Quantity | None:
    same = (each for each in quantities(text, claim.start, claim.end) if each.unit == claim.unit)
    return next((each for each in same if each.value == claim.value), None)


def _is_whole(unit: str) -> bool:
    return unit not in ("元", "平方米", "小时", "%", "‰")


def _number(known: _Known, text: str, each: _Found, led: Number | None) -> Number:
    claim, judged = each.claim, each.judged
    scope = known.scope
    place, period = scope.unit.code, scope.period
    state: State = "choose"
    if claim.value_max is not None:
        options: list[Option] = []
    elif judged.figure is not None and judged.verdict in ("agrees", "differs"):
        at = judged.figure.request.scope
        place, period = at.unit.code, at.period
        agrees = judged.verdict == "agrees"
        options = [Option(judged.figure.metric_id, "value", judged.ledger_text, agrees)]
        state = "sure" if agrees else "choose"
    elif claim.kind == "percent":
        options, period, place = _of_percent(known, text, each, led, period, place)
        state = "sure" if len([x for x in options if x.agrees]) == 1 and options[0].agrees else "choose"
    else:
        options = _offered(known, each)
    if judged.verdict == "external":
        state, options = "external", []
    elif not options:
        state = "none"
    bare = text[each.start : each.end]
    around = _around(text, each.start, each.end)
    return Number(
        each.start, each.end, bare, claim.unit, each.before, around, state, tuple(options), "", place, period.text
    )  # fmt: skip


def _offered(known: _Known, each: _Found) -> list[Option]:
    """What a number may be bound to, the likeliest first: what the checker thought of, then what had this very value."""
    labels = set(each.judged.candidates)
    alike = known.alike(each.claim.unit)
    named = [known.option(key, each) for key in alike if known.metrics[key].label in labels]
    by_value: list[Option] = []
    if not each.allowed.is_loose and each.claim.value >= _SMALL:
        rest = (known.option(key, each) for key in alike if known.metrics[key].label not in labels)
        by_value = [option for option in rest if option.agrees]
    return [*sorted(named, key=lambda option: not option.agrees), *by_value]


def _of_percent(
    known: _Known, text: str, each: _Found, led: Number | None, period: Period, place: str
) -> tuple[list[Option], Period, str]:
    """What a share may be bound to: the growth of the number before it, or a metric in % that its clause names."""
    start = max((match.end() for match in _CLAUSE.finditer(text, max(0, each.start - 60), each.start)), default=0)
    clause = text[max(start, each.start - 60) : each.start]
    options = []
    word = GROWTH.search(clause)
    if word is not None and led is not None and led.options:
        first = led.options[0]
        if first.how == "value" and led.place == place and led.period == period.text:
            change = known.change(first.metric)
            signed = change if change is None or word["up"] else -change
            agrees = led.state == "sure" and signed is not None and each.allowed.admits(signed)
            options.append(Option(first.metric, "change", printed(change, "%"), agrees))
    for key in known.alike(each.claim.unit):
        if any(name in clause for name in names_of(known.metrics[key])):
            options.append(known.option(key, each))
    return sorted(options, key=lambda option: not option.agrees), period, place


def _around(text: str, start: int, end: int) -> str:
    """The words around a number, from the stop before it to the one behind it."""
    first = max((each.end() for each in _CLAUSE.finditer(text, max(0, start - _AROUND), start)), default=0)
    first = max(first, start - _AROUND, 0)
    stop = _CLAUSE.search(text, end, end + _AROUND)
    return text[first : stop.start() if stop else min(len(text), end + _AROUND)].strip()
