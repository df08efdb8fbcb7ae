"""Taking papers in and keeping what people decide about their reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.documents.files import write_file
from yiben.documents.models import Decision, Document
from yiben.errors import Refusal, TextProblem
from yiben.text.json_form import as_json
from yiben.text.reading import read_bytes
from yiben.text.results import Reading
from yiben.units.models import Unit

_SPREADSHEETS = ("xlsx", "xls", "ods")


def upload_document(caller: Caller, *, unit: Unit, name: str, data: bytes) -> Document:
    """Keep a paper and its reading. Refuses what cannot be read, with the reader's reason, and keeps nothing then.

    A spreadsheet is one when a column of it names tasks; any other is a table that was taken for a document.
    """
    hooks.require(caller, "document.upload", unit.pk)
    reading = read_document(name, data)
    if reading.kind in _SPREADSHEETS and not reading.tasks:
        raise Refusal("document_is_table", name=name)
    return keep_document(caller, unit=unit, name=name, data=data, reading=reading)


def read_document(name: str, data: bytes) -> Reading:
    """Return the reading of a file within the limit of size; refuses with the reader's reason."""
    if len(data) > settings.DOCUMENT_LIMIT_BYTES:
        megabytes = round(len(data) / 2**20, 1)
        raise Refusal("file_too_large", name=name, megabytes=megabytes, limit=settings.DOCUMENT_LIMIT_BYTES // 2**20)
    try:
        return read_bytes(data, name)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem


def keep_document(caller: Caller, *, unit: Unit, name: str, data: bytes, reading: Reading) -> Document:
    """Keep the bytes of a paper under their digest and its reading beside them. The caller has checked permission."""
    digest = write_file(Path(settings.DOCUMENT_FOLDER), data)
    called = name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "document"
    with transaction.atomic():
        document = Document.objects.create(
            unit=unit,
            name=called,
            digest=digest,
            size=len(data),
            kind=reading.kind,
            title=(reading.metadata.title or "")[:200],
            issuer=(reading.metadata.issuer or "")[:120],
            text=reading.clean_text,
            reading=as_json(reading),
            post=caller.post,
            person=caller.person,
        )
        log(caller, "document.upload", document.uid, digest=digest)
    return document


def note_decision(
    caller: Caller, document: Document, what: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Keep what a person decided about a reading. Belongs to the transaction of the decision itself."""
    Decision.objects.create(
        document=document,
        post=caller.post,
        person=caller.person,
        what=what,
        before=dict(before),
        after=dict(after),
    )
