"""Small SQL for the one writer's door: what the ORM would ask, without the cost of building it on every append."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query. ``{marks}`` in it stands for one placeholder a parameter."""
    with connection.cursor() as cursor:
        cursor.execute(_marked(sql, parameters), list(parameters))
        return list(cursor.fetchall())


def _marked(sql: str, parameters: Sequence[Any]) -> str:
    return sql.replace("{marks}", ", ".join(["%s"] * len(parameters)))


Question = tuple[str, Sequence[Any]]
"""A query with its parameters, as ``select`` takes them."""


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block to PostgreSQL without waiting for each; what fails is raised at the block's end at
    the latest. SQLite is no server: nothing is waited for there."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def select_together(questions: Sequence[Question]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each of several queries, all asked before the first answer is waited for."""
    if connection.vendor != "postgresql" or len(questions) < 2:
        return [select(*each) for each in questions]
    with together(), ExitStack() as stack:
        cursors = [stack.enter_context(connection.cursor()) for _ in questions]
        for cursor, (sql, parameters) in zip(cursors, questions, strict=True):
            cursor.execute(_marked(sql, parameters), list(parameters))
        return [list(cursor.fetchall()) for cursor in cursors]


def among(sql: str, values: Iterable[Any]) -> list[Question]:
    """Return the queries with ``IN ({marks})`` for every five hundred values; none for no value."""
    wanted = list(values)
    return [(sql, wanted[first : first + _AT_ONCE]) for first in range(0, len(wanted), _AT_ONCE)]


def select_among(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query with ``IN ({marks})``, asked once for every five hundred values; none for no value."""
    return [row for each in among(sql, values) for row in select(*each)]


def locked(sql: str) -> tuple[Any, ...]:
    """Return the one row of a query, locked until the transaction ends. SQLite locks the whole file by then."""
    suffix = " FOR UPDATE" if connection.features.has_select_for_update else ""
    rows = select(sql + suffix)
    if len(rows) != 1:
        raise LookupError(sql)
    return rows[0]


def execute(sql: str, parameters: Sequence[Any]) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))


_AT_ONCE = 500
