"""Files that lie with work and behind no entry (of a matter's step, a ticked standard, a visit): cleaned, kept by digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from yiben.documents.files import path_of, write_file
from yiben.errors import Refusal
from yiben.ledger.evidence import prepare

MOST_PAPERS = 12


@dataclass(frozen=True)
class Paper:
    """A file as it comes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class KeptPaper:
    """A file as it was kept."""

    name: str
    digest: str
    media_type: str
    size: int


def keep_papers(papers: Sequence[Paper], field: str = "papers") -> list[KeptPaper]:
    """Keep files and return them; pictures lose where they were taken. Refuses too many beside ``field``, one that is too
    large, and what ``prepare`` refuses, marks of a state secret among it."""
    if len(papers) > MOST_PAPERS:
        raise Refusal("values", fields=[(field, "too_many_files", {"most": MOST_PAPERS})])
    limit = settings.DOCUMENT_LIMIT_BYTES
    found = []
    for paper in papers:
        if len(paper.data) > limit:
            size = round(len(paper.data) / 2**20, 1)
            raise Refusal("file_too_large", name=paper.name, megabytes=size, limit=limit // 2**20)
        prepared = prepare(paper.data, paper.name, is_original=False)
        digest = write_file(paper_folder(), prepared.data)
        name = paper.name.replace("\\", "/").rpartition("/")[2][-120:] or "file"
        found.append(KeptPaper(name, digest, prepared.media_type, len(prepared.data)))
    return found


def paper_folder() -> Path:
    """Return where papers are kept."""
    return Path(settings.DOCUMENT_FOLDER)


def paper_bytes(digest: str, name: str) -> bytes:
    """Return what a kept paper holds. Refuses (``evidence_gone``) one that is not where it was put."""
    try:
        return path_of(paper_folder(), digest).read_bytes()
    except FileNotFoundError as problem:
        raise Refusal("evidence_gone", name=name) from problem
