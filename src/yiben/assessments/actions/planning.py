"""Putting an assessment together, telling the units, calling it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pydantic
from django.db import transaction
from django.utils import timezone

from yiben.assessments.actions.writing import LEAD, FieldProblem, lock, require_state, tell
from yiben.assessments.computing import scheme_of
from yiben.assessments.declared import standing_checklists
from yiben.assessments.judging import candidates
from yiben.assessments.models import Assessed, Assessment, Assessor
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.checking import require_recording_unit
from yiben.metrics.periods import parse_period
from yiben.packs.assessments import Scheme, scheme_problems, scored_by
from yiben.units.models import Unit

MOST_UNITS = 300
LEAST_TRIMMED = 3
_CODES = {
    "PK113": "weights_not_whole",
    "PK114": "item_incomplete",
    "PK115": "not_scored_by",
    "PK116": "bands_wrong",
}


@dataclass(frozen=True)
class AssessmentPlan:
    """An assessment as it is put together: ``scheme`` as plain data of ``packs.assessments.Scheme``."""

    title: str
    period: str
    scheme: Mapping[str, Any]
    units: Sequence[Unit]
    assessors: Sequence[Unit] = ()
    judges_until: date | None = None


@transaction.atomic
def begin_assessment(caller: Caller, unit: Unit, plan: AssessmentPlan) -> Assessment:
    """Put an assessment of units together and return it. Refuses ``values``: weights that do not sum to 100, an item that
    lacks something, what nobody may be judged by (photos, clicks, online time, persons), units elsewhere."""
    hooks.require(caller, LEAD, unit.pk)
    require_recording_unit(unit)
    row = Assessment(unit=unit)
    scheme = _apply(row, plan)
    tell(caller, row, "begin", scheme=scheme.id)
    _set_units(row, plan)
    return row


@transaction.atomic
def change_assessment(caller: Caller, row: Assessment, plan: AssessmentPlan, *, revision: int) -> Assessment:
    """Change an assessment of which the units were not told."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Assessment.DRAFT)
    _apply(kept, plan)
    _set_units(kept, plan)
    return tell(caller, kept, "change")


@transaction.atomic
def open_assessment(caller: Caller, row: Assessment, *, revision: int) -> Assessment:
    """Tell units and assessors: they score from now on, and what is assessed stays as it is."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Assessment.DRAFT)
    scheme = scheme_of(kept)
    assessors = kept.assessors.count()
    if any(each.how == "judgement" for each in scheme.items):
        least = LEAST_TRIMMED if scheme.combine == "trimmed" else 1
        if assessors < least:
            raise Refusal("assessors_too_few", least=least, count=assessors)
    kept.state = Assessment.OPEN
    kept.assessed.update(told_on=timezone.localdate())
    return tell(caller, kept, "open", units=kept.assessed.count())


@transaction.atomic
def drop_assessment(caller: Caller, row: Assessment, *, reason: str, revision: int) -> Assessment:
    """Call an assessment off before its draft was published, with the reason."""
    hooks.require(caller, LEAD, row.unit_id)
    kept = lock(row, revision)
    require_state(kept, Assessment.DRAFT, Assessment.OPEN)
    if not reason.strip():
        raise Refusal("reason_missing", fields=[("reason", "required", {})])
    kept.state = Assessment.DROPPED
    return tell(caller, kept, "drop", reason=reason.strip()[:300])


def read_scheme(given: Mapping[str, Any], problems: list[FieldProblem]) -> Scheme | None:
    """Return a scheme from plain data; what is wrong is added to ``problems`` beside ``items.N`` (from 0) or ``grades``."""
    try:
        scheme: Scheme = Scheme.model_validate(_tupled(given))
    except pydantic.ValidationError as error:
        for detail in error.errors(include_url=False):
            place = detail["loc"]
            field = f"{place[0]}.{place[1]}" if len(place) > 1 else str(place[0] if place else "items")
            problems.append((field, "item_unreadable", {"part": str(place[-1]) if place else ""}))
        return None
    for code, path, data in scheme_problems(scheme):
        field = f"{path[0]}.{path[1]}" if len(path) > 1 else str(path[0])
        problems.append((field, _CODES[code], dict(data)))
    known, lists = catalogue(), {each.id for each in standing_checklists()}
    for index, item in enumerate(scheme.items):
        metric = known.metric(item.metric) if item.metric else None
        if item.metric and metric is None:
            problems.append((f"items.{index}", "metric_unknown", {"metric": item.metric}))
        elif metric is not None and (by := scored_by(metric.label)):
            problems.append((f"items.{index}", "not_scored_by", {"item": metric.label, "by": by}))
        if item.checklist and item.checklist not in lists:
            problems.append((f"items.{index}", "checklist_unknown", {"checklist": item.checklist}))
    return scheme


def _apply(row: Assessment, plan: AssessmentPlan) -> Scheme:
    problems: list[FieldProblem] = []
    if not plan.title.strip():
        problems.append(("title", "required", {}))
    try:
        row.period = parse_period(plan.period).text
    except Refusal as refusal:
        problems.append(("period", refusal.code, dict(refusal.data)))
    scheme = read_scheme(plan.scheme, problems)
    if not plan.units:
        problems.append(("units", "required", {}))
    elif len(plan.units) > MOST_UNITS:
        problems.append(("units", "too_large", {"max": MOST_UNITS, "typed": len(plan.units)}))
    elif scheme is not None:
        there = {each.pk for each in candidates(row.unit, scheme)}
        elsewhere = [each for each in plan.units if each.pk not in there]
        problems += [("units", "unit_not_assessed", {"unit": each.short_name}) for each in elsewhere]
    if problems or scheme is None:
        raise Refusal("values", fields=problems)
    row.title, row.judges_until = plan.title.strip()[:120], plan.judges_until
    row.scheme = scheme.model_dump(mode="json", exclude_defaults=True)
    return scheme


def _set_units(row: Assessment, plan: AssessmentPlan) -> None:
    row.assessed.all().delete()
    row.assessors.all().delete()
    for unit in dict.fromkeys(plan.units):
        Assessed.objects.create(assessment=row, unit=unit)
    for unit in dict.fromkeys(plan.assessors):
        Assessor.objects.create(assessment=row, unit=unit)


def _tupled(value: Any) -> Any:
    """Plain data with tuples for lists, as a definition is read."""
    if isinstance(value, Mapping):
        return {key: _tupled(each) for key, each in value.items()}
    return tuple(_tupled(each) for each in value) if isinstance(value, list | tuple) else value
