"""What waits for a post this week, and what no longer does. Wednesday, 20 May 2026; the week ends on the 24th."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.notices.queries import notices_for, week_sheet
from yiben.tasks.queries import week_until

TODAY = date(2026, 5, 20)


@pytest.fixture
def make(cast):
    from yiben.tasks.actions import TaskTerms, set_task

    def task(title: str, due: date, unit: str = "community", **terms):
        asked = TaskTerms(title=title, unit=cast.unit(unit), due_on=due, **terms)
        officer = cast.caller("district_officer")
        return set_task(officer, asked, source_kind="plan", source="x", charge=cast.unit("subdistrict"))

    return task


def waiting(cast, name: str = "community_secretary") -> list[tuple[str, str]]:
    unit = cast.posts[name].unit_id
    found = notices_for(cast.caller(name), unit, TODAY)
    return [(each.kind, each.row.task.title if each.row else each.draft.book) for each in found]


def test_overdue_comes_first_then_this_week_and_later_not_at_all(cast, make):
    make("周日到期", date(2026, 5, 24))
    make("下周一到期", date(2026, 5, 25))
    make("已过期", date(2026, 5, 19))
    assert waiting(cast) == [("overdue", "已过期"), ("due_this_week", "周日到期")]


def test_a_missing_return_is_named(cast, make):
    make("每月报送", date(2026, 12, 31), recurrence="每月25日", starts_on=date(2026, 4, 1))
    assert waiting(cast) == [("return_missing", "每月报送")]


def test_a_notice_goes_away_by_doing_the_thing(cast, make):
    from yiben.tasks.actions import send_return

    task = make("整理资料", date(2026, 5, 22))
    assert waiting(cast) == [("due_this_week", "整理资料")]
    said = {"unit": cast.unit("community"), "slot": "2026-05", "progress": "已完成", "is_done": True}
    send_return(cast.caller("community_secretary"), task, **said)
    assert waiting(cast) == []


def test_an_unsent_draft_waits_for_its_own_post_alone(cast):
    from yiben.ledger.models import Draft

    post = cast.posts["community_secretary"].uid
    Draft.objects.create(uid="d1", post=post, unit=cast.unit("community"), book="activity")
    assert waiting(cast) == [("draft_unsent", "activity")]
    assert waiting(cast, "community_worker") == []


def test_the_sheet_holds_the_units_below_in_official_order(cast, make):
    make("桥西的事", date(2026, 5, 21), unit="neighbour")
    make("枫林的事", date(2026, 5, 22))
    make("别处的事", date(2026, 5, 21), unit="foreign")
    sheet = [each.row.task.title for each in week_sheet(cast.caller("subdistrict_officer"), TODAY)]
    assert sheet == ["枫林的事", "桥西的事"]
    assert [each.row.task.title for each in week_sheet(cast.caller("community_secretary"), TODAY)] == ["枫林的事"]


def test_a_week_ends_on_sunday_and_at_a_weekend_the_coming_one_is_shown_as_well():
    assert week_until(date(2026, 5, 18)) == week_until(date(2026, 5, 22)) == date(2026, 5, 24)
    assert week_until(date(2026, 5, 23)) == week_until(date(2026, 5, 25)) == date(2026, 5, 31)


def test_a_task_that_each_does_stands_at_every_unit_that_has_not_done_it(cast, make):
    from yiben.tasks.actions import send_return

    both = (cast.unit("community"), cast.unit("neighbour"))
    task = make("各报一份", date(2026, 5, 22), unit="subdistrict", co_units=both, by_each=True)
    send_return(cast.caller("community_secretary"), task, unit=both[0], slot="2026-05", progress="报了", is_done=True)
    sheet = [(each.row.unit, each.row.task) for each in week_sheet(cast.caller("subdistrict_officer"), TODAY)]
    assert sheet == [(both[1], task)]


def test_who_strikes_off_is_told_what_is_said_to_be_done(cast, make):
    from yiben.tasks.actions import send_return

    task = make("报完的事", date(2026, 5, 22))
    secretary = cast.caller("community_secretary")
    send_return(secretary, task, unit=cast.unit("community"), slot="2026-05", progress="做完了", is_done=True)
    assert ("to_strike_off", "报完的事") in waiting(cast, "supervisor")
    assert waiting(cast) == []
