"""A post changes hands in a minute: the one loses it, the other finds everything; acting for a time; the list on paper."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.cast import Cast
from tests.matters.cases import assigned, issue, refused, step
from yiben.accounts.actions import end_acting, hand_over, let_act
from yiben.accounts.queries import caller_for, holders, posts_of
from yiben.handovers.queries import by_kind, open_work
from yiben.ledger.closing.actions import close_month, submit_month
from yiben.ledger.models import Closing

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


def passed_on(cast: Cast):
    """The secretary's post handed to the worker; returns the post and the successor as a caller."""
    post, successor = cast.posts["community_secretary"], cast.users["community_worker"]
    hand_over(cast.caller("security_admin"), post, successor, reason="调任")
    return post, caller_for(successor, post)


def test_the_predecessor_holds_nothing_from_that_minute_on(cast: Cast):
    matter = issue(cast)
    passed_on(cast)
    assert posts_of(cast.users["community_secretary"]) == []
    with refused("no_access"):
        assigned(cast, matter)


def test_the_successor_finds_what_is_open_and_goes_on_with_it(cast: Cast):
    matter = issue(cast)
    before = open_work(cast.caller("community_secretary"), cast.unit("community"), TODAY)
    _post, successor = passed_on(cast)
    assert open_work(successor, cast.unit("community"), TODAY) == before
    assert step(successor, matter, "assign", lead=cast.unit("community")).state == "assigned"


def test_the_successor_hands_in_the_month_of_the_predecessor(cast: Cast):
    with time_machine.travel("2026-05-31T17:00:00+08:00"):
        passed_on(cast)
    with time_machine.travel("2026-06-01T09:00:00+08:00"):
        successor = caller_for(cast.users["community_worker"], cast.posts["community_secretary"])
        submit_month(successor, cast.unit("community"), 202605)


def test_the_successor_closes_the_month_of_the_predecessor(cast: Cast):
    post, successor, unit = cast.posts["subdistrict_officer"], cast.users["section_officer"], cast.unit("community")
    with time_machine.travel("2026-05-31T17:00:00+08:00"):
        hand_over(cast.caller("security_admin"), post, successor, reason="调任")
    with time_machine.travel("2026-06-03T09:00:00+08:00"):
        submit_month(cast.caller("community_secretary"), unit, 202605)
        with refused("no_access"):
            close_month(cast.caller("subdistrict_officer"), unit, 202605)
        assert close_month(caller_for(successor, post), unit, 202605).closing.state == Closing.CLOSED


def test_only_who_appoints_hands_over_and_says_why(cast: Cast):
    post, who = cast.posts["community_secretary"], cast.users["community_worker"]
    with refused("no_access"):
        hand_over(cast.caller("community_secretary"), post, who, reason="调任")
    with refused("values", reason="required"):
        hand_over(cast.caller("security_admin"), post, who, reason=" ")
    with refused("holds_already"):
        hand_over(cast.caller("security_admin"), post, cast.users["community_secretary"], reason="调任")


def test_a_deputy_acts_for_a_time_under_their_own_name(cast: Cast):
    post, deputy = cast.posts["community_secretary"], cast.users["community_worker"]
    made = let_act(cast.caller("security_admin"), post, deputy, from_day=TODAY, to_day=date(2026, 5, 31))
    acting = caller_for(deputy, post)
    matter = step(acting, issue(cast), "assign", lead=cast.unit("community"))
    assert matter.steps.last().person == deputy.uid
    assert [each.is_acting for each in holders(post)] == [False, True]
    end_acting(cast.caller("security_admin"), made)
    assert post not in posts_of(deputy)


def test_acting_ends_with_its_last_day_and_is_not_for_ever(cast: Cast):
    post, deputy = cast.posts["community_secretary"], cast.users["community_worker"]
    with refused("values", to_day="acting_days"):
        let_act(cast.caller("security_admin"), post, deputy, from_day=TODAY, to_day=date(2026, 12, 31))
    let_act(cast.caller("security_admin"), post, deputy, from_day=TODAY, to_day=TODAY)
    with time_machine.travel("2026-05-21T09:00:00+08:00"):
        assert post not in posts_of(deputy)


def test_kinds_stand_in_their_order(cast: Cast):
    issue(cast)
    assert [
        kind for kind, _rows in by_kind(open_work(cast.caller("community_secretary"), cast.unit("community"), TODAY))
    ] == ["matter"]
