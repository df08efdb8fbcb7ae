"""Monthly bars as plain numbers that a template writes into SVG attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yiben.reports.wording import grouped_number

WIDTH, HEIGHT, BASE, TOP, LEFT = 820, 230, 194.0, 24.0, 56
BAR = 30


@dataclass(frozen=True)
class Bar:
    """One month: bar of this year, point of last year. Sizes in the units of the view box."""

    label: str
    value: int
    text: str
    x: float
    y: float
    height: float
    middle: float
    is_open: bool
    before: int | None
    before_y: float


@dataclass(frozen=True)
class Chart:
    """Bars with their axis: (height, label) of each line. ``line`` is the path of last year."""

    bars: list[Bar]
    axis: list[tuple[float, str]]
    line: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Month:
    """What a bar shows. ``value`` None: the month has not begun. ``before`` is the same month of last year."""

    label: str
    value: int | None
    text: str
    before: int | None
    is_open: bool


def draw_months(months: Sequence[Month], unit: str) -> Chart:
    """Return the chart of some months; values below zero are drawn as zero. ``unit`` tells how the axis is written."""
    highest = max([1, *(month.value or 0 for month in months), *(month.before or 0 for month in months)])
    step = _step(highest)
    top = step * -(-highest // step)
    scale = (BASE - TOP) / top
    slot = (WIDTH - LEFT) / max(1, len(months))
    bars: list[Bar] = []
    for index, month in enumerate(months):
        value, before = max(0, month.value or 0), month.before
        middle = LEFT + slot * (index + 0.5)
        bars.append(
            Bar(
                month.label,
                value,
                "" if month.value is None else month.text,
                round(middle - BAR / 2, 1),
                round(BASE - value * scale, 1),
                round(value * scale, 1),
                round(middle, 1),
                month.is_open,
                before,
                round(BASE - max(0, before or 0) * scale, 1),
            )
        )
    axis = [(round(BASE - at * scale, 1), grouped_number(at, unit)) for at in range(0, top + 1, step)]
    points = [f"{bar.middle} {bar.before_y}" for bar in bars if bar.before is not None]
    return Chart(bars, axis, f"M{' L'.join(points)}" if len(points) > 1 else "")


def _step(highest: int) -> int:
    """The distance of the axis lines: 1, 2 or 5 times a power of ten, for at most five lines."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 4 * size * factor:
                return size * factor
        size *= 10
