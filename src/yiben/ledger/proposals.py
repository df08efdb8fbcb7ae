"""What is handed to the ledger's one door: everything about an entry that does not depend on its place in the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from yiben.audit.callers import SYSTEM, Caller
from yiben.ledger import canonical
from yiben.packs.definitions import Book
from yiben.units.months import month_text

SERVER_KEYS = frozenset({"posted_period", "recorded_at", "author_post", "author_person"})
"""The keys of a body that the server fills; sameness of a repeated id is judged without them."""


@dataclass(frozen=True)
class Proposal:
    """A validated entry that waits for its number.

    ``unit`` and ``credited`` are unit uids (credited sorted, at least the unit itself for entries that count);
    ``private`` maps fields to JSON values, ``evidence`` holds digests. ``supersedes`` is the uid of the entry that this
    one corrects or voids. ``may_post_late`` accepts a day in a closed month. ``definition`` is the book in that version, where
    whoever proposes holds it already.
    """

    uid: str
    kind: str
    occurred_on: date
    caller: Caller = SYSTEM
    book: str = ""
    book_version: int = 0
    unit: str = ""
    credited: tuple[str, ...] = ()
    occurred_to: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    subjects: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    on_behalf_of: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    supersedes: str = ""
    reason: str = ""
    may_post_late: bool = False
    definition: Book | None = field(default=None, compare=False, repr=False)


def body_of(
    proposal: Proposal, origin: str, posted_period: int, recorded_at: datetime, digests: Mapping[str, str]
) -> dict[str, Any]:
    """Return the body of an entry as a JSON object; absent values leave their key out."""
    body: dict[str, Any] = {
        "v": canonical.VERSION,
        "alg": canonical.ALGORITHM,
        "origin": origin,
        "kind": proposal.kind,
        "book": proposal.book,
        "book_version": proposal.book_version,
        "id": proposal.uid,
        "unit": proposal.unit,
        "credited": sorted(proposal.credited),
        "occurred_on": proposal.occurred_on.isoformat(),
        "occurred_to": proposal.occurred_to.isoformat() if proposal.occurred_to else "",
        "posted_period": month_text(posted_period) if posted_period else "",
        "values": dict(proposal.values),
        "private": dict(digests),
        "refs": sorted(set(proposal.refs)),
        "evidence": sorted(set(proposal.evidence)),
        "author_post": proposal.caller.post,
        "author_person": proposal.caller.person,
        "on_behalf_of": proposal.on_behalf_of,
        "recorded_at": moment(recorded_at),
        "source": dict(proposal.source),
        "supersedes": proposal.supersedes,
        "reason": proposal.reason,
    }
    return {key: value for key, value in body.items() if value}


@lru_cache(maxsize=8)
def moment(recorded_at: datetime) -> str:
    """Return an instant as a body says it; all entries of one append have the same."""
    return recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_same(proposal: Proposal, body: Mapping[str, Any], salts: Mapping[str, bytes]) -> bool:
    """Say whether ``proposal`` repeats the entry of ``body``: all that the client gave is equal.

    Private values are compared through the salts that are still kept; an erased one is not compared.
    """
    digests = {
        name: canonical.private_digest(salts[name], value) for name, value in proposal.private.items() if name in salts
    }
    stored = dict(body.get("private", {}))
    if set(proposal.private) != set(stored):
        return False
    for name in stored:
        digests.setdefault(name, stored[name])
    recorded_at = datetime.fromisoformat(body["recorded_at"])
    repeated = body_of(proposal, body["origin"], 1, recorded_at, digests)
    ignored = SERVER_KEYS | {"book_version"}
    return {k: v for k, v in repeated.items() if k not in ignored} == {
        k: v for k, v in body.items() if k not in ignored
    }
