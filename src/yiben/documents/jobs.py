"""Reading papers that were handed in together; clearing away what a crash in the middle of keeping a file leaves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yiben.documents.files import drop_strays
from yiben.documents.inbox import read_batch
from yiben.documents.models import BatchFile
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


@job(
    "documents.read_batch",
    label=_("Read papers handed in together"),
    says=_("%(count)s kept, %(refused)s refused"),
    limit=timedelta(hours=3),
)
def read_papers(uid: str) -> Outcome:
    """Read the papers of a batch that wait; a second run finds none."""
    files = read_batch(uid).files
    return {
        "count": files.filter(state=BatchFile.KEPT).count(),
        "refused": files.filter(state=BatchFile.REFUSED).count(),
    }
