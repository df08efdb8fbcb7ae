"""Charts as plain shapes, which a page writes as SVG, ``svg`` into a file and ``painting`` into a picture. Pure.

Lengths are in the units of the view box. Tones name what a shape is, not its colour: bar, open, last, point, axis, track,
target, s1 … s6 (parts of a whole), label, value, on (words on a dark part).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from yiben.reports.charts.data import ChartData, Series
from yiben.reports.wording import grouped_number

WIDTH: Final = 820
PARTS: Final = ("s1", "s2", "s3", "s4", "s5", "s6")
"""The parts that a bar of shares is told apart by; what is beyond them is drawn in the last."""
_HEIGHT, _BASE, _TOP, _LEFT, _BAR = 230, 194.0, 24.0, 56, 30
_ROW, _NAMES = 42, 150
_PANEL, _PANEL_HEIGHT, _PANELS = 264, 118, 3
_LETTER: Final = 13
_LEGEND: Final = 30

Tone = str


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle, a line through points, a dot, or words. ``said`` is what it says when it is pointed at."""

    kind: Literal["rect", "line", "dot", "text"]
    tone: Tone
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    points: tuple[tuple[float, float], ...] = ()
    text: str = ""
    anchor: Literal["start", "middle", "end"] = "start"
    said: str = ""

    @property
    def path(self) -> str:
        """The line as an SVG path."""
        return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in a box, and what their tones stand for (tone, words)."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[Tone, str], ...] = ()


def draw(data: ChartData) -> Drawing:
    """Return the drawing of a chart; values below zero, and those that are not known, have no height."""
    return {"trend": _trend, "share": _share, "target": _target, "small": _small}[data.kind](data)


def with_legend(drawing: Drawing) -> Drawing:
    """Return a drawing that says above itself what its tones stand for: for paper, where no page does."""
    if len(drawing.legend) < 2:
        return drawing
    shapes: list[Shape] = []
    at = 8.0
    for tone, words in drawing.legend:
        mark = (at, 12.0), (at + 18, 12.0)
        shapes.append(Shape("line", tone, points=mark) if tone == "last" else Shape("rect", tone, at, 6, 18, 12))
        shapes.append(Shape("text", "label", at + 24, 17, text=words))
        at += 24 + _wide(words) + 22
    moved = tuple(_lower(shape, _LEGEND) for shape in drawing.shapes)
    return Drawing(drawing.width, drawing.height + _LEGEND, (*shapes, *moved), ())


