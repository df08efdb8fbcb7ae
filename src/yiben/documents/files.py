"""Files kept under the hash of their content: papers here, evidence in the ledger."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from yiben.errors import Refusal
from yiben.text.secrecy import mark_in_file

_ALGORITHM = "sha256"
_STRAY = "writing-"


def write_file(folder: Path, data: bytes) -> str:
    """Put bytes into ``folder`` under their digest, durable before it returns, and return the digest.

    The same bytes are kept once. A crash leaves at most a stray temporary file.
    """
    name = f"{_ALGORITHM}:{hashlib.sha256(data).hexdigest()}"
    target = path_of(folder, name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=_STRAY, dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        _sync_folder(target.parent)
    return name


def path_of(folder: Path, name: str) -> Path:
    """Return where the file of a digest lies in ``folder``. Refuses a text that is no digest."""
    algorithm, _, value = name.partition(":")
    if algorithm != _ALGORITHM or len(value) != 64 or set(value) - set("0123456789abcdef"):
        raise Refusal("evidence_unknown")
    return folder / value[:2] / value


def drop_strays(folder: Path, before: float) -> int:
    """Delete the temporary files in ``folder`` last written before an instant (seconds since 1970); return how many."""
    strays = [path for path in folder.glob(f"*/{_STRAY}*") if path.stat().st_mtime < before]
    for path in strays:
        path.unlink()
    return len(strays)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_secret(name: str, data: bytes) -> None:
    """Refuse a file that bears the mark of a state secret, by name or at its head; it is not kept (保守国家秘密法)."""
    if mark := mark_in_file(name, data):
        raise Refusal("file_secret", name=name, mark=mark)
