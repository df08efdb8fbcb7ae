"""What every verb of a round does: lock the row, refuse an older revision, write the story."""

from __future__ import annotations

from typing import Any

from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.inspections.models import Round, RoundStep

LEAD = "inspection.lead"
VISIT = "inspection.visit"


def lock(row: Round, revision: int | None = None) -> Round:
    """Return the row, locked. Conflict ``round_changed`` when somebody was faster; None asks nothing."""
    kept = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    if revision is not None and kept.revision != revision:
        raise Conflict("round_changed", title=kept.title)
    return kept


def require_state(row: Round, *states: str) -> None:
    """Refuse a step that does not follow from where the round stands."""
    if row.state not in states:
        raise Refusal("round_step", title=row.title)


def tell(caller: Caller, row: Round, step: str, **said: Any) -> Round:
    """Save a round a revision further and write its step down."""
    row.revision += 1
    row.save()
    RoundStep.objects.create(round=row, step=step, post=caller.post, person=caller.person, said=said)
    log(caller, f"inspection.{step}", row.uid)
    return row
