"""A bundle: the sealed entries of an instance with their seals, as one file that anybody can verify.

A .zip of two members: ``bundle.json`` {v, origin, first, last, link, seals: [{statement, signature}]} and
``entries.jsonl``, one body a line, exactly the bytes that were hashed (canonical JSON has no line break). ``link`` is the
chain's hash before the first entry. Private values, tokens and files are not in it, only their digests: what an entry
counts can be verified, whom it names cannot be read.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.models import ChainHead, Entry, Seal
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.sealing.keys import key_id
from yiben.ledger.sealing.merkle import merkle_root
from yiben.ledger.sealing.statements import Flaw, Signed, flaws_of
from yiben.units.queries import root_unit

HEAD, ENTRIES = "bundle.json", "entries.jsonl"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, OSError, EOFError, RuntimeError)
MOST_HEAD = 8 * 2**20
"""Bytes of the head that are read: some 10 000 seals."""


@dataclass(frozen=True)
class Bundle:
    """What a bundle says, verified or not. ``flaws`` is empty when it holds; ``link`` is the chain's hash before the first
    of its ``bodies``."""

    origin: str
    first: int
    last: int
    seals: list[Signed]
    flaws: list[Flaw] = field(default_factory=list)
    link: bytes = field(default=b"", repr=False)
    bodies: list[bytes] = field(default_factory=list, repr=False)

    @property
    def keys(self) -> list[str]:
        """The ids of the keys that signed, in the order of the seals: to be compared with what the office told."""
        return list(
            dict.fromkeys(key_id(str(seal.says["key"])) for seal in self.seals if _is_hex(seal.says.get("key")))
        )


def export_bundle(caller: Caller, *, since: int = 0) -> bytes:
    """Return the bundle of all seals after number ``since``. Refuses when there is none (``nothing_sealed``).

    It tells what every unit of the instance counted: only who may export for the top unit gets it.
    """
    hooks.require(caller, "bundle.export", root_unit().pk)
    head = ChainHead.objects.get(is_own=True)
    seals = list(Seal.objects.filter(number__gt=since).order_by("number"))
    if not seals:
        raise Refusal("nothing_sealed", since=since)
    first, last = seals[0].first, seals[-1].last
    link = canonical.first_hash(head.origin)
    if first > 1:
        link = stored_bytes(Entry.objects.get(origin=head.origin, origin_seq=first - 1).hash)
    signed = [{"statement": stored_bytes(row.statement).decode(), "signature": row.signature} for row in seals]
    says = {"v": 1, "origin": head.origin, "first": first, "last": last, "link": link.hex(), "seals": signed}
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(HEAD, json.dumps(says, ensure_ascii=False, indent=1))
        rows = Entry.objects.filter(origin=head.origin, origin_seq__range=(first, last)).order_by("origin_seq")
        with archive.open(ENTRIES, "w", force_zip64=True) as lines:
            for body in rows.values_list("body", flat=True).iterator(1000):
                lines.write(stored_bytes(body) + b"\n")
    log(caller, "bundle.export", head.origin, first=first, last=last, seals=[row.number for row in seals])
    return kept.getvalue()


def read_bundle(content: bytes) -> Bundle:
    """Read and verify a bundle. Raises Refusal ``bundle_unreadable`` for what is no bundle at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sorted(archive.namelist()) != [HEAD, ENTRIES] or archive.getinfo(HEAD).file_size > MOST_HEAD:
                raise Refusal("bundle_unreadable")
            head = json.loads(archive.read(HEAD))
            if archive.getinfo(ENTRIES).file_size > settings.BUNDLE_LIMIT_BYTES:
                raise Refusal("bundle_unreadable")
            seals = [Signed(str(row["statement"]).encode(), str(row["signature"])) for row in head["seals"]]
            origin, first, last = str(head["origin"]), int(head["first"]), int(head["last"])
            link = bytes.fromhex(head["link"])
            with archive.open(ENTRIES) as lines:
                bodies = [line.rstrip(b"\n") for line in lines]
    except _UNREADABLE as problem:
        raise Refusal("bundle_unreadable") from problem
    flaws = _flaws(origin, first, last, link, seals, bodies)
    return Bundle(origin, first, last, seals, flaws, link, bodies)


def _flaws(origin: str, first: int, last: int, link: bytes, seals: list[Signed], bodies: list[bytes]) -> list[Flaw]:
    if len(bodies) != last - first + 1 or not seals or (first == 1 and link != canonical.first_hash(origin)):
        return [Flaw("bundle_incomplete", 0)]
    says = [seal.says for seal in seals]
    found = flaws_of(seals, origin)
    if not _cover(says, first, last):
        return [*found, Flaw("bundle_incomplete", 0)]
    heads = {each["last"]: each for each in says}
    for number, body in enumerate(bodies, start=first):
        link = canonical.next_hash(origin, number, link, body)
        if number in heads and heads[number].get("head") != link.hex():
            found.append(Flaw("seal_head", _number(heads[number])))
        if not _belongs(body, origin):
            found.append(Flaw("entry_foreign", number))
    for each in says:
        part = bodies[each["first"] - first : each["last"] - first + 1]
        if merkle_root(part).hex() != each.get("root"):
            found.append(Flaw("seal_root", _number(each)))
    return found


def _cover(says: list[dict[str, Any]], first: int, last: int) -> bool:
    """Whether the ranges of the seals follow one another from ``first`` to ``last``."""
    for each in says:
        if each.get("first") != first or type(each.get("last")) is not int or each["last"] < first:
            return False
        first = each["last"] + 1
    return first == last + 1


def _belongs(body: bytes, origin: str) -> bool:
    try:
        parsed: Any = json.loads(body)
    except ValueError:
        return False
    return isinstance(parsed, dict) and parsed.get("origin") == origin


def _number(says: dict[str, Any]) -> int:
    number = says.get("number")
    return number if isinstance(number, int) else 0


def _is_hex(value: Any) -> bool:
    try:
        return len(bytes.fromhex(str(value))) == 32
    except ValueError:
        return False
