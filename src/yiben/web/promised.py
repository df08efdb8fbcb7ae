"""What pages show of promises: the offer beside a record, the list on the workbench."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.ledger.queries import Reading, newest
from yiben.promises.actions import RECORD
from yiben.promises.queries import is_kept, shown_promises
from yiben.web.matter_rows import labels


def promise_offered(caller: Caller, reading: Reading) -> dict[str, Any]:
    """Return the open promise of a record that still counts, and which procedure may take it up; nothing for another."""
    found = shown_promises(caller, [reading], timezone.localdate())
    entry = reading.entry
    if not found or is_kept(found[0]) or newest(reading).seq != entry.seq:
        return {}
    if not hooks.allow(caller, RECORD, entry.unit_id) or reading.sender:
        return {}
    return {"promised": found[0], "opens": labels().get(found[0].declared.opens or "")}
