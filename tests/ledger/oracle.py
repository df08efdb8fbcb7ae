"""The slow way: figures recomputed in plain Python from the bytes of the entries and from nothing else.

What an entry says counts with sign 1; what it supersedes counts again with sign −1, on its own day, posted in the month
of the entry that takes it back. The tree is read from the entries of kind ``structure``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiben.ledger import canonical
from yiben.ledger.models import Entry
from yiben.metrics.periods import Period
from yiben.packs.definitions import Metric

Body = dict[str, Any]
TOTALS = {"opening", "total", "external", "estimate"}
COUNTING = {"record", "correction", *TOTALS}


@dataclass(frozen=True)
class Fact:
    """One contribution: a sign, the body whose values it carries, the month in which it is posted, its record."""

    sign: int
    body: Body
    posted: int
    record: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.body["occurred_on"])


@dataclass
class World:
    """All facts, and who stood under whom in the administrative tree, known at an arrival number."""

    facts: list[Fact] = field(default_factory=list)
    links: list[list[Any]] = field(default_factory=list)

    def parts(self, root: str, month: int) -> dict[str, set[str]]:
        """Return the units directly under ``root`` in a month, each with all that lies below it, itself included."""
        below: dict[str, list[str]] = defaultdict(list)
        for parent, child, start, end in self.links:
            if start <= month <= end:
                below[parent].append(child)

        def all_under(unit: str) -> set[str]:
            return {unit}.union(*(all_under(child) for child in below[unit]))

        return {child: all_under(child) for child in below[root]}


def read_world(as_of: int) -> World:
    """Return what the entries up to ``as_of`` say."""
    world = World()
    bodies: dict[str, Body] = {}
    roots: dict[str, str] = {}
    for raw in Entry.objects.filter(seq__lte=as_of).order_by("seq").values_list("body", flat=True):
        body = canonical.from_bytes(bytes(raw))
        bodies[body["id"]] = body
        if body["kind"] == "structure":
            _read_structure(world, body)
        old = bodies.get(body.get("supersedes", ""))
        record = roots[body["id"]] = roots[old["id"]] if old else body["id"]
        posted = int(body.get("posted_period", "0-0").replace("-", ""))
        if body["kind"] in COUNTING:
            world.facts.append(Fact(1, body, posted, record))
        if old and old["kind"] in COUNTING:
            world.facts.append(Fact(-1, old, posted, record))
    return world


def recompute(world: World, metric: Metric, unit: str, period: Period, view: str, *, below: bool = True) -> int:
    """Return a figure."""
    facts = [fact for fact in _chosen(world, metric, period, view) if _shared(world, fact, unit, below=below)]
    return _total(metric, facts)


def recompute_overlap(world: World, metric: Metric, unit: str, period: Period, view: str) -> int:
    """Return what the parts of a unit count more than once."""
    total = 0
    for fact in _chosen(world, metric, period, view):
        total += _amount(metric, fact) * max(_shared(world, fact, unit) - 1, 0)
    return total


def _read_structure(world: World, body: Body) -> None:
    values, month = body["values"], int(body["occurred_on"][:7].replace("-", ""))
    if values["do"] in ("found", "link") and values.get("tree") == "administrative":
        world.links.append([values["parent"], values["unit"], month, 999912])
    if values["do"] == "close":
        for link in world.links:
            if link[1] == values["unit"] and link[3] == 999912:
                link[3] = month


def _shared(world: World, fact: Fact, unit: str, *, below: bool = True) -> int:
    """How many parts of the unit (itself alone, each unit directly under it) the fact is credited in."""
    credited = set(fact.body["credited"])
    own = unit in credited
    if not below:
        return int(own)
    parts = world.parts(unit, fact.day.year * 100 + fact.day.month)
    return own + sum(1 for under in parts.values() if under & credited)


def _chosen(world: World, metric: Metric, period: Period, view: str) -> Iterable[Fact]:
    for fact in world.facts:
        if view == "posted" and period.months:
            inside = period.months[0] <= fact.posted <= period.months[1]
        else:
            inside = period.start <= fact.day <= period.end
        if inside and fact.body["book"] == metric.book and _meets(metric, fact.body.get("values", {})):
            yield fact


def _meets(metric: Metric, values: Body) -> bool:
    for name, wanted in metric.where.items():
        allowed = {wanted} if isinstance(wanted, str | bool) else set(wanted)
        if values.get(name) not in allowed:
            return False
    return True


def _amount(metric: Metric, fact: Fact) -> int:
    values = fact.body.get("values", {})
    value = _records(fact) if metric.how == "count" else values.get(str(metric.field), 0)
    return fact.sign * int(value)


def _records(fact: Fact) -> int:
    return int(fact.body.get("values", {}).get("entry", 0)) if fact.body["kind"] in TOTALS else 1


def _total(metric: Metric, facts: list[Fact]) -> int:
    if metric.how != "distinct":
        return sum(_amount(metric, fact) for fact in facts)
    net: Counter[str] = Counter()
    for fact in facts:
        for value in fact.body.get("values", {}).get(str(metric.field), ()):
            net[value] += fact.sign * _records(fact)
    return sum(1 for count in net.values() if count > 0)
