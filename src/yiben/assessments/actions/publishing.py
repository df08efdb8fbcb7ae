"""From the draft that units see to the result that stays: publishing, agreeing, appealing, deciding, finishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from yiben.assessments.actions.writing import (
    ANSWER,
    LEAD,
    LONGEST,
    FieldProblem,
    lock,
    read_points,
    require_state,
    say,
    tell,
)
from yiben.assessments.computing import result_of, scheme_of, scores
from yiben.assessments.judging import missing_to_finish, missing_to_publish
from yiben.assessments.models import Appeal, AppealPaper, Assessed, Assessment, Said
from yiben.assessments.queries import last_tick
from yiben.assessments.scoring import kept as exactly
from yiben.assessments.scoring import places
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.catalog.queries import catalogue, current_book
from yiben.errors import Refusal
from yiben.ledger.leaving import leave_entry
from yiben.ledger.papers import Paper, keep_papers
from yiben.ledger.queries import last_seq
from yiben.packs.assessments import WHOLE, Scheme
from yiben.rules.counting import after_workdays

BOOK = "assessment"
"""The book in which a result leaves an entry for every unit."""
SOURCE = "assessment"


@dataclass(frozen=True)
class Decision:
    """What is decided on an appeal: kept, changed (to ``points``), recounted; ``words`` is the answer to the unit."""

    decision: str
    words: str
    points: str = ""


@transaction.atomic
def publish_draft(caller: Caller, row: Assessment, *, over: str = "", revision: int) -> Assessment:
    """Show the units their draft: the scores are taken up to the last entry and tick of now, and appeals run for the scheme's
    working days, the day of publication not counted.

    Refuses ``assessment_lacks`` with what is missing and cannot be passed; ``assessment_held`` where a reason is needed.
    """
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Assessment.OPEN)
    scheme = scheme_of(kept)
    rows = list(kept.assessed.select_for_update(of=("self",)).select_related("unit"))
    seq, ticks = last_seq(), last_tick()
    found = scores(kept, rows, seq=seq, ticks_upto=ticks)
    missing = missing_to_publish(kept, scheme, rows, found)
    barred = [each for each in missing if not each.may_pass]
    if barred:
        raise Refusal("assessment_lacks", unmet=[(each.code, each.data) for each in barred])
    if missing and not over.strip():
        unmet = [(each.code, each.data) for each in missing]
        raise Refusal("assessment_held", fields=[("over", "required", {})], unmet=unmet)
    reason = over.strip()[:LONGEST]
    kept.over = [{"code": each.code, "data": each.data, "reason": reason} for each in missing]
    for each in rows:
        each.seq, each.ticks_upto, each.result = seq, ticks, result_of(scheme, found[each.pk])
        each.save(update_fields=["seq", "ticks_upto", "result"])
    _place(scheme, rows)
    today = timezone.localdate()
    kept.published_on, kept.state = today, Assessment.PUBLISHED
    kept.appeal_until = after_workdays(today, scheme.appeal_workdays, work_calendar()).on
    return tell(caller, kept, "publish", until=kept.appeal_until.isoformat(), over=len(missing))


@transaction.atomic
def accept_result(caller: Caller, assessed: Assessed) -> Assessed:
    """Say for a unit that it agrees with its draft; it does not appeal after that."""
    hooks.require(caller, ANSWER, assessed.unit_id)
    row = lock(assessed.assessment)
    require_state(row, Assessment.PUBLISHED)
    kept = Assessed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assessed.pk)
    if kept.appeals.filter(decision="").exists():
        raise Refusal("appeal_undecided", unit=kept.unit.short_name)
    if kept.accepted_on is None:
        kept.accepted_on = timezone.localdate()
        kept.save(update_fields=["accepted_on"])
        tell(caller, row, "accept", unit=kept.unit.uid)
    return kept


@transaction.atomic
def appeal(caller: Caller, assessed: Assessed, item: str, words: str, papers: Sequence[Paper] = ()) -> Appeal:
    """Appeal for a unit against the draft of one item, with reasons and papers, until the last day of appeals."""
    hooks.require(caller, ANSWER, assessed.unit_id)
    row = lock(assessed.assessment)
    require_state(row, Assessment.PUBLISHED)
    asked = scheme_of(row).item(item)
    today = timezone.localdate()
    if row.appeal_until is not None and today > row.appeal_until:
        raise Refusal("appeal_too_late", on=row.appeal_until.isoformat())
    kept = Assessed.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assessed.pk)
    if kept.accepted_on is not None:
        raise Refusal("result_accepted", unit=kept.unit.short_name)
    problems: list[FieldProblem] = []
    if asked is None:
        problems.append(("item", "required", {}))
    elif kept.appeals.filter(item=asked.id, decision="").exists():
        problems.append(("item", "appeal_known", {"item": asked.label}))
    if not words.strip():
        problems.append(("words", "required", {}))
    if problems or asked is None:
        raise Refusal("values", fields=problems)
    made = Appeal.objects.create(
        assessed=kept,
        item=asked.id,
        on=today,
        words={"words": words.strip()[:4000]},
        post=caller.post,
        person=caller.person,
    )
    for each in keep_papers(papers):
        AppealPaper.objects.create(
            appeal=made, name=each.name, digest=each.digest, media_type=each.media_type, size=each.size
        )
    tell(caller, row, "appeal", unit=kept.unit.uid, item=asked.id)
    return made


@transaction.atomic
def decide_appeal(caller: Caller, made: Appeal, decision: Decision) -> Appeal:
    """Decide an appeal with an answer to the unit: its points stay, become others, or are counted again from what stands in
    the ledger and on the checklists now."""
    row = lock(made.assessed.assessment)
    hooks.require(caller, LEAD, row.unit_id)
    require_state(row, Assessment.PUBLISHED)
    kept = Appeal.objects.select_for_update(of=("self",)).select_related("assessed__unit").get(pk=made.pk)
    if kept.decision:
        raise Refusal("appeal_decided", unit=kept.assessed.unit.short_name)
    scheme = scheme_of(row)
    item = scheme.item(kept.item)
    problems: list[FieldProblem] = []
    points: Fraction | None = None
    if decision.decision not in (Appeal.KEPT, Appeal.CHANGED, Appeal.RECOUNTED):
        problems.append(("decision", "required", {}))
    if not decision.words.strip():
        problems.append(("answer", "required", {}))
    if decision.decision == Appeal.CHANGED and item is not None:
        points = read_points(item, decision.points, "points", problems)
        if points is None and not any(name == "points" for name, _code, _data in problems):
            problems.append(("points", "required", {}))
    if problems:
        raise Refusal("values", fields=problems)
    words: dict[str, object] = {"words": decision.words.strip()[:LONGEST]}
    if decision.decision == Appeal.RECOUNTED:
        seq = last_seq()
        line = scores(row, [kept.assessed], seq=seq, ticks_upto=last_tick())[kept.assessed_id]
        score = next(each for each in line if each.item.id == kept.item)
        points = score.points
        words |= {"taken": score.taken}
        if points is None:
            raise Refusal("score_without_figure", unit=kept.assessed.unit.short_name, item=score.item.label)
    kept.decision, kept.decided_on = decision.decision, timezone.localdate()
    kept.answer = {"words": str(words["words"])}
    kept.save(update_fields=["decision", "decided_on", "answer"])
    if points is not None:
        say(caller, kept.assessed, Said.APPEAL, kept.item, row.unit, points, words)
        _renew(row, scheme)
    return_ = {"unit": kept.assessed.unit.uid, "item": kept.item, "decision": kept.decision}
    tell(caller, row, "decide", **return_)
    return kept


@transaction.atomic
def finish_assessment(caller: Caller, row: Assessment, *, revision: int) -> Assessment:
    """Make the result final: it stays as it is, and every unit's result becomes an entry of the ledger."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Assessment.PUBLISHED)
    today = timezone.localdate()
    rows = list(kept.assessed.select_for_update(of=("self",)).select_related("unit"))
    missing = missing_to_finish(kept, rows, today)
    if missing:
        raise Refusal("assessment_lacks", unmet=[(each.code, each.data) for each in missing])
    for each in rows:
        each.entry = _leave(caller, kept, each)
        each.save(update_fields=["entry"])
    kept.state, kept.finished_on = Assessment.FINAL, today
    return tell(caller, kept, "finish", count=len(rows))


