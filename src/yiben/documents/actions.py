"""Taking papers in and keeping what people decide about their reading."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.documents.files import refuse_secret, write_file
from yiben.documents.models import Batch, BatchFile, Decision, Document
from yiben.documents.repairs import CONFIRMED, RESTORED, REVERTED, all_repairs, repairs_of
from yiben.errors import Refusal, TextProblem
from yiben.text.json_form import as_json
from yiben.text.reading import read_bytes, read_repaired
from yiben.text.results import Reading, Repair
from yiben.text.reverting import Move, Moves, Place, leave_out, original_text, place_of
from yiben.text.secrecy import mark_in_text
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
    """Return the reading of a file within the limit of size; refuses with the reader's reason, and (``file_secret``) a file
    that bears the mark of a state secret, also where only the reading finds it (old formats, recognised pictures)."""
    if len(data) > settings.DOCUMENT_LIMIT_BYTES:
        megabytes = round(len(data) / 2**20, 1)
        raise Refusal("file_too_large", name=name, megabytes=megabytes, limit=settings.DOCUMENT_LIMIT_BYTES // 2**20)
    refuse_secret(name, data)
    try:
        reading = read_bytes(data, name)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    if mark := mark_in_text(reading.clean_text, is_table=reading.kind in _SPREADSHEETS):
        raise Refusal("file_secret", name=name, mark=mark)
    return reading


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


@transaction.atomic
def revert_repairs(
    caller: Caller, document: Document, places: Collection[Place], *, is_reverted: bool = True
) -> tuple[Document, Moves]:
    """Leave repairs out of a document's reading, or make them again, and read the text anew, once; return the document
    and what moved in its text. ``places`` are the repairs' in the text as it arrived.

    Each is a decision of its own in the log, noted from the end of the text to its beginning, so that no other moves
    it. Who holds spans of the text moves them; plans do, see ``plans.actions.reread``. Refuses (``repair_unknown``) a
    place at which nothing was repaired, or where what is asked is so already.
    """
    hooks.require(caller, "document.upload", document.unit_id)
    kept = Document.objects.select_for_update().get(pk=document.pk)
    made, undone = repairs_of(kept)
    wanted = set(places)
    changed = [each for each in (made if is_reverted else undone) if place_of(each) in wanted]
    if not changed or len(changed) != len(wanted):
        raise Refusal("repair_unknown")
    out = {place_of(each) for each in undone} ^ wanted
    repaired, now_out = leave_out(original_text(kept.text, made), all_repairs(made, undone), out)
    reading = read_repaired(repaired, kept.kind, tuple(kept.reading.get("warnings", ())))
    moves = [_note_repair(caller, kept, each, is_reverted=is_reverted) for each in reversed(changed)]
    kept.text, kept.reading = reading.clean_text, as_json(reading) | {"reverted": [asdict(each) for each in now_out]}
    kept.title, kept.issuer = (reading.metadata.title or "")[:200], (reading.metadata.issuer or "")[:120]
    kept.save(update_fields=["text", "reading", "title", "issuer"])
    return kept, Moves(tuple(moves))


def _note_repair(caller: Caller, kept: Document, changed: Repair, *, is_reverted: bool) -> Move:
    old, new = (changed.after, changed.before) if is_reverted else (changed.before, changed.after)
    place = list(place_of(changed))
    before = {"start": changed.start, "end": changed.end, "text": old, "place": place, "rule": changed.rule}
    after = {"start": changed.start, "end": changed.start + len(new), "text": new}
    note_decision(caller, kept, REVERTED if is_reverted else RESTORED, before, after)
    return Move(changed.start, changed.end, len(new))


def confirm_place(caller: Caller, document: Document, place: Place, text: str) -> None:
    """Say that a doubtful place was compared with the paper and is right: ``text`` is what stands there. ``place``
    counts in the text as it arrived."""
    hooks.require(caller, "document.upload", document.unit_id)
    note_decision(caller, document, CONFIRMED, {"place": list(place), "text": text[:200]}, {})


def open_batch(caller: Caller, unit: Unit, files: Sequence[tuple[str, bytes | Refusal]]) -> Batch:
    """Keep the bytes of files that were handed in together, to be read; those refused at once keep their reason."""
    hooks.require(caller, "document.upload", unit.pk)
    kept = []
    for order, (name, data) in enumerate(files, start=1):
        row = BatchFile(order=order, name=name[-255:])
        if isinstance(data, Refusal):
            row.state, row.problem = BatchFile.REFUSED, {"code": data.code, **data.data}
        else:
            row.digest = write_file(Path(settings.DOCUMENT_FOLDER), data)
        kept.append(row)
    with transaction.atomic():
        batch = Batch.objects.create(unit=unit, post=caller.post, person=caller.person)
        for row in kept:
            row.batch = batch
        BatchFile.objects.bulk_create(kept)
        log(caller, "batch.open", batch.uid, files=len(kept))
    return batch


def close_file(row: BatchFile, *, state: str, **found: Any) -> None:
    """Note what became of a file of a batch."""
    row.state = state
    for name, value in found.items():
        setattr(row, name, value)
    row.save()


def close_batch(batch: Batch) -> None:
    """Note that every file of a batch has been read."""
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])


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
