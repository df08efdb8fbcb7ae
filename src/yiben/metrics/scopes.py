"""For whom, when and in which view a figure is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from yiben.metrics.periods import Period
from yiben.packs.definitions import Metric
from yiben.units.models import Unit

View = Literal["posted", "corrected"]


@dataclass(frozen=True)
class Scope:
    """A unit with all below it in a tree (``below`` False: the unit alone) × period × view × arrival number.

    View ``posted``: by the month in which an entry was posted (what was sealed). ``corrected``: by the day on which
    the fact occurred. ``as_of`` None is now. A period that is not made of whole months is always counted by day.
    """

    unit: Unit
    period: Period
    tree: str = "administrative"
    view: View = "posted"
    as_of: int | None = None
    below: bool = True

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

    ``way`` says from what it was summed: cells, lines or entries; all ways agree to the digit.
    """

    request: FigureRequest
    value: int | None
    way: str

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
