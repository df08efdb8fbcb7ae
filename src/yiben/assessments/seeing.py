"""What a caller sees of assessments: the whole of those of their own units; as an assessor what is to be judged; as the
assessed unit its own, and its points only when the draft is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.assessments.models import Appeal, AppealPaper, Assessed, Assessment, Assessor, Said
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.units.models import Unit

READ, LEAD, SCORE, ANSWER = "assessment.read", "assessment.lead", "assessment.score", "assessment.answer"
TOLD = (Assessment.OPEN, Assessment.PUBLISHED, Assessment.FINAL)
SHOWN = (Assessment.PUBLISHED, Assessment.FINAL)


@dataclass(frozen=True)
class Sight:
    """What a caller may see and do in an assessment. ``judging``: the assessing units for which they judge."""

    whole: bool
    may_lead: bool
    judging: tuple[Unit, ...]
    rows: tuple[Assessed, ...]


def visible_assessments(caller: Caller) -> QuerySet[Assessment]:
    """Return the assessments of units that the caller may read, those in which they judge, and those by which a unit of
    theirs is assessed, once the units were told."""
    rows = Assessment.objects.select_related("unit")
    if caller.is_system:
        return rows
    units, judging = units_allowed(caller, READ), units_allowed(caller, SCORE)
    assessed = Assessed.objects.filter(unit_id__in=units).values("assessment_id")
    of_judges = Assessment.objects.filter(assessors__unit_id__in=judging).values("pk")
    told = Q(state__in=TOLD) & (Q(pk__in=assessed) | Q(pk__in=of_judges))
    return rows.filter(Q(unit_id__in=units) | told)


def read_assessment(caller: Caller, uid: str) -> Assessment:
    """Return an assessment that the caller may see; Refusal ``assessment_unknown`` otherwise."""
    found = visible_assessments(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("assessment_unknown")
    return found


def sight_of(caller: Caller, row: Assessment) -> Sight:
    """Return what the caller sees of an assessment: all units, or their own."""
    whole = hooks.allow(caller, READ, row.unit_id)
    judging = units_allowed(caller, SCORE)
    assessors = tuple(each.unit for each in row.assessors.select_related("unit") if each.unit_id in judging)
    rows = row.assessed.select_related("unit", "assessment__unit")
    if not whole:
        rows = rows.filter(unit_id__in=units_allowed(caller, READ))
    return Sight(whole, hooks.allow(caller, LEAD, row.unit_id), assessors, tuple(rows))


def read_assessed(caller: Caller, uid: str, code: str) -> Assessed:
    """Return a unit in an assessment, for who sees the whole or that unit; Refusal ``assessment_unknown`` otherwise. An
    assessor who sees neither comes by ``read_judged``."""
    row = read_assessment(caller, uid)
    found = next((each for each in sight_of(caller, row).rows if each.unit.code == code), None)
    if found is None:
        raise Refusal("assessment_unknown")
    return found


def read_judged(caller: Caller, uid: str, code: str) -> tuple[Assessed, tuple[Unit, ...]]:
    """Return a unit in an assessment with the assessing units for which the caller judges it; Refusal
    ``assessment_unknown`` for who is no assessor."""
    row = read_assessment(caller, uid)
    judging = sight_of(caller, row).judging
    found = row.assessed.select_related("unit", "assessment__unit").filter(unit__code=code).first()
    if not judging or found is None:
        raise Refusal("assessment_unknown")
    return found, judging


def sees_points(caller: Caller, assessed: Assessed) -> bool:
    """Say whether the points of a unit are for the caller by now: for the assessing unit always, for the others when the
    draft is published."""
    row = assessed.assessment
    return hooks.allow(caller, READ, row.unit_id) or row.state in SHOWN


def read_appeal(caller: Caller, uid: str) -> Appeal:
    """Return an appeal that the caller may see; Refusal ``assessment_unknown`` otherwise."""
    rows = Appeal.objects.select_related("assessed__unit", "assessed__assessment__unit")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Refusal("assessment_unknown")
    read_assessed(caller, found.assessed.assessment.uid, found.assessed.unit.code)
    return found


def read_appeal_paper(caller: Caller, pk: int) -> AppealPaper:
    """Return a paper of an appeal that the caller may see; Refusal otherwise."""
    found = AppealPaper.objects.select_related("appeal").filter(pk=pk).first()
    if found is None:
        raise Refusal("evidence_unknown")
    read_appeal(caller, found.appeal.uid)
    return found


@dataclass(frozen=True)
class Waiting:
    """What an assessment waits for from a post: ``self`` (score its unit), ``judge``, ``look`` (at its draft, to agree or to
    appeal), ``decide`` (an appeal), and for which unit."""

    what: str
    assessment: Assessment
    unit: Unit


def waiting_assessments(caller: Caller) -> list[Waiting]:
    """Return what assessments wait for from the caller's post, the one begun last first."""
    answering, judging, leading = (units_allowed(caller, verb) for verb in (ANSWER, SCORE, LEAD))
    rows = Assessed.objects.select_related("unit", "assessment__unit").order_by("-assessment_id", "pk")
    said = Said.objects.filter(kind=Said.SELF).values("assessed_id")
    own = rows.filter(unit_id__in=answering)
    found = [
        Waiting("self", each.assessment, each.unit)
        for each in own.filter(assessment__state=Assessment.OPEN).exclude(pk__in=said)
    ]
    shown = own.filter(assessment__state=Assessment.PUBLISHED, accepted_on=None, appeals=None)
    found += [Waiting("look", each.assessment, each.unit) for each in shown]
    assessors = Assessor.objects.filter(unit_id__in=judging, assessment__state=Assessment.OPEN)
    for each in assessors.select_related("unit", "assessment__unit"):
        judged = Said.objects.filter(kind=Said.JUDGEMENT, by=each.unit, assessed__assessment=each.assessment)
        has_judgement = any(item["how"] == "judgement" for item in each.assessment.scheme["items"])
        if has_judgement and judged.values("assessed_id").distinct().count() < each.assessment.assessed.count():
            found.append(Waiting("judge", each.assessment, each.unit))
    appeals = Appeal.objects.filter(decision="", assessed__assessment__unit_id__in=leading)
    for one in appeals.select_related("assessed__unit", "assessed__assessment__unit"):
        found.append(Waiting("decide", one.assessed.assessment, one.assessed.unit))
    return found
