"""Tables as running text holds them: lines of cells parted by tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, without the blanks around it, and where."""

    start: int
    end: int
    text: str


def tables(text: str, least_columns: int) -> Iterator[list[list[Cell]]]:
    """Yield the tables of a text: lines of so many cells at least, one behind the other. The first row is the heading."""
    rows: list[list[Cell]] = []
    position = 0
    for line in text.split("\n") if "\t" in text else ():
        if line.count("\t") >= least_columns - 1:
            rows.append(list(_cells(line, position)))
        elif rows:
            yield rows
            rows = []
        position += len(line) + 1
    if rows:
        yield rows


def _cells(line: str, position: int) -> Iterator[Cell]:
    for piece in line.split("\t"):
        bare = piece.strip(" \u3000")
        start = position + (piece.index(bare) if bare else 0)
        yield Cell(start, start + len(bare), bare)
        position += len(piece) + 1
