"""A leader's duty report (述职): of the post, from its unit's records and tasks, with what the post wrote by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import record
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.reports.actions import download_report, write_by_hand
from yiben.reports.queries import render_report
from yiben.reports.verifying import verify_report

KEY = "base/duty_report"


@pytest.fixture
def scope(cast: Cast) -> Scope:
    from yiben.tasks.actions import TaskTerms, set_task

    record(cast.unit("community"), date(2026, 3, 9))
    for title, due in (("整治楼道堆物", date(2026, 4, 30)), ("明年的事", date(2027, 1, 5))):
        terms = TaskTerms(title=title, unit=cast.unit("community"), due_on=due)
        officer, charge = cast.caller("district_officer"), cast.unit("subdistrict")
        set_task(officer, terms, source_kind="plan", source="x", charge=charge)
    return Scope(cast.unit("community"), parse_period("2026"))


def text(cast: Cast, scope: Scope, name: str = "community_secretary") -> str:
    return render_report(cast.caller(name), KEY, scope).document.text


def test_it_is_the_post_s_own_with_its_tasks_and_numbers(cast: Cast, scope: Scope) -> None:
    said = text(cast, scope)
    assert said.startswith("枫林社区书记2026年述职报告")
    assert "整治楼道堆物（4月30日到期）。" in said
    assert "明年的事" not in said
    assert "组织活动1条" in said
    assert "\n人物community_secretary\n" in said


def test_what_one_post_wrote_stands_in_no_other_s(cast: Cast, scope: Scope) -> None:
    write_by_hand(cast.caller("community_secretary"), KEY, scope, {"work": "带头清理楼道。"})
    assert "带头清理楼道。" in text(cast, scope)
    assert "带头清理楼道。" not in text(cast, scope, "community_worker")


def test_it_is_found_again_as_that_of_its_post(cast: Cast, scope: Scope) -> None:
    from yiben.audit.callers import SYSTEM

    secretary = cast.caller("community_secretary")
    write_by_hand(secretary, KEY, scope, {"work": "带头清理楼道。"})
    content, _rendered = download_report(secretary, KEY, scope)
    found = verify_report(SYSTEM, content)
    assert (found.is_untouched, found.changes) == (True, ())
