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
from collections.abc import Iterable, Iterator
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


def new_salts(count: int) -> Iterator[bytes]:
    """Yield so many salts, asked of the system at once."""
    drawn = os.urandom(16 * count)
    return (drawn[at : at + 16] for at in range(0, len(drawn), 16))


def first_hash(origin: str) -> bytes:
    """Return hash_0 of an origin."""
    return hashlib.sha256(origin.encode("ascii")).digest()


def next_hash(origin: str, number: int, previous: bytes, body: bytes) -> bytes:
    """Return hash_n from n ≥ 1, hash_{n−1} and the body of entry n."""
    inner = hashlib.sha256(body).digest()
    return hashlib.sha256(_DOMAIN + origin.encode("ascii") + number.to_bytes(8, "big") + previous + inner).digest()


def count_following(origin: str, number: int, previous: bytes, rows: Iterable[tuple[int, int, Any, Any]]) -> int:
    """Return how many rows (arrival number, number, body, hash) from the first on follow the entry ``number`` with hash
    ``previous``: consecutive numbers, and hashes as ``next_hash`` gives them. The same as asking it for each, without a call
    for each."""
    sha256, before = hashlib.sha256, _DOMAIN + origin.encode("ascii")
    count = 0
    for _seq, numbered, body, kept in rows:
        number += 1
        if numbered != number or isinstance(body, str):
            break
        inner = sha256(body).digest()
        previous = sha256(before + number.to_bytes(8, "big") + previous + inner).digest()
        if previous != kept:
            break
        count += 1
    return count


def _is_plain(value: Any) -> bool:
    """Whether RFC 8785 and a sorting encoder write the same: keys are ASCII, integers within bounds, no floats."""
    kind = type(value)
    if kind is str:
        return True
    if kind is int:
        return bool(-LARGEST <= value <= LARGEST)
    if kind is dict:
        if not _are_ascii(value):
            return False
        value = value.values()
    elif kind is not list:
        return kind is bool or value is None
    for item in value:
        kind = type(item)
        if kind is str or (kind is int and -LARGEST <= item <= LARGEST):
            continue
        if not _is_plain(item):
            return False
    return True


def _are_ascii(keys: Iterable[Any]) -> bool:
    try:
        return "".join(keys).isascii()
    except TypeError:  # a key that is no text
        return False


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no place in an entry")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
