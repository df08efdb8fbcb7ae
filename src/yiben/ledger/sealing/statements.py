"""What a seal states, and whether a row of seals holds together. Pure but for the signature library.

A statement is the RFC 8785 form of {v, alg, origin, number, first, last, root, head, previous, unit, period, missing,
at, key, introduced}: the entries it covers, their Merkle root, the chain's hash at the last of them, the digest of the
statement before (absent in the first), what was closed and which units were missing, and the public key. A key other
than that of the seal before is ``introduced`` by it: {by, signature over the introduction}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yiben.ledger import canonical
from yiben.ledger.sealing.keys import is_signed

ALGORITHM = "ed25519"


@dataclass(frozen=True)
class Signed:
    """A statement as it was signed, and its signature in hexadecimal."""

    statement: bytes
    signature: str

    @property
    def says(self) -> dict[str, Any]:
        """The statement's content; empty when it is no JSON object."""
        try:
            parsed = canonical.from_bytes(self.statement)
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}

    @property
    def digest(self) -> str:
        """What the next statement calls this one."""
        return canonical.digest(self.statement)


@dataclass(frozen=True)
class Flaw:
    """Something that does not hold in seal ``number``."""

    code: str
    number: int


def introduction(origin: str, public: str) -> bytes:
    """Return what the old key signs to introduce a new one."""
    return canonical.to_bytes({"v": canonical.VERSION, "origin": origin, "introduces": public})


def flaws_of(seals: Iterable[Signed], origin: str) -> list[Flaw]:
    """Return what does not hold among consecutive seals of an origin: numbers, ranges, links, keys, signatures.

    Where they do not begin with the first, nothing is said about the links of the one in front: who has the seal before
    compares. Roots and heads are not looked at: the entries are needed for that.
    """
    found: list[Flaw] = []
    last: Signed | None = None
    for seal in seals:
        says = seal.says
        number = _number(says.get("number"))
        if last or number == 1:
            found += _flaws_after(last, seal, origin)
        if says.get("origin") != origin:
            found.append(Flaw("seal_out_of_order", number))
        if _number(says.get("last")) < _number(says.get("first")):
            found.append(Flaw("seal_range", number))
        if says.get("alg") != ALGORITHM or not is_signed(str(says.get("key", "")), seal.signature, seal.statement):
            found.append(Flaw("seal_signature", number))
        last = seal
    return found


def _flaws_after(last: Signed | None, seal: Signed, origin: str) -> list[Flaw]:
    """What does not follow from the seal before, None for the first of all."""
    says, old = seal.says, last.says if last else {}
    number = _number(says.get("number"))
    found = []
    if number != _number(old.get("number")) + 1:
        found.append(Flaw("seal_out_of_order", number))
    if says.get("first") != _number(old.get("last")) + 1:
        found.append(Flaw("seal_range", number))
    if says.get("previous") != (last.digest if last else None):
        found.append(Flaw("seal_link", number))
    if last and says.get("key") != old.get("key") and not _is_introduced(says, str(old.get("key", "")), origin):
        found.append(Flaw("seal_key", number))
    return found


def _is_introduced(says: Mapping[str, Any], by: str, origin: str) -> bool:
    said = says.get("introduced")
    if not isinstance(said, Mapping) or said.get("by") != by:
        return False
    return is_signed(by, str(said.get("signature", "")), introduction(origin, str(says.get("key", ""))))


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
