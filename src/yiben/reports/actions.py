"""Handing a report out."""

from __future__ import annotations

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.ledger.canonical import digest
from yiben.ledger.models import Arrival
from yiben.metrics.scopes import Scope
from yiben.reports.docx_writer import write_docx
from yiben.reports.models import Rendering
from yiben.reports.queries import Rendered, render_report


def download_report(caller: Caller, key: str, scope: Scope) -> tuple[bytes, Rendered]:
    """Return the clean .docx of a report and what it was made from, and keep a record of the rendering.

    Entries that arrive while it is being rendered do not slip in by halves: then it is rendered as of the number at
    which it began.
    """
    hooks.require(caller, "report.download", scope.unit.pk, pack=key.partition("/")[0])
    rendered = render_report(caller, key, scope)
    if scope.as_of is None and Arrival.objects.get().last_seq != rendered.seq:
        fixed = Scope(scope.unit, scope.period, scope.tree, scope.view, rendered.seq, scope.below)
        rendered = render_report(caller, key, fixed)
    content = write_docx(rendered.document)
    with transaction.atomic():
        Rendering.objects.create(
            report=key,
            unit=scope.unit,
            period=scope.period.text,
            tree=scope.tree,
            view=scope.view,
            seq=rendered.seq,
            pack_version=rendered.pack_version,
            template_digest=rendered.template_digest,
            file_digest=digest(content),
            post=caller.post,
        )
        log(caller, "report.download", key, unit=scope.unit.uid, period=scope.period.text, seq=rendered.seq)
    return content, rendered
