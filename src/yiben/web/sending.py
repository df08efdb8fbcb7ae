"""Papers that lie with work, sent to be looked at or kept."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yiben.ledger.papers import paper_bytes


class Kept(Protocol):
    """A paper as any room keeps it."""

    name: str
    digest: str
    media_type: str


def send_paper(kept: Kept) -> HttpResponse:
    """Return a paper as a file to look at or to keep."""
    answer = HttpResponse(paper_bytes(kept.digest, kept.name), content_type=kept.media_type)
    is_shown = kept.media_type in ("image/jpeg", "image/png", "application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(not is_shown, kept.name) or "inline"
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
