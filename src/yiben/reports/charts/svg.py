"""A chart as an SVG file of its own: no script, no link, no font in it. Pure."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from yiben.reports.charts.data import ChartData
from yiben.reports.charts.drawing import Shape, draw, with_legend
from yiben.reports.charts.tones import FILLS, LINES, WORDS

_FONTS: Final = "'Noto Sans CJK SC','Microsoft YaHei',SimHei,sans-serif"


def to_svg(data: ChartData) -> bytes:
    """Return the chart as a file that any browser and word processor shows."""
    drawing = with_legend(draw(data))
    shapes = "".join(_shape(each) for each in drawing.shapes)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" '
    size = f'width="{drawing.width}" height="{drawing.height}" role="img" font-family="{_FONTS}" font-size="13">'
    return f"{head}{size}<title>{escape(data.title)}</title>{shapes}</svg>\n".encode()


def _shape(shape: Shape) -> str:
    said = f"<title>{escape(shape.said)}</title>" if shape.said else ""
    if shape.kind == "text":
        fill, place = WORDS[shape.tone.split()[-1]], f'x="{shape.x:.1f}" y="{shape.y:.1f}" text-anchor="{shape.anchor}"'
        return f'<text {place} fill="{fill}">{escape(shape.text)}</text>'
    if shape.kind == "line":
        colour, thick, dash = LINES[shape.tone]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return f'<path d={quoteattr(shape.path)} fill="none" stroke="{colour}" stroke-width="{thick}"{dashes}/>'
    fill, edge = FILLS[shape.tone]
    look = f'fill="{fill}"' + (f' stroke="{edge}" stroke-width="1.5"' if edge else "")
    if shape.kind == "dot":
        return f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.width:.1f}" {look}/>'
    box = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
    return f"<rect {box} {look}>{said}</rect>"
