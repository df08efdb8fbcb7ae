"""What the entries of one append count: each measure once, and for every entry which of them with how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yiben.ledger.lines import ENTRY, KINDS_WITH_LINES, LinePlan, count_of, plan_of
from yiben.ledger.measures import MeasureKey, measure_ids
from yiben.ledger.proposals import Proposal
from yiben.packs.definitions import Book

Number = tuple[int, int]
"""(place of a measure among those that are counted, amount)"""


@dataclass
class Numbers:
    """``keys``: the measures, each once; ``of``: by the uid of a proposal what it counts, in the order of its lines."""

    keys: list[MeasureKey] = field(default_factory=list)
    of: dict[str, list[Number]] = field(default_factory=dict)

    def measured(self) -> list[tuple[int, bool]]:
        """Return the id of every measure that is counted, and whether it is a stock; new ones are interned."""
        ids = measure_ids(self.keys)
        return [(ids[key], key.is_stock) for key in self.keys]


def count_all(proposals: Iterable[Proposal], books: Mapping[tuple[str, int], Book]) -> Numbers:
    """Return what proposals count, ``books`` being theirs by id and version."""
    found = Numbers()
    counters: dict[tuple[str, int], _Counter] = {}
    known: dict[MeasureKey, int] = {}
    for proposal in proposals:
        if proposal.kind not in KINDS_WITH_LINES:
            continue
        named = proposal.book, proposal.book_version
        counter = counters.get(named)
        if counter is None:
            counter = counters[named] = _Counter(plan_of(books[named]), found.keys, known)
        found.of[proposal.uid] = counter.numbers(proposal.values, proposal.kind)
    return found


class _Counter:
    """``LinePlan.integers`` with the places of measures instead of their names. Which measures an entry counts depends on
    what it chose and which numbers it gives, not on how much: that is looked up once for all entries alike."""

    def __init__(self, plan: LinePlan, keys: list[MeasureKey], known: dict[MeasureKey, int]) -> None:
        self._plan, self._keys, self._known = plan, keys, known
        self._numbers = [name for name, _is_stock in plan.numbers]
        self._choices = [name for name, _is_unit, _is_yesno in plan.rollups]
        self._alike: dict[Any, list[tuple[int, str]]] = {}

    def numbers(self, values: Mapping[str, Any], kind: str) -> list[Number]:
        """Return the places and amounts of an entry's lines."""
        get = values.get
        chosen = [tuple(value) if type(value := get(name)) is list else value for name in self._choices]
        said = (*[get(name) is None for name in self._numbers], *chosen)
        found = self._alike.get(said)
        if found is None:
            found = self._alike[said] = self._places(values, kind)
        count = count_of(values, kind)
        return [(place, count if name == ENTRY else int(values[name])) for place, name in found]

    def _places(self, values: Mapping[str, Any], kind: str) -> list[tuple[int, str]]:
        found = []
        for name, dimension, value, _amount, is_stock in self._plan.integers(values, kind):
            key = MeasureKey(self._plan.book.id, name, dimension, value, is_stock)
            place = self._known.setdefault(key, len(self._keys))
            if place == len(self._keys):
                self._keys.append(key)
            found.append((place, name))
        return found
