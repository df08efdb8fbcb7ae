"""Holding a draft against the ledger: each number agrees, differs, has no source here, or names another source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.checking.allowances import Allowance, allowance
from yiben.checking.naming import is_bare, name_claim
from yiben.checking.places import Places
from yiben.checking.surroundings import Surroundings, look_around
from yiben.metrics.figures import evaluate
from yiben.metrics.periods import Period
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.packs.definitions import Metric
from yiben.text.consistency import claims
from yiben.text.consistency.findings import exactly
from yiben.text.results import Fact, Reading
from yiben.units.models import Unit
from yiben.units.queries import names_known, subtree_ids

Verdict = Literal["agrees", "differs", "no_source", "external"]
PER_UNIT = {("元", "元"): 100, ("平方米", "平方米"): 100, ("分钟", "小时"): 60}
"""How many of a metric's smallest units make one of a claim's: fen, 0.01 m², minutes."""
_KINDS = frozenset({"count", "amount"})


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict. ``figure`` is what it was held against, ``ledger`` its value in the claim's own measure
    word, ``place`` where the number itself stands in the text. ``reason`` says why there is no source (a code of sentences.py), ``candidates`` name the metrics that it may
    have meant."""

    claim: Fact
    verdict: Verdict
    reason: str = ""
    candidates: tuple[str, ...] = ()
    figure: Figure | None = None
    ledger: Fraction | None = None
    place: tuple[int, int] = (0, 0)

    @property
    def difference(self) -> Fraction | None:
        """The claim less the ledger's number, in the claim's measure word; None where nothing was compared."""
        return None if self.ledger is None else exactly(self.claim.value) - self.ledger

    @property
    def ledger_text(self) -> str:
        """The ledger's number with the claim's measure word; "" where nothing was compared."""
        return "" if self.ledger is None else f"{_printed(self.ledger)}{self.claim.unit}"

    @property
    def difference_text(self) -> str:
        """How far the claim is from the ledger, without a sign, with the measure word."""
        return "" if self.difference is None else f"{_printed(abs(self.difference))}{self.claim.unit}"


@dataclass(frozen=True)
class _Compared:
    """A claim that names one metric: what it allows, and the scopes that may be meant. Not ``is_sure``: it may be said
    of a part only, and a number that does not fit then proves nothing."""

    allowed: Allowance
    key: str
    metric: Metric
    per_unit: int
    scopes: Sequence[Scope]
    is_sure: bool


def check_draft(caller: Caller, scope: Scope, reading: Reading, told: Sequence[Fact] | None = None) -> list[Judged]:
    """Return every claimed number of a draft with its verdict, in the order of the text. ``told``: its ``claims``.

    The metric is that whose name stands beside the number, the longest deciding; unit and period are those that the
    sentence names, else the scope's. All figures are evaluated together. Refuses a unit for which the caller may not
    read figures.
    """
    hooks.require(caller, "figure.read", scope.unit.pk)
    facts = claims(reading) if told is None else told
    units, metrics = _units(caller, scope), readable_metrics(caller, scope)
    around = look_around(reading.clean_text, facts, _places(scope, units), scope.period)
    sorted_out: list[Judged | _Compared] = []
    for fact, where in zip(facts, around, strict=True):
        each = _sort_out(scope, reading.clean_text, fact, where, units, metrics)
        if isinstance(each, _Compared) and not where.is_placed and _is_led(where, sorted_out):
            each = replace(each, is_sure=False)
        sorted_out.append(each)
    figures = _evaluate([each for each in sorted_out if isinstance(each, _Compared)])
    judged = [
        each if isinstance(each, Judged) else _judge(fact, each, [figures[_asked(each, at)] for at in each.scopes])
        for fact, each in zip(facts, sorted_out, strict=True)
    ]
    return [replace(each, place=_place(each.claim, where)) for each, where in zip(judged, around, strict=True)]


def _sort_out(
    scope: Scope,
    text: str,
    fact: Fact,
    around: Surroundings,
    units: Mapping[int, Unit],
    metrics: Mapping[str, Metric],
) -> Judged | _Compared:
    """What a claim is to be compared with, or the verdict where nothing is."""
    if around.is_external:
        return Judged(fact, "external")
    if fact.kind not in _KINDS:
        return Judged(fact, "no_source", "claim_unnamed")
    named = name_claim(metrics, fact.unit, around.before, around.behind)
    if not named.keys:
        return Judged(fact, "no_source", "claim_unnamed")
    labels = tuple(metrics[key].label for key in named.keys)
    if len(named.keys) > 1:
        return Judged(fact, "no_source", "claim_ambiguous", labels)
    metric = metrics[named.keys[0]]
    per_unit = PER_UNIT.get((metric.unit, fact.unit), 1)
    allowed = allowance(text, around.quantity, fact.value, fact.value_max, is_whole=per_unit == 1)
    periods, is_time_sure = _periods(around, scope.period)
    places, is_place_sure = _ids(around, scope.unit.pk)
    scopes = [scope.at(units[pk], below=scope.below).during(period) for pk in places for period in periods]
    is_sure = is_time_sure and is_place_sure and not (named.is_narrowed or around.is_part)
    return _Compared(allowed, named.keys[0], metric, per_unit, scopes, is_sure)


