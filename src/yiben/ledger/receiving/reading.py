"""Looking at a bundle before it comes in: who sends it, what is new in it, and what stands against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.models import BookVersion
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.models import Entry, ReceivedSeal
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.receiving.abroad import Abroad, read_abroad
from yiben.ledger.receiving.matching import Match, match_units
from yiben.ledger.receiving.standing import Standing, own_origin, standings
from yiben.ledger.sealing.bundles import Bundle, read_bundle
from yiben.ledger.sealing.keys import key_id
from yiben.ledger.sealing.statements import Signed, flaws_of
from yiben.units.models import Unit
from yiben.units.queries import find_unit

_STEP = 1000


@dataclass(frozen=True)
class Incoming:
    """A bundle that agrees with all that is here. ``bodies`` are the new entries, numbered from ``first``; none when
    everything is here already (``is_known``), and then ``older`` says how many entries more are here."""

    bundle: Bundle
    unit: Unit
    before: Standing | None
    first: int
    bodies: list[dict[str, Any]]
    raw: list[bytes]
    seals: list[Signed]
    abroad: Abroad = field(default_factory=Abroad)
    matches: list[Match] = field(default_factory=list)
    books: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether all of it is here already."""
        return not self.raw

    @property
    def older(self) -> int:
        """How many entries beyond the bundle's last one are here."""
        return self.before.last - self.bundle.last if self.before and self.is_known else 0

    @property
    def key(self) -> str:
        """The id of the key with which the bundle's last seal is signed: what the sender reads out."""
        return key_id(str(self.bundle.seals[-1].says["key"]))

    @property
    def name(self) -> str:
        """What the sender calls itself: the name of its top unit."""
        if self.before:
            return self.before.name
        return next((each.name for each in self.abroad.units.values()), "")


def look_at(caller: Caller, content: bytes, unit: Unit, named: Mapping[str, str] | None = None) -> Incoming:
    """Return what a bundle would bring in under ``unit``; nothing is written. ``named`` says which unit here (code or
    name) one is there, by its code there.

    Refuses what is no bundle or does not hold (``bundle_flawed``, with every flaw), this instance's own, one that leaves
    out entries (``bundle_gap``), that says other things than what is here (``bundle_differs``) or does not follow its
    last seal (``bundle_seals_differ``), one of an origin that stands under another unit, entries of another make, and
    books that are not installed here (``bundle_book_unknown``).
    """
    hooks.require(caller, "bundle.import", unit.pk)
    bundle = read_bundle(content)
    if bundle.flaws:
        blockers = [{"code": flaw.code, "seal": flaw.number, "seq": flaw.number} for flaw in bundle.flaws]
        raise Refusal("bundle_flawed", count=len(blockers), blockers=blockers[:20])
    if len(bundle.origin) != 32 or not bundle.origin.isalnum():
        raise Refusal("bundle_unreadable")
    if bundle.origin == own_origin():
        raise Refusal("bundle_own")
    before = standings([bundle.origin]).get(bundle.origin)
    if before and before.unit != unit.uid:
        raise Refusal("bundle_other_unit", name=before.name, unit=find_unit(before.unit).name)
    first = (before.last if before else 0) + 1
    if bundle.first > first:
        raise Refusal("bundle_gap", known=first - 1, first=bundle.first)
    _require_same(bundle, before, first)
    raw = bundle.bodies[first - bundle.first :]
    seals = _new_seals(bundle, before, first)
    if not raw:
        return Incoming(bundle, unit, before, first, [], [], [])
    bodies = [json.loads(body) for body in raw]
    known = [] if before is None else _told_before(bundle.origin)
    try:
        abroad = read_abroad([*known, *bodies])
        books = _books(bodies, abroad, before)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Refusal("bundle_entry_odd", seq=first) from problem
    asked = {code: _unit_asked(caller, text) for code, text in (named or {}).items() if text}
    matches = match_units(abroad.units.values(), unit, before.units if before else {}, asked)
    return Incoming(bundle, unit, before, first, bodies, raw, seals, abroad, matches, books)


def _require_same(bundle: Bundle, before: Standing | None, first: int) -> None:
    """Hold the part that is here already against what came in then: the chain's hash at its end covers every byte."""
    if before is None:
        return
    link, number = bundle.link, bundle.first - 1
    for body in bundle.bodies[: first - bundle.first]:
        number += 1
        link = canonical.next_hash(bundle.origin, number, link, body)
    kept = Entry.objects.filter(origin=bundle.origin, origin_seq=number).values_list("hash", flat=True).first()
    wanted = canonical.first_hash(bundle.origin) if number == 0 else stored_bytes(kept or b"")
    if link == wanted:
        return
    raise Refusal("bundle_differs", seq=_first_other(bundle, first))


def _first_other(bundle: Bundle, first: int) -> int:
    """Return the number of the first entry that says something else here; the bundle's first when only what lies before
    it differs."""
    for start in range(bundle.first, first, _STEP):
        rows = Entry.objects.filter(origin=bundle.origin, origin_seq__gte=start, origin_seq__lt=start + _STEP)
        for number, body in rows.order_by("origin_seq").values_list("origin_seq", "body"):
            at = number - bundle.first
            if at < len(bundle.bodies) and stored_bytes(body) != bundle.bodies[at]:
                return number
    return bundle.first


def _new_seals(bundle: Bundle, before: Standing | None, first: int) -> list[Signed]:
    """Return the seals after the last one that is here. They have to follow it, known ones have to be the same."""
    if before is None:
        return bundle.seals
    kept = {each.number: stored_bytes(each.statement) for each in ReceivedSeal.objects.filter(origin=bundle.origin)}
    signatures = dict(ReceivedSeal.objects.filter(origin=bundle.origin).values_list("number", "signature"))
    new = [seal for seal in bundle.seals if seal.says["first"] >= first]
    for seal in bundle.seals[: len(bundle.seals) - len(new)]:
        if kept.get(seal.says["number"]) != seal.statement:
            raise Refusal("bundle_seals_differ", seal=seal.says["number"])
    last = Signed(kept.get(before.seal, b""), signatures.get(before.seal, ""))
    flaws = flaws_of([last, *new], bundle.origin)
    if flaws:
        raise Refusal("bundle_seals_differ", seal=flaws[0].number)
    return new


def _told_before(origin: str) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(origin=origin, kind__in=["structure", "pack"]).order_by("origin_seq")
    return [canonical.from_bytes(stored_bytes(body)) for body in rows.values_list("body", flat=True)]


def _books(bodies: list[dict[str, Any]], abroad: Abroad, before: Standing | None) -> dict[tuple[str, int], int]:
    """Return the version here of every book version that the entries use and nothing was agreed on about yet."""
    known = before.books if before else {}
    used = {(str(body["book"]), int(body["book_version"])) for body in bodies if body.get("book")} - set(known)
    here = {
        (book, digest): number
        for book, digest, number in BookVersion.objects.filter(book__in={book for book, _ in used})
        .order_by("-number")
        .values_list("book", "digest", "number")
    }
    found = {}
    for book, number in sorted(used):
        digest, pack, version = abroad.books.get((book, number), ("", "", 0))
        if (book, digest) not in here:
            raise Refusal("bundle_book_unknown", book=book, pack=pack or "?", version=version)
        found[book, number] = here[book, digest]
    return found


def _unit_asked(caller: Caller, text: str) -> Unit:
    unit = find_unit(text)
    hooks.require(caller, "bundle.import", unit.pk)
    return unit
