"""A chart of months with the table behind it: bars as plain numbers that ``kit/chart.html`` writes into SVG attributes.

It is drawn on the server, so it is the same with and without scripts, on screen and on paper (ADR 0011).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yiben.reports.wording import grouped_number
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table

NONE = "—"
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
    said: str


@dataclass(frozen=True)
class Chart:
    """Bars with their axis: (height, label) of each line. ``line`` is the path of last year; ``now`` and ``before`` are
    what the legend calls the two. ``table`` holds the same numbers."""

    bars: list[Bar]
    axis: list[tuple[float, str]]
    line: str
    now: str
    before: str
    table: Table
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def has_open(self) -> bool:
        """Whether a month is still open, and its bar dashed."""
        return any(bar.is_open for bar in self.bars)


@dataclass(frozen=True)
class Month:
    """What a bar shows. ``value`` None: the month has not begun. ``before`` is the same month of last year."""

    label: str
    value: int | None
    text: str
    before: int | None
    is_open: bool


def draw_months(months: Sequence[Month], unit: str, now: str, before: str, remark: str = "") -> Chart:
    """Return the chart of some months; values below zero are drawn as zero. ``unit`` tells how numbers are written,
    ``now`` and ``before`` name the two years, ``remark`` stands under the table."""
    highest = max([1, *(month.value or 0 for month in months), *(month.before or 0 for month in months)])
    step = _step(highest)
    top = step * -(-highest // step)
    scale = (BASE - TOP) / top
    slot = (WIDTH - LEFT) / max(1, len(months))
    bars: list[Bar] = []
    for index, month in enumerate(months):
        value, past = max(0, month.value or 0), month.before
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
                past,
                round(BASE - max(0, past or 0) * scale, 1),
                _said(month, unit, now, before),
            )
        )
    axis = [(round(BASE - at * scale, 1), grouped_number(at, unit)) for at in range(0, top + 1, step)]
    points = [f"{bar.middle} {bar.before_y}" for bar in bars if bar.before is not None]
    line = f"M{' L'.join(points)}" if len(points) > 1 else ""
    return Chart(bars, axis, line, now, before, _table(months, unit, now, before, remark))


def _said(month: Month, unit: str, now: str, before: str) -> str:
    """What a bar says when it is pointed at."""
    lines = [month.label]
    named = _("%(field)s: %(sentence)s")
    if month.value is not None:
        lines.append(named % {"field": now, "sentence": f"{month.text} {unit}"})
    if month.before is not None:
        lines.append(named % {"field": before, "sentence": f"{grouped_number(month.before, unit)} {unit}"})
    return "\n".join(lines)


def _table(months: Sequence[Month], unit: str, now: str, before: str, remark: str) -> Table:
    columns = [
        Column("month", _("Month")),
        Column("now", now, "number", unit),
        Column("before", before, "number", unit),
    ]
    rows = [
        Row(
            [
                Cell(month.label, tags=[_("open")] if month.is_open else []),
                Cell(NONE if month.value is None else month.text),
                Cell(NONE if month.before is None else grouped_number(month.before, unit)),
            ]
        )
        for month in months
    ]
    return Table(_("By month"), columns, rows, Empty(_("No month"), ""), is_tight=True, remark=remark)


def _step(highest: int) -> int:
    """The distance of the axis lines: 1, 2 or 5 times a power of ten, for at most five lines."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 4 * size * factor:
                return size * factor
        size *= 10
