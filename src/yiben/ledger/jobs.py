"""The ledger's nightly job."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from yiben.jobs.registry import Outcome, job
from yiben.ledger.verifying import verify

MOST = 20
"""Findings kept with the outcome; ``yiben verify`` shows all."""


@job(
    "ledger.verify",
    label=_("Verify the ledger"),
    says=_("%(entries)s entries read, %(found)s findings"),
    rule="FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0",
    limit=timedelta(hours=6),
)
def verify_ledger() -> Outcome:
    """Verify the whole ledger with its sums and files. It only reads: running twice says the same."""
    result = verify(deep=True, evidence=True)
    findings = [{"code": each.code, "seq": each.seq, **each.data} for each in result.findings[:MOST]]
    return {"entries": result.entries, "found": len(result.findings), "findings": findings}
