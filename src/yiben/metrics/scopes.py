"""For whom, when and in which view a figure is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from yiben.metrics.periods import Period
from yiben.packs.definitions import Metric
from yiben.units.models import Unit

View = Literal["posted", "corrected"]
Trees = Literal["stood", "restated"]


@dataclass(frozen=True)
class Scope:
    """A unit with all below it in a tree (``below`` False: the unit alone) × period × view × arrival number.

    View ``posted``: by the month in which an entry was posted (what was sealed). ``corrected``: by the day on which
    the fact occurred. ``as_of`` None is now. A period that is not made of whole months is always counted by day.

    ``trees`` ``stood``: each fact counts where its unit stood when it occurred. ``restated``: by the tree as it stands
    now (or was known at ``as_of``), whatever was moved, merged or split since: see ``units.queries.restated_ids``.

    ``on`` is the day on which it is asked, None today: a period that still runs then is compared as far as it has come.
    """

    unit: Unit
    period: Period
    tree: str = "administrative"
    view: View = "posted"
    as_of: int | None = None
    below: bool = True
    trees: Trees = "stood"
    on: date | None = None

    def at(self, unit: Unit, *, below: bool = True) -> Scope:
        """Return the same scope for another unit."""
        return replace(self, unit=unit, below=below)

    def during(self, period: Period) -> Scope:
        """Return the same scope for another period."""
        return replace(self, period=period)


@dataclass(frozen=True)
class FigureRequest:
    """One metric in one scope. ``metric`` carries its full id ``pack.metric`` in ``key``."""

    key: str
    metric: Metric
    scope: Scope


@dataclass(frozen=True)
class Figure:
    """The value of a metric in a scope. ``value`` None: nothing was ever reported (a stock without an entry).

    ``value`` is in the smallest unit (``packs.definitions.smallest_per_unit``). ``way`` says from what it was summed:
    cells, lines, entries or segments; all ways agree to the digit. A computed figure has the ``parts`` it was computed
    from, and ``exact`` before it was rounded.
    """

    request: FigureRequest
    value: int | None
    way: str
    parts: tuple[Figure, ...] = ()
    exact: Fraction | None = None

    @property
    def metric_id(self) -> str:
        """The full id ``pack.metric``."""
        return self.request.key

    @property
    def label(self) -> str:
        """The metric's name."""
        return self.request.metric.label

    @property
    def unit(self) -> str:
        """The measure word."""
        return self.request.metric.unit
