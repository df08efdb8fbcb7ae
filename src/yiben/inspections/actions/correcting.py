"""A visit that was kept by mistake is corrected: its entries by corrections, what it said before is kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.inspections.actions.visiting import (
    LONGEST,
    SOURCE,
    FieldProblem,
    Seen,
    checked_day,
    entries_of,
    keep_photos,
)
from yiben.inspections.actions.writing import VISIT, lock, require_state, tell
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Round, Visit, VisitBefore
from yiben.ledger.leaving import correct_left


@transaction.atomic
def correct_visit(caller: Caller, visit: Visit, seen: Seen, *, reason: str, revision: int) -> Visit:
    """Correct what a visit found, with a reason, and return it. Its entries are corrected in the ledger, photos are added, what
    it said before stays readable.

    Refuses what ``record_visit`` refuses; ``visit_not_made`` for one that is still to come; ``reason_missing``; beside its
    question ``answer_handed_on`` a “no” that was handed on: first the matter is dropped as unfounded, then it may be yes.
    """
    hooks.require(caller, VISIT, visit.round.unit_id)
    row = lock(visit.round)
    require_state(row, Round.OPEN, Round.CLOSED)
    kept = Visit.objects.select_for_update(of=("self",)).select_related("unit", "again_of").get(pk=visit.pk)
    if kept.state != Visit.DONE or kept.visited_on is None:
        raise Refusal("visit_not_made", unit=kept.unit.short_name)
    if kept.revision != revision:
        raise Conflict("round_changed", title=row.title)
    asked = questions_of(row.checklist)
    on = checked_day(row, kept, asked, seen)
    answers = {each.item: each for each in kept.answers.all()}
    problems: list[FieldProblem] = [
        (f"answer.{name}", "answer_handed_on", {})
        for name, each in answers.items()
        if each.matter and seen.answers.get(name) != Answer.NO
    ]
    if problems:
        raise Refusal("values", fields=problems)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    _keep_before(caller, kept, kept.visited_on, answers, reason)
    words = seen.note.strip()[:LONGEST]
    kept.visited_on, kept.note = on, {"words": words} if words else {}
    kept.revision += 1
    for item in asked.items:
        said = seen.notes.get(item.id, "").strip()[:LONGEST]
        each = answers.get(item.id) or Answer(visit=kept, item=item.id)
        each.answer, each.note = seen.answers[item.id], {"words": said} if said else {}
        each.save()
    keep_photos(kept, seen)
    source = {"kind": SOURCE, "ref": kept.uid}
    for book, values, evidence in entries_of(caller, row, kept, asked, seen):
        correct_left(
            caller,
            book=book,
            unit=row.unit,
            since=row.begins_on,
            source=source,
            on=on,
            values=values,
            evidence=evidence,
            reason=reason,
        )
    kept.save()
    tell(caller, row, "correct", unit=kept.unit.uid, reason=reason.strip()[:300])
    return kept


def _keep_before(caller: Caller, visit: Visit, on: date, answers: dict[str, Answer], reason: str) -> None:
    said = {name: [each.answer, each.note.get("words", "")] for name, each in answers.items()}
    VisitBefore.objects.create(
        visit=visit,
        visited_on=on,
        said={"answers": said, "words": visit.note.get("words", "")},
        reason=reason.strip()[:300],
        post=caller.post,
        person=caller.person,
    )
