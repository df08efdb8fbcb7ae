"""Visits: what was answered and seen, its entry; findings handed on once; going there again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.errors import Conflict, Refusal
from yiben.inspections.actions.writing import LEAD, VISIT, lock, require_state, tell
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Round, Visit, VisitPaper
from yiben.ledger.actions import keep_evidence
from yiben.ledger.leaving import leave_entry
from yiben.ledger.papers import Paper, keep_papers
from yiben.packs.checklists import Checklist, ChecklistItem
from yiben.packs.fields import FieldType

SOURCE = "visit"
FOUND = "finding"
LONGEST = 600
FieldProblem = tuple[str, str, dict[str, object]]


@dataclass(frozen=True)
class Seen:
    """What a visit found. ``answers`` (yes, no, na), ``notes`` and ``photos`` by question; ``note``: words on the whole."""

    on: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def record_visit(caller: Caller, visit: Visit, seen: Seen, *, revision: int) -> Visit:
    """Keep what a visit found, leave its entries, and return it. Every question is answered; “no” may be explained, and
    photos are never needed. Refuses ``values`` beside each question; ``visit_done`` for one that was kept already."""
    hooks.require(caller, VISIT, visit.round.unit_id)
    row = lock(visit.round)
    require_state(row, Round.OPEN, *((Round.CLOSED,) if visit.again_of_id else ()))
    kept = Visit.objects.select_for_update(of=("self",)).select_related("unit", "again_of").get(pk=visit.pk)
    if kept.state != Visit.PLANNED:
        raise Conflict("visit_done", unit=kept.unit.short_name)
    if kept.revision != revision:
        raise Conflict("round_changed", title=row.title)
    asked = questions_of(row.checklist)
    on = checked_day(row, kept, asked, seen)
    kept.visited_on, kept.state = on, Visit.DONE
    kept.post, kept.person = caller.post, caller.person
    words = seen.note.strip()[:LONGEST]
    kept.note = {"words": words} if words else {}
    kept.revision += 1
    for item in asked.items:
        said = seen.notes.get(item.id, "").strip()[:LONGEST]
        Answer.objects.create(
            visit=kept, item=item.id, answer=seen.answers[item.id], note={"words": said} if said else {}
        )
    keep_photos(kept, seen)
    kept.entry = _leave(caller, row, kept, asked, seen, on)
    kept.save()
    tell(caller, row, "again" if kept.again_of_id else "visit", unit=kept.unit.uid)
    return kept


@transaction.atomic
def hand_on(caller: Caller, answer: Answer) -> Answer:
    """Hand a “no” on as what the list of questions says, once, and return it with the uid of the matter."""
    row = lock(answer.visit.round)
    hooks.require(caller, LEAD, row.unit_id)
    kept = Answer.objects.select_for_update(of=("self",)).select_related("visit__unit").get(pk=answer.pk)
    asked = questions_of(row.checklist)
    item = asked.item(kept.item)
    if kept.answer != Answer.NO or asked.hands is None or item is None or kept.visit.visited_on is None:
        raise Refusal("nothing_to_hand_on", unit=kept.visit.unit.short_name)
    if kept.matter:
        raise Refusal("problem_known", title=problem_of(item, kept.note.get("words", "")))
    problem = problem_of(item, kept.note.get("words", ""))
    of_finding = {"problem": problem, "basis": item.basis, "note": kept.note.get("words", "")}
    values = {
        name: of_finding[value[1:]] if value.startswith("@") else value for name, value in asked.hands.values.items()
    }
    told = hooks.Problem(
        procedure=asked.hands.procedure,
        title=f"{kept.visit.unit.short_name}：{item.finding or item.text}",
        unit_id=row.unit_id,
        lead_id=kept.visit.unit_id,
        came_on=kept.visit.visited_on,
        source=(FOUND, kept.uid),
        answers={name: value for name, value in values.items() if value},
    )
    kept.matter = hooks.hand_on_problem(told, caller)
    kept.save(update_fields=["matter"])
    tell(caller, row, "hand_on", unit=kept.visit.unit.uid)
    return kept


@transaction.atomic
def visit_again(caller: Caller, visit: Visit) -> Visit:
    """Plan a re-inspection of a unit where something was not in order; one at a time. Returns the visit to come."""
    hooks.require(caller, VISIT, visit.round.unit_id)
    row = lock(visit.round)
    require_state(row, Round.OPEN, Round.CLOSED)
    first = visit.again_of or visit
    if first.state != Visit.DONE or not first.answers.filter(answer=Answer.NO).exists():
        raise Refusal("nothing_to_look_at_again", unit=visit.unit.short_name)
    waiting = Visit.objects.filter(again_of=first, state=Visit.PLANNED).first()
    if waiting is not None:
        return waiting
    made = Visit.objects.create(round=row, unit=first.unit, order=first.order, again_of=first)
    tell(caller, row, "plan_again", unit=first.unit.uid)
    return made


def problem_of(item: ChecklistItem, words: str) -> str:
    """Return what is wrong where a question was answered “no”: what the list calls it, else the question, with the words."""
    said = item.finding or f"“{item.text}”：没有"
    return f"{said}（{words}）" if words else said


def keep_photos(visit: Visit, seen: Seen) -> None:
    """Keep the photos of a visit, each with its question."""
    for name, photos in seen.photos.items():
        for each in keep_papers(photos, f"photos.{name}"):
            VisitPaper.objects.create(
                visit=visit, item=name, name=each.name, digest=each.digest, media_type=each.media_type, size=each.size
            )


def checked_day(row: Round, visit: Visit, asked: Checklist, seen: Seen) -> date:
    """Return the day of a visit. Refuses ``values`` beside a wrong day and each question that is not answered."""
    today = timezone.localdate()
    on = seen.on or today
    problems: list[FieldProblem] = []
    first = visit.again_of.visited_on if visit.again_of and visit.again_of.visited_on else row.begins_on
    if on > today:
        problems.append(("on", "day_in_future", {"on": on.isoformat(), "today": today.isoformat()}))
    elif on < first:
        problems.append(("on", "visit_before_round", {"on": first.isoformat()}))
    for item in asked.items:
        answer = seen.answers.get(item.id, "")
        if answer not in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE):
            problems.append((f"answer.{item.id}", "question_unanswered", {"question": item.text}))
        elif answer == Answer.NOT_APPLICABLE and not item.may_not_apply:
            problems.append((f"answer.{item.id}", "question_applies", {"question": item.text}))
    if problems:
        raise Refusal("values", fields=problems)
    return on


def _leave(caller: Caller, row: Round, visit: Visit, asked: Checklist, seen: Seen, on: date) -> int | None:
    """Leave the entries of a visit, of the inspecting unit, and return the number of the first one."""
    source = {"kind": SOURCE, "ref": visit.uid}
    found = [
        leave_entry(caller, book=book, unit=row.unit, on=on, values=values, source=source, evidence=evidence).seq
        for book, values, evidence in entries_of(caller, row, visit, asked, seen)
    ]
    return found[0] if found else None


def entries_of(
    caller: Caller, row: Round, visit: Visit, asked: Checklist, seen: Seen
) -> list[tuple[str, dict[str, object], list[str]]]:
    """Return what a visit leaves in which books, as (book, values, digests of its photos)."""
    items = {each.id: each for each in asked.items}
    failed = [problem_of(items[name], seen.notes.get(name, "").strip()) for name in items if seen.answers[name] == "no"]
    known = {name: answer for name, answer in seen.answers.items() if answer != Answer.NOT_APPLICABLE}
    known |= {"unit": visit.unit.uid, "finding": "；".join(failed)}
    found = []
    for counted in asked.counts:
        book, _version = current_book(counted.book)
        values: dict[str, object] = {}
        for name, value in counted.values.items():
            given = known.get(value[1:], "") if value.startswith("@") else value
            if given and book.field(name) is not None:
                values[name] = given
        evidence: list[str] = []
        if any(each.type is FieldType.FILE and not each.separate for each in book.fields):
            photos = [each for some in seen.photos.values() for each in some]
            evidence = [
                keep_evidence(caller, unit=row.unit, name=each.name, data=each.data, book=book.id).digest
                for each in photos
            ]
        found.append((book.id, values, evidence))
    return found
