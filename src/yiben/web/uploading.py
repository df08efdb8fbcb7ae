"""Files that come with a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yiben.audit.callers import Caller
from yiben.documents.files import refuse_secret
from yiben.errors import Refusal
from yiben.ledger.actions import keep_evidence
from yiben.ledger.models import Evidence
from yiben.ledger.queries import read_evidence
from yiben.packs.definitions import Book
from yiben.sentences import say
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.answers import PREFIX, Answers


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


def with_uploads(
    request: PostRequest, unit: Unit, book: Book, answers: Answers
) -> tuple[Answers, list[str], dict[str, list[str]]]:
    """Keep the files of the form of a book and return the answers with their digests, a sentence for each that was
    refused, and those of fields with a file of their own by field. A file chosen for such a field takes the place of the
    one before; it is evidence like any other."""
    kept: list[str] = []
    refused: list[str] = []
    for upload in request.FILES.getlist("files"):
        digest, problem = _keep(request, unit, book, upload)
        kept += digest
        refused += problem
    values, wrong = dict(answers.values), {}
    for item in book.fields:
        chosen = request.FILES.get(PREFIX + item.id) if item.separate else None
        if chosen is not None:
            digest, problem = _keep(request, unit, book, chosen)
            if digest:
                values[item.id] = digest
            if problem:
                wrong[item.id] = problem
        if item.separate:
            kept += [str(each) for each in values.get(item.id, ())]
    evidence = tuple(dict.fromkeys([*answers.evidence, *kept]))
    return replace(answers, values=values, evidence=evidence), refused, wrong


def _keep(request: PostRequest, unit: Unit, book: Book, upload: UploadedFile) -> tuple[list[str], list[str]]:
    """The digest of a file, or why it was refused."""
    try:
        name, data = read_upload(upload, settings.EVIDENCE_LIMIT_BYTES)
        return [keep_evidence(request.caller, unit=unit, name=name, data=data, book=book.id).digest], []
    except Refusal as refusal:
        return [], [say(refusal.code, refusal.data)]


def kept_files(caller: Caller, digests: Sequence[str]) -> list[Evidence]:
    """Return those files of a form that the caller may see, in their order."""
    files: list[Evidence] = []
    for digest in digests:
        try:
            files.append(read_evidence(caller, digest))
        except Refusal:  # a damaged hidden field: sending it would be refused beside the photos
            continue
    return files
