"""Files that come with a form."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yiben.audit.callers import Caller
from yiben.documents.files import refuse_secret
from yiben.errors import Refusal
from yiben.ledger.actions import keep_evidence
from yiben.ledger.models import Evidence
from yiben.ledger.queries import read_evidence
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest


def read_upload(upload: UploadedFile, limit: int) -> tuple[str, bytes]:
    """Return name and content of a file. One above ``limit`` bytes is refused by its size, before it is read into
    memory; one that bears the mark of a state secret is refused and kept nowhere."""
    name, size = upload.name or "", upload.size or 0
    if size > limit:
        megabytes = round(size / 2**20, 1)
        raise Refusal("file_too_large", name=name, megabytes=megabytes, limit=limit // 2**20)
    data = upload.read()
    refuse_secret(name, data)
    return name, data


def keep_uploads(request: PostRequest, unit: Unit, book: str) -> tuple[list[str], list[str]]:
    """Keep the files of the form of a book and return their digests, and a sentence for each that was refused."""
    kept: list[str] = []
    problems: list[str] = []
    for upload in request.FILES.getlist("files"):
        try:
            name, data = read_upload(upload, settings.EVIDENCE_LIMIT_BYTES)
            kept.append(keep_evidence(request.caller, unit=unit, name=name, data=data, book=book).digest)
        except Refusal as refusal:
            problems.append(say(refusal.code, refusal.data))
    return kept, problems


def kept_files(caller: Caller, digests: Sequence[str]) -> list[Evidence]:
    """Return those files of a form that the caller may see, in their order."""
    files: list[Evidence] = []
    for digest in digests:
        try:
            files.append(read_evidence(caller, digest))
        except Refusal:  # a damaged hidden field: sending it would be refused beside the photos
            continue
    return files
