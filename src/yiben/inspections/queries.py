"""What a caller sees of rounds: the whole of those of their own units, of the others the visits to their units, and these
not before they may be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Round, Visit, VisitPaper
from yiben.units.models import Unit, UnitLink
from yiben.units.queries import living_units, subtree_ids, units_near

READ = "inspection.read"
TREE = "administrative"


def visible_rounds(caller: Caller) -> QuerySet[Round]:
    """Return the rounds of units whose inspections the caller may read, and those in which such a unit was visited; see
    ``visible_visits`` for when a visited unit comes to know."""
    rows = Round.objects.select_related("unit")
    if caller.is_system:
        return rows
    seen = visible_visits(caller).values("round_id")
    return rows.filter(Q(unit_id__in=units_allowed(caller, READ)) | Q(pk__in=seen))


def visible_visits(caller: Caller) -> QuerySet[Visit]:
    """Return the visits that the caller may see: all of a round of their own units; of another unit's round those to their
    units, of an announced round as soon as it is begun, of an unannounced one when the visit has been made."""
    rows = Visit.objects.select_related("unit", "round__unit", "again_of")
    if caller.is_system:
        return rows
    units = units_allowed(caller, READ)
    known = Q(round__is_announced=True, again_of=None) | Q(state=Visit.DONE)
    return rows.filter(Q(round__unit_id__in=units) | Q(unit_id__in=units) & known)


def read_round(caller: Caller, uid: str) -> Round:
    """Return a round that the caller may see; Refusal ``round_unknown`` otherwise."""
    found = visible_rounds(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("round_unknown")
    return found


def read_visit(caller: Caller, uid: str) -> Visit:
    """Return a visit that the caller may see; Refusal ``visit_unknown`` otherwise."""
    found = visible_visits(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("visit_unknown")
    return found


def read_answer(caller: Caller, uid: str) -> Answer:
    """Return an answer of a visit that the caller may see; Refusal ``visit_unknown`` otherwise."""
    found = Answer.objects.select_related("visit__unit", "visit__round__unit").filter(uid=uid).first()
    if found is None or not visible_visits(caller).filter(pk=found.visit_id).exists():
        raise Refusal("visit_unknown")
    return found


def read_visit_paper(caller: Caller, pk: int) -> VisitPaper:
    """Return a photo or paper of a visit that the caller may see; Refusal ``evidence_unknown`` otherwise."""
    found = VisitPaper.objects.filter(pk=pk).first()
    if found is None or not visible_visits(caller).filter(pk=found.visit_id).exists():
        raise Refusal("evidence_unknown")
    return found


def sees_whole(caller: Caller, row: Round) -> bool:
    """Say whether the caller sees all of a round: sample, every visit, shares."""
    return hooks.allow(caller, READ, row.unit_id)


def visits_of(caller: Caller, row: Round) -> list[Visit]:
    """Return the visits of a round that the caller may see, with their answers, first visits in the order of the draw, each
    followed by its re-inspections."""
    rows = visible_visits(caller).filter(round=row).prefetch_related("answers", "papers").order_by("order", "pk")
    return list(rows)


def visits_to_make(caller: Caller) -> QuerySet[Visit]:
    """Return the visits that wait for the caller's post, the sooner the round ends the sooner."""
    units = units_allowed(caller, "inspection.visit")
    rows = Visit.objects.filter(state=Visit.PLANNED, round__unit_id__in=units)
    rows = rows.filter(Q(round__state=Round.OPEN) | Q(round__state=Round.CLOSED, again_of__isnull=False))
    return rows.select_related("unit", "round__unit").order_by("round__ends_on", "order", "pk")


def frame_of(row: Round, today: date | None = None) -> list[tuple[Unit, Unit | None]]:
    """Return the units that a round may draw, with the unit above each, by code: living ones for which the list of questions
    is, below the round's unit, or below the nearest unit above it that has any (a section visits its office's communities); of
    the kinds that the round says."""
    day, asked = today or timezone.localdate(), questions_of(row.checklist)
    if asked.applies:
        found = units_near(row.unit, asked.applies, day, TREE)
    else:
        found = list(living_units(day).filter(pk__in=subtree_ids(row.unit, TREE, day)))
    wanted = [each for each in found if each != row.unit and (not row.kinds or each.kind in row.kinds)]
    found = sorted(wanted, key=lambda each: each.code)
    links = UnitLink.objects.filter(child__in=found, tree__code=TREE, until_seq=None, to_month=None)
    above = {each.child_id: each.parent for each in links.select_related("parent")}
    return [(each, above.get(each.pk)) for each in found]


def usual_kind(unit: Unit, checklist: str, today: date) -> str:
    """Return the kind of units among which a round of a unit by a list of questions usually draws: of those that it may draw the
    most frequent kind of the uppermost ones; empty for none."""
    frame = frame_of(Round(unit=unit, checklist=checklist), today)
    known = {each for each, _parent in frame}
    counts = Counter(each.kind for each, parent in frame if parent not in known)
    return max(counts, key=lambda each: (counts[each], each)) if counts else ""


def standing_problems(answers: Iterable[Answer], today: date | None = None) -> dict[str, hooks.ProblemStanding]:
    """Return how the findings that were handed on stand, by the uid of their matter."""
    uids = [each.matter for each in answers if each.matter]
    return hooks.problems_stand(uids, today or timezone.localdate()) if uids else {}
