"""The database as it is at one moment, while others go on writing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from yiben.errors import Refusal

SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"


def copy_database(folder: Path) -> Path:
    """Write a consistent copy of the database into a folder and return its path. Writers are not kept waiting.

    Refuses (``pg_dump_missing``) where PostgreSQL's own tools are not installed beside the program.
    """
    if connection.vendor == "sqlite":
        path = folder / SQLITE
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return path
    path = folder / POSTGRESQL
    _run("pg_dump", ["--format=custom", "--no-owner", f"--file={path}", _name()])
    return path


def load_database(path: Path) -> None:
    """Put a copy in the place of the database, which must be empty: no table at all."""
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        if path.name != SQLITE or target.exists():
            raise Refusal("backup_other_database", wanted=path.name)
        shutil.copyfile(path, target)
        return
    if path.name != POSTGRESQL or connection.introspection.table_names():
        raise Refusal("backup_other_database", wanted=path.name)
    connection.close()
    _run("pg_restore", ["--no-owner", "--exit-on-error", f"--dbname={_name()}", str(path)])


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, arguments: list[str]) -> None:
    if shutil.which(program) is None:
        raise Refusal("pg_dump_missing", program=program)
    said: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(said[name]) for variable, name in names.items() if said.get(name)}
    done = subprocess.run(
        [program, *arguments], env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal("backup_failed", program=program, problem=done.stderr.strip()[-400:])
