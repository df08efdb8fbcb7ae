"""Months that end on a cut-off day: every day counts in exactly one, closing waits for the last."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.facts import close_months, figure, record, refused
from tests.ledger.tampering import findings
from yiben.audit.callers import SYSTEM
from yiben.ledger.calendars import PostingCalendar, read_calendar
from yiben.ledger.checks.months import check_month
from yiben.ledger.closing.actions import set_cutoff
from yiben.ledger.closing.gates import gates
from yiben.ledger.models import Entry
from yiben.ledger.queries import first_open_month
from yiben.ledger.verifying import verify
from yiben.units.months import next_month

PARTICIPANTS = "base.activity_participants"
RULES = st.dictionaries(st.integers(2024, 2030), st.integers(0, 28), max_size=4)


@given(RULES, st.integers(0, 8 * 365))
def test_every_day_counts_in_exactly_one_month(rules, at):
    calendar, day = PostingCalendar(rules), date(2023, 1, 1) + timedelta(days=at)
    month = calendar.month_of(day)
    assert calendar.first_day(month) <= day <= calendar.last_day(month)
    assert calendar.first_day(next_month(month)) == calendar.last_day(month) + timedelta(days=1)
    assert calendar.month_of(day + timedelta(days=1)) in {month, next_month(month)}
    assert read_calendar(calendar.text) == calendar


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 12, 31), 202612),
        (date(2027, 1, 1), 202701),
        (date(2027, 1, 25), 202701),
        (date(2027, 1, 26), 202702),
        (date(2027, 12, 26), 202801),
        (date(2028, 12, 26), 202812),  # the next year goes back to the month's end
        (date(2029, 1, 31), 202901),
    ],
)
def test_the_edges_of_years(day, month):
    assert PostingCalendar({2027: 25, 2029: 0}).month_of(day) == month


def test_what_happens_after_the_cutoff_counts_in_the_next_month(cast):
    set_cutoff(SYSTEM, 25, 2027)
    unit = cast.unit("community")
    with time_machine.travel("2027-03-02T02:00:00Z"):
        record(unit, date(2027, 2, 25), participants=1, volunteers=1)
        late = record(unit, date(2027, 2, 26), participants=10)
    assert (late.posted_period, first_open_month([unit.pk], date(2027, 2, 26))) == (202703, 202703)
    assert figure(PARTICIPANTS, unit, "2027-02") == 1
    assert figure(PARTICIPANTS, unit, "2027-02", view="corrected") == 11
    assert verify(deep=True).is_clean


@pytest.mark.parametrize(("today", "is_over"), [(date(2027, 2, 25), False), (date(2027, 2, 26), True)])
def test_closing_waits_for_the_last_day_and_no_longer(cast, today, is_over):
    set_cutoff(SYSTEM, 25, 2027)
    found = {gate.code for gate in gates(cast.unit("community"), 202702, today)}
    assert ("month_not_over" not in found) is is_over


def test_a_year_in_which_something_counts_or_is_closed_keeps_its_months(cast):
    record(cast.unit("community"), date(2026, 3, 5))
    with refused("calendar_year_used"):
        set_cutoff(SYSTEM, 25, 2026)
    close_months(cast.unit("community"), 202701)
    with refused("calendar_year_used"):
        set_cutoff(SYSTEM, 25, 2027)
    with refused("cutoff_day"):
        set_cutoff(SYSTEM, 29, 2028)
    with refused("no_access"):
        set_cutoff(cast.caller("community_secretary"), 25, 2028)
    assert set_cutoff(SYSTEM, 25, 2028).text == "2028:25"


def test_a_december_that_is_closed_keeps_its_end(cast):
    set_cutoff(SYSTEM, 25, 2027)
    close_months(cast.unit("community"), 202712)
    with refused("calendar_year_used"):
        set_cutoff(SYSTEM, 0, 2028)
    set_cutoff(SYSTEM, 20, 2028)


def test_the_calendar_stands_in_an_entry_and_cannot_be_changed_unseen(cast):
    set_cutoff(SYSTEM, 25, 2027)
    said = json.loads(bytes(Entry.objects.latest("seq").body))
    assert said["values"] == {"do": "calendar", "from": 2027, "cutoff": 25}
    found = findings("UPDATE ledger_arrival SET calendar = '2027:20'")
    assert [each.code for each in found] == ["calendar_differs"]


def test_the_checks_of_a_month_look_at_the_days_that_count_in_it(cast):
    set_cutoff(SYSTEM, 25, 2027)
    with time_machine.travel("2027-03-02T02:00:00Z"):
        for unit in ("community", "neighbour"):
            record(cast.unit(unit), date(2027, 2, 27), theme="反诈宣传进社区活动", participants=41)
    said = {
        month: {each.doubt.code for each in check_month(cast.unit("community"), month)} for month in (202702, 202703)
    }
    assert ("check_twin" in said[202702], "check_twin" in said[202703]) == (False, True)
