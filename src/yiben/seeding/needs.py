"""What the demo knows of residents' needs: visits with their promises, surveys, registers, an analysis (``demo/needs.yaml``)."""

from __future__ import annotations

import uuid
from datetime import date, time, timedelta
from typing import Any

from yiben.analyses.actions import hand_to_meeting, write_notes
from yiben.analyses.looking import look_at
from yiben.analyses.queries import Note, agenda_lines, notes_of
from yiben.catalog.queries import catalogue
from yiben.ledger.actions import record_entry
from yiben.ledger.appending import Appended
from yiben.meetings.actions import Plan, add_members, call_meeting, open_body, plan_meeting
from yiben.meetings.models import Meeting
from yiben.metrics.periods import month_period
from yiben.metrics.scopes import Scope
from yiben.promises.actions import keep_promise
from yiben.promises.queries import read_promise
from yiben.registers.actions import enter_item
from yiben.registers.queries import register_of
from yiben.seeding.matters import caller_who_may
from yiben.units.months import month_of
from yiben.units.queries import find_unit

_NAMES = uuid.UUID("b7f1c9d2-3a50-5e3b-9a10-77c2a1f0d5c4")
REGISTER = "community_organisations"


def tell_needs(spec: dict[str, Any], today: date) -> int:
    """Record visits, households and surveys, keep the register, write the analysis and plan its meeting; return how many
    records there are. Days are counted back from today."""
    made = [each for at, row in enumerate(spec["visits"]) for each in _visit(row, at, today)]
    for at, row in enumerate(spec["profiles"]):
        given = {name: str(row[name]) for name in ("households", "residents", "source")}
        made.append(_record("profile", row, given, f"profile-{at}", today))
    for at, row in enumerate(spec["surveys"]):
        given = {"services": row["services"], "age_band": row["age_band"], "round": row.get("round", "first")}
        made += [_record("service_survey", row, given, f"survey-{at}-{turn}", today) for turn in range(row["times"])]
    for row in spec["organisations"]:
        unit = find_unit(row["unit"])
        answers = {each.id: row[each.id] for each in register_of(REGISTER).fields if each.id in row}
        enter_item(
            caller_who_may(row["by"], "register.change", unit.pk), register_of(REGISTER), unit, row["title"], answers
        )
    _analyse(spec, today)
    return len(made)


def _visit(row: dict[str, Any], at: int, today: date) -> list[Appended]:
    given: dict[str, Any] = {"reason": "民情走访", "kind": "listening", "households": "1", "needs": row["needs"]}
    given |= {name: row[name] for name in ("address", "said") if name in row}
    if "promised" in row:
        by = today - timedelta(days=row["ago"] - row["due"])
        given |= {"has_promise": "yes", "promised": row["promised"], "promise_by": by.isoformat()}
    made = [_record("home_visit", row, given, f"visit-{at}-{turn}", today) for turn in range(row.get("times", 1))]
    if "kept" in row:
        who = caller_who_may(row["by"], "entry.record", find_unit(row["unit"]).pk)
        on = today - timedelta(days=row["ago"] - row["kept"])
        keep_promise(who, read_promise(who, made[0].seq, today), on=on, note=row["note"])
    return made


def _record(book: str, row: dict[str, Any], values: dict[str, Any], name: str, today: date) -> Appended:
    unit = find_unit(row["unit"])
    return record_entry(
        caller_who_may(row["by"], "entry.record", unit.pk),
        uid=str(uuid.uuid5(_NAMES, name)),
        book=book,
        unit=unit,
        on=today - timedelta(days=row["ago"]),
        values=values,
        may_post_late=True,
    )


def _analyse(spec: dict[str, Any], today: date) -> None:
    row = spec["body"]
    unit = find_unit(row["unit"])
    caller = caller_who_may(row["by"], "meeting.call", unit.pk)
    since = today - timedelta(days=row["since"])
    body = open_body(caller, unit, row["kind"], row["name"], on=since)
    add_members(caller, body, [row["chair"]], on=since, role="chair")
    add_members(caller, body, [each for each in row["members"] if each != row["chair"]], on=since)
    planned = spec["meeting"]
    on = today + timedelta(days=planned["ahead"])
    plan = Plan(
        planned["title"],
        on,
        [body],
        at=time.fromisoformat(planned["at"]),
        place=planned["place"],
        agenda=planned["agenda"],
    )
    meeting: Meeting = plan_meeting(caller, plan)
    key = next(iter(catalogue().analyses))
    period = month_period(month_of(today))
    notes = {each["need"]: Note(each["causes"], each["measures"], each["chosen"]) for each in spec["notes"]}
    kept = write_notes(caller, key, unit, period, notes, revision=0)
    lines = agenda_lines(look_at(key, Scope(unit, period)).needs, notes_of(kept))
    meeting = hand_to_meeting(caller, kept, meeting, lines)
    call_meeting(caller, meeting, on=today, revision=meeting.revision)
