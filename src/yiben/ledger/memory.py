"""Memory while rows are written by the thousand: when Python looks for circles of objects, how many pages SQLite keeps."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_KILOBYTES = 64_000
"""Of pages that SQLite may keep during a large append."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """Put off the search for circles of objects while rows are gathered by the ten thousand: none of them goes in circles,
    and looking through them again and again takes a tenth of the time. Where it was off already it stays off."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def more_pages() -> Iterator[None]:
    """Let SQLite keep more of its pages in memory: an append of thousands touches most pages of the index of lines many
    times over, and each that has to leave memory is written and read again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        [usual] = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size=-{_KILOBYTES}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={usual}")
