"""What a chart shows: the integers of the figures in it, and nothing computed twice. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChartKind = Literal["trend", "share", "target", "small"]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, each in the smallest unit of ``ChartData.units``; None: nothing was counted or reported.
    ``opened`` are the places whose value may still grow (a month that is open)."""

    label: str
    values: tuple[int | None, ...]
    opened: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart. ``units`` are the measure words, one for all or one for each label.

    trend: ``labels`` are months, the series this year and, if there is one, last year. share: each label is a bar of 100 %,
    made of the series. target: each label has what was reached (first series) and what was to be reached. small: every
    series is a panel of its own over the same labels; ``has_one_scale`` when all of them count the same.
    """

    kind: ChartKind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    units: tuple[str, ...]
    has_one_scale: bool = True

    def unit(self, at: int = 0) -> str:
        """Return the measure word of a label, or of a panel of small multiples."""
        return self.units[at] if at < len(self.units) else self.units[0]
