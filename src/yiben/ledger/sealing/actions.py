"""Sealing what is in the ledger, and putting a new key in use."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger import canonical
from yiben.ledger.appending import append
from yiben.ledger.models import Entry, Seal
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.proposals import Proposal
from yiben.ledger.sealing.keys import SealingKey, current_key, new_key, use_key
from yiben.ledger.sealing.merkle import merkle_root
from yiben.ledger.sealing.statements import ALGORITHM, Signed, introduction
from yiben.statements import locked
from yiben.units.models import Unit
from yiben.units.months import first_day, month_text
from yiben.units.queries import root_unit

_STEP = 5000


def seal(caller: Caller, unit: Unit, month: int, missing: Sequence[str] = ()) -> Seal:
    """Seal every entry since the last seal, saying that a unit's month was closed and which units were missing (uids).

    Runs inside the transaction of the closing, with the chain locked: nothing slips in between. The seal's digest is
    appended as an entry of kind ``seal``, which the next seal covers.
    """
    origin, number, head = locked("SELECT origin, number, hash FROM ledger_chainhead WHERE is_own")
    before = Seal.objects.last()
    first = before.last + 1 if before else 1
    at, key = timezone.now().replace(microsecond=0), current_key()
    says: dict[str, Any] = {
        "v": canonical.VERSION,
        "alg": ALGORITHM,
        "origin": origin,
        "number": before.number + 1 if before else 1,
        "first": first,
        "last": number,
        "root": merkle_root(_bodies(origin, first, number)).hex(),
        "head": stored_bytes(head).hex(),
        "unit": unit.uid,
        "period": month_text(month),
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "key": key.public,
    }
    if missing:
        says["missing"] = sorted(missing)
    if before:
        old = Signed(stored_bytes(before.statement), before.signature)
        says["previous"] = old.digest
        if old.says["key"] != key.public:
            says["introduced"] = _introduction_of(key)
    statement = canonical.to_bytes(says)
    made = Seal.objects.create(
        number=says["number"],
        statement=statement,
        signature=key.sign(statement),
        first=first,
        last=number,
        unit=unit,
        month=month,
        at=at,
    )
    values = {"seal": made.number, "digest": canonical.digest(statement)}
    append([Proposal(uid=str(uuid.uuid4()), kind="seal", occurred_on=first_day(month), caller=caller, values=values)])
    return made


@transaction.atomic
def renew_key(caller: Caller) -> tuple[str, str]:
    """Put a new sealing key in use and return the ids of the old one and the new one. The old one introduces it; the
    next seal carries that introduction.

    Refuses (``seal_key_unused``) while the key in use has sealed nothing: a chain of introductions has one link a seal.
    """
    hooks.require(caller, "period.close", root_unit().pk)
    origin, _number, _hash = locked("SELECT origin, number, hash FROM ledger_chainhead WHERE is_own")
    old, before = current_key(), Seal.objects.last()
    if before and Signed(stored_bytes(before.statement), before.signature).says["key"] != old.public:
        raise Refusal("seal_key_unused", key=old.id)
    new = new_key()  # its introduction is kept before it is in use: a crash in between leaves the old one
    said = {"by": old.public, "signature": old.sign(introduction(origin, new.public))}
    _introduction_path(new).write_text(json.dumps(said), encoding="utf-8")
    use_key(new, old)
    log(caller, "seal.key", new.id, before=old.id)
    return old.id, new.id


def _introduction_of(key: SealingKey) -> dict[str, str]:
    path = _introduction_path(key)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _introduction_path(key: SealingKey) -> Path:
    return Path(settings.HOME) / "keys" / f"seal-{key.id}.introduction.json"


def _bodies(origin: str, first: int, last: int) -> Iterator[bytes]:
    for start in range(first, last + 1, _STEP):
        rows = Entry.objects.filter(origin=origin, origin_seq__gte=start, origin_seq__lt=min(start + _STEP, last + 1))
        for body in rows.order_by("origin_seq").values_list("body", flat=True):
            yield stored_bytes(body)
