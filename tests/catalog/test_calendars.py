"""A year's holidays come when their notice comes; until then deadlines are provisional."""

from __future__ import annotations

import json
from datetime import date

import pytest

from yiben.errors import Refusal

NOTICE = {
    "year": 2027,
    "papers": ["国务院办公厅关于2027年部分节假日安排的通知"],
    "days": [{"date": "2027-01-01", "isOffDay": True}, {"date": "2027-01-03", "isOffDay": False}],
}


def take(caller, content):
    from yiben.catalog.actions import import_year

    return import_year(caller, json.dumps(content).encode())


def test_an_imported_year_decides_about_its_days(cast):
    from yiben.catalog.calendars import work_calendar

    assert work_calendar().is_provisional(date(2027, 1, 3))
    take(cast.caller("system_admin"), NOTICE)
    assert work_calendar().is_workday(date(2027, 1, 3))
    assert not work_calendar().is_provisional(date(2027, 1, 3))


def test_the_same_notice_again_changes_nothing(cast):
    from yiben.catalog.models import HolidayYear

    for _turn in range(2):
        take(cast.caller("system_admin"), NOTICE)
    assert HolidayYear.objects.count() == 1


@pytest.mark.parametrize("content", [{}, [], {"year": 2027, "days": []}, {"year": "x", "days": [{}]}, "2027"])
def test_what_is_no_year_of_holidays_is_refused(cast, content):
    with pytest.raises(Refusal, match="calendar_unreadable"):
        take(cast.caller("system_admin"), content)


def test_only_the_systems_administrator_imports(cast):
    with pytest.raises(Refusal, match="no_access"):
        take(cast.caller("community_secretary"), NOTICE)


def test_a_deadline_counted_before_the_notice_is_named(cast):
    from yiben.tasks.actions import TaskTerms, set_task
    from yiben.tasks.queries import provisional_tasks

    terms = TaskTerms(title="报送", unit=cast.unit("community"), due_on=date(2027, 1, 8), is_provisional=True)
    set_task(cast.caller("subdistrict_officer"), terms, source_kind="plan", source="x", charge=cast.unit("subdistrict"))
    assert [task.title for task in provisional_tasks(2027)] == ["报送"]
    assert not provisional_tasks(2028)
