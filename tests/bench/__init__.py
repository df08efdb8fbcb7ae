"""Measurements: `script/bench`. Each ``bench_<name>.py`` here has ``run(*, full: bool) -> list[Row]``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure beside what it is compared with.

    ``yardstick`` is the same work done by something else on the same machine, in the same ``unit``, described by
    ``yardstick_name``. ``goal`` bounds figure ÷ yardstick, or the figure itself where there is no yardstick: from below
    when ``more_is_better``, else from above. None = no yardstick, no goal.
    """

    work: str
    figure: float
    unit: str
    more_is_better: bool
    yardstick: float | None = None
    yardstick_name: str = ""
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.figure / self.yardstick if self.yardstick else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        compared = self.figure if self.ratio is None else self.ratio
        return compared >= self.goal if self.more_is_better else compared <= self.goal
