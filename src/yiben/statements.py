"""Small SQL for what is asked again and again, by every append and every figure: what the ORM would ask, without the cost of
building it.

SQLite is in this process, where Django's cursors take five times as long over a small statement as the statement itself: it is
handed to the database's module, unless somebody looks on (``CaptureQueriesContext``, ``execute_wrapper``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@cache
def is_sqlite() -> bool:
    """Whether the database is SQLite: it is the same one as long as the process lives."""
    return connection.vendor == "sqlite"


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query. ``{marks}`` in it stands for one placeholder a parameter; without any, % is itself."""
    marked, opened = _marked(sql, parameters), connections[DEFAULT_DB_ALIAS]
    if (module := _module_of(opened)) is not None:
        with opened.wrap_database_errors:
            rows: list[tuple[Any, ...]] = module.execute(_for_module(marked, parameters), parameters).fetchall()
            return rows
    with opened.cursor() as cursor:
        cursor.execute(marked, list(parameters) or None)
        return list(cursor.fetchall())


def _marked(sql: str, parameters: Sequence[Any]) -> str:
    return sql.replace("{marks}", ", ".join(["%s"] * len(parameters)))


Question = tuple[str, Sequence[Any]]
"""A query with its parameters, as ``select`` takes them."""


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block to PostgreSQL without waiting for each; what fails is raised at the block's end at
    the latest. SQLite is no server: nothing is waited for there."""
    if is_sqlite():
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def select_together(questions: Sequence[Question]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each of several queries, all asked before the first answer is waited for."""
    if is_sqlite() or len(questions) < 2:
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
    _run("execute", sql, parameters)


def execute_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for every row of parameters, each that many rows of a table."""
    _run("executemany", sql, rows)


def _run(how: str, sql: str, parameters: Sequence[Any]) -> None:
    opened = connections[DEFAULT_DB_ALIAS]
    if (module := _module_of(opened)) is not None:
        with opened.wrap_database_errors:
            getattr(module, how)(_for_module(sql, parameters), parameters)
        return
    with opened.cursor() as cursor:
        getattr(cursor, how)(sql, list(parameters) or None)


def _module_of(opened: BaseDatabaseWrapper) -> Any:
    """The connection of SQLite's own module, checked as a cursor of Django's would be; None where that has to be asked."""
    if not is_sqlite() or opened.queries_logged or opened.execute_wrappers:
        return None
    if opened.connection is None:
        opened.ensure_connection()
    opened.validate_thread_sharing()
    if opened.needs_rollback:
        opened.validate_no_broken_transaction()
    return opened.connection


def _for_module(sql: str, parameters: Sequence[Any]) -> str:
    """A statement with the placeholders of SQLite's module."""
    return sql.replace("%s", "?").replace("%%", "%") if parameters else sql


_AT_ONCE = 500
