"""What every step writes down: its papers and the number that a matter gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiben.ledger import papers as kept
from yiben.ledger.papers import Paper as Paper
from yiben.matters.models import Matter, MatterNumber, MatterPaper, MatterStep
from yiben.packs.procedures import Procedure


def keep_papers(matter: Matter, step: MatterStep, papers: Sequence[Paper]) -> None:
    """Keep the files of a step; refuses what ``ledger.papers`` refuses."""
    for each in kept.keep_papers(papers):
        MatterPaper.objects.create(
            matter=matter, step=step, name=each.name, digest=each.digest, size=each.size, media_type=each.media_type
        )


def next_number(matter: Matter, procedure: Procedure, on: date) -> str:
    """Return the next number of the keeping unit for the year, without a gap; a matter that has one keeps it."""
    if matter.number:
        return matter.number
    row, _new = MatterNumber.objects.get_or_create(procedure=procedure.id, unit_id=matter.unit_id, year=on.year)
    row = MatterNumber.objects.select_for_update().get(pk=row.pk)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{procedure.numbered}〔{on.year}〕{row.last}号"
