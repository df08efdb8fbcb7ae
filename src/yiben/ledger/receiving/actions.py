"""Taking a bundle in, and keeping an uploaded one until somebody confirms it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.appending import append
from yiben.ledger.models import ChainHead, IncomingBundle, PeriodState, ReceivedSeal
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.proposals import Proposal
from yiben.ledger.receiving.matching import Match
from yiben.ledger.receiving.reading import Incoming, look_at
from yiben.ledger.receiving.standing import joined
from yiben.ledger.receiving.taking import Calendar, Fact, read_facts, take_facts, touched
from yiben.statements import execute, locked
from yiben.units.actions import found_unit
from yiben.units.models import Unit
from yiben.units.queries import root_unit

KEPT_DAYS = 7
"""How long an uploaded bundle waits for its confirmation."""


@dataclass(frozen=True)
class Taken:
    """What came in: entries ``first`` to ``last`` of the origin, as arrivals up to ``seq``; units founded for it; how many
    entries count later than they say, with the months; how many lie before their unit is there, so that nothing above
    counts them. ``is_known``: all was here already, ``older`` entries more than the bundle holds."""

    origin: str
    name: str
    first: int
    last: int
    seq: int = 0
    founded: tuple[Unit, ...] = ()
    late: int = 0
    late_months: tuple[str, ...] = ()
    early: int = 0
    is_known: bool = False
    older: int = 0


@transaction.atomic
def import_bundle(
    caller: Caller,
    content: bytes,
    *,
    unit: Unit,
    trust: str = "",
    units_confirmed: bool = False,
    named: Mapping[str, str] | None = None,
) -> Taken:
    """Take a bundle in under a unit, all of it or nothing, and return what came. What is here already is left alone.

    The first bundle of an origin needs ``trust``: the id of its key as the sender has told it by another way
    (``bundle_untrusted`` otherwise). Units there that are not known yet need ``units_confirmed``; those without a match
    are founded here. Refuses what ``look_at`` refuses, and an entry's id that is used here.
    """
    hooks.require(caller, "bundle.import", unit.pk)
    locked("SELECT origin FROM ledger_chainhead WHERE is_own")  # two imports of one origin come after one another
    incoming = look_at(caller, content, unit, named)
    bundle = incoming.bundle
    if incoming.is_known:
        return Taken(bundle.origin, incoming.name, bundle.first, bundle.last, is_known=True, older=incoming.older)
    if incoming.before is None and trust.strip().lower() != incoming.key:
        raise Refusal("bundle_untrusted" if not trust.strip() else "bundle_key_differs", key=incoming.key)
    if incoming.matches and not units_confirmed:
        raise Refusal("bundle_units_unconfirmed", count=len(incoming.matches))
    units, founded = _settle_units(caller, incoming)
    return _take(caller, incoming, units, founded)


def _take(caller: Caller, incoming: Incoming, units: dict[str, str], founded: tuple[Unit, ...]) -> Taken:
    bundle, before, said = incoming.bundle, incoming.before, _agreed(incoming, units)
    standing = joined(before, said)
    kept = list(Unit.objects.filter(uid__in=set(standing.units.values())))
    ids = {row.uid: row.pk for row in kept}
    facts = read_facts(incoming.bodies, incoming.raw, incoming.first, standing, ids)
    facts, calendar = _posted(facts, ids)
    said["late"] = calendar.ranges()
    proposal = Proposal(
        uid=str(uuid.uuid4()),
        kind="bundle",
        occurred_on=timezone.localdate(),
        caller=caller,
        values=said,
        refs=(bundle.origin,),
    )
    append([proposal])
    arrival, seq = locked("SELECT id, last_seq FROM ledger_arrival")
    link = canonical.first_hash(bundle.origin)
    if before is None:
        ChainHead.objects.create(origin=bundle.origin, is_own=False, hash=link)
    else:
        link = bytes.fromhex(before.head)
    seq, link = take_facts(facts, bundle.origin, seq, link, ids)
    execute("UPDATE ledger_arrival SET last_seq = %s WHERE id = %s", [seq, arrival])
    execute("UPDATE ledger_chainhead SET number = %s, hash = %s WHERE origin = %s", [bundle.last, link, bundle.origin])
    _keep_seals(incoming)
    log(caller, "bundle.import", bundle.origin, unit=incoming.unit.uid, first=incoming.first, last=bundle.last)
    founding = {row.pk: row.founded_on for row in kept}
    return Taken(
        bundle.origin,
        incoming.name,
        incoming.first,
        bundle.last,
        seq,
        founded,
        len(calendar.late),
        tuple(sorted({month for _, month in calendar.late})),
        sum(any(fact.on < founding[unit] for unit in fact.hosts) for fact in facts if fact.counted),
    )


def _agreed(incoming: Incoming, units: dict[str, str]) -> dict[str, Any]:
    """Return what the entry of kind ``bundle`` says (``standing``); which entries count later is filled in after."""
    last_seal = incoming.seals[-1]
    books: dict[str, dict[str, int]] = {}
    for (book, there), here in incoming.books.items():
        books.setdefault(book, {})[str(there)] = here
    return {
        "origin": incoming.bundle.origin,
        "name": incoming.name[:128],
        "unit": incoming.unit.uid,
        "key": last_seal.says["key"],
        "first": incoming.first,
        "last": incoming.bundle.last,
        "head": last_seal.says["head"],
        "seals": {"number": last_seal.says["number"], "digest": last_seal.digest},
        "units": units,
        "books": books,
        "late": [],
    }


def _keep_seals(incoming: Incoming) -> None:
    ReceivedSeal.objects.bulk_create(
        ReceivedSeal(
            origin=incoming.bundle.origin,
            number=seal.says["number"],
            statement=seal.statement,
            signature=seal.signature,
            first=seal.says["first"],
            last=seal.says["last"],
        )
        for seal in incoming.seals
    )


def _posted(facts: list[Fact], ids: Mapping[str, int]) -> tuple[list[Fact], Calendar]:
    """Give every entry the month in which it counts here."""
    calendar, touches = Calendar.load(list(ids.values())), touched(facts)
    found = []
    for fact in facts:
        said = fact.said
        if "posted_period" in said:
            month = calendar.month_of(fact.number, said["posted_period"], touches[fact.number])
            fact = replace(fact, said={**said, "posted_period": month})
        found.append(fact)
    return found, calendar


def _settle_units(caller: Caller, incoming: Incoming) -> tuple[dict[str, str], tuple[Unit, ...]]:
    """Return uid there → uid here of every unit that is new with the bundle, founding those that nobody here is."""
    known = dict(incoming.before.units) if incoming.before else {}
    settled: dict[str, str] = {}
    founded: list[Unit] = []
    for match in incoming.matches:
        unit = match.unit
        if unit is None:
            parent_uid = {**known, **settled}.get(match.there.parent, incoming.unit.uid)
            unit = _found(caller, match, Unit.objects.get(uid=parent_uid) if match.there.parent else None)
            founded.append(unit)
        settled[match.there.uid] = unit.uid
    return settled, tuple(founded)


def _found(caller: Caller, match: Match, parent: Unit | None) -> Unit:
    """Found a unit that came with a bundle. What is closed above it is closed for it too: its history moves no figure
    that was sealed here."""
    there = match.there
    code = there.code[:32]
    if Unit.objects.filter(code=code).exists():
        code = f"{there.code[:20]}-{there.uid[:8]}"
    unit = found_unit(
        caller,
        code=code,
        kind=there.kind,
        name=there.name,
        short_name=there.short_name,
        aliases=there.aliases,
        order=there.order,
        on=max(there.founded_on, parent.founded_on) if parent else there.founded_on,
        parent=parent,
        is_received=True,
    )
    months = PeriodState.objects.filter(unit=parent or root_unit()).values_list("month", flat=True)
    PeriodState.objects.bulk_create(PeriodState(unit=unit, month=month) for month in months)
    return unit


@transaction.atomic
def keep_incoming(caller: Caller, *, unit: Unit, name: str, content: bytes) -> IncomingBundle:
    """Keep an uploaded bundle that can be looked at, until it is confirmed. Refuses what ``look_at`` refuses."""
    look_at(caller, content, unit)
    IncomingBundle.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
    return IncomingBundle.objects.create(
        unit=unit, name=name[-120:] or "bundle.zip", content=content, post=caller.post, person=caller.person
    )


def read_incoming(caller: Caller, uid: str) -> IncomingBundle:
    """Return an uploaded bundle that the caller may import; Refusal ``bundle_put_away`` when it is not there."""
    kept = IncomingBundle.objects.filter(uid=uid).select_related("unit").first()
    if kept is None or not hooks.allow(caller, "bundle.import", kept.unit_id):
        raise Refusal("bundle_put_away")
    return kept


@transaction.atomic
def take_incoming(
    caller: Caller, uid: str, *, trust: str, units_confirmed: bool, named: Mapping[str, str] | None = None
) -> Taken:
    """Take an uploaded bundle in as ``import_bundle`` does, and drop the file."""
    kept = read_incoming(caller, uid)
    taken = import_bundle(
        caller,
        stored_bytes(kept.content),
        unit=kept.unit,
        trust=trust,
        units_confirmed=units_confirmed,
        named=named,
    )
    kept.delete()
    return taken


@transaction.atomic
def put_away(caller: Caller, uid: str) -> None:
    """Drop an uploaded bundle without taking it in."""
    read_incoming(caller, uid).delete()
