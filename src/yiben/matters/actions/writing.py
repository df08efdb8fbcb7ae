"""What every step writes down: its papers and the number that a matter gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from yiben.documents.files import write_file
from yiben.errors import Refusal
from yiben.ledger.evidence import prepare
from yiben.matters.models import Matter, MatterNumber, MatterPaper, MatterStep
from yiben.packs.procedures import Procedure

MOST_PAPERS = 12


@dataclass(frozen=True)
class Paper:
    """A file that comes with a step."""

    name: str
    data: bytes


def keep_papers(matter: Matter, step: MatterStep, papers: Sequence[Paper]) -> None:
    """Keep the files of a step; pictures lose where they were taken. Refuses too many, too large, what ``prepare`` refuses."""
    if len(papers) > MOST_PAPERS:
        raise Refusal("values", fields=[("papers", "too_many_files", {"most": MOST_PAPERS})])
    limit = settings.DOCUMENT_LIMIT_BYTES
    for paper in papers:
        if len(paper.data) > limit:
            size = round(len(paper.data) / 2**20, 1)
            raise Refusal("file_too_large", name=paper.name, megabytes=size, limit=limit // 2**20)
        prepared = prepare(paper.data, paper.name, is_original=False)
        digest = write_file(paper_folder(), prepared.data)
        name = paper.name.replace("\\", "/").rpartition("/")[2][-120:] or "file"
        MatterPaper.objects.create(
            matter=matter, step=step, name=name, digest=digest, size=len(prepared.data), media_type=prepared.media_type
        )


def paper_folder() -> Path:
    """Return where papers are kept."""
    return Path(settings.DOCUMENT_FOLDER)


def next_number(matter: Matter, procedure: Procedure, on: date) -> str:
    """Return the next number of the keeping unit for the year, without a gap; a matter that has one keeps it."""
    if matter.number:
        return matter.number
    row, _new = MatterNumber.objects.get_or_create(procedure=procedure.id, unit_id=matter.unit_id, year=on.year)
    row = MatterNumber.objects.select_for_update().get(pk=row.pk)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{procedure.numbered}〔{on.year}〕{row.last}号"
