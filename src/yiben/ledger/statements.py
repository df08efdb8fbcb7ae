"""Small SQL for the one writer's door: what the ORM would ask, without the cost of building it on every append."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query. ``{marks}`` in it stands for one placeholder a parameter."""
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{marks}", ", ".join(["%s"] * len(parameters))), list(parameters))
        return list(cursor.fetchall())


def select_among(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query with ``IN ({marks})``, asked once for every five hundred values; none for no value."""
    rows: list[tuple[Any, ...]] = []
    wanted = list(values)
    for first in range(0, len(wanted), _AT_ONCE):
        rows += select(sql, wanted[first : first + _AT_ONCE])
    return rows


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
