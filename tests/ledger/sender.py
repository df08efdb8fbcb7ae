"""Another instance, as far as its bundles show it: a chain of entries and its seals, made without a database."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yiben.ledger import canonical
from yiben.ledger.sealing.keys import key_id
from yiben.ledger.sealing.merkle import merkle_root
from yiben.ledger.sealing.statements import introduction

AT = "2026-04-02T01:00:00Z"


@dataclass
class Sender:
    """``units`` are uids by code. A record says what it counts; ``seal`` seals what came since the last one."""

    origin: str = field(default_factory=lambda: uuid.uuid4().hex)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    bodies: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    seals: list[dict[str, str]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    old_key: Ed25519PrivateKey | None = None

    def __post_init__(self) -> None:
        self.hashes.append(canonical.first_hash(self.origin))

    @property
    def public(self) -> str:
        return public_of(self.key)

    @property
    def key_id(self) -> str:
        return key_id(self.public)

    def add(self, kind: str, on: str, **said: Any) -> str:
        """Append an entry and return its id."""
        uid = said.pop("id", None) or str(uuid.uuid4())
        body = {"v": 1, "alg": "sha256", "origin": self.origin, "kind": kind, "id": uid, "occurred_on": on}
        body |= {"recorded_at": AT, **{key: value for key, value in said.items() if value}}
        self.bodies.append(canonical.to_bytes(body))
        self.hashes.append(canonical.next_hash(self.origin, len(self.bodies), self.hashes[-1], self.bodies[-1]))
        return uid

    def found(self, code: str, name: str, *, kind: str = "community", parent: str = "", on: str = "2024-01-01") -> None:
        self.units[code] = uuid.uuid4().hex
        values = {"do": "found", "unit": self.units[code], "code": code, "unit_kind": kind, "name": name}
        values |= {"short_name": name[:4], "aliases": [], "order": 10}
        if parent:
            values |= {"tree": "administrative", "parent": self.units[parent]}
        self.add("structure", on, values=values)

    def install(self, book: str = "activity", number: int = 3, *, digest: str = "", pack: str = "base") -> None:
        """Say that the sender's version ``number`` of a book is the one that is current here (or has a digest)."""
        from yiben.catalog.models import BookVersion

        digest = digest or BookVersion.objects.filter(book=book).latest("number").digest
        values = {
            "pack": pack,
            "version": 7,
            "digest": "sha256:0",
            "books": {book: {"number": number, "digest": digest}},
        }
        self.add("pack", "2024-01-01", values=values)

    def record(self, code: str, on: str, *, partners: tuple[str, ...] = (), kind: str = "record", **values: Any) -> str:
        said = {name: values.pop(name) for name in ("supersedes", "reason", "posted_period", "id") if name in values}
        units = [self.units[each] for each in (code, *partners)]
        given = {"book": "activity", "book_version": 3, "unit": units[0], "credited": sorted(units)}
        given |= {"posted_period": on[:7], "values": values, "private": {"theme": "sha256:" + "1" * 64}, **said}
        given |= {"author_post": "a" * 32, "author_person": "b" * 32, "source": {"kind": "form"}}
        return self.add(kind, on, **given)

    def void(self, code: str, on: str, uid: str) -> str:
        units = [self.units[code]]
        given = {"book": "activity", "book_version": 3, "unit": units[0], "credited": units, "supersedes": uid}
        return self.add("void", on, posted_period=on[:7], reason="重复", **given)

    def renew_key(self) -> None:
        self.old_key, self.key = self.key, Ed25519PrivateKey.generate()

    def seal(self, month: str = "2026-03") -> None:
        before = json.loads(self.seals[-1]["statement"]) if self.seals else {}
        first = before.get("last", 0) + 1
        says = {"v": 1, "alg": "ed25519", "origin": self.origin, "number": len(self.seals) + 1, "first": first}
        says |= {"last": len(self.bodies), "root": merkle_root(self.bodies[first - 1 :]).hex(), "period": month}
        says |= {"head": self.hashes[-1].hex(), "unit": next(iter(self.units.values())), "at": AT, "key": self.public}
        if before:
            says["previous"] = canonical.digest(self.seals[-1]["statement"].encode())
        if self.old_key is not None:
            signed = self.old_key.sign(introduction(self.origin, self.public)).hex()
            says["introduced"], self.old_key = {"by": public_of(self.old_key), "signature": signed}, None
        statement = canonical.to_bytes(says)
        self.seals.append({"statement": statement.decode(), "signature": self.key.sign(statement).hex()})
        self.add("seal", f"{month}-01", values={"seal": says["number"], "digest": canonical.digest(statement)})

    def bundle(self, since: int = 0, until: int | None = None) -> bytes:
        """The bundle of the seals after ``since``, up to ``until``."""
        seals = self.seals[since:until]
        first, last = (json.loads(seals[at]["statement"])[what] for at, what in ((0, "first"), (-1, "last")))
        head = {"v": 1, "origin": self.origin, "first": first, "last": last, "link": self.hashes[first - 1].hex()}
        return packed({**head, "seals": seals}, self.bodies[first - 1 : last])


def packed(head: dict[str, Any], lines: list[bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", json.dumps(head))
        archive.writestr("entries.jsonl", b"".join(line + b"\n" for line in lines))
    return kept.getvalue()


def unpacked(content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("bundle.json")), archive.read("entries.jsonl").split(b"\n")[:-1]


def public_of(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def street() -> Sender:
    """A sub-district with two communities, one of which nobody here knows, and a partner both sides have; March sealed."""
    made = Sender()
    made.install()
    made.found("LX-01", "临溪区枫桥街道办事处", kind="subdistrict")
    made.found("LX-01-01", "枫林社区居民委员会", parent="LX-01")
    made.found("LX-01-09", "星河社区居民委员会", parent="LX-01")
    made.record("LX-01-01", "2026-03-05", participants=46, booklets=120, series="safe_communities")
    slip = made.record("LX-01-09", "2026-03-06", participants=10)
    made.record("LX-01-09", "2026-03-06", kind="correction", supersedes=slip, reason="抄错", participants=12)
    made.record("LX-01-01", "2026-03-20", partners=("LX-01-09",), participants=100)
    made.void("LX-01-01", "2026-03-07", made.record("LX-01-01", "2026-03-07", participants=5))
    made.seal("2026-03")
    return made
