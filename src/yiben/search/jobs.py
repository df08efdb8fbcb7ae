"""The job of search: following the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yiben.jobs.registry import Outcome, job
from yiben.search.actions import index_entries


@job(
    "search.index",
    label=_("Index the words of new records"),
    says=_("%(count)s entries looked at"),
    rule="FREQ=HOURLY;BYMINUTE=5;BYSECOND=0",
)
def index_new() -> Outcome:
    """Index what came since the last time. A second run finds nothing."""
    return {"count": index_entries()}
