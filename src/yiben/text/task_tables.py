"""Tasks that stand in a table: one row a task, with columns for what, who and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from yiben.text.assignments import from_cells, role_of, with_assignment
from yiben.text.context import Section
from yiben.text.results import Task
from yiben.text.targets import target_in
from yiben.text.wordlists import words

_LEAST_COLUMNS = 3
_SURE = 20


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    text: str


@cache
def _works() -> re.Pattern[str]:
    return re.compile(words("assignments", "works"))


def table_tasks(text: str, parts: Sequence[Section]) -> list[Task]:
    """Return a task for every row of a table that has a column of tasks and one of owners or limits.

    A cell that is empty because the one above spans it takes that one's owner and limit.
    """
    found: list[Task] = []
    for rows in _tables(text):
        roles = _roles(rows[0])
        if "works" in roles and roles.keys() & {"lead_units", "limits", "leaders", "persons"}:
            found += _tasks(text, rows[1:], roles, parts)
    return found


def _tasks(text: str, rows: list[list[_Cell]], roles: dict[str, int], parts: Sequence[Section]) -> Iterator[Task]:
    above: dict[str, str] = {}
    for row in rows:
        said = {role: row[at].text for role, at in roles.items() if at < len(row) and row[at].text}
        above |= said
        at = roles["works"]
        if at >= len(row) or len(row[at].text) < 2:
            continue
        cell = row[at]
        year = next((section.year for section in parts if section.start <= cell.start < section.end), None)
        given = from_cells({role: each for role, each in above.items() if role != "works"}, cell.start, cell.end, year)
        target = target_in(text, cell.start, cell.end)
        bare = Task(cell.start, cell.end, cell.text, cell.text, target=target, points=_SURE)
        yield with_assignment(bare, given)


def _roles(header: list[_Cell]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for at, cell in enumerate(header):
        bare = re.sub(r"\s", "", cell.text)
        role = role_of(bare) or ("works" if _works().fullmatch(bare) else None)
        if role:
            roles.setdefault(role, at)
    return roles


def _tables(text: str) -> Iterator[list[list[_Cell]]]:
    """Yield the tables: lines of at least three cells, one behind the other."""
    rows: list[list[_Cell]] = []
    position = 0
    for line in text.split("\n") if "\t" in text else ():
        if line.count("\t") >= _LEAST_COLUMNS - 1:
            rows.append(list(_cells(line, position)))
        elif rows:
            yield rows
            rows = []
        position += len(line) + 1
    if rows:
        yield rows


def _cells(line: str, position: int) -> Iterator[_Cell]:
    for piece in line.split("\t"):
        bare = piece.strip(" \u3000")
        start = position + (piece.index(bare) if bare else 0)
        yield _Cell(start, start + len(bare), bare)
        position += len(piece) + 1
