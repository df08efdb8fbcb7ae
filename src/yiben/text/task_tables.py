"""Tasks that stand in a table: one row a task, with columns for what, who and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from yiben.text.assignments import from_cells, role_of, with_assignment
from yiben.text.context import Section
from yiben.text.results import Task
from yiben.text.tables import Cell, tables
from yiben.text.targets import target_in
from yiben.text.wordlists import words

_LEAST_COLUMNS = 3
_SURE = 20


@cache
def _works() -> re.Pattern[str]:
    return re.compile(words("assignments", "works"))


def table_tasks(text: str, parts: Sequence[Section]) -> list[Task]:
    """Return a task for every row of a table that has a column of tasks and one of owners or limits.

    A cell that is empty because the one above spans it takes that one's owner and limit.
    """
    found: list[Task] = []
    for rows in tables(text, _LEAST_COLUMNS):
        roles = roles_of(rows[0])
        if sets_tasks(roles):
            found += _tasks(text, rows[1:], roles, parts)
    return found


def _tasks(text: str, rows: list[list[Cell]], roles: dict[str, int], parts: Sequence[Section]) -> Iterator[Task]:
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


def sets_tasks(roles: Mapping[str, int]) -> bool:
    """Whether a table with such columns is one of tasks."""
    return "works" in roles and bool(roles.keys() & {"lead_units", "limits", "leaders", "persons"})


def roles_of(header: Sequence[Cell]) -> dict[str, int]:
    """Return the columns of a heading by what they hold: works, lead_units, limits …"""
    roles: dict[str, int] = {}
    for at, cell in enumerate(header):
        bare = re.sub(r"\s", "", cell.text)
        role = role_of(bare) or ("works" if _works().fullmatch(bare) else None)
        if role:
            roles.setdefault(role, at)
    return roles
