"""What was written in an analysis, the meetings that can take it, the lines it gives to an agenda."""

from __future__ import annotations

from dataclasses import dataclass

from yiben.analyses.looking import NeedCount
from yiben.analyses.models import Analysis
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.meetings.models import Body, Meeting
from yiben.meetings.queries import visible_bodies, visible_meetings
from yiben.units.models import Unit

READ, WRITE = "figure.read", "analysis.write"
LONGEST_LINE = 300


@dataclass(frozen=True)
class Note:
    """What is written of a need."""

    causes: str = ""
    measures: str = ""
    is_chosen: bool = False


def written(key: str, unit: Unit, period: str) -> Analysis | None:
    """Return what was written for a unit and period, None when nothing was."""
    return Analysis.objects.select_related("unit", "meeting").filter(key=key, unit=unit, period=period).first()


def read_analysis(caller: Caller, uid: str) -> Analysis:
    """Return an analysis of a unit whose figures the caller may read; Refusal ``analysis_unknown`` otherwise."""
    found = Analysis.objects.select_related("unit", "meeting").filter(uid=uid).first()
    if found is None or not hooks.allow(caller, READ, found.unit_id):
        raise Refusal("analysis_unknown")
    return found


def notes_of(analysis: Analysis | None) -> dict[str, Note]:
    """Return what is written, by need."""
    if analysis is None:
        return {}
    return {
        each.need: Note(str(each.words.get("causes", "")), str(each.words.get("measures", "")), each.is_chosen)
        for each in analysis.notes.all()
    }


def meetings_for(caller: Caller, unit: Unit, kind: str) -> list[Meeting]:
    """Return the meetings of a unit that are of this kind, not held yet, the soonest first."""
    rows = visible_meetings(caller).filter(unit=unit, kind=kind, state__in=(Meeting.PLANNED, Meeting.CALLED))
    return list(rows.order_by("planned_on", "pk"))


def body_for(caller: Caller, unit: Unit, kind: str) -> Body | None:
    """Return the unit's body that holds meetings of this kind, None when it keeps none."""
    return visible_bodies(caller).filter(unit=unit, kind=kind).first()


def agenda_lines(needs: tuple[NeedCount, ...], notes: dict[str, Note]) -> list[str]:
    """Return one line of an agenda for each chosen need, in the order of their numbers: how often, causes, measures."""
    found = []
    for each in needs:
        note = notes.get(each.need.id, Note())
        if not note.is_chosen:
            continue
        line = f"{each.need.label}（{each.value}件次）"
        line += f"：原因，{_flat(note.causes)}" if note.causes else ""
        line += f"；措施，{_flat(note.measures)}" if note.measures else ""
        found.append(line[:LONGEST_LINE])
    return found


def _flat(text: str) -> str:
    return " ".join(text.split()).rstrip("。；")
