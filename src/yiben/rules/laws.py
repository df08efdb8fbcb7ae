"""The rules of law, standards and local orders, as data: ``data/laws/*.yaml``, with cases in ``cases/*.yaml``.

A row says from when to when it holds, where it stands, how sure that is, and what it asks (``kinds``). An event is judged
by the text in force on its day. Layers go from the statute through a province's text to a scheme of one's own: a lower one
may fill what is open and tighten what the law lets be tightened; below the statute it counts for nothing.

Confidence: ``high`` read in the text itself, ``medium`` from a secondary source, ``low`` unverified. What is not read in
the text never forbids: its outcome is at most ``warn``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from ruamel.yaml import YAML

from yiben.rules.calendars import WorkCalendar, shipped_calendar
from yiben.rules.kinds import KINDS, Missing, fraction
from yiben.rules.parameters import Confidence
from yiben.rules.verdicts import Outcome, Verdict

STATUTE = "statute"
_STRICTER_UP = {"least", "each", "times", "over", "at_least", "fraction"}
"""Values of a rule that are stricter when they are larger."""
_STRICTER_DOWN = {"most"}
_TIMES = ("days", "workdays", "months")
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "warn", "na")


@dataclass(frozen=True)
class Rule:
    """One row. ``outcome`` is what not holding means (``fail`` forbids, ``warn`` tells); ``is_final``: what the law
    declares valid, so that asking more would void it (加码)."""

    id: str
    title: str
    basis: str
    check: Mapping[str, Any]
    valid_from: date
    valid_to: date | None = None
    layer: str = STATUTE
    confidence: Confidence = "high"
    outcome: Literal["fail", "warn"] = "fail"
    is_final: bool = False
    note: str = ""

    def is_in_force(self, on: date) -> bool:
        """Say whether the text holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def asks(self) -> dict[str, Any]:
        """The values of the rule that a lower layer may differ in."""
        return {key: value for key, value in self.check.items() if key in _STRICTER_UP | _STRICTER_DOWN | {*_TIMES}}


@dataclass(frozen=True)
class Case:
    """A worked example of a rule: what is given on which day, and the outcome."""

    rule: str
    on: date
    given: Mapping[str, Any]
    says: Outcome
    layers: tuple[str, ...] = ()


def judge(
    rule_id: str, given: Mapping[str, Any], on: date, *, layers: Sequence[str] = (), work: WorkCalendar | None = None
) -> Verdict:
    """Return what a rule says of inputs by the text in force on a day; ``layers`` name local texts, upper ones first.

    ``na`` when no text is in force (``rule_not_in_force``), an input is missing (``input_missing``) or the time is still
    running (``still_open``). ``warn`` for what does not hold but does not forbid, and for what holds by the narrowest
    margin. Raises KeyError for a rule that nobody wrote.

    >>> judge("voters_turnout", {"voted": 500, "registered": 1000}, date(2026, 6, 1)).outcome
    'fail'
    """
    if rule_id not in {row.id for row in shipped_rules()}:
        raise KeyError(rule_id)
    rule = effective(rule_id, on, layers)
    plain = {key: _plain(value) for key, value in given.items()}
    if rule is None:
        return Verdict("na", rule_id, "", on.isoformat(), "rule_not_in_force", plain)
    try:
        found = KINDS[rule.check["kind"]](rule.check, given, work or shipped_calendar())
    except Missing as problem:
        return Verdict("na", rule_id, rule.basis, on.isoformat(), "input_missing", plain, {"input": problem.name})
    outcome: Outcome = "pass"
    if found.holds is None:
        outcome = "na"
    elif not found.holds:
        outcome = rule.outcome if rule.confidence == "high" else "warn"
    elif found.is_near:
        outcome = "warn"
    return Verdict(outcome, rule_id, rule.basis, on.isoformat(), found.code, plain, dict(found.computed))


def effective(rule_id: str, on: date, layers: Sequence[str] = ()) -> Rule | None:
    """Return the row that binds on a day: the statute's, tightened or filled by the lower layers in their order."""
    bound = _row(rule_id, STATUTE, on)
    for layer in layers:
        lower = _row(rule_id, layer, on)
        if lower is not None and (bound is None or hold_against(bound, lower.asks).outcome in ("pass", "warn")):
            bound = lower
    return bound


