"""Opening what is locked, and finding equals without opening: reads only."""

from __future__ import annotations

import hashlib
import hmac
import time

from django.db import transaction

from yiben.errors import Refusal
from yiben.vault.ciphers import Locker, Unopened, is_locked, key_of
from yiben.vault.files import main_key
from yiben.vault.models import DataKey

_FRESH_SECONDS = 60.0
"""How long a process may go on locking with a key after another process has made a newer one."""
_known: dict[str, tuple[float, Locker]] = {}
_opening: dict[str, Locker] = {}


def unlock(kept: str, place: str) -> str:
    """Return the text that was locked for a place; what was never locked comes back as it is.

    Raises Refusal ``vault_key_lost`` without the main key, ``vault_unopened`` for what was changed or moved.
    """
    if not is_locked(kept):
        return kept
    try:
        return _opened(key_of(kept)).unlock(kept, place)
    except Unopened as problem:
        raise Refusal("vault_unopened", place=place) from problem


def current_locker(purpose: str) -> Locker | None:
    """Return what locks (or indexes) now; None when no key was made yet.

    It is remembered by the process only once the transaction that read it is through: what is rolled back leaves none.
    """
    at, found = _known.get(purpose, (0.0, None))
    if found is not None and 0 <= time.monotonic() - at < _FRESH_SECONDS:
        return found
    row = DataKey.objects.filter(purpose=purpose).last()
    if row is None:
        return None
    made = open_key(row)
    transaction.on_commit(lambda: _known.__setitem__(purpose, (time.monotonic(), made)))
    return made


def forget_known() -> None:
    """Let this process look up its keys anew."""
    _known.clear()
    _opening.clear()


def index_with(locker: Locker, value: str, purpose: str) -> str:
    """Return the blind index of a value: HMAC-SHA-256 (RFC 2104) in hexadecimal, another one for each purpose."""
    return hmac.new(locker.key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def blind_index(value: str, purpose: str) -> str:
    """Return the blind index of a value to look for; "" while nothing was ever indexed."""
    locker = current_locker(DataKey.INDEX)
    return index_with(locker, value, purpose) if locker else ""


def place_of_key(uid: str, purpose: str) -> str:
    """Return the place for which a data key is locked."""
    return f"vault_datakey/{uid}/{purpose}"


def _opened(uid: str) -> Locker:
    """The key of an id. It never changes, so that a process looks it up once, whatever becomes of the transaction."""
    if uid not in _opening:
        row = DataKey.objects.filter(uid=uid).first()
        if row is None:
            raise Unopened(uid)
        _opening[uid] = open_key(row)
    return _opening[uid]


def open_key(row: DataKey) -> Locker:
    """Return a data key, opened with the main key that it names. Raises Refusal ``vault_key_lost``."""
    place = place_of_key(row.uid, row.purpose)
    try:
        return Locker(row.uid, bytes.fromhex(main_key(row.main).unlock(row.locked, place)))
    except Unopened as problem:
        raise Refusal("vault_unopened", place=place) from problem
