"""The canonical bytes of an entry and the hashes over them. Pure; a stand-alone verifier can be written from it.

* body: RFC 8785 of the entry's JSON object. No floats; integers within ±(2^53 − 1); a key without value is left out.
* private value: ``sha256:`` + hex of H(16 random bytes ‖ RFC 8785 of the value).
* chain: hash_0 = H(origin); hash_n = H("yiben/1" ‖ origin ‖ uint64 big-endian n ‖ hash_{n−1} ‖ H(body)),
  origin being 32 ASCII characters.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import rfc8785

ALGORITHM = "sha256"
VERSION = 1
LARGEST = 2**53 - 1
_DOMAIN = b"yiben/1"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def to_bytes(value: Any) -> bytes:
    """Return the canonical bytes of a JSON value without floats. Raises ValueError for a float or a too large integer.

    >>> to_bytes({"b": 1, "a": "三"})
    b'{"a":"\\xe4\\xb8\\x89","b":1}'
    """
    if _is_plain(value):  # the same bytes, by the encoder that is written in C
        return _ENCODER.encode(value).encode()
    _refuse_floats(value)
    return rfc8785.dumps(value)


def from_bytes(body: bytes) -> dict[str, Any]:
    """Return the object of canonical bytes."""
    parsed: dict[str, Any] = json.loads(body)
    return parsed


def digest(data: bytes) -> str:
    """Return ``sha256:`` and the hexadecimal hash of ``data``."""
    return f"{ALGORITHM}:{hashlib.sha256(data).hexdigest()}"


def new_salt() -> bytes:
    """Return 16 random bytes."""
    return os.urandom(16)


def private_digest(salt: bytes, value: Any) -> str:
    """Return the digest that stands in the body for a private value."""
    return digest(salt + to_bytes(value))


def first_hash(origin: str) -> bytes:
    """Return hash_0 of an origin."""
    return hashlib.sha256(origin.encode("ascii")).digest()


def next_hash(origin: str, number: int, previous: bytes, body: bytes) -> bytes:
    """Return hash_n from n ≥ 1, hash_{n−1} and the body of entry n."""
    inner = hashlib.sha256(body).digest()
    return hashlib.sha256(_DOMAIN + origin.encode("ascii") + number.to_bytes(8, "big") + previous + inner).digest()


def _is_plain(value: Any) -> bool:
    """Whether RFC 8785 and a sorting encoder write the same: keys are ASCII, integers within bounds, no floats."""
    kind = type(value)
    if kind is str:
        return True
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii() or not (type(item) is str or _is_plain(item)):
                return False
        return True
    if kind is list:
        return all(map(_is_plain, value))
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    return kind is bool or value is None


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no place in an entry")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
