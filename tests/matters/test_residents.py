"""What a resident without an account sends to a unit's page: what is rationed, and when the page is closed."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.matters.cases import ISSUE, refused
from yiben.matters.actions.residents import MOST_AN_HOUR, Reported, change_desk, report_by_resident

pytestmark = pytest.mark.django_db

REPORTED = Reported("三号楼前路灯不亮", ISSUE, {})


def test_one_computer_sends_so_many_an_hour_and_others_still_come_through(cast: Cast):
    unit = cast.unit("community")
    change_desk(cast.caller("community_secretary"), unit, is_open=True, note="")
    for _turn in range(MOST_AN_HOUR):
        report_by_resident(unit, REPORTED, "10.0.0.91")
    with refused("too_many_reports"):
        report_by_resident(unit, REPORTED, "10.0.0.91")
    matter, secret = report_by_resident(unit, REPORTED, "10.0.0.92")
    assert matter.unit == unit
    assert len(secret) >= 24


def test_a_closed_page_takes_nothing_in(cast: Cast):
    unit = cast.unit("community")
    change_desk(cast.caller("community_secretary"), unit, is_open=False, note="")
    with refused("desk_closed"):
        report_by_resident(unit, REPORTED, "10.0.0.93")
