"""Checks against the ledger: while recording, and when a month is closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.ledger.facts import correct, record, refused
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.catalog.queries import catalogue, current_book
from yiben.ledger.checks.kinds import Doubt
from yiben.ledger.checks.months import check_month
from yiben.ledger.checks.recording import doubts
from yiben.units.models import Unit

APRIL = 202604


def april(day: int) -> date:
    return date(2026, 4, day)


def found(unit: Unit, month: int = APRIL) -> list[tuple[str, str]]:
    return [(each.doubt.check.partition(".")[2], each.doubt.field) for each in check_month(unit, month)]


def asked(unit: Unit, on: date, **values: object) -> list[Doubt]:
    return doubts(current_book("activity")[0], unit, on, values)


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return cast.unit("community")


def test_what_cannot_be_is_refused_beside_its_field_and_what_can_is_recorded(unit):
    given = {"kind": "banner", "quantity": 3, "content": "防火"}
    with refused("values") as caught:
        record(unit, april(8), book="publicity_material", removed_on="2026-04-07", **given)
    assert [(name, code) for name, code, _ in caught.value.fields] == [("removed_on", "check_impossible")]
    assert record(unit, april(8), book="publicity_material", removed_on="2026-04-08", **given)


def test_a_single_number_is_held_against_what_a_record_usually_has(unit):
    for month in (1, 2, 3):
        record(unit, date(2026, month, 5), participants=40)
    assert [each.check for each in asked(unit, april(3), participants=460)] == ["base.far_above"]
    assert asked(unit, april(3), participants=400) == []
    assert asked(unit, april(3)) == []


def test_what_is_alike_at_a_unit_beside_is_asked_about_and_told_without_its_words(cast, unit):
    record(cast.unit("neighbour"), april(9), theme="反诈宣传进社区活动")
    record(cast.unit("foreign"), april(9), theme="反诈宣传进社区活动")
    (doubt,) = asked(unit, april(9), theme="反诈宣传进社区活动", series="safe_communities")
    assert (doubt.check, doubt.data["unit"]) == ("base.same_event_twice", "桥西社区")
    assert "title" not in doubt.data
    assert asked(unit, april(10), theme="反诈宣传进社区活动", series="safe_communities") == []
    assert asked(unit, april(9), theme="反诈宣传进社区活动", series="safe_campuses") == []


def test_a_month_far_above_the_months_before_is_found_with_what_was_held_jointly(cast, unit):
    for month in (1, 2, 3):
        record(unit, date(2026, month, 5), participants=31, booklets=20, partners=[cast.unit("neighbour")])
    record(unit, april(5), participants=95, booklets=21)
    assert found(unit) == [("far_above", "participants")]


def test_a_month_copied_from_the_one_before_is_found(unit):
    record(unit, date(2026, 3, 5), participants=31, booklets=17)
    record(unit, april(5), participants=31, booklets=17)
    assert found(unit) == [("same_as_last_month", "")]
    record(unit, april(6), participants=33, booklets=12)
    assert found(unit) == []


def test_a_month_of_round_numbers_is_found_and_a_counted_one_is_not(unit):
    for day in (3, 4, 5):
        record(unit, april(day), participants=day * 10, booklets=100, volunteers=10)
    assert found(unit) == [("all_round", "")]
    correct(record(unit, april(6), participants=41, booklets=100, volunteers=10).seq, april(6), participants=42)
    assert found(unit) == []


def test_the_same_event_of_two_units_is_found_from_either_and_opens_at_the_own_record(cast, unit):
    mine = record(unit, april(9), theme="反诈宣传进社区活动", participants=41)
    theirs = record(cast.unit("neighbour"), april(9), theme="反诈宣传进社区活动", participants=43)
    (twin,) = [each for each in check_month(unit, APRIL) if each.doubt.code == "check_twin"]
    assert (twin.doubt.data["seq"], twin.doubt.data["other"]) == (mine.seq, theirs.seq)
    assert found(cast.unit("neighbour")) == [("same_event_twice", "")]
    assert found(cast.unit("foreign")) == []


def test_a_record_that_says_more_helpers_than_guests_is_found(unit):
    record(unit, april(5), participants=3, volunteers=8)
    record(unit, april(6), participants=33, volunteers=8)
    (month,) = check_month(unit, APRIL)
    assert (month.doubt.check, month.count) == ("base.volunteers_above_participants", 1)


def test_a_stock_that_was_not_counted_for_long_is_found_and_one_never_kept_is_not(cast, unit):
    install_pack(SYSTEM, visits(), on=date(2025, 1, 1))
    record(unit, date(2025, 9, 5), book="visit", reason="清点", rooms=4)
    assert found(unit) == [("stock_not_counted", "rooms")]
    assert found(unit, 202603) == []
    assert found(cast.unit("neighbour")) == []
    record(unit, april(5), book="visit", reason="清点", rooms=4)
    assert found(unit) == []


def test_the_number_of_queries_does_not_grow_with_the_records(cast, unit):
    counts = []
    for days in (range(2, 4), range(4, 16)):
        for day in days:
            record(unit, april(day), theme=f"夜校第{day}讲", participants=30 + day)
            record(cast.unit("neighbour"), april(day), theme=f"义诊{day}", participants=20 + day)
        with CaptureQueriesContext(connection) as queries:
            check_month(unit, APRIL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_what_cannot_be_may_be_forbidden(unit):
    musts = [check for check in catalogue().checks.values() if check.tier == "must"]
    assert musts
    assert {check.kind for check in musts} == {"impossible"}
