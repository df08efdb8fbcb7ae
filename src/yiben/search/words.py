"""The index of the words of entries: FTS5 on SQLite, a tsvector on PostgreSQL, the same hits on both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from yiben.ledger.queries import PERSONAL, Reading
from yiben.packs.definitions import Field, FieldType
from yiben.search.tokens import phrases, tokens

TABLE = "search_entrywords"
_LONGEST = 20_000
"""Characters of an entry that are indexed."""
_WORDS = frozenset({FieldType.TEXT, FieldType.LONGTEXT, FieldType.PLACE, FieldType.TABLE, FieldType.FILE})
_CHOICES = frozenset({FieldType.CHOICE, FieldType.MULTICHOICE})


def words_of(reading: Reading) -> str:
    """Return what of an entry can be searched: its texts and the names of its choices, nothing that tells of a person,
    nothing that was erased."""
    values = reading.values
    said = [_text(field, values[field.id]) for field in reading.fields if field.id in values]
    return "\n".join([*(text for text in said if text), reading.reason])[:_LONGEST]


def matching(typed: str) -> tuple[str, list[str]] | None:
    """Return the SQL and parameters of the numbers of entries that say every word typed; None where none can be looked
    for."""
    wanted = phrases(typed)
    if not wanted:
        return None
    if connection.vendor == "postgresql":
        parts = [" <-> ".join([f"'{each}'" for each in row[:-1]] + [_last(row[-1], begins)]) for row, begins in wanted]
        query = " & ".join(f"({part})" for part in parts)
        return f"SELECT rowid FROM {TABLE} WHERE tokens @@ %s::tsquery", [query]
    query = " AND ".join(f'"{" ".join(row)}"{" *" if begins else ""}' for row, begins in wanted)
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [query]


def put(rows: Mapping[int, str]) -> None:
    """Index the words of entries by number, in the place of what was there."""
    take_out(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            given = [(seq, _vector(tokens(text))) for seq, text in rows.items()]
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s::tsvector)", given)
        else:
            given = [(seq, " ".join(tokens(text))) for seq, text in rows.items()]
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s)", given)


def take_out(seqs: Iterable[int]) -> None:
    """Take entries out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(seq,) for seq in seqs])


def empty() -> None:
    """Take everything out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def indexed(first: int, last: int) -> dict[int, str]:
    """Return what the index holds of the entries ``first`` to ``last``, in a form that ``form_of`` gives too."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, tokens FROM {TABLE} WHERE rowid BETWEEN %s AND %s", [first, last])
        return {int(seq): str(held) for seq, held in cursor.fetchall()}


def form_of(text: str) -> str:
    """Return what the index holds of a text, as the database gives it back."""
    found = tokens(text)
    if connection.vendor != "postgresql":
        return " ".join(found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector::text", [_vector(found)])
        return str(cursor.fetchone()[0])


def _vector(found: list[str]) -> str:
    return " ".join(f"'{token}':{place}" for place, token in enumerate(found, start=1))


def _last(token: str, begins: bool) -> str:
    return f"'{token}'{':*' if begins else ''}"


def _text(field: Field, value: Any) -> str:
    if field.type in PERSONAL:
        return ""
    if field.type in _CHOICES:
        chosen = [value] if isinstance(value, str) else value
        return " ".join(choice.label for choice in field.choices if choice.id in chosen)
    return "\n".join(_strings(value)) if field.type in _WORDS else ""


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in _strings(each)] if isinstance(value, list) else []