def _renew(row: Assessment, scheme: Scheme) -> None:
    """The results after a decision, from the same entries and ticks as before."""
    rows = list(row.assessed.select_related("unit"))
    for each in rows:
        found = scores(row, [each], seq=each.seq, ticks_upto=each.ticks_upto)
        each.result = result_of(scheme, found[each.pk])
        each.save(update_fields=["result"])
    _place(scheme, rows)


def _place(scheme: Scheme, rows: Sequence[Assessed]) -> None:
    """Add the places of units where the scheme ranks them."""
    if not scheme.ranks:
        return
    found = places({each.pk: Fraction(each.result["total"]) for each in rows})
    for each in rows:
        each.result = {**each.result, "place": found[each.pk], "of": len(rows)}
        each.save(update_fields=["result"])


def _leave(caller: Caller, row: Assessment, assessed: Assessed) -> int | None:
    if BOOK not in catalogue().books:
        return None
    book, _version = current_book(BOOK)
    share = Fraction(assessed.result["total"]) / WHOLE
    values: dict[str, object] = {
        "title": f"{row.title}：{assessed.unit.short_name}",
        "assessed": assessed.unit.uid,
        "score": exactly(share),
        "has_appealed": "yes" if assessed.appeals.exists() else "no",
    }
    grade, asked = assessed.result.get("grade", ""), book.field("grade")
    if grade and asked is not None and asked.choice(grade) is not None:
        values["grade"] = grade
    source = {"kind": SOURCE, "ref": row.uid}
    on = timezone.localdate()
    return leave_entry(caller, book=BOOK, unit=row.unit, on=on, values=values, source=source).seq
