"""What every verb of an assessment does: lock the row, refuse an older revision, read points, write the story."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from yiben.assessments.models import Assessed, Assessment, AssessmentStep, Said
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.packs.assessments import AssessedItem, exact, plain
from yiben.units.models import Unit

LEAD, SCORE, ANSWER = "assessment.lead", "assessment.score", "assessment.answer"
LONGEST = 600
FieldProblem = tuple[str, str, dict[str, object]]


def lock(row: Assessment, revision: int | None = None) -> Assessment:
    """Return the row, locked. Conflict ``assessment_changed`` when somebody was faster; None asks nothing."""
    kept = Assessment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    if revision is not None and kept.revision != revision:
        raise Conflict("assessment_changed", title=kept.title)
    return kept


def require_state(row: Assessment, *states: str) -> None:
    """Refuse a step that does not follow from where the assessment stands."""
    if row.state not in states:
        raise Refusal("assessment_step", title=row.title)


def tell(caller: Caller, row: Assessment, step: str, **said: Any) -> Assessment:
    """Save an assessment a revision further and write its step down."""
    row.revision += 1
    row.save()
    AssessmentStep.objects.create(assessment=row, step=step, post=caller.post, person=caller.person, said=said)
    log(caller, f"assessment.{step}", row.uid)
    return row


def read_points(item: AssessedItem, typed: str, field: str, problems: list[FieldProblem]) -> Fraction | None:
    """Return typed points, from 0 to the weight of the item; None for none or wrong ones, which are added to ``problems``."""
    text = typed.strip()
    if not text:
        return None
    whole, dot, rest = text.partition(".")
    is_number = text.isascii() and whole.isdigit() and len(text) < 10 and (not dot or rest.isdigit())
    points = Fraction(text) if is_number else None
    if points is None or points > exact(item.weight):
        most = plain(exact(item.weight))
        problems.append((field, "points_expected", {"item": item.label, "most": most, "typed": text[:20]}))
        return None
    return points


def say(
    caller: Caller, assessed: Assessed, kind: str, item: str, by: Unit, points: Fraction | None, words: dict[str, Any]
) -> Said:
    """Keep points with their words; nothing said before is overwritten."""
    return Said.objects.create(
        assessed=assessed,
        kind=kind,
        item=item,
        by=by,
        points=f"{points.numerator}/{points.denominator}" if points is not None else "",
        words=words,
        post=caller.post,
        person=caller.person,
    )
