"""Writing causes and measures, and handing the chosen needs to the agenda of a meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from yiben.analyses.looking import analysis_of
from yiben.analyses.models import Analysis, NeedNote
from yiben.analyses.queries import WRITE, Note
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Conflict, Refusal
from yiben.meetings.actions import change_agenda
from yiben.meetings.models import Meeting
from yiben.metrics.periods import Period
from yiben.units.models import Unit

LONGEST = 2000


@transaction.atomic
def write_notes(
    caller: Caller, key: str, unit: Unit, period: Period, notes: Mapping[str, Note], *, revision: int
) -> Analysis:
    """Keep what was written of the needs of an analysis and return it; needs that are not named stay as they are.

    ``revision`` is that which the user saw: another hand meanwhile is Conflict ``analysis_changed``.
    """
    hooks.require(caller, WRITE, unit.pk)
    known = {each.id for each in analysis_of(key).needs}
    Unit.objects.select_for_update().get(pk=unit.pk)
    analysis, _is_new = Analysis.objects.get_or_create(key=key, unit=unit, period=period.text)
    if analysis.revision != revision:
        raise Conflict("analysis_changed")
    for need, note in notes.items():
        if need not in known:
            raise Refusal("values", fields=[("need", "unknown_choice", {"typed": need})])
        words = {"causes": note.causes.strip()[:LONGEST], "measures": note.measures.strip()[:LONGEST]}
        NeedNote.objects.update_or_create(
            analysis=analysis,
            need=need,
            defaults={"words": words, "is_chosen": note.is_chosen, "person": caller.person},
        )
    analysis.revision += 1
    analysis.save(update_fields=["revision"])
    log(caller, "analysis.write", analysis.uid, period=period.text)
    return analysis


@transaction.atomic
def hand_to_meeting(caller: Caller, analysis: Analysis, meeting: Meeting, lines: Sequence[str]) -> Meeting:
    """Put lines on the agenda of a meeting behind what stands there, and keep that it took the analysis. A line that stands
    there is not put a second time. Refuses ``analysis_nothing_chosen``."""
    hooks.require(caller, WRITE, analysis.unit_id)
    if not lines:
        raise Refusal("analysis_nothing_chosen")
    if meeting.kind != analysis_of(analysis.key).meeting or meeting.unit_id != analysis.unit_id:
        raise Refusal("meeting_unknown")
    own = list(meeting.agenda.filter(resolution=None).values_list("title", flat=True))
    added = [each for each in lines if each not in own]
    if added:
        meeting = change_agenda(caller, meeting, [*own, *added], revision=meeting.revision)
    kept = Analysis.objects.select_for_update().get(pk=analysis.pk)
    kept.meeting = meeting
    kept.save(update_fields=["meeting"])
    log(caller, "analysis.hand", kept.uid, meeting=meeting.uid)
    return meeting
