"""The keys of an instance's seals: Ed25519 (RFC 8032), as files outside the database that only the server reads.

``$YIBEN_HOME/keys/seal-<id>.pem`` holds a private key, ``<id>`` being the first 16 hexadecimal digits of the SHA-256 of
the 32 bytes of its public key. The file ``seal-current`` names the one in use; older ones are kept as public keys only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yiben.errors import Refusal
from yiben.vault.files import keys_folder, replace_secret, write_secret

_CURRENT = "seal-current"


@dataclass(frozen=True)
class SealingKey:
    """The key in use: its id, its public half in hexadecimal, and signing with it."""

    id: str
    public: str
    private: Ed25519PrivateKey

    def sign(self, statement: bytes) -> str:
        """Return the signature of a statement in hexadecimal."""
        return self.private.sign(statement).hex()


def current_key() -> SealingKey:
    """Return the key in use, made when there is none yet. Raises Refusal ``seal_key_lost`` when its file is gone."""
    folder = keys_folder()
    name = folder / _CURRENT
    if not name.exists():
        first = _make(folder)
        _name_current(folder, first)
        return first
    path = folder / f"seal-{name.read_text(encoding='ascii').strip()}.pem"
    if not path.exists():
        raise Refusal("seal_key_lost", path=str(path))
    loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(loaded, Ed25519PrivateKey)
    return _key(loaded)


def new_key() -> SealingKey:
    """Make a key and keep it beside the one in use, which stays in use."""
    return _make(keys_folder())


def use_key(new: SealingKey, old: SealingKey) -> None:
    """Put a kept key in use and delete the old private one: what it has signed is checked with its public half, which
    every seal names."""
    folder = keys_folder()
    _name_current(folder, new)
    (folder / f"seal-{old.id}.pem").unlink()


def key_id(public: str) -> str:
    """Return the id of a public key given in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def is_signed(public: str, signature: str, statement: bytes) -> bool:
    """Say whether the signature of the statement was made with the key. Never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(folder: Path) -> SealingKey:
    private = Ed25519PrivateKey.generate()
    key = _key(private)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_secret(folder / f"seal-{key.id}.pem", pem)
    return key


def _name_current(folder: Path, key: SealingKey) -> None:
    replace_secret(folder / _CURRENT, key.id.encode())


def _key(private: Ed25519PrivateKey) -> SealingKey:
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return SealingKey(key_id(raw.hex()), raw.hex(), private)
