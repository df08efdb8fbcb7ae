"""Locking a text: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. Pure.

``lock1:<key id>:<base64url of nonce ‖ ciphertext ‖ tag>``. The place (table, row, field) is authenticated with it and kept
nowhere: a locked text that was moved elsewhere does not open. No JSON value begins as a locked text does.
"""

from __future__ import annotations

import os
import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
MARK = "lock1"
_NONCE_BYTES = 12
_DRAWN = 256
"""Nonces asked of the system at once."""
_KEY_ID = re.compile("[0-9a-f]{16}")
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_STANDARD = bytes.maketrans(b"-_+/", b"+/  ")
"""From the alphabet of base64url to the usual one, whose own two signs are none of it."""


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
        return f"{MARK}:{self.key_id}:{_written(nonce + made)}"

    def locking(self, place: str) -> Callable[[str], str]:
        """Return what does the same for one place: for the rows of one statement, since nonces are drawn for many at once and
        a process that parts in two meanwhile would use them twice."""
        encrypt, bound, head = self._cipher.encrypt, _bound(self.key_id, place), f"{MARK}:{self.key_id}:"
        nonces = _nonces()

        def locked(text: str) -> str:
            nonce = next(nonces)
            sealed = nonce + encrypt(nonce, text.encode(), bound)
            return head + _written(sealed)

        return locked

    def unlock(self, kept: str, place: str) -> str:
        """Return the text. Raises Unopened."""
        key_id, sealed = _parted(kept)
        if key_id != self.key_id:
            raise Unopened(place)
        try:
            raw = a2b_base64(sealed.translate(_STANDARD), strict_mode=True)
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
    return _parted(kept)[0]


def _parted(kept: str) -> tuple[str, bytes]:
    """The id of the key and what it sealed."""
    mark, _colon, rest = kept.partition(":")
    key_id, _colon, sealed = rest.partition(":")
    if mark != MARK or not sealed or not sealed.isascii() or _KEY_ID.fullmatch(key_id) is None:
        raise Unopened(MARK)
    return key_id, sealed.encode("ascii")


def _written(sealed: bytes) -> str:
    return b2a_base64(sealed, newline=False).translate(_URL_SAFE).decode("ascii")


def _nonces() -> Iterator[bytes]:
    while True:
        drawn = os.urandom(_NONCE_BYTES * _DRAWN)
        for at in range(0, len(drawn), _NONCE_BYTES):
            yield drawn[at : at + _NONCE_BYTES]


def _bound(key_id: str, place: str) -> bytes:
    return f"yiben/{MARK}/{key_id}/{place}".encode()
