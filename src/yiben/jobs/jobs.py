"""The queue's own job."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.jobs.actions import clear_away
from yiben.jobs.registry import Outcome, job


@job(
    "jobs.clear",
    label=_("Clear away old job results"),
    says=_("%(count)s removed"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=30;BYSECOND=0",
)
def clear_results() -> Outcome:
    """Delete old results; a second run finds nothing."""
    return {"count": clear_away(timezone.now())}
