"""A chain by itself: every body against its hash, every hash against the one before, numbers without a gap.

Rows are read as they lie and nothing is parsed, a few thousand at a time, so that memory does not grow with the ledger.
What is projected from bodies is held against them by ``verifying``, for the entries that are sound here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yiben.ledger import canonical
from yiben.ledger.projecting import stored_bytes
from yiben.ledger.verifying_seals import Finding
from yiben.statements import select

_STEP = 2000
_ROWS = """
    SELECT seq, origin_seq, body, hash FROM ledger_entry WHERE origin = %s AND origin_seq > %s ORDER BY origin_seq LIMIT %s
"""
Row = tuple[int, int, Any, Any]
"""(arrival number, number in the chain, body, hash)"""


@dataclass
class Chain:
    """What was read of a chain: how many entries, number and hash of the last, what was found, and the arrival numbers of
    the entries whose body or hash was changed."""

    origin: str
    entries: int = 0
    number: int = 0
    hash: bytes = b""
    findings: list[Finding] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)

    @property
    def place(self) -> tuple[int, bytes]:
        """Number and hash of the last entry."""
        return self.number, self.hash


def read_chain(origin: str) -> Chain:
    """Go through a chain from its first entry to its last."""
    chain = Chain(origin, hash=canonical.first_hash(origin))
    while rows := select(_ROWS, [origin, chain.number, _STEP]):
        _follow(chain, rows)
    return chain


def _follow(chain: Chain, rows: Sequence[Row]) -> None:
    chain.entries += len(rows)
    start = 0
    while start < len(rows):
        held = canonical.count_following(chain.origin, chain.number, chain.hash, rows[start:] if start else rows)
        if held:
            _seq, chain.number, _body, kept = rows[start + held - 1]
            chain.hash = bytes(kept)
        start += held
        if start < len(rows):
            _note(chain, rows[start])
            start += 1


def _note(chain: Chain, row: Row) -> None:
    """Take an entry that does not follow: numbers before it are missing, or its body or hash was changed."""
    seq, number, body, kept = row
    if number != chain.number + 1:
        chain.findings.append(Finding("entry_missing", seq, {"from": chain.number + 1, "to": number - 1}))
    stored = stored_bytes(kept)
    if canonical.next_hash(chain.origin, number, chain.hash, stored_bytes(body)) != stored:
        chain.findings.append(Finding("body_or_hash_changed", seq, {"number": number}))
        chain.changed.add(seq)
    chain.number, chain.hash = number, stored
