"""Database triggers that stop mistakes: what is written into the ledger is neither changed nor deleted.

They stand on SQLite and PostgreSQL alike, are created again after every migration, and are looked for by a system
check and by ``verify``. Against the owner of the server they do not help: for that, seals are signed and held by the
unit above.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = (
    "ledger_entry",
    "ledger_line",
    "ledger_subject",
    "ledger_evidenceref",
    "ledger_entryref",
    "ledger_measure",
    "ledger_erasure",
    "ledger_periodstate",
    "ledger_seal",
    "ledger_receivedseal",
    "catalog_packversion",
    "catalog_packfile",
    "catalog_bookversion",
    "audit_auditevent",
    "documents_decision",
    "tasks_taskevent",
    "tasks_taskreturn",
)

_NOT_ERASED = "NOT EXISTS (SELECT 1 FROM ledger_erasure e WHERE e.entry_id = OLD.entry_id AND e.field = OLD.field)"
_CLOSED = "EXISTS (SELECT 1 FROM ledger_periodstate p WHERE p.unit_id = NEW.unit_id AND p.month = NEW.posted_period)"
_NOT_LAST = (
    "NEW.origin <> OLD.origin OR NEW.number <= OLD.number OR NOT EXISTS (SELECT 1 FROM ledger_entry e "
    "WHERE e.origin = NEW.origin AND e.origin_seq = NEW.number AND e.hash = NEW.hash) OR EXISTS (SELECT 1 FROM "
    "ledger_entry e WHERE e.origin = NEW.origin AND e.origin_seq = NEW.number + 1)"
)

_NOT_GROWN = "NEW.last_seq < OLD.last_seq OR (NEW.last_seq = OLD.last_seq AND NEW.calendar = OLD.calendar)"

# name → (table, event, condition, message); no condition: always
_RULES: dict[str, tuple[str, str, str, str]] = {
    **{
        f"yiben_{table}_{event.lower()}": (table, event, "", f"{table} is frozen")
        for table in FROZEN
        for event in ("UPDATE", "DELETE")
    },
    "yiben_detail_update": ("ledger_entrydetail", "UPDATE", "", "a private value is never changed"),
    "yiben_detail_delete": ("ledger_entrydetail", "DELETE", _NOT_ERASED, "a private value goes only with an erasure"),
    "yiben_head_update": ("ledger_chainhead", "UPDATE", _NOT_LAST, "the head moves only to the last entry"),
    "yiben_head_delete": ("ledger_chainhead", "DELETE", "", "a chain has no end"),
    "yiben_arrival_update": ("ledger_arrival", "UPDATE", _NOT_GROWN, "arrivals only grow"),
    "yiben_arrival_delete": ("ledger_arrival", "DELETE", "", "arrivals only grow"),
    "yiben_line_insert": ("ledger_line", "INSERT", _CLOSED, "the month is closed for this unit"),
}
_TRUNCATED = (*FROZEN, "ledger_entrydetail", "ledger_chainhead", "ledger_arrival")


def statements(vendor: str) -> dict[str, list[str]]:
    """Return the statements that create each trigger, by its name."""
    if vendor == "sqlite":
        return {name: [_sqlite(name, *rule)] for name, rule in _RULES.items()}
    made = {name: _postgresql(name, *rule) for name, rule in _RULES.items()}
    for table in _TRUNCATED:
        name = f"yiben_{table}_truncate"
        made[name] = [
            _function(name, "", f"{table} is frozen"),
            f"CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return made


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger that is not there."""
    with connection.cursor() as cursor:
        for parts in statements(connection.vendor).values():
            for statement in parts:
                cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are absent, disabled or not as they should be."""
    wanted = statements(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = {name: _squeezed(sql) for name, sql in cursor.fetchall()}
            return [
                n for n, parts in wanted.items() if found.get(n) != _squeezed(parts[0].replace("IF NOT EXISTS ", ""))
            ]
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        sources = {name: _squeezed(source) for name, source in cursor.fetchall()}
        return [n for n, parts in wanted.items() if sources.get(n) != _squeezed(parts[0].split("$body$")[1])]


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the triggers again when migrations have run, if the tables are all there."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {table for table, *_rest in _RULES.values()} <= tables:
        install(connection)


def check_triggers(app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report missing triggers as a system check (``yiben doctor``, ``check --database default``)."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "ledger_entry" in connection.introspection.table_names():
            found += [Error(f"trigger {name} is missing", id="ledger.E001") for name in missing(connection)]
    return found


def _sqlite(name: str, table: str, event: str, condition: str, message: str) -> str:
    when = f"WHEN {condition} " if condition else ""
    how = "FAIL" if event == "INSERT" else "ABORT"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} FOR EACH ROW {when}"
        f"BEGIN SELECT RAISE({how}, 'yiben: {message}'); END"
    )


def _postgresql(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    return [
        _function(name, condition, message, "OLD" if event == "DELETE" else "NEW"),
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _function(name: str, condition: str, message: str, row: str = "NULL") -> str:
    body = f"RAISE EXCEPTION 'yiben: {message}';"
    if condition:
        body = f"IF {condition} THEN {body} END IF;"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        f"BEGIN {body} RETURN {row}; END $body$"
    )


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())
