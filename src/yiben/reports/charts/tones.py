"""The colours of charts outside a page (``yiben.css`` has those on screen): they stay apart when printed in black."""

from collections.abc import Mapping
from typing import Final

INK, GREY, ACCENT = "#1c2733", "#5a6675", "#1f5fae"
FILLS: Final[Mapping[str, tuple[str, str]]] = {
    "bar": (ACCENT, ""),
    "open": ("#ffffff", ACCENT),
    "point": ("#ffffff", "#7a8594"),
    "track": ("#e9edf2", ""),
    "target": (INK, ""),
    "s1": ("#143f75", ""),
    "s2": ("#7fa8d9", ""),
    "s3": ("#2f7f79", ""),
    "s4": ("#b9d9d4", ""),
    "s5": ("#8a6a2f", ""),
    "s6": ("#dcd3bf", ""),
}
"""Tone → (fill, edge)."""
LINES: Final[Mapping[str, tuple[str, float, str]]] = {
    "axis": ("#d5dbe3", 1, ""),
    "last": ("#7a8594", 1.5, "4 3"),
}
"""Tone → (colour, thickness, dashes)."""
WORDS: Final[Mapping[str, str]] = {
    "label": GREY,
    "value": INK,
    "s1": "#ffffff",
    "s2": INK,
    "s3": "#ffffff",
    "s4": INK,
    "s5": "#ffffff",
    "s6": INK,
}
"""Tone of words → colour; words on a part of a whole take what can be read there."""
