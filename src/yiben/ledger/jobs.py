"""The ledger's jobs: verifying, and reading and recording what comes in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.jobs.registry import Outcome, job
from yiben.ledger.actions import clear_unsent
from yiben.ledger.importing.actions import open_file, stage_rows
from yiben.ledger.importing.taking import clear_imports, take_rows
from yiben.ledger.temporary.actions.later import add_due
from yiben.ledger.verifying import verify

KEPT = timedelta(days=30)
"""How long rows wait for somebody to take them in."""
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


@job(
    "ledger.open_import",
    label=_("Find the columns of a large ledger that comes in"),
    says=_("%(count)s columns found"),
    limit=timedelta(minutes=30),
)
def open_import(uid: str, ask_again: bool = False) -> Outcome:
    """Find the columns of a file. A second run finds it opened."""
    return {"count": open_file(uid, ask_again=ask_again)}


@job(
    "ledger.stage_import",
    label=_("Read a ledger that comes in"),
    says=_("%(count)s rows read"),
    limit=timedelta(hours=1),
)
def stage_import(uid: str) -> Outcome:
    """Read and judge the rows of a file. A second run goes on after the last row that is there."""
    return {"count": stage_rows(uid)}


@job(
    "ledger.take_import",
    label=_("Record the rows of a ledger that comes in"),
    says=_("%(count)s rows recorded"),
    limit=timedelta(hours=1),
)
def take_import(uid: str) -> Outcome:
    """Record the rows that are ready. Ids come from file, sheet and row: a second run finds what the first recorded."""
    return {"count": take_rows(uid)}


@job(
    "ledger.add_later",
    label=_("Add the fields and choices that are due"),
    says=_("%(count)s added, %(found)s refused"),
    rule="FREQ=DAILY;BYHOUR=0;BYMINUTE=5;BYSECOND=0",
)
def add_later() -> Outcome:
    """Add the fields and choices whose day has come; a second run finds none."""
    count, refused = add_due(timezone.localdate())
    findings = [{"code": row.problem, "book": row.book, "label": row.label} for row in refused]
    return {"count": count, "found": len(refused), "findings": findings}


@job(
    "ledger.clear_imports",
    label=_("Clear away imports that were left"),
    says=_("%(count)s removed"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=40;BYSECOND=0",
)
def clear_left_imports() -> Outcome:
    """Empty what was read a month ago and never taken in; a second run finds nothing."""
    return {"count": clear_imports(timezone.localdate() - KEPT)}


@job(
    "ledger.clear_evidence",
    label=_("Clear away files that were never sent"),
    says=_("%(count)s removed"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=50;BYSECOND=0",
)
def clear_left_evidence() -> Outcome:
    """Delete files that no entry and no draft names, some days after they came; a second run finds nothing."""
    return {"count": clear_unsent(timezone.now() - timedelta(days=settings.EVIDENCE_UNSENT_DAYS))}
