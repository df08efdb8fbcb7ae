"""One writing process at a time, where the SQLite at hand cannot be trusted with several.

SQLite before 3.51.3 may corrupt a WAL database when two processes write under tight timing (sqlite.org/wal.html,
“the WAL-reset bug”). Where no mended SQLite is installed, a second writer is refused in words.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from yiben.errors import Refusal

MENDED = (3, 51, 3)
_held: list[IO[str]] = []


def sqlite_is_mended() -> bool:
    """Say whether the SQLite in use is free of the WAL-reset bug."""
    import sqlite3  # the settings may have put a mended one in its place

    return sqlite3.sqlite_version_info >= MENDED


def hold_writing_lock(home: Path, vendor: str) -> None:
    """Hold the lock until the process ends, if one is needed. Raises Refusal ``other_writer``."""
    if vendor != "sqlite" or sqlite_is_mended():
        return
    home.mkdir(parents=True, exist_ok=True)
    file = (home / "writer.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        file.seek(0)
        raise Refusal("other_writer", pid=file.read().strip() or "?") from problem
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    _held.append(file)
