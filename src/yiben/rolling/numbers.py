"""A number of a paper: where it stands, what it is bound to, what it becomes. Pure; kept as JSON with the paper."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from yiben.metrics.periods import Period
from yiben.rolling.dates import Dated

SENTENCE: Final = re.compile(r"[。；;！!？?\n]")
"""What ends a sentence."""
State = Literal["sure", "choose", "none", "external"]
How = Literal["value", "change"]


@dataclass(frozen=True)
class Option:
    """A metric (full id) that a number may be bound to; ``how`` change: by how many per cent it differs from the year
    before. ``last`` is the ledger's number for the paper's old period as printed, ``agrees`` whether the paper said so."""

    metric: str
    how: How = "value"
    last: str = ""
    agrees: bool = False

    @property
    def key(self) -> str:
        """The option as a form sends it."""
        return self.metric if self.how == "value" else f"{self.metric}:{self.how}"


@dataclass(frozen=True)
class Number:
    """A number at ``start`` … ``end`` of the running text, ``text`` as it is written there; ``before`` are the words that
    stand before it, ``around`` the clause that a person reads.

    ``state``: sure (name and last year's value agree), choose (several or doubtful), none (no source), external.
    ``bound`` is the key of the option taken ("" for none); ``place`` (a unit's code) and ``period`` say of what the old
    figure was. ``by_hand``: the user's own text, which no computation replaces.

    Once computed: ``new`` is the text of this paper, ``ledger`` the ledger's number behind it, ``flag`` (a code) why a
    person must look at the sentence, ``now`` the period of the figure, ``until`` the day to which a change was compared
    because that period still ran ("" where it was over).
    """

    start: int
    end: int
    text: str
    unit: str
    before: str = ""
    around: str = ""
    state: State = "none"
    options: tuple[Option, ...] = ()
    bound: str = ""
    place: str = ""
    period: str = ""
    by_hand: bool = False
    new: str = ""
    ledger: str = ""
    flag: str = ""
    now: str = ""
    until: str = ""

    @property
    def option(self) -> Option | None:
        """The option that was taken."""
        return next((each for each in self.options if each.key == self.bound), None) if self.bound else None

    @property
    def metric(self) -> tuple[str, How]:
        """Metric and manner of what it is bound to."""
        name, _, how = self.bound.partition(":")
        return name, "change" if how == "change" else "value"

    @property
    def is_open(self) -> bool:
        """Whether it still says what the old paper said and nobody has decided that it should."""
        return not self.by_hand and (not self.bound or not self.new)

    @property
    def shown(self) -> str:
        """What stands in this paper: the new text, or the old one where there is none."""
        return self.new or self.text


@dataclass(frozen=True)
class DateChoice:
    """A date or ordinal that was found, and whether it is taken."""

    start: int
    end: int
    text: str
    new: str
    kind: str
    is_taken: bool


def numbers_from(kept: Iterable[Mapping[str, Any]]) -> list[Number]:
    """Return numbers from how they are kept."""
    return [Number(**{**each, "options": tuple(Option(**option) for option in each["options"])}) for each in kept]


def dates_from(kept: Iterable[Mapping[str, Any]]) -> list[DateChoice]:
    """Return dates from how they are kept."""
    return [DateChoice(**each) for each in kept]


def kept(items: Iterable[Number | DateChoice]) -> list[dict[str, Any]]:
    """Return numbers or dates as they are kept."""
    return [asdict(each) for each in items]


def take_sure(numbers: Sequence[Number]) -> list[Number]:
    """Return numbers with those that are sure bound to their first option."""
    return [replace(each, bound=each.options[0].key) if each.state == "sure" else each for each in numbers]


def left_alone(text: str, dates: Sequence[Dated], numbers: Sequence[Number], was: Period) -> list[bool]:
    """Return for each date whether it stays by itself: one of another year than the paper's own, in a sentence with numbers
    of which none is bound. “2024年开展70场” would else tell of 2025 what was so in 2024."""
    ends = [mark.start() for mark in SENTENCE.finditer(text)]
    told: dict[int, bool] = {}
    for number in numbers:
        sentence = bisect_left(ends, number.start)
        told[sentence] = told.get(sentence, False) or bool(number.bound)
    return [
        each.kind == "year" and each.year != was.end.year and told.get(bisect_left(ends, each.start)) is False
        for each in dates
    ]