def _is_led(around: Surroundings, earlier: Sequence[Judged | _Compared]) -> bool:
    """Whether what the sentence says before a claim may make it a part: of an event that it tells of, or of what the
    claim before was already narrowed to."""
    if not is_bare(around.lead):
        return True
    before = earlier[-1] if around.follows and earlier else None
    return before is not None and not (isinstance(before, _Compared) and before.is_sure)


def _judge(fact: Fact, compared: _Compared, figures: Sequence[Figure]) -> Judged:
    known = [
        (each, Fraction(each.value, compared.per_unit) if each.exact is None else each.exact)
        for each in figures
        if each.value is not None
    ]
    if compared.is_sure or not compared.allowed.is_loose:
        for figure, number in known:
            if compared.allowed.admits(number):
                return Judged(fact, "agrees", figure=figure, ledger=number)
    if not known or not all(number for _, number in known):  # nothing recorded yet says nothing of the draft
        return Judged(fact, "no_source", "claim_unrecorded", (compared.metric.label,))
    if not compared.is_sure:
        return Judged(fact, "no_source", "claim_unsure", (compared.metric.label,))
    return Judged(fact, "differs", figure=known[0][0], ledger=known[0][1])


def _evaluate(compared: Sequence[_Compared]) -> dict[tuple[str, int, Period], Figure]:
    """Evaluate what several claims ask of one metric, unit and period once."""
    asked = {_asked(each, at): FigureRequest(each.key, each.metric, at) for each in compared for at in each.scopes}
    return dict(zip(asked, evaluate(list(asked.values())), strict=True))


def _asked(compared: _Compared, scope: Scope) -> tuple[str, int, Period]:
    return compared.key, scope.unit.pk, scope.period


def _periods(around: Surroundings, usual: Period) -> tuple[list[Period], bool]:
    """The periods that may be meant, the likeliest first, and whether no other can be."""
    if around.times:
        last = around.times[-1]
        if last.period is None:
            return [usual], False
        is_year_only = last.is_year and last.period.start <= usual.start and usual.end <= last.period.end
        return ([usual, last.period] if is_year_only and last.period != usual else [last.period]), True
    earlier = around.earlier_times[-1] if around.earlier_times else None
    if earlier is None or (earlier.period is not None and _is_of(earlier.period, usual)):
        return [usual], True
    return ([usual] if earlier.period is None else [usual, earlier.period]), False


def _is_of(named: Period, usual: Period) -> bool:
    return named.start <= usual.start and usual.end <= named.end


def _ids(around: Surroundings, own: int) -> tuple[list[int], bool]:
    """The units that may be meant, the likeliest first, and whether no other can be."""
    if around.places:
        last = around.places[-1].unit
        return ([own], False) if last is None else ([last], True)
    earlier = around.earlier_places[-1].unit if around.earlier_places else own
    if earlier is None or earlier == own:
        return [own], earlier == own
    return [own, earlier], False


def readable_metrics(caller: Caller, scope: Scope) -> dict[str, Metric]:
    """Return the metrics on offer whose figures the caller may read for the scope's unit, by full id."""
    known = catalogue(scope.as_of)
    packs = {each for each in known.packs if hooks.allow(caller, "figure.read", scope.unit.pk, pack=each)}
    return {key: metric for key, metric in known.offered.items() if key.partition(".")[0] in packs}


def _units(caller: Caller, scope: Scope) -> dict[int, Unit]:
    """The scope's unit and those below it whose figures the caller may read, by id."""
    ids = {scope.unit.pk}
    if scope.below:
        ids |= set(subtree_ids(scope.unit, scope.tree, scope.period.end, scope.as_of))
    if not caller.is_system:
        ids &= units_allowed(caller, "figure.read")
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=ids)}


def _places(scope: Scope, units: dict[int, Unit]) -> Places:
    names: dict[str, int | None] = {}
    known = names_known(units, scope.as_of)
    for pk, unit in units.items():
        for name in {*known.get(pk, (unit.name, unit.short_name)), *unit.aliases}:
            names[name] = pk if names.get(name, pk) == pk else None
    return Places(scope.unit.pk, known.get(scope.unit.pk, ("", scope.unit.short_name))[1], names)


def _place(fact: Fact, around: Surroundings) -> tuple[int, int]:
    found = around.quantity
    return (found.start, found.end) if found else (fact.start, fact.end)


def _printed(number: Fraction) -> str:
    """A number with two decimals at most, none where they are 0."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
