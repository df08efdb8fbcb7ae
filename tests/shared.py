"""What is slow to make is made once a run and shared by all workers of pytest: databases too, dropped at the end."""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

BASE_URL = os.environ.get("YIBEN_DATABASE_URL", "")
_DATABASES = "databases.txt"


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder ``name`` of this run, made by the first worker that asks for it; the others wait."""
    folder = _root(factory) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_name(f"{name}-making")
            making.mkdir()
            make(making)
            making.rename(folder)
    return folder


def shared_database(factory: pytest.TempPathFactory, original: str = "") -> str:
    """Return the address of a new database that lives until the whole run ends; "" on SQLite. See ``create_database``."""
    url = create_database(original)
    if url:
        with (_root(factory) / _DATABASES).open("a") as kept:
            kept.write(f"{url}\n")
    return url


def drop_shared(factory: pytest.TempPathFactory) -> None:
    """Drop the databases of the run. For the process that started the workers, when they have ended."""
    kept = factory.getbasetemp() / _DATABASES
    for url in kept.read_text().split() if kept.exists() else ():
        drop_database(url)


def create_database(original: str = "") -> str:
    """Create a database, empty or a copy of one that nobody uses, and return its address; "" on SQLite."""
    if not BASE_URL:
        return ""
    import psycopg

    name = f"yiben_{uuid.uuid4().hex[:12]}"
    place, mark, options = BASE_URL.partition("?")
    like = f" TEMPLATE {database_name(original)}" if original else ""
    with psycopg.connect(BASE_URL, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")  # type: ignore[arg-type]
    return f"{place.rpartition('/')[0]}/{name}{mark}{options}"


def drop_database(url: str) -> None:
    """Drop a database that ``create_database`` made."""
    if not url:
        return
    import psycopg

    with psycopg.connect(BASE_URL, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database_name(url)} WITH (FORCE)")  # type: ignore[arg-type]


def load_into_memory(connection: BaseDatabaseWrapper, path: Path) -> None:
    """Make a copy of a file of SQLite in memory the database of Django's connection."""
    import sqlite3  # the settings may have put a mended one in its place

    connection.close()
    connection.settings_dict["NAME"] = "file:memorydb_default?mode=memory&cache=shared"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as original:
        original.backup(connection.connection)


def database_name(url: str) -> str:
    """Return the name of the database at an address."""
    return url.partition("?")[0].rpartition("/")[2]


def _root(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
