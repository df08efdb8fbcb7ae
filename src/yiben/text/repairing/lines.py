"""The lines of a text under repair, by where they stand."""

from __future__ import annotations

from collections.abc import Iterator


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends, without its break; a text that ends with a break has an empty last one."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
