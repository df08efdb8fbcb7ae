"""A heap of papers taken in at once: read, labelled, duplicates found. Useful before there is any ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.documents.actions import keep_document, read_document
from yiben.documents.models import Document
from yiben.errors import Refusal, TextProblem
from yiben.text.inbox import Heap, Paper, label_of
from yiben.text.opening import kind_of
from yiben.text.opening_archive import members
from yiben.units.models import Unit

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


def take_in(caller: Caller, *, unit: Unit, files: Sequence[tuple[str, bytes]]) -> list[Taken]:
    """Keep every file that can be read, those of an archive one by one; a file that cannot be read stops nothing.

    A paper whose content is known already is not kept again; one that is nearly the same is kept and said to be.
    """
    hooks.require(caller, "document.upload", unit.pk)
    known = list(Document.objects.filter(unit=unit).order_by("-uploaded_at", "-pk")[:MOST])[::-1]
    heap = Heap()
    for each in known:
        heap.add(_paper(each))
    places = [*known]
    taken = []
    for name, data in _unpacked(files):
        if isinstance(data, Refusal):
            taken.append(Taken(name, problem=data))
            continue
        try:
            reading = read_document(name, data)
        except Refusal as problem:
            taken.append(Taken(name, problem=problem))
            continue
        head = reading.metadata
        row = heap.add(Paper(name, reading.clean_text, head.title, head.issuer, head.number))
        same = places[row.same_as] if row.same_as is not None else None
        if same is not None and row.alike == 1.0:
            places.append(same)
            taken.append(Taken(name, row.label, same, same, 1.0))
            continue
        document = keep_document(caller, unit=unit, name=name, data=data, reading=reading)
        places.append(document)
        taken.append(Taken(name, row.label, document, same, row.alike))
    return taken


def label(document: Document) -> str:
    """Return what to call a kept paper: its issuer, number and title."""
    return label_of(_paper(document))


def _paper(document: Document) -> Paper:
    number = document.reading.get("number")
    return Paper(document.name, document.text, document.title or None, document.issuer or None, number)


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
