"""The rolls' job: what is past its retention, counted every night. Erasing is decided by a person."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.audit.callers import SYSTEM
from yiben.jobs.registry import Outcome, job
from yiben.rolls.queries import visible_memberships


@job(
    "rolls.due",
    label=_("Look for people kept too long"),
    says=_("%(count)s standings on rolls are past their retention"),
    rule="FREQ=DAILY;BYHOUR=4;BYMINUTE=10;BYSECOND=0",
)
def count_due() -> Outcome:
    """Count what is past its retention, by roll. It only reads: running twice says the same."""
    rows = visible_memberships(SYSTEM).filter(due_on__lte=timezone.localdate()).values_list("roll", flat=True)
    counts = Counter(rows)
    return {"count": sum(counts.values()), "rolls": dict(sorted(counts.items()))}