def _trend(data: ChartData) -> Drawing:
    now, before = data.series[0], data.series[1] if len(data.series) > 1 else None
    unit = data.unit()
    highest = max([1, *(value or 0 for each in data.series for value in each.values)])
    step = step_of(highest)
    top = step * -(-highest // step)
    scale, slot = (_BASE - _TOP) / top, (WIDTH - _LEFT) / max(1, len(data.labels))
    wide = min(_BAR, slot * 0.64)
    shapes = [each for at in range(0, top + 1, step) for each in _axis(_BASE - at * scale, grouped_number(at, unit))]
    dots: list[tuple[float, float]] = []
    above: list[Shape] = []
    for place, label in enumerate(data.labels):
        middle, value = _LEFT + slot * (place + 0.5), max(0, now.values[place] or 0)
        said = _said(label, data.series, place, unit)
        tone = "open" if place in now.opened else "bar"
        y = _BASE - value * scale
        shapes.append(Shape("rect", tone, middle - wide / 2, y, wide, value * scale, said=said))
        shapes.append(Shape("text", "label", middle, 216, text=label, anchor="middle"))
        over = y
        if before is not None and before.values[place] is not None:
            dots.append((middle, _BASE - max(0, before.values[place] or 0) * scale))
            over = dots[-1][1] if y - 24 < dots[-1][1] < y else y
        if now.values[place] is not None:
            text = grouped_number(now.values[place], unit)
            above.append(Shape("text", "value", middle, over - 8, text=text, anchor="middle"))
    shapes += [Shape("line", "last", points=tuple(dots))] if len(dots) > 1 else []
    shapes += [Shape("dot", "point", x, y, 3.5) for x, y in dots]
    legend = [("bar", now.label), *([("last", before.label)] if before is not None and dots else [])]
    return Drawing(WIDTH, _HEIGHT, (*shapes, *above), tuple(legend))


def _share(data: ChartData) -> Drawing:
    shapes: list[Shape] = []
    room = WIDTH - _NAMES - 8
    for row, label in enumerate(data.labels):
        y = 8.0 + row * _ROW
        values = [max(0, each.values[row] or 0) for each in data.series]
        whole, x = sum(values), float(_NAMES)
        shapes.append(Shape("text", "label", _NAMES - 12, y + 18, text=_cut(label, 9), anchor="end"))
        if not whole:
            shapes.append(Shape("rect", "track", _NAMES, y, room, 26, said=label))
        for part, value in enumerate(values):
            width = room * value / whole if whole else 0
            if not width:
                continue
            tone, text = PARTS[min(part, len(PARTS) - 1)], grouped_number(value, data.unit())
            said = f"{label} {data.series[part].label}：{text}{data.unit()}"
            shapes.append(Shape("rect", tone, x, y, width, 26, said=said))
            if width > _wide(text) + 6:
                shapes.append(Shape("text", f"on {tone}", x + width / 2, y + 18, text=text, anchor="middle"))
            x += width
    legend = [(PARTS[min(at, len(PARTS) - 1)], each.label) for at, each in enumerate(data.series)]
    return Drawing(WIDTH, 12 + len(data.labels) * _ROW, tuple(shapes), tuple(legend))


def _target(data: ChartData) -> Drawing:
    reached, wanted = data.series[0], data.series[1]
    room = WIDTH - _NAMES - 190
    shapes: list[Shape] = []
    for row, label in enumerate(data.labels):
        y, unit = 8.0 + row * _ROW, data.unit(row)
        value, target = reached.values[row], wanted.values[row]
        most = Fraction(max(1, value or 0, target or 0) * 11, 10)
        shapes.append(Shape("text", "label", _NAMES - 12, y + 18, text=_cut(label, 9), anchor="end"))
        shapes.append(Shape("rect", "track", _NAMES, y, room, 26))
        said = f"{label} {_in_words(value, unit)}"
        if value:
            shapes.append(Shape("rect", "bar", _NAMES, y + 6, float(room * max(0, value) / most), 14, said=said))
        if target is not None:
            x = _NAMES + float(room * max(0, target) / most)
            shapes.append(
                Shape("rect", "target", x - 1.5, y - 3, 3, 32, said=f"{wanted.label} {_in_words(target, unit)}")
            )
        words = f"{grouped_number(value, unit)} / {_in_words(target, unit)}"
        shapes.append(Shape("text", "value", _NAMES + room + 12, y + 18, text=words))
    return Drawing(
        WIDTH, 12 + len(data.labels) * _ROW, tuple(shapes), (("bar", reached.label), ("target", wanted.label))
    )


def _small(data: ChartData) -> Drawing:
    shapes: list[Shape] = []
    common = max([1, *(value or 0 for each in data.series for value in each.values)])
    for at, each in enumerate(data.series):
        left, top = (at % _PANELS) * (_PANEL + 14), (at // _PANELS) * (_PANEL_HEIGHT + 12)
        highest = common if data.has_one_scale else max([1, *(value or 0 for value in each.values)])
        shapes += _panel(data, each, at, float(left), float(top), highest)
    rows = -(-len(data.series) // _PANELS)
    return Drawing(WIDTH, rows * (_PANEL_HEIGHT + 12), tuple(shapes))


def _panel(data: ChartData, series: Series, at: int, left: float, top: float, highest: int) -> Iterator[Shape]:
    unit, base = data.unit(at), top + _PANEL_HEIGHT - 22
    yield Shape("text", "value", left, top + 14, text=_cut(series.label, 15))
    slot = _PANEL / max(1, len(data.labels))
    most = max(range(len(series.values)), key=lambda place: series.values[place] or 0, default=0)
    for place, value in enumerate(series.values):
        height = (base - top - 38) * max(0, value or 0) / highest
        x, said = left + slot * place, f"{series.label} {data.labels[place]}：{_in_words(value, unit)}"
        tone = "open" if place in series.opened else "bar"
        yield Shape("rect", tone, x + slot * 0.15, base - height, slot * 0.7, height, said=said)
        if place == most and value:
            yield Shape(
                "text", "value", x + slot / 2, base - height - 4, text=grouped_number(value, unit), anchor="middle"
            )
    yield Shape("line", "axis", points=((left, base), (left + _PANEL, base)))
    yield Shape("text", "label", left, base + 16, text=data.labels[0] if data.labels else "")
    yield Shape("text", "label", left + _PANEL, base + 16, text=data.labels[-1] if data.labels else "", anchor="end")


def step_of(highest: int) -> int:
    """Return the distance of axis lines: 1, 2 or 5 times a power of ten, for at most five lines.

    >>> step_of(3), step_of(86), step_of(254_000)
    (1, 50, 100000)
    """
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 4 * size * factor:
                return size * factor
        size *= 10


def _axis(y: float, text: str) -> tuple[Shape, Shape]:
    return (
        Shape("line", "axis", points=((_LEFT, y), (WIDTH, y))),
        Shape("text", "label", 48, y + 4, text=text, anchor="end"),
    )


def _said(label: str, series: Sequence[Series], place: int, unit: str) -> str:
    known = [each for each in series if each.values[place] is not None]
    return "\n".join([label, *(f"{each.label} {_in_words(each.values[place], unit)}" for each in known)])


def _in_words(value: int | None, unit: str) -> str:
    return f"{grouped_number(value, unit)}{unit if value is not None else ''}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _wide(text: str) -> float:
    return sum(_LETTER if unicodedata.east_asian_width(each) in "WFA" else _LETTER * 0.56 for each in text)


def _lower(shape: Shape, by: float) -> Shape:
    return replace(shape, y=shape.y + by, points=tuple((x, y + by) for x, y in shape.points))
