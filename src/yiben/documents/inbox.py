"""A heap of papers taken in at once: read, labelled, duplicates found. Useful before there is any ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.documents.actions import close_batch, close_file, keep_document, open_batch, read_document
from yiben.documents.files import path_of
from yiben.documents.models import Batch, BatchFile, Document
from yiben.errors import Refusal, TextProblem
from yiben.text.inbox import Heap, Paper
from yiben.text.opening import kind_of
from yiben.text.opening_archive import members
from yiben.units.models import Unit

_MARKS = re.compile(r"[\W_]+")
MOST = 500
"""Files at once, and papers of the unit that new ones are compared with (the latest)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``document`` is its paper, or the one kept before when it says just the same.

    ``same_as`` is a paper with (nearly) the same content, ``alike`` how much of the file stands there; ``problem`` says
    why nothing was kept.
    """

    name: str
    label: str = ""
    document: Document | None = None
    same_as: Document | None = None
    alike: float = 0.0
    problem: Refusal | None = None


class Inbox:
    """Papers taken in one after the other for a unit, each compared with those before it and with the unit's latest."""

    def __init__(self, caller: Caller, unit: Unit) -> None:
        hooks.require(caller, "document.upload", unit.pk)
        self._caller, self._unit = caller, unit
        self._heap = Heap()
        known = Document.objects.filter(unit=unit).defer("reading")
        self._places = list(known.order_by("-uploaded_at", "-pk")[:MOST])[::-1]
        for each in self._places:
            self._heap.add(Paper(each.name, each.text))

    def take(self, name: str, data: bytes) -> Taken:
        """Keep a file that can be read. One whose content is known already is not kept again; one that is nearly the
        same is kept and said to be."""
        try:
            reading = read_document(name, data)
        except Refusal as problem:
            return Taken(name, problem=problem)
        head = reading.metadata
        row = self._heap.add(Paper(name, reading.clean_text, head.title, head.issuer, head.number))
        same = self._places[row.same_as] if row.same_as is not None else None
        if same is not None and _bare(same.text) == _bare(reading.clean_text):
            self._places.append(same)
            return Taken(name, row.label, same, same, 1.0)
        document = keep_document(self._caller, unit=self._unit, name=name, data=data, reading=reading)
        self._places.append(document)
        return Taken(name, row.label, document, same, row.alike)


def take_in(caller: Caller, *, unit: Unit, files: Sequence[tuple[str, bytes]]) -> list[Taken]:
    """Keep every file that can be read, those of an archive one by one; a file that cannot be read stops nothing."""
    inbox = Inbox(caller, unit)
    return [
        Taken(name, problem=data) if isinstance(data, Refusal) else inbox.take(name, data)
        for name, data in _unpacked(files)
    ]


def begin_batch(caller: Caller, *, unit: Unit, files: Sequence[tuple[str, bytes]]) -> Batch:
    """Keep the files as a batch that ``read_batch`` reads, those of an archive one by one.

    Refuses (``papers_too_many``) more than ``MOST`` at once, and (``document_missing``) none at all.
    """
    unpacked = list(_unpacked(files))
    if not unpacked:
        raise Refusal("document_missing")
    if len(unpacked) > MOST:
        raise Refusal("papers_too_many", count=len(unpacked), most=MOST)
    return open_batch(caller, unit, unpacked)


def read_batch(uid: str) -> Batch:
    """Read the files of a batch that wait. A second run finds none; a run that was killed is gone on with."""
    batch = Batch.objects.select_related("unit").get(uid=uid)
    waiting = list(batch.files.filter(state=BatchFile.WAITING))
    if waiting:
        inbox = Inbox(Caller(person=batch.person, post=batch.post), batch.unit)
    for row in waiting:
        with transaction.atomic():  # the paper and the note of it
            if BatchFile.objects.select_for_update().get(pk=row.pk).state != BatchFile.WAITING:
                continue  # another worker, taken for dead, was not
            taken = inbox.take(row.name, path_of(Path(settings.DOCUMENT_FOLDER), row.digest).read_bytes())
            if taken.problem is not None:
                problem = {"code": taken.problem.code, **taken.problem.data}
                close_file(row, state=BatchFile.REFUSED, problem=problem)
            else:
                is_known = taken.document == taken.same_as
                state = BatchFile.KNOWN if is_known else BatchFile.KEPT
                same = None if is_known else taken.same_as
                close_file(row, state=state, document=taken.document, same_as=same, alike=taken.alike)
        _let_go(row)
    if batch.finished_at is None:
        close_batch(batch)
    return batch


def _bare(text: str) -> str:
    """What a paper says, whatever the format it came in: an excerpt says less, though all of it stands in the other."""
    return _MARKS.sub("", text)


def _let_go(row: BatchFile) -> None:
    """Delete the bytes of a file of which nothing was kept, unless a paper or another waiting file has the same."""
    same = {"digest": row.digest}
    waits = BatchFile.objects.filter(state=BatchFile.WAITING, **same).exists()
    if not waits and not Document.objects.filter(**same).exists():
        path_of(Path(settings.DOCUMENT_FOLDER), row.digest).unlink(missing_ok=True)


def _unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | Refusal]]:
    for name, data in files:
        if kind_of(data) != "zip":
            yield name, data
            continue
        try:
            packed = members(data, name)
        except TextProblem as problem:
            yield name, Refusal(problem.code, (), **{"name": name, **problem.data})
            continue
        for each in packed:
            yield f"{name}/{each.name}", each.data
