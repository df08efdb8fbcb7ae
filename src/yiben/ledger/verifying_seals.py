"""Whether the seals of this instance, and those that came in with bundles, agree with the entries that they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yiben.ledger.models import Entry, ReceivedSeal, Seal
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.receiving.standing import own_origin, standings
from yiben.ledger.sealing.merkle import merkle_root
from yiben.ledger.sealing.statements import Signed, flaws_of

_STEP = 1000


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. ``seq`` 0: it belongs to no single entry."""

    code: str
    seq: int = 0
    data: dict[str, Any] = field(default_factory=dict)


def seal_findings() -> list[Finding]:
    """Hold every seal against the one before it and against the entries that it covers, and the last of every other
    origin against what was agreed on when its bundle came in."""
    found = _findings(own_origin(), _signed(Seal.objects.order_by("number")))
    agreed = standings()
    for origin in sorted({*agreed, *ReceivedSeal.objects.values_list("origin", flat=True).distinct()}):
        seals = _signed(ReceivedSeal.objects.filter(origin=origin).order_by("number"))
        found += _findings(origin, seals)
        said = agreed.get(origin)
        if said is None or not seals or seals[-1].digest != said.digest:
            found.append(Finding("received_differs", data={"origin": origin, "found": len(seals)}))
    return found


def _signed(rows: Any) -> list[Signed]:
    return [Signed(stored_bytes(row.statement), row.signature) for row in rows]


def _findings(origin: str, seals: Sequence[Signed]) -> list[Finding]:
    found = [Finding(flaw.code, data={"seal": flaw.number}) for flaw in flaws_of(seals, origin)]
    for signed in seals:
        says = signed.says
        entries = Entry.objects.filter(origin=origin, origin_seq__gte=says.get("first", 1))
        entries = entries.filter(origin_seq__lte=says.get("last", 0)).order_by("origin_seq")
        bodies = (stored_bytes(body) for body in entries.values_list("body", flat=True).iterator(_STEP))
        if merkle_root(bodies).hex() != says.get("root"):
            found.append(Finding("seal_root", data={"seal": says.get("number", 0)}))
        last = entries.filter(origin_seq=says.get("last", 0)).values_list("hash", flat=True).first()
        if last is None or stored_bytes(last).hex() != says.get("head"):
            found.append(Finding("seal_head", data={"seal": says.get("number", 0)}))
    return found
