"""How units stand with the reports that they owe; what is owed by a post's units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db.models import Q, QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.calendars import work_calendar
from yiben.documents.files import path_of
from yiben.errors import Refusal
from yiben.metrics.periods import parse_period
from yiben.reports.duties.actions import ANSWER, ASK
from yiben.reports.duties.turns import Turn, turns
from yiben.reports.models import Duty, HandedIn
from yiben.units.models import Unit

State = Literal["owed", "late", "handed_in", "taken", "sent_back"]
MOST_TURNS = 12


@dataclass(frozen=True)
class Stand:
    """How a unit stands with a turn: what it handed in last (None: nothing), and whether that was in time."""

    unit: Unit
    turn: Turn
    handed: HandedIn | None
    state: State
    is_late: bool

    @property
    def is_owed(self) -> bool:
        """Whether the unit still has to do something."""
        return self.state in ("owed", "late", "sent_back")


def visible_duties(caller: Caller) -> QuerySet[Duty]:
    """Return the duties of units for which the caller sets tasks, and those that ask a unit for which it answers."""
    rows = Duty.objects.select_related("unit").prefetch_related("units")
    if caller.is_system:
        return rows
    asks, answers = units_allowed(caller, ASK), units_allowed(caller, ANSWER)
    return rows.filter(Q(unit_id__in=asks) | Q(units__in=answers)).distinct()


def read_duty(caller: Caller, uid: str) -> Duty:
    """Return a duty that the caller may see; Refusal ``duty_unknown`` otherwise."""
    found = visible_duties(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("duty_unknown")
    return found


def asks(caller: Caller, duty: Duty) -> bool:
    """Say whether the caller looks after the duty."""
    return caller.is_system or duty.unit_id in units_allowed(caller, ASK)


def turns_of(duty: Duty, today: date) -> list[Turn]:
    """Return the turns of a duty that have come, latest first, at most ``MOST_TURNS``."""
    until = min(today, duty.ended_on) if duty.ended_on else today
    return list(turns(duty.every, duty.due_days, duty.begins_on, until, work_calendar()))[::-1][:MOST_TURNS]


def turn_of(duty: Duty, period: str, today: date) -> Turn:
    """Return the turn of a period; Refusal ``duty_turn_unknown`` when there is none."""
    wanted = parse_period(period)
    found = next((each for each in turns_of(duty, today) if each.period == wanted), None)
    if found is None:
        raise Refusal("duty_turn_unknown", period=wanted.text)
    return found


def stands_of(duty: Duty, today: date) -> dict[str, list[Stand]]:
    """Return how the units stand with each turn, by period, latest first; units in official order."""
    last: dict[tuple[str, int], HandedIn] = {}
    for row in duty.handed_in.order_by("pk"):
        last[row.period, row.unit_id] = row
    units = sorted(duty.units.all(), key=lambda unit: (unit.order, unit.code))
    found: dict[str, list[Stand]] = defaultdict(list)
    for turn in turns_of(duty, today):
        for unit in units:
            found[turn.period.text].append(_stand(unit, turn, last.get((turn.period.text, unit.pk)), today))
    return dict(found)


def owed_by(caller: Caller, today: date) -> list[tuple[Duty, Stand]]:
    """Return what the units for which the caller answers owe now, the most pressing first."""
    answers = units_allowed(caller, ANSWER)
    found = [
        (duty, stand)
        for duty in visible_duties(caller).filter(ended_on=None)
        for stands in stands_of(duty, today).values()
        for stand in stands
        if stand.unit.pk in answers and stand.is_owed
    ]
    return sorted(found, key=lambda pair: (pair[1].turn.due_on, pair[1].unit.order))


def handed_file(handed: HandedIn) -> bytes:
    """Return the file that was handed in."""
    return path_of(Path(settings.DOCUMENT_FOLDER), handed.digest).read_bytes()


def own_file(handed: HandedIn) -> bytes:
    """Return the unit's own file that was handed in with a report; Refusal ``duty_no_file`` where there is none."""
    if not handed.own_digest:
        raise Refusal("duty_no_file")
    return path_of(Path(settings.DOCUMENT_FOLDER), handed.own_digest).read_bytes()


def _stand(unit: Unit, turn: Turn, handed: HandedIn | None, today: date) -> Stand:
    on = None if handed is None else handed.on
    is_late = (on or today) > turn.due_on
    if handed is None:
        state: State = "late" if is_late else "owed"
    else:
        names: dict[str, State] = {
            HandedIn.WAITING: "handed_in",
            HandedIn.TAKEN: "taken",
            HandedIn.SENT_BACK: "sent_back",
        }
        state = names[handed.state]
    return Stand(unit, turn, handed, state, is_late)
