"""Points that are given: by a unit to itself, by assessors, by the assessing unit that reviews."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from yiben.assessments.actions.writing import (
    ANSWER,
    LEAD,
    LONGEST,
    SCORE,
    FieldProblem,
    lock,
    read_points,
    require_state,
    say,
    tell,
)
from yiben.assessments.computing import scheme_of, scores
from yiben.assessments.models import Assessed, Assessment, Said
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.units.models import Unit


@transaction.atomic
def score_self(
    caller: Caller, assessed: Assessed, points: Mapping[str, str], words: Mapping[str, str] | None = None
) -> list[Said]:
    """Keep the points that a unit gives itself, with words for them where it wants; later ones replace earlier ones, which
    stay. Refuses ``values`` beside each item."""
    hooks.require(caller, ANSWER, assessed.unit_id)
    row = lock(assessed.assessment)
    require_state(row, Assessment.OPEN)
    problems: list[FieldProblem] = []
    given: dict[str, Fraction] = {}
    scheme = scheme_of(row)
    for item in scheme.items:
        found = read_points(item, points.get(item.id, ""), f"points.{item.id}", problems)
        if found is not None:
            given[item.id] = found
    if not given and not problems:
        problems.append((f"points.{scheme.items[0].id}", "required", {}))
    if problems:
        raise Refusal("values", fields=problems)
    made = [
        say(caller, assessed, Said.SELF, name, assessed.unit, value, _words((words or {}).get(name, "")))
        for name, value in given.items()
    ]
    tell(caller, row, "self", unit=assessed.unit.uid)
    return made


@transaction.atomic
def judge_unit(
    caller: Caller, assessed: Assessed, by: Unit, points: Mapping[str, str], reasons: Mapping[str, str]
) -> list[Said]:
    """Keep the judgement of an assessing unit on the items that are judged, each with its reason. Assessors do not see one
    another's points before the draft is published."""
    hooks.require(caller, SCORE, by.pk)
    row = lock(assessed.assessment)
    require_state(row, Assessment.OPEN)
    if not row.assessors.filter(unit=by).exists():
        raise Refusal("no_assessor", unit=by.short_name)
    problems: list[FieldProblem] = []
    given: list[tuple[str, Fraction]] = []
    for item in (each for each in scheme_of(row).items if each.how == "judgement"):
        before = len(problems)
        found = read_points(item, points.get(item.id, ""), f"points.{item.id}", problems)
        if found is None and len(problems) == before:
            problems.append((f"points.{item.id}", "required", {}))
        if not reasons.get(item.id, "").strip():
            problems.append((f"reason.{item.id}", "required", {}))
        if found is not None:
            given.append((item.id, found))
    if problems:
        raise Refusal("values", fields=problems)
    made = [say(caller, assessed, Said.JUDGEMENT, name, by, value, _words(reasons[name])) for name, value in given]
    tell(caller, row, "judge", unit=assessed.unit.uid, by=by.uid)
    return made


@transaction.atomic
def review_unit(caller: Caller, assessed: Assessed, points: Mapping[str, str], reasons: Mapping[str, str]) -> Assessed:
    """Review the scores of a unit. ``points`` that are given replace what was computed; wherever what stands then differs
    from what the unit gave itself, or from what was computed, there has to be a reason."""
    hooks.require(caller, LEAD, assessed.assessment.unit_id)
    row = lock(assessed.assessment)
    require_state(row, Assessment.OPEN)
    kept = Assessed.objects.select_for_update(of=("self",)).select_related("unit", "assessment").get(pk=assessed.pk)
    problems: list[FieldProblem] = []
    chosen: list[tuple[str, Fraction | None, str]] = []
    for score in scores(row, [kept])[kept.pk]:
        name = score.item.id
        given = read_points(score.item, points.get(name, ""), f"points.{name}", problems)
        adopted = given if given is not None else score.points
        reason = reasons.get(name, "").strip()
        claimed = Fraction(score.claimed.points) if score.claimed is not None else None
        differs = (claimed is not None and adopted != claimed) or (given is not None and given != score.points)
        if differs and not reason:
            problems.append((f"reason.{name}", "reason_where_different", {"item": score.item.label}))
        if reason or (given is not None and given != score.points):
            chosen.append((name, given if given != score.points else None, reason))
    if problems:
        raise Refusal("values", fields=problems)
    for name, value, reason in chosen:
        say(caller, kept, Said.REVIEW, name, row.unit, value, _words(reason))
    kept.reviewed_on = timezone.localdate()
    kept.save(update_fields=["reviewed_on"])
    tell(caller, row, "review", unit=kept.unit.uid)
    return kept


def _words(text: str) -> dict[str, str]:
    said = text.strip()[:LONGEST]
    return {"words": said} if said else {}
