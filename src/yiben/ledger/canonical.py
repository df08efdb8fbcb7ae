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
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

import rfc8785

ALGORITHM = "sha256"
VERSION = 1
LARGEST = 2**53 - 1
_DOMAIN = b"yiben/1"


def to_bytes(value: Any) -> bytes:
    """Return the canonical bytes of a JSON value without floats. Raises ValueError for a float or a too large integer.

    >>> to_bytes({"b": 1, "a": "三"})
    b'{"a":"\\xe4\\xb8\\x89","b":1}'
    """
    return to_text(value).encode()


def to_text(value: Any) -> str:
    """Return the text whose UTF-8 the canonical bytes are; refuses what ``to_bytes`` refuses.

    Texts, integers within bounds, true, false, null, lists, and objects whose keys are ASCII are written here: for
    these, an encoder of JSON that sorts keys gives what RFC 8785 asks for. Everything else is left to ``rfc8785``.

    >>> to_text([1, True, None, "a\\n"])
    '[1,true,null,"a\\\\n"]'
    """
    write = _WRITERS.get(type(value))
    return _by_the_book(value) if write is None else write(value)


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


def _integer(value: int) -> str:
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{value} is larger than an integer of an entry may be")
    return str(value)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _list(value: list[Any]) -> str:
    return f"[{','.join(map(to_text, value))}]"


def _object(value: dict[Any, Any]) -> str:
    keys = _ordered(tuple(value))
    if keys is None:
        return _by_the_book(value)
    parts = []
    for key, written in keys:
        item = value[key]
        kind = type(item)
        if kind is str:
            parts.append(written + _quoted(item))
        elif kind is int and -LARGEST <= item <= LARGEST:
            parts.append(f"{written}{item}")
        else:
            parts.append(written + to_text(item))
    return f"{{{','.join(parts)}}}"


@lru_cache(maxsize=4096)
def _ordered(keys: tuple[Any, ...]) -> tuple[tuple[str, str], ...] | None:
    """The keys of an object in their order, each with how it is written; None unless all are ASCII texts. Entries of one
    book have the same ones."""
    if not all(isinstance(key, str) and key.isascii() for key in keys):
        return None
    return tuple((key, f"{_quoted(key)}:") for key in sorted(keys))


def _by_the_book(value: Any) -> str:
    _refuse_floats(value)
    return rfc8785.dumps(value).decode()


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _quoted,
    int: _integer,
    bool: _flag,
    type(None): lambda _value: "null",
    list: _list,
    dict: _object,
}


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no place in an entry")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_floats(item)
