"""An analysis counts what is needed from the ledger alone, takes what hands write, and goes to a meeting."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.matters.cases import ISSUE, assigned, issue, refused, step
from tests.meetings.cases import body, plan
from tests.promises.cases import TODAY, visit
from yiben.analyses.actions import hand_to_meeting, write_notes
from yiben.analyses.looking import Looked, look_at
from yiben.analyses.queries import Note, agenda_lines, meetings_for, notes_of, read_analysis
from yiben.errors import Conflict
from yiben.ledger.actions import record_entry
from yiben.ledger.models import Closing
from yiben.meetings.actions import plan_meeting
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope

pytestmark = pytest.mark.django_db
KEY = "base.residents_needs"
MAY = parse_period("2026-05")


def looked(cast, unit: str = "community", period: str = "2026-05") -> Looked:
    return look_at(KEY, Scope(cast.unit(unit), parse_period(period)))


def counts(cast, *given: str, **where: str) -> dict[str, int]:
    return {each.need.id: each.value for each in looked(cast, **where).needs if each.value}


def surveyed(cast, services: list[str], on: date = TODAY, first: str = "first") -> None:
    values = {"services": services, "age_band": "elders", "round": first}
    who = cast.caller("community_worker")
    record_entry(who, uid=str(uuid.uuid4()), book="service_survey", unit=cast.unit("community"), on=on, values=values)


def test_a_need_is_counted_from_matters_visits_and_the_survey(cast):
    issue(cast)
    visit(cast)
    surveyed(cast, ["meals", "repairs"])
    assert counts(cast) == {"facility": 2, "safety": 1, "meals": 1, "repairs": 1}
    assert looked(cast).needs[0].need.id == "facility"
    assert counts(cast, unit="subdistrict") == counts(cast)
    assert counts(cast, unit="foreign") == {}


def test_a_need_stands_beside_the_period_before_and_last_year(cast):
    visit(cast, on=date(2026, 4, 9))
    visit(cast, on=date(2025, 5, 9))
    visit(cast)
    visit(cast)
    safety = next(each for each in looked(cast).needs if each.need.id == "safety")
    assert (safety.value, safety.before, safety.year_before) == (2, 1, 1)


def test_what_nobody_recorded_is_no_number(cast):
    visit(cast, on=date(2024, 5, 9))
    visit(cast)
    safety = next(each for each in looked(cast).needs if each.need.id == "safety")
    assert (safety.value, safety.before, safety.year_before) == (1, None, None)
    heard = next(each for each in looked(cast).figures if each.figure.metric_id == "base.households_heard")
    assert (heard.figure.value, heard.before, heard.year_before) == (1, None, None)


def test_what_one_of_two_books_did_not_hold_then_is_no_growth(cast):
    visit(cast, on=date(2025, 5, 9))
    visit(cast)
    both = next(each for each in looked(cast).needs if each.need.id == "safety")
    assert (both.value, both.year_before) == (1, 1)
    answers = {**ISSUE, "topic": "safety"}
    issue(cast, answers=answers)
    grown = next(each for each in looked(cast).needs if each.need.id == "safety")
    assert (grown.value, grown.year_before) == (2, None)


def test_a_month_that_is_not_over_stands_beside_as_many_days(cast):
    visit(cast, on=date(2025, 5, 20))
    visit(cast, on=date(2025, 5, 21))
    visit(cast, on=date(2026, 4, 30))
    visit(cast)
    found = looked(cast)
    safety = next(each for each in found.needs if each.need.id == "safety")
    assert (found.is_running, found.year_before.text, found.before.end) == (
        True, "2025-05-01..2025-05-20", date(2026, 4, 20),
    )  # fmt: skip
    assert (safety.value, safety.before, safety.year_before) == (1, None, 1)
    assert looked(cast, period="2026-04").is_running is False


def test_days_to_answer_are_counted_from_the_day_it_came(cast):
    matter = assigned(cast, issue(cast, came_on=date(2026, 5, 14)))
    matter = step(cast.caller("community_worker"), matter, "accept")
    step(cast.caller("community_worker"), matter, "reply", words="修好了。", answers={"outcome": "solved"})
    each = next(row for row in looked(cast).figures if row.figure.metric_id == "base.issue_answer_days_each")
    assert each.figure.value == 60  # 6 days, kept to one decimal


def test_households_reached_are_a_share_of_those_that_live_there(cast):
    who, unit = cast.caller("community_worker"), cast.unit("community")
    record_entry(who, uid=str(uuid.uuid4()), book="profile", unit=unit, on=TODAY, values={"households": "50"})
    surveyed(cast, ["meals"])
    surveyed(cast, ["meals"], first="again")
    each = next(row for row in looked(cast).figures if row.figure.metric_id == "base.households_surveyed_rate")
    assert each.figure.value == 20  # 1 of 50


def test_the_map_tells_units_and_services_apart(cast):
    surveyed(cast, ["meals", "legal"])
    found = looked(cast, unit="subdistrict").map
    rows = {
        unit.short_name if unit else "": dict(zip((each.id for each in found.choices), numbers, strict=True))
        for unit, numbers in found.rows
    }
    assert (rows["枫林社区"]["meals"], rows["桥西社区"]["meals"], rows[""]["legal"]) == (1, 0, 1)


def test_what_is_written_is_kept_and_never_overwritten_unseen(cast):
    who, unit = cast.caller("community_worker"), cast.unit("community")
    kept = write_notes(who, KEY, unit, MAY, {"safety": Note("线路老化", "分批更换", True)}, revision=0)
    assert notes_of(kept)["safety"] == Note("线路老化", "分批更换", True)
    with pytest.raises(Conflict) as caught:
        write_notes(who, KEY, unit, MAY, {"safety": Note("别的")}, revision=0)
    assert caught.value.code == "analysis_changed"
    with refused("no_access"):
        write_notes(cast.caller("leader"), KEY, unit, MAY, {}, revision=1)
    with refused("analysis_unknown"):
        read_analysis(cast.caller("foreign_secretary"), kept.uid)


def test_chosen_needs_go_to_the_agenda_once(cast):
    visit(cast)
    who, unit = cast.caller("community_secretary"), cast.unit("community")
    meeting = plan_meeting(who, plan(body(cast, "needs_analysis"), agenda=["上月措施落实情况"]))
    kept = write_notes(who, KEY, unit, MAY, {"safety": Note("线路老化。", "分批更换", True)}, revision=0)
    lines = agenda_lines(looked(cast).needs, notes_of(kept))
    assert lines == ["安全隐患（1件次）：原因，线路老化；措施，分批更换"]
    hand_to_meeting(who, kept, meeting, lines)
    meeting.refresh_from_db()
    hand_to_meeting(who, kept, meeting, lines)
    assert list(meeting.agenda.values_list("title", flat=True)) == ["上月措施落实情况", *lines]


def test_a_meeting_of_another_kind_or_without_a_need_takes_nothing(cast):
    who, unit = cast.caller("community_secretary"), cast.unit("community")
    kept = write_notes(who, KEY, unit, MAY, {}, revision=0)
    meeting = plan_meeting(who, plan(body(cast)))
    with refused("analysis_nothing_chosen"):
        hand_to_meeting(who, kept, meeting, [])
    with refused("meeting_unknown"):
        hand_to_meeting(who, kept, meeting, ["安全隐患"])
    assert meetings_for(who, unit, "needs_analysis") == []


def test_months_handed_in_with_nothing_to_tell_are_a_0(cast):
    unit = cast.unit("community")
    for month in range(202501, 202506):
        Closing.objects.create(unit=unit, month=month, state=Closing.CLOSED)
    visit(cast)
    safety = next(each for each in looked(cast, period="2026").needs if each.need.id == "safety")
    assert (safety.value, safety.year_before) == (1, 0)
    assert next(each for each in looked(cast).needs if each.need.id == "safety").before is None
