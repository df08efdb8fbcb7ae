"""The main keys: files outside the database that only the server reads.

``$YIBEN_HOME/keys/fields-<id>.key`` holds 32 bytes in hexadecimal; ``fields-current`` names the one in use. Older ones stay
until they are forgotten on purpose: a backup made before the change needs them.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from yiben.errors import Refusal
from yiben.vault.ciphers import KEY_BYTES, Locker, new_key_id

_CURRENT = "fields-current"


def keys_folder() -> Path:
    """Return the folder of all keys of this instance, made when there is none (0700)."""
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that its owner alone reads (0600), and see it on the disk before going on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_secret(path: Path, content: bytes) -> None:
    """Put a new content in the place of a file in one step."""
    making = path.with_name(f"{path.name}.new")
    write_secret(making, content)
    making.replace(path)


def make_main_key() -> Locker:
    """Make a main key and keep it; which one is in use does not change."""
    made = Locker(new_key_id(), os.urandom(KEY_BYTES))
    write_secret(_path(made.key_id), made.key.hex().encode())
    return made


def current_main_key() -> Locker | None:
    """Return the main key in use, None when there never was one. Raises Refusal ``vault_key_lost``."""
    name = keys_folder() / _CURRENT
    return main_key(name.read_text(encoding="ascii").strip()) if name.exists() else None


def main_key(key_id: str) -> Locker:
    """Return a main key. Raises Refusal ``vault_key_lost`` when its file is missing or is no key."""
    path = _path(key_id)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError) as problem:
        raise Refusal("vault_key_lost", path=str(path)) from problem
    if len(key) != KEY_BYTES:
        raise Refusal("vault_key_lost", path=str(path))
    return Locker(key_id, key)


def use_main_key(key: Locker) -> None:
    """Name a kept key as the one in use."""
    replace_secret(keys_folder() / _CURRENT, key.key_id.encode())


def main_key_ids() -> list[str]:
    """Return the ids of all main keys that are kept."""
    return sorted(path.stem.removeprefix("fields-") for path in keys_folder().glob("fields-*.key"))


def delete_main_key(key_id: str) -> None:
    """Delete a main key for good."""
    _path(key_id).unlink()


def _path(key_id: str) -> Path:
    return keys_folder() / f"fields-{key_id}.key"
