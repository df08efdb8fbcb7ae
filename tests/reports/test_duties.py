"""Reports that units owe turn by turn: due days, handing in, taking, sending back, the late named."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.facts import record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.canonical import digest
from yiben.metrics.periods import parse_period
from yiben.reports.duties.actions import begin_duty, end_duty, hand_in, send_back, take
from yiben.reports.duties.queries import handed_file, owed_by, read_duty, stands_of, turn_of, visible_duties
from yiben.reports.duties.turns import MONTHS_OF, turns
from yiben.rules.calendars import shipped_calendar
from yiben.units.months import months_apart

REPORT = "safe_community/annual"
APRIL = parse_period("2026-04")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path


@pytest.fixture
def duty(cast):
    units = [cast.unit("community"), cast.unit("neighbour")]
    given = {"every": "month", "due_days": 5, "begins_on": date(2026, 3, 10)}
    return begin_duty(
        cast.caller("subdistrict_officer"), report=REPORT, unit=cast.unit("subdistrict"), units=units, **given
    )


def states(duty, period: str, on: str) -> list[str]:
    return [each.state for each in stands_of(duty, date.fromisoformat(on))[period]]


@given(
    st.sampled_from(sorted(MONTHS_OF)),
    st.integers(1, 60),
    st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    st.integers(0, 900),
)
def test_turns_follow_one_another_without_a_gap_and_are_due_after_their_end(every, days, first, later):
    until = date.fromordinal(first.toordinal() + later)
    found = list(turns(every, days, first, until, shipped_calendar()))
    for each in found:
        assert months_apart(*each.period.months) + 1 == MONTHS_OF[every]
        assert each.period.end < until
        assert (each.due_on - each.period.end).days >= days
    for one, next_ in itertools.pairwise(found):
        assert next_.period.start.toordinal() == one.period.end.toordinal() + 1


def test_a_day_off_moves_the_day_on_which_a_report_is_due(duty):
    assert turn_of(duty, "2026-04", date(2026, 5, 20)).due_on == date(2026, 5, 6)  # 5 May is still a holiday


def test_what_is_owed_becomes_late_and_is_settled_when_it_was_taken(cast, duty):
    secretary, officer = cast.caller("community_secretary"), cast.caller("subdistrict_officer")
    assert states(duty, "2026-04", "2026-05-04") == ["owed", "owed"]
    assert states(duty, "2026-04", "2026-05-09") == ["late", "late"]
    record(cast.unit("community"), date(2026, 4, 8), participants=40)
    with time_machine.travel("2026-05-05T02:00:00Z"):
        handed = hand_in(secretary, duty, cast.unit("community"), APRIL, remark="雨天多，活动少。")
    assert digest(handed_file(handed)) == handed.digest
    take(officer, handed)
    assert states(duty, "2026-04", "2026-05-09") == ["taken", "late"]
    with refused("duty_taken"):
        hand_in(secretary, duty, cast.unit("community"), APRIL)


def test_what_is_sent_back_is_owed_again_with_its_reason(cast, duty):
    secretary, officer = cast.caller("community_secretary"), cast.caller("subdistrict_officer")
    handed = hand_in(secretary, duty, cast.unit("community"), APRIL)
    with refused("values"):
        send_back(officer, handed, " ")
    send_back(officer, handed, "第三项的数偏低，请核实")
    (owed,) = [each for _duty, each in owed_by(secretary, date(2026, 5, 20)) if each.turn.period == APRIL]
    assert (owed.state, owed.handed.reason) == ("sent_back", "第三项的数偏低，请核实")
    again = hand_in(secretary, duty, cast.unit("community"), APRIL)
    with refused("duty_decided"):
        take(officer, handed)
    assert take(officer, again).state == "taken"


def test_who_is_not_concerned_neither_sees_nor_hands_in_nor_decides(cast, duty):
    handed = hand_in(cast.caller("community_secretary"), duty, cast.unit("community"), APRIL)
    for name in ("foreign_secretary", "partner", "resident", "outsider", "system_admin"):
        assert not visible_duties(cast.caller(name)).exists()
        with refused("duty_unknown"):
            read_duty(cast.caller(name), duty.uid)
        with refused("no_access"):
            hand_in(cast.caller(name), duty, cast.unit("community"), APRIL)
    with refused("no_access"):
        take(cast.caller("community_secretary"), handed)
    with refused("no_access"):
        hand_in(cast.caller("community_secretary"), duty, cast.unit("neighbour"), APRIL)
    with refused("duty_not_asked"):
        hand_in(SYSTEM, duty, cast.unit("foreign"), APRIL)


def test_a_duty_that_has_ended_asks_for_no_further_turn(cast, duty):
    with time_machine.travel("2026-05-20T02:00:00Z"):
        end_duty(SYSTEM, duty)
    assert max(stands_of(duty, date(2026, 9, 1))) == "2026-04"
    with refused("duty_closed"):
        hand_in(cast.caller("community_secretary"), duty, cast.unit("community"), APRIL)


@pytest.mark.parametrize(
    "wrong", [{"every": "week"}, {"due_days": 0}, {"due_days": None}, {"begins_on": None}, {"units": []}]
)
def test_what_is_missing_in_a_duty_is_said_beside_its_field(cast, wrong):
    given = {"report": REPORT, "unit": cast.unit("subdistrict"), "units": [cast.unit("community")], "every": "month"}
    with refused("values"):
        begin_duty(SYSTEM, **{**given, "due_days": 5, "begins_on": date(2026, 1, 1), **wrong})
