"""What the settings read from the environment and from YIBEN_HOME."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA wal_autocheckpoint=16000"
)


def database_from(url: str, home: Path) -> dict[str, Any]:
    """Return Django's database settings: the SQLite file in ``home``, or the PostgreSQL database of ``url``.

    A URL is ``postgresql://user:password@host:port/name``; ``?host=/folder`` names a Unix socket.
    Write transactions start IMMEDIATE on SQLite, so that waiting writers queue instead of failing, and
    ``synchronous`` is FULL: an acknowledged entry is on disk.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "yiben.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SystemExit("YIBEN_DATABASE_URL: postgresql://user:password@host:port/name is expected")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or query.get("user", [""])[0]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
    }


def number_from(name: str, usual: int) -> int:
    """Return the whole number that a variable holds, the usual one when it is not set. Stops the program on any other text."""
    text = os.environ.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit()):
        raise SystemExit(f"{name}: a whole number is expected")
    return int(text) if text else usual


def secret_from(home: Path) -> str:
    """Return the instance's signing secret, made on first use and kept in ``home/keys`` readable by its owner only.

    Processes of one instance that start together get the same one: who comes later waits until it is written. A file that
    was left empty holds no secret, nothing can have been signed with it, and it is written then.
    """
    given = os.environ.get("YIBEN_SECRET_KEY")
    if given:
        return given
    path = home / "keys" / "secret"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # kept by an administrator where the program may only read
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read()
        if not kept:
            kept = secrets.token_urlsafe(48)
            file.write(kept)
            file.flush()
            os.fsync(file.fileno())
    return kept
