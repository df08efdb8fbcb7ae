"""Making and changing the keys that lock values."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.vault.ciphers import KEY_BYTES, Locker, new_key_id
from yiben.vault.files import (
    current_main_key,
    delete_main_key,
    main_key,
    main_key_ids,
    make_main_key,
    use_main_key,
)
from yiben.vault.models import DataKey
from yiben.vault.opening import current_locker, forget_known, index_with, open_key, place_of_key


@dataclass(frozen=True)
class Rotated:
    """What a change of keys did: the main key now in use, how many data keys it locked anew, the older main keys that
    are still kept."""

    main: str
    relocked: int
    older: tuple[str, ...]


def locker() -> Locker:
    """Return what locks values now; the first one makes the instance's keys.

    Raises Refusal ``vault_key_lost`` when the main key's file is gone: a new one is never made in its place unseen.
    """
    return _locker(DataKey.VALUES)


def indexed(value: str, purpose: str) -> str:
    """Return the blind index under which a value is kept."""
    return index_with(_locker(DataKey.INDEX), value, purpose)


def rotate_keys(caller: Caller) -> Rotated:
    """Change the main key and the key for new values. Nothing that is locked changes but the data keys themselves.

    The new main key lies on the disk before a row names it, the rows change in one transaction, and only then is it named
    as the one in use: killed at any moment everything stays readable, and calling again brings it to its end. Older main
    keys stay for older backups; see ``forget_old_keys``.
    """
    hooks.require(caller, "system.operate", None)
    _locker(DataKey.VALUES)
    main, relocked = make_main_key(), 0
    with transaction.atomic():
        rows = DataKey.objects.select_for_update().exclude(main=main.key_id)
        for row in rows:
            key = open_key(row)
            row.locked = main.lock(key.key.hex(), place_of_key(row.uid, row.purpose))
            row.main = main.key_id
            row.save(update_fields=["locked", "main"])
            relocked += 1
        _make(DataKey.VALUES, main)
        log(caller, "keys.rotate", main.key_id, relocked=relocked)
    use_main_key(main)
    forget_known()
    return Rotated(main.key_id, relocked, older_main_keys())


def forget_old_keys(caller: Caller) -> list[str]:
    """Delete the main keys that nothing in the database names, and return their ids. Backups made before the change
    cannot be read any more without a copy of them."""
    hooks.require(caller, "system.operate", None)
    gone = list(older_main_keys())
    for key_id in gone:
        delete_main_key(key_id)
    if gone:
        log(caller, "keys.forget", ",".join(gone)[:128])
    return gone


def older_main_keys() -> tuple[str, ...]:
    """Return the ids of the main keys that are kept and that neither a row names nor is in use."""
    using = current_main_key()
    named = set(DataKey.objects.values_list("main", flat=True)) | ({using.key_id} if using else set())
    return tuple(each for each in main_key_ids() if each not in named)


def _locker(purpose: str) -> Locker:
    found = current_locker(purpose)
    if found is None:
        with suppress(IntegrityError), transaction.atomic():  # another process was first with the one key of indexes
            _make(purpose, _main())
        found = current_locker(purpose)
    assert found is not None
    return found


def _main() -> Locker:
    """The main key in use; the first one, when no row names any."""
    using = current_main_key()
    if using is None:
        named = DataKey.objects.values_list("main", flat=True).last()
        using = main_key(named) if named else make_main_key()
        use_main_key(using)
    return using


def _make(purpose: str, main: Locker) -> DataKey:
    uid = new_key_id()
    locked = main.lock(os.urandom(KEY_BYTES).hex(), place_of_key(uid, purpose))
    return DataKey.objects.create(uid=uid, purpose=purpose, locked=locked, main=main.key_id)
