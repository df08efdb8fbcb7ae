"""From what somebody typed to the parts of a document: lines as in a report's template, tables as they are pasted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from yiben.reports.blocks import Block, clean, parse_blocks
from yiben.reports.official.elements import Table

_ESCAPED = ("# ", "> ")


def read_parts(text: str) -> tuple[Block | Table, ...]:
    """Return paragraphs, headings (一、（一）1.) and tables of a text, in order.

    Lines with a tab between their cells are a table, as a spreadsheet gives them when pasted; neighbouring lines make
    one. Blank lines are skipped. Nothing in the text can become a title or a signature.
    """
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Block | Table]:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    for is_table, group in groupby(lines, key=lambda line: "\t" in line.strip("\n")):
        if is_table:
            yield _table(group)
        else:
            yield from parse_blocks("\n".join(_plain(line) for line in group), ()).blocks


def _table(lines: Iterable[str]) -> Table:
    rows = [[clean(cell).strip() for cell in line.split("\t")] for line in lines]
    width = max(map(len, rows))
    return Table(tuple((*row, *[""] * (width - len(row))) for row in rows))


def _plain(line: str) -> str:
    """A line whose beginning cannot be taken for a mark of the template language."""
    stripped = clean(line).strip()
    while stripped.startswith(_ESCAPED):
        stripped = stripped[2:].strip()
    return stripped
