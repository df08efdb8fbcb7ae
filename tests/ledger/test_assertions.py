"""盘点: what was asserted is held against the ledger for ever."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.ledger.facts import correct, figure, new_id, record, refused, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.ledger.actions import record_assertion, void_entry
from yiben.ledger.assertions import assertions, broken
from yiben.ledger.closing.gates import gates
from yiben.ledger.verifying import verify
from yiben.metrics.marks import marks_of
from yiben.units.models import Unit

MARCH = date(2026, 3, 31)


def told(unit: Unit) -> list[tuple[str, int, int | None, bool]]:
    return [(each.field.id, each.said, each.found, each.holds) for each in assertions([unit.pk])]


def test_an_assertion_holds_while_the_ledger_says_the_same(cast: Cast):
    unit = cast.unit("community")
    made = record(unit)
    record_assertion(SYSTEM, "activity", unit, MARCH, {"entry": "1", "participants": "46"}, id=new_id())
    assert told(unit) == [("entry", 1, 1, True), ("participants", 46, 46, True)]
    correct(made.seq, participants=40)
    assert [each.field.id for each in broken([unit.pk])] == ["participants"]


def test_an_assertion_counts_nothing(cast: Cast):
    unit = cast.unit("community")
    record_assertion(SYSTEM, "activity", unit, MARCH, {"entry": "7"}, id=new_id())
    assert figure("activity_entries", unit) == 0
    assert verify(deep=True).is_clean


def test_a_broken_assertion_is_said_beside_the_figure_that_contradicts_it(cast: Cast):
    unit = cast.unit("community")
    record(unit)
    record_assertion(SYSTEM, "activity", unit, MARCH, {"participants": "50"}, id=new_id())
    shown = marks_of(request("activity_participants", cast.unit("district"), "2026Q1")).broken
    assert [(each.said, each.found) for each in shown] == [(50, 46)]
    assert not marks_of(request("activity_entries", cast.unit("district"), "2026Q1"))
    assert not marks_of(request("activity_participants", cast.unit("district"), "2026-04"))


def test_of_a_stock_the_last_report_before_its_day_is_meant(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    unit = cast.unit("community")
    record_assertion(SYSTEM, "visit", unit, MARCH, {"rooms": "4"}, id=new_id())
    assert told(unit) == [("rooms", 4, None, False)]
    record(unit, date(2026, 2, 5), book="visit", rooms=4)
    record(unit, date(2026, 4, 5), book="visit", rooms=9)
    assert told(unit) == [("rooms", 4, 4, True)]


def test_a_span_is_counted_from_its_first_day(cast: Cast):
    unit = cast.unit("community")
    record(unit, date(2026, 1, 5))
    record(unit, date(2026, 3, 5))
    record_assertion(SYSTEM, "activity", unit, MARCH, {"entry": "1"}, id=new_id(), since=date(2026, 2, 1))
    assert told(unit) == [("entry", 1, 1, True)]


def test_an_assertion_taken_back_is_asked_no_more(cast: Cast):
    unit = cast.unit("community")
    made = record_assertion(SYSTEM, "activity", unit, MARCH, {"entry": "3"}, id=new_id())
    void_entry(SYSTEM, made.seq, uid=new_id(), reason="点错了")
    assert told(unit) == []


def test_a_broken_assertion_of_the_month_is_asked_about_at_its_closing(cast: Cast):
    unit = cast.unit("community")
    record_assertion(SYSTEM, "activity", unit, MARCH, {"entry": "3"}, id=new_id(), since=date(2026, 3, 1))
    found = {gate.code: gate for gate in gates(cast.unit("subdistrict"), 202603, date(2026, 5, 20))}
    assert found["count_contradicted"].data["found"] == 0
    assert "count_contradicted" not in {gate.code for gate in gates(unit, 202604, date(2026, 5, 20))}


@pytest.mark.parametrize(
    ("on", "values", "code"),
    [
        (date(2026, 6, 30), {"entry": "3"}, "day_in_future"),
        (MARCH, {"series": "general", "entry": "1"}, "assertion_number"),
        (MARCH, {}, "total_empty"),
        (None, {"entry": "3"}, "required"),
    ],
)
def test_what_is_wrong_with_an_assertion_stands_beside_its_field(on, values, code, cast: Cast):
    with refused("values") as caught:
        record_assertion(SYSTEM, "activity", cast.unit("community"), on, values, id=new_id())
    assert code in [each[1] for each in caught.value.fields]
