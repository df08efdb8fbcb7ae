"""A bare database: a copy of the ledger's without triggers and foreign keys, to which the rows of appends are written again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Statements = list[tuple[str, list[tuple[Any, ...]]]]


@contextmanager
def recorded() -> Iterator[list[Statements]]:
    """Keep the statements of every append that is made meanwhile."""
    from yiben.ledger import appending, writing

    kept: list[Statements] = []
    write, insert = appending.write, writing._insert

    def keep(batch: Any, above: Any) -> None:
        kept.append([])
        write(batch, above)

    def keep_rows(table: str, columns: str, rows: list[tuple[Any, ...]], suffix: str = "", **how: Any) -> None:
        kept[-1].append((writing.statement(table, columns, suffix, how.get("values", "")), list(rows)))
        insert(table, columns, rows, suffix, **how)

    appending.write, writing._insert = keep, keep_rows
    try:
        yield kept
    finally:
        appending.write, writing._insert = write, insert


class Bare:
    """A connection to the copy."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection, self._mark = connection, mark

    def write(self, statements: Statements) -> None:
        """Write the rows of one append, with the two updates that go with it, in one transaction."""
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self._mark == "?" else "BEGIN")
        for sql, rows in statements:
            cursor.executemany(sql.replace("%s", self._mark), rows)
        cursor.execute("UPDATE ledger_arrival SET last_seq = last_seq + 1")
        cursor.execute("UPDATE ledger_chainhead SET number = number + 1")
        cursor.execute("COMMIT")


@contextmanager
def copied(home: Path) -> Iterator[Bare]:
    """Copy the database as it stands."""
    from django.db import connection

    if connection.vendor == "postgresql":
        yield from _copied_postgresql()
        return
    from django.db.backends.sqlite3.base import Database

    from yiben.ledger import triggers
    from yiben.settings.environment import SQLITE_PRAGMAS

    checkpoint()
    path = home / "bare.sqlite3"
    shutil.copyfile(home / "yiben.sqlite3", path)
    opened = Database.connect(path, isolation_level=None)
    for pragma in (*SQLITE_PRAGMAS.split(";"), "PRAGMA foreign_keys=OFF"):  # the product's own, but for what it guards
        opened.execute(pragma)
    for name in triggers.statements("sqlite"):
        opened.execute(f"DROP TRIGGER {name}")
    try:
        yield Bare(opened, "?")
    finally:
        opened.close()
        for part in home.glob("bare.sqlite3*"):
            part.unlink()


def _copied_postgresql() -> Iterator[Bare]:
    """The same on PostgreSQL: triggers, those of foreign keys among them, do not fire for a replica."""
    import psycopg
    from django.db import connection

    given = connection.get_connection_params()
    name, given = given["dbname"], {key: given[key] for key in ("user", "password", "host", "port") if given.get(key)}
    connection.close()
    with psycopg.connect(**given, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE bare TEMPLATE "{name}"')
        opened = psycopg.connect(**given, dbname="bare", autocommit=True)
        opened.execute("SET session_replication_role = replica")
        try:
            yield Bare(opened, "%s")
        finally:
            opened.close()
            server.execute("DROP DATABASE bare")


def checkpoint() -> None:
    """Have everything that was written stand in the file itself."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
