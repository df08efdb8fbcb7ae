"""A chart as a picture (.png) for paper, drawn by Pillow with a Chinese font of this machine."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from yiben.reports.charts.data import ChartData
from yiben.reports.charts.drawing import Shape, draw, with_legend
from yiben.reports.charts.tones import FILLS, LINES, WORDS

SCALE: Final = 3
"""Pixels for each unit of the view box: some 380 a inch in the width of an official page."""
_SIZE: Final = 13
_FAMILIES: Final = (
    "FandolHei",
    "Noto Sans CJK SC",
    "SimHei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
    "AR PL UMing CN",
)
_SECONDS: Final = 20


def to_png(data: ChartData) -> bytes | None:
    """Return the chart as a picture without any data about itself; None where no font of this machine draws Chinese."""
    font = _font(_SIZE * SCALE)
    if font is None:
        return None
    drawing = with_legend(draw(data))
    picture = Image.new("RGB", (drawing.width * SCALE, drawing.height * SCALE), "white")
    pen = ImageDraw.Draw(picture)
    for shape in drawing.shapes:
        _paint(pen, shape, font)
    saved = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def _paint(pen: ImageDraw.ImageDraw, shape: Shape, font: ImageFont.FreeTypeFont) -> None:
    x, y = shape.x * SCALE, shape.y * SCALE
    if shape.kind == "text":
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
        pen.text((x, y), shape.text, font=font, fill=WORDS[shape.tone.split()[-1]], anchor=anchor)
    elif shape.kind == "line":
        colour, thick, dash = LINES[shape.tone]
        for start, end in zip(shape.points, shape.points[1:], strict=False):
            _line(pen, start, end, colour, round(thick * SCALE), [int(each) for each in dash.split()])
    else:
        fill, edge = FILLS[shape.tone]
        thick = round(1.5 * SCALE) if edge else 0
        if shape.kind == "dot":
            radius = shape.width * SCALE
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill, edge or None, thick)
        elif shape.height > 0 and shape.width > 0:
            pen.rectangle((x, y, x + shape.width * SCALE, y + shape.height * SCALE), fill, edge or None, thick)


def _line(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    thick: int,
    dash: list[int],
) -> None:
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5 or 1.0
    drawn, gap = (dash[0], dash[1]) if dash else (length, 0.0)
    at = 0.0
    while at < length:
        pieces = [
            tuple((start[axis] + (end[axis] - start[axis]) * reach / length) * SCALE for axis in (0, 1))
            for reach in (at, min(length, at + drawn))
        ]
        pen.line([pieces[0], pieces[1]], colour, thick)
        at += drawn + gap


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    """A font file of a family known to draw Chinese, in regular weight, else any that draws 汉."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    for pattern in (*(f"{family}:style=Regular" for family in _FAMILIES), *_FAMILIES, ":charset=6c49"):
        told = subprocess.run(
            [program, pattern, "file", "index"], capture_output=True, timeout=_SECONDS, check=False
        ).stdout.decode("utf-8", "replace")
        for line in sorted(told.splitlines()):
            path, _mark, index = line.partition(":")
            number = index.partition("index=")[2].strip()
            if Path(path).is_file():
                return ImageFont.truetype(
                    path, size, index=int(number) if number.isdigit() and int(number) < 65536 else 0
                )
    return None
