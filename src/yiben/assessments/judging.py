"""Who may be assessed, and what is missing before a draft is published or a result becomes final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from yiben.assessments.computing import Score
from yiben.assessments.models import Appeal, Assessed, Assessment
from yiben.packs.assessments import Scheme
from yiben.units.models import Unit
from yiben.units.queries import living_units, subtree_ids, units_near

TREE = "administrative"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a code with data, whether it passes with a reason, and of which unit."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)
    may_pass: bool = False
    row: Assessed | None = None


def candidates(unit: Unit, scheme: Scheme, today: date | None = None) -> list[Unit]:
    """Return the units that ``unit`` may assess by a scheme, in official order: those of its kinds below it, or below the
    nearest unit above it that has any."""
    day = today or timezone.localdate()
    if scheme.applies:
        found = units_near(unit, scheme.applies, day, TREE)
    else:
        found = list(living_units(day).filter(pk__in=subtree_ids(unit, TREE, day)))
    return [each for each in found if each != unit]


def missing_to_publish(
    assessment: Assessment, scheme: Scheme, rows: Sequence[Assessed], found: dict[int, list[Score]]
) -> list[Missing]:
    """Return what is missing before the draft is shown to the units: without a number or any judgement there is no score; a
    self-score or one of several judgements may be missing with a reason."""
    assessors = [each.unit for each in assessment.assessors.select_related("unit")]
    missing: list[Missing] = []
    for row in rows:
        line = found[row.pk]
        name = {"unit": row.unit.short_name}
        for score in line:
            if score.stands is None:
                data = {**name, "item": score.item.label}
                code = "score_without_judgement" if score.item.how == "judgement" else "score_without_figure"
                missing.append(Missing(code, data, row=row))
        judged = {each.by_id for score in line for each in score.judged}
        if any(item.how == "judgement" for item in scheme.items):
            left = [each.short_name for each in assessors if each.pk not in judged]
            if left and judged:
                missing.append(Missing("judgements_missing", {**name, "by": "、".join(left)}, may_pass=True, row=row))
        if not any(score.claimed for score in line):
            missing.append(Missing("self_score_missing", name, may_pass=True, row=row))
        if row.reviewed_on is None:
            missing.append(Missing("review_missing", name, row=row))
    return missing


def missing_to_finish(assessment: Assessment, rows: Sequence[Assessed], today: date) -> list[Missing]:
    """Return what is missing before the result is final: appeals that were not decided, and, until the last day of appeals,
    units that have neither agreed nor appealed."""
    open_appeals = list(Appeal.objects.filter(assessed__in=rows, decision="").select_related("assessed__unit"))
    missing = [
        Missing("appeal_undecided", {"unit": each.assessed.unit.short_name}, row=each.assessed) for each in open_appeals
    ]
    if assessment.appeal_until is not None and today <= assessment.appeal_until:
        heard = set(Appeal.objects.filter(assessed__in=rows).exclude(decision="").values_list("assessed_id", flat=True))
        data = {"on": assessment.appeal_until.isoformat()}
        missing += [
            Missing("appeal_time_runs", {**data, "unit": row.unit.short_name}, row=row)
            for row in rows
            if row.accepted_on is None and row.pk not in heard
        ]
    return missing
