"""What a document says of a deadline becomes days, or a question."""

from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.rules.calendars import shipped_calendar
from yiben.tasks import lights, recurring
from yiben.tasks.deadlines import resolve_deadline
from yiben.tasks.lights import Standing, light_of
from yiben.tasks.recurring import read_recurrence, slots

WORK, BASE = shipped_calendar(), date(2026, 3, 2)


@pytest.mark.parametrize("module", [recurring, lights])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("stated", "due"),
    [
        ("2026-07-24", date(2026, 7, 24)),
        ("--07-24", date(2026, 7, 24)),
        ("2026-06", date(2026, 6, 30)),
        ("--06", date(2026, 6, 30)),
        ("2026", date(2026, 12, 31)),
        ("--06-01/--07-30", date(2026, 7, 30)),
        ("--12-17/--01-20", date(2027, 1, 20)),
        ({"relative": "收到通知后5个工作日内"}, date(2026, 3, 9)),
    ],
)
def test_a_stated_deadline_has_a_last_day(stated, due):
    assert resolve_deadline(stated, base=BASE, work=WORK).due_on == due


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ({"relative": "选举日前3天"}, "deadline_relative"),
        ({"recurrence": "经常"}, "recurrence_unreadable"),
        ("2026-10-03", "deadline_day_off"),
        ("2026-07-30/2026-06-01", "deadline_before_start"),
        ("2026-02-31", "deadline_unreadable"),
    ],
)
def test_what_cannot_be_followed_is_asked(stated, problem):
    assert problem in resolve_deadline(stated, base=BASE, work=WORK).problems


def test_a_year_without_its_notice_is_provisional():
    assert resolve_deadline("2027-03-31", base=BASE, work=WORK).is_provisional


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("每季度一次", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]),
        ("每半年", ["2026H1", "2026H2"]),
        ("每两个月召开一次", ["2026-01", "2026-03", "2026-05", "2026-07", "2026-09", "2026-11"]),
        ("每年一次", ["2026"]),
    ],
)
def test_a_recurring_duty_has_its_slots(text, labels):
    found = slots(read_recurrence(text), date(2026, 1, 1), date(2026, 12, 31))
    assert [slot.label for slot in found] == labels


def test_a_day_of_the_month_is_the_last_day_of_its_slot():
    found = slots(read_recurrence("每月30日前"), date(2026, 1, 1), date(2026, 3, 31))
    assert [slot.due_on.isoformat() for slot in found] == ["2026-01-30", "2026-02-28", "2026-03-30"]


@given(text=st.text(alphabet="每隔个月季度半年周日一二两三次前底0123456789", max_size=12))
def test_no_phrase_makes_the_reading_of_recurrences_fail(text):
    recurrence = read_recurrence(text)
    if recurrence is not None:
        assert len(slots(recurrence, date(2026, 1, 1), date(2026, 12, 31))) <= 366


@pytest.mark.parametrize(
    ("standing", "light"),
    [
        (Standing(False, None, None), "open"),
        (Standing(False, None, date(2026, 3, 1)), "red"),
        (Standing(True, None, date(2026, 3, 1)), "green"),
        (Standing(False, None, date(2026, 3, 1), target=2, achieved=2), "green"),
        (Standing(False, None, date(2026, 3, 9)), "yellow"),
        (Standing(False, None, date(2026, 6, 9), missing=1), "red"),
        (Standing(False, date(2026, 1, 1), date(2026, 4, 1), target=10, achieved=1), "yellow"),
        (Standing(False, date(2026, 1, 1), date(2026, 4, 1), target=10, achieved=6), "green"),
    ],
)
def test_the_light_follows_the_stated_rule(standing, light):
    assert light_of(standing, date(2026, 3, 2)).light == light
