"""Clearing away what a crash in the middle of keeping a file leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.documents.files import drop_strays
from yiben.jobs.registry import Outcome, job

OLD = timedelta(days=1)


@job(
    "documents.clear_strays",
    label=_("Clear away half-written files"),
    says=_("%(count)s removed"),
    rule="FREQ=DAILY;BYHOUR=3;BYMINUTE=20;BYSECOND=0",
)
def clear_strays() -> Outcome:
    """Delete temporary files of a day ago; a second run finds nothing. A file under its digest is never touched."""
    before = (timezone.now() - OLD).timestamp()
    folders = (settings.DOCUMENT_FOLDER, settings.EVIDENCE_FOLDER)
    return {"count": sum(drop_strays(Path(folder), before) for folder in folders)}
