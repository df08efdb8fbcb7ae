"""Days are counted as 民法典 §§201–203 say; holidays never shorten a period."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.rules import calendars, comparing, counting
from yiben.rules.calendars import WorkCalendar, YearNotice, read_holiday_json, shipped_calendar

WORK = shipped_calendar()
DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize("module", [calendars, comparing, counting])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_workdays_as_its_notice_says(year, workdays):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    assert sum(WORK.is_workday(day) for day in days if day.year == year) == workdays


def test_a_make_up_day_is_worked_and_the_holiday_beside_it_is_not():
    assert WORK.is_workday(date(2026, 2, 14))
    assert not WORK.is_workday(date(2026, 2, 16))


def test_a_year_without_its_notice_is_provisional_but_knows_the_statute():
    assert WORK.is_provisional(date(2027, 10, 1))
    assert not WORK.is_workday(date(2027, 10, 1))
    assert not WORK.is_provisional(date(2026, 10, 1))


def test_a_loaded_notice_replaces_the_guess():
    days = [{"date": "2027-10-08", "isOffDay": True}, {"date": "2027-10-09", "isOffDay": False}]
    loaded = WORK.with_notice(read_holiday_json({"year": 2027, "papers": ["通知"], "days": days}))
    assert (loaded.is_workday(date(2027, 10, 8)), loaded.is_workday(date(2027, 10, 9))) == (False, True)
    assert not loaded.is_provisional(date(2027, 10, 8))


@pytest.mark.parametrize("data", [{}, {"year": 2027, "days": []}, {"year": "x", "days": [{}]}])
def test_a_file_that_is_no_notice_is_refused(data):
    with pytest.raises(ValueError, match="year"):
        read_holiday_json(data)


def test_the_day_of_the_event_is_not_counted():
    assert counting.after_days(date(2026, 11, 2), 1, WORK).on == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 30), 3, date(2027, 3, 1)),  # 02-28 is a Sunday in 2027
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 7, 10), 3, date(2024, 10, 10)),
        (date(2024, 7, 4), 3, date(2024, 10, 8)),  # 10-04 lies in the holiday
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, months, last):
    assert counting.after_months(start, months, WORK).on == last


def test_a_notice_before_a_day_is_never_moved_towards_it():
    deadline = counting.days_before(date(2026, 10, 25), 20, WORK)
    assert deadline.counted_to == date(2026, 10, 5)
    assert deadline.on == date(2026, 9, 30)


@pytest.mark.parametrize(("gap", "outcome"), [(19, "fail"), (20, "warn"), (21, "pass")])
def test_exactly_in_time_passes_with_a_caution(gap, outcome):
    event = date(2026, 11, 30)
    verdict = counting.judge_notice(event, event - timedelta(days=gap), 20, "list_notice", "居委会组织法 §17")
    assert (verdict.outcome, verdict.computed["gap"]) == (outcome, gap)


@given(start=DAYS, days=st.integers(1, 60), holiday=DAYS)
def test_a_clock_never_gets_shorter_by_a_holiday(start, days, holiday):
    added = YearNotice(
        holiday.year,
        "test",
        WORK.notices[holiday.year].off | {holiday},
        WORK.notices[holiday.year].work - {holiday},
    )
    longer: WorkCalendar = WORK.with_notice(added)
    for count in (counting.after_days, counting.after_workdays, counting.after_months):
        number = min(days, 12) if count is counting.after_months else days
        assert count(start, number, longer).on >= count(start, number, WORK).on


@given(start=DAYS, days=st.integers(1, 40))
def test_a_last_day_is_worked_and_not_before_what_was_counted(start, days):
    for deadline in (counting.after_days(start, days, WORK), counting.after_workdays(start, days, WORK)):
        assert WORK.is_workday(deadline.on)
        assert deadline.on >= deadline.counted_to


@given(part=st.integers(0, 500), whole=st.integers(1, 500), n=st.integers(1, 4), d=st.integers(1, 5))
def test_the_smallest_numbers_are_the_borders(part, whole, n, d):
    assert comparing.at_least(part, whole, n, d) == (part >= comparing.smallest_at_least(whole, n, d))
    assert comparing.more_than(part, whole, n, d) == (part >= comparing.smallest_more_than(whole, n, d))


def test_a_negative_count_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="negative"):
        comparing.at_least(-1, 10, 1, 2)
