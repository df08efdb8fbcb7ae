"""Locking a text: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. Pure.

``lock1:<key id>:<base64url of nonce ‖ ciphertext ‖ tag>``. The place (table, row, field) is authenticated with it and kept
nowhere: a locked text that was moved elsewhere does not open. No JSON value begins as a locked text does.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
MARK = "lock1"
_NONCE_BYTES = 12
_FORM = re.compile(rf"{MARK}:([0-9a-f]{{16}}):([A-Za-z0-9_-]+=*)\Z")


class Unopened(ValueError):
    """A locked text that its key does not open: another place, another key, or changed."""


@dataclass(frozen=True)
class Locker:
    """Locks texts with one key."""

    key_id: str
    key: bytes = field(repr=False)

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.key)

    def lock(self, text: str, place: str) -> str:
        """Return the text locked for a place."""
        nonce = os.urandom(_NONCE_BYTES)
        made = self._cipher.encrypt(nonce, text.encode(), _bound(self.key_id, place))
        return f"{MARK}:{self.key_id}:{base64.urlsafe_b64encode(nonce + made).decode()}"

    def unlock(self, kept: str, place: str) -> str:
        """Return the text. Raises Unopened."""
        found = _FORM.match(kept)
        if found is None or found[1] != self.key_id:
            raise Unopened(place)
        try:
            raw = base64.urlsafe_b64decode(found[2])
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(self.key_id, place)).decode()
        except (InvalidTag, ValueError) as problem:
            raise Unopened(place) from problem


def new_key_id() -> str:
    """Return a random id of 16 hexadecimal characters."""
    return os.urandom(8).hex()


def is_locked(kept: str) -> bool:
    """Say whether a text is a locked one."""
    return kept.startswith(f"{MARK}:")


def key_of(kept: str) -> str:
    """Return the id of the key that a locked text names. Raises Unopened for what is none."""
    found = _FORM.match(kept)
    if found is None:
        raise Unopened(MARK)
    return found[1]


def _bound(key_id: str, place: str) -> bytes:
    return f"yiben/{MARK}/{key_id}/{place}".encode()