def hold_against(upper: Rule, own: Mapping[str, Any]) -> Verdict:
    """Return how values of a lower text stand to an upper one: ``fail`` below_statute, ``warn`` adds_burden (stricter
    where the law says what is valid) or units_differ (5 working days may exceed 10 days: both have to be kept), ``pass``.
    """
    computed: dict[str, int | str | bool] = {}
    given = {key: _plain(value) for key, value in own.items()}
    outcome: Outcome = "pass"
    code = "layer_agrees"
    for key, value in own.items():
        if key in _TIMES and key not in upper.check:
            outcome, code = _worse(outcome, code, "warn", "units_differ")
            continue
        asked = upper.check.get(key)
        if asked is None or asked == value:
            continue
        computed[key] = _plain(asked)
        if not _is_stricter(key, value, asked, upper.check["kind"]):
            outcome, code = _worse(outcome, code, "fail", "below_statute")
        elif upper.is_final:
            outcome, code = _worse(outcome, code, "warn", "adds_burden")
        elif outcome == "pass":
            code = "layer_tightens"
    if upper.confidence != "high" and outcome == "fail":
        outcome = "warn"
    return Verdict(outcome, upper.id, upper.basis, upper.valid_from.isoformat(), code, given, computed)


def rules_of(prefix: str = "") -> list[Rule]:
    """Return the rows whose file begins so (``residents``, ``proposals`` …), in the order of the files."""
    return [row for name, rows in _files() for row in rows if name.startswith(prefix)]


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """Return all rows. Raises ValueError when two of one layer hold on the same day, or a kind is unknown."""
    found: list[Rule] = []
    for _name, rows in _files():
        found += rows
    for index, row in enumerate(found):
        if row.check["kind"] not in KINDS:
            raise ValueError(f"{row.id}: no such kind")
        for other in found[index + 1 :]:
            if (row.id, row.layer) == (other.id, other.layer) and _overlap(row, other):
                raise ValueError(f"two texts of {row.id} hold on the same day")
    return tuple(found)


def shipped_cases() -> list[Case]:
    """Return the worked examples of all rules."""
    found: list[Case] = []
    for _name, rows in _yaml_files("cases"):
        for row in rows:
            layers = tuple(row.get("layers", ()))
            for says in OUTCOMES:
                found += [Case(row["rule"], row["on"], given, says, layers) for given in row.get(says, ())]
    return found


@lru_cache(maxsize=1)
def _files() -> tuple[tuple[str, list[Rule]], ...]:
    return tuple((name, [Rule(**row) for row in rows]) for name, rows in _yaml_files("data/laws"))


def _yaml_files(folder: str) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    room = files("yiben.rules").joinpath(folder)
    for each in sorted(room.iterdir(), key=lambda item: item.name):
        if each.name.endswith(".yaml"):
            yield each.name.removesuffix(".yaml"), YAML(typ="safe").load(each.read_text(encoding="utf-8"))


def _row(rule_id: str, layer: str, on: date) -> Rule | None:
    rows = (row for row in shipped_rules() if (row.id, row.layer) == (rule_id, layer) and row.is_in_force(on))
    return next(rows, None)


def _overlap(one: Rule, other: Rule) -> bool:
    starts_late = one.valid_to is not None and one.valid_to < other.valid_from
    ends_early = other.valid_to is not None and other.valid_to < one.valid_from
    return not starts_late and not ends_early


def _is_stricter(key: str, own: Any, asked: Any, kind: str) -> bool:
    if key in ("over", "at_least", "fraction"):
        (a, b), (c, d) = fraction(own), fraction(asked)
        return a * d > c * b
    if key in _TIMES:
        return bool(own < asked) if kind == "within" else bool(own > asked)
    return bool(own > asked) if key in _STRICTER_UP else bool(own < asked)


def _worse(outcome: Outcome, code: str, other: Outcome, other_code: str) -> tuple[Outcome, str]:
    order = ("pass", "warn", "fail")
    return (other, other_code) if order.index(other) > order.index(outcome) else (outcome, code)


def _plain(value: Any) -> int | str | bool:
    if isinstance(value, (list, tuple)):
        return "、".join(str(_plain(each)) for each in value)
    return (
        value if isinstance(value, (int, str, bool)) else value.isoformat() if isinstance(value, date) else str(value)
    )
