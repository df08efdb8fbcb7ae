"""How private values lie in the database: those that tell of a person are locked, the others can be searched."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from yiben.ledger.models import EntryDetail
from yiben.packs.definitions import FieldType
from yiben.vault.actions import locker
from yiben.vault.ciphers import Locker
from yiben.vault.opening import unlock

PERSONAL = frozenset({FieldType.PERSON, FieldType.ID_NUMBER, FieldType.PHONE, FieldType.ADDRESS})
"""Types of fields that tell of a person: locked in the database, and to be read with the verb ``entry.detail`` at
sensitivity 2 only."""


@dataclass
class Lock:
    """What locks the personal values of one append. ``personal`` names them by the entry's uid and the field."""

    personal: frozenset[tuple[str, str]]
    _locker: Locker | None = field(init=False)

    def __post_init__(self) -> None:
        self._locker = locker() if self.personal else None

    def kept(self, uid: str, seq: int, name: str, text: str) -> str:
        """Return what is kept of a private value, given as its canonical JSON: that, locked where it tells of a person."""
        if self._locker is None or (uid, name) not in self.personal:
            return text
        return self._locker.lock(text, place_of(seq, name))


def place_of(seq: int, name: str) -> str:
    """Return the place to which a locked private value is bound."""
    return f"ledger_entrydetail/{seq}/{name}"


def said_by(detail: EntryDetail) -> str:
    """Return the canonical JSON of a private value, opened. Raises Refusal ``vault_key_lost`` and ``vault_unopened``."""
    return unlock(str(detail.value), place_of(detail.entry_id, detail.field))


def value_of(detail: EntryDetail) -> Any:
    """Return a private value, opened."""
    return json.loads(said_by(detail))
