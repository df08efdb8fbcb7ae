"""Changes of units and packs as entries: the answers to the hooks of audit/."""

from __future__ import annotations

import uuid

from yiben.audit.callers import Caller
from yiben.audit.hooks import Change
from yiben.ledger.appending import append
from yiben.ledger.cells import rebuild_ancestors
from yiben.ledger.proposals import Proposal


def record_change(change: Change, caller: Caller) -> int:
    """Append an entry of kind ``structure`` or ``pack`` and return its arrival number."""
    proposal = Proposal(
        uid=str(uuid.uuid4()),
        kind=change.kind,
        occurred_on=change.on,
        caller=caller,
        values=change.values,
        reason=change.reason,
    )
    return append([proposal])[0].seq


def after_structure_change(seq: int, unit_ids: list[int]) -> None:
    """Recompute the roll-up cells of the ancestors of units whose place has changed."""
    rebuild_ancestors(unit_ids)
