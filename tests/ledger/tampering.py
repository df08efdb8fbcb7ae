"""What the owner of the server could do: take the triggers away, change rows, put the triggers back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from yiben.ledger import triggers
from yiben.ledger.verifying import Finding, verify


def run(sql: str, parameters: Sequence[object] = ()) -> int:
    """Run a statement and return how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters) or None)
        return int(cursor.rowcount)


def drop_trigger(name: str) -> None:
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no pending checks while a table is altered
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
        (table,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {name} ON {table}")


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end whatever was done to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change(sql: str, parameters: Sequence[object] = ()) -> None:
    """Run a statement with no trigger in the way; it has to meet at least one row."""
    for name in triggers.statements(connection.vendor):
        drop_trigger(name)
    assert run(sql, parameters) > 0
    triggers.install(connection)


def findings(sql: str, parameters: Sequence[object] = (), *, deep: bool = False) -> list[Finding]:
    """Return what verify says after a change, which is undone again."""
    with undone():
        change(sql, parameters)
        return verify(deep=deep).findings
