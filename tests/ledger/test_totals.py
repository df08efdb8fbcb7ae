"""Openings, totals, numbers of other departments and estimates: what they count, and what may not stand beside them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.ledger.facts import close_months, correct, figure, new_id, record, refused, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.ledger.actions import (
    correct_total,
    record_estimate,
    record_external,
    record_opening,
    record_total,
    replace_estimate,
    void_entry,
)
from yiben.ledger.appending import Appended
from yiben.ledger.canonical import from_bytes
from yiben.ledger.models import Entry
from yiben.ledger.queries import read_entry, story
from yiben.metrics.marks import marks_of
from yiben.units.models import Unit

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
NUMBERS = {"entry": "8", "participants": "500", "series": "safe_communities"}


def total(unit: Unit, span: tuple[date, date] = FEBRUARY, *, uid: str = "", **given: object) -> Appended:
    values = given.pop("values", NUMBERS)
    return record_total(SYSTEM, "activity", unit, *span, values, id=uid or new_id(), **given)  # type: ignore[arg-type]


def body(seq: int) -> dict[str, object]:
    return from_bytes(bytes(Entry.objects.get(seq=seq).body))


def test_a_total_counts_as_many_records_as_it_says(cast: Cast):
    total(cast.unit("community"))
    record(cast.unit("neighbour"), date(2026, 2, 3), participants=46)
    assert figure("events", cast.unit("district"), "2026-02") == 9
    assert figure("activity_participants", cast.unit("district"), "2026Q1") == 546


def test_a_total_keeps_its_days_and_its_source(cast: Cast):
    made = total(cast.unit("community"), source_kind="document", source_ref="a1#10-20", provider="区教育局")
    said = body(made.seq)
    assert (said["kind"], said["occurred_on"], said["occurred_to"]) == ("total", "2026-02-01", "2026-02-28")
    assert said["source"] == {"kind": "document", "ref": "a1#10-20", "provider": "区教育局"}


def test_a_total_beside_single_records_is_refused_with_their_list(cast: Cast):
    made = record(cast.unit("community"), date(2026, 2, 9))
    with refused("total_beside") as caught:
        total(cast.unit("community"))
    assert caught.value.data["blockers"] == [{"code": "entry_beside", "seq": made.seq, "on": "2026-02-09"}]


def test_a_total_of_a_unit_asks_about_the_records_of_those_below_it(cast: Cast):
    record(cast.unit("community"), on=FEBRUARY[0])
    with refused("total_beside"):
        total(cast.unit("subdistrict"))


def test_a_total_beside_single_records_needs_a_reason_that_the_figure_shows(cast: Cast):
    unit = cast.unit("community")
    record(unit, date(2026, 2, 9))
    with refused("reason_missing"):
        total(unit, beside=True)
    total(unit, beside=True, reason="合办的八场没有逐场记")
    assert figure("events", unit, "2026-02") == 9
    mark = marks_of(request("events", unit, "2026-02")).totals[0]
    assert (mark.is_counted, mark.is_within, mark.beside, mark.reason) == (True, True, 1, "合办的八场没有逐场记")


def test_records_of_another_unit_series_or_month_do_not_stand_in_the_way(cast: Cast):
    record(cast.unit("neighbour"), date(2026, 2, 9))
    record(cast.unit("community"), date(2026, 3, 9))
    record(cast.unit("community"), date(2026, 2, 9), series="general")
    total(cast.unit("community"))
    assert figure("events", cast.unit("community"), "2026-02") == 8


def test_a_record_held_jointly_stands_in_the_way_of_every_host(cast: Cast):
    record(cast.unit("neighbour"), date(2026, 2, 9), partners=[cast.unit("community")])
    with refused("total_beside"):
        total(cast.unit("community"))


def test_two_totals_of_the_same_days_are_refused_unless_they_tell_of_other_things(cast: Cast):
    unit = cast.unit("community")
    first = total(unit, values={"participants": "500"})
    with refused("total_beside") as caught:
        total(unit, QUARTER, values={"participants": "900", "booklets": "3"})
    assert [each["seq"] for each in caught.value.data["blockers"]] == [first.seq]  # type: ignore[attr-defined]
    total(unit, QUARTER, values={"booklets": "3"})


def test_the_same_total_sent_again_is_the_one_that_is_there(cast: Cast):
    uid = new_id()
    first = total(cast.unit("community"), uid=uid)
    again = total(cast.unit("community"), uid=uid)
    assert (again.seq, again.is_repeat) == (first.seq, True)


@pytest.mark.parametrize(
    ("span", "values", "field", "code"),
    [
        (FEBRUARY, {}, "values", "total_empty"),
        (FEBRUARY, {"series": "general"}, "values", "total_empty"),
        (FEBRUARY, {"participants": "-3"}, "participants", "negative"),
        (FEBRUARY, {"theme": "议事", "entry": "3"}, "theme", "unknown_field"),
        ((date(2026, 3, 1), date(2026, 2, 1)), NUMBERS, "occurred_to", "span_backwards"),
        ((date(2026, 5, 1), date(2026, 5, 31)), NUMBERS, "occurred_to", "day_in_future"),
        ((date(2023, 1, 1), date(2023, 12, 31)), NUMBERS, "occurred_on", "unit_not_there"),
    ],
)
def test_what_is_wrong_with_a_total_stands_beside_its_field(span, values, field, code, cast: Cast):
    with refused("values") as caught:
        total(cast.unit("community"), span, values=values)
    assert (field, code) in [each[:2] for each in caught.value.fields]


def test_a_total_over_closed_months_counts_in_its_first_open_one(cast: Cast):
    unit = cast.unit("community")
    close_months(unit, 202601, 202602)
    made = total(unit, QUARTER)
    assert made.posted_period == 202603
    assert (figure("events", unit, "2026Q1"), figure("events", unit, "2026Q1", view="corrected")) == (8, 8)


def test_a_total_of_closed_months_alone_asks_first(cast: Cast):
    unit = cast.unit("community")
    close_months(unit, 202601, 202602)
    with refused("closed_period"):
        total(unit)
    assert total(unit, late=True).posted_period == 202603


def test_a_total_that_reaches_into_a_period_is_said_beside_its_figure(cast: Cast):
    total(cast.unit("community"), QUARTER)
    assert figure("events", cast.unit("subdistrict"), "2026-02") == 0
    mark = marks_of(request("events", cast.unit("subdistrict"), "2026-02")).totals[0]
    assert (mark.is_counted, mark.is_within) == (False, False)
    assert not marks_of(request("events", cast.unit("subdistrict"), "2026-04"))


def test_a_corrected_total_counts_its_new_numbers_and_stays_a_total(cast: Cast):
    unit = cast.unit("community")
    made = total(unit)
    newer = correct_total(SYSTEM, made.seq, id=new_id(), reason="漏了一场", values={**NUMBERS, "entry": "9"})
    assert (figure("events", unit), body(newer.seq)["kind"]) == (9, "total")
    void_entry(SYSTEM, newer.seq, uid=new_id(), reason="改为逐场记")
    assert (figure("events", unit), figure("activity_participants", unit)) == (0, 0)


def test_a_total_is_not_corrected_as_a_single_record_nor_the_other_way_round(cast: Cast):
    made, single = total(cast.unit("community")), record(cast.unit("neighbour"))
    with refused("entry_of_another_kind"):
        correct(made.seq)
    with refused("not_a_total"):
        correct_total(SYSTEM, single.seq, id=new_id(), reason="改", values=NUMBERS)


def test_an_estimate_may_lie_ahead_and_is_replaced_by_the_real_number(cast: Cast):
    unit, year = cast.unit("community"), (date(2026, 5, 1), date(2026, 5, 31))
    made = record_estimate(SYSTEM, "activity", unit, *year, {"entry": "12"}, id=new_id())
    assert figure("activity_entries", unit, "2026-05") == 12
    with refused("values"):
        replace_estimate(SYSTEM, made.seq, id=new_id(), values={"entry": "10"})
    past = record_estimate(SYSTEM, "activity", unit, *FEBRUARY, {"entry": "6"}, id=new_id())
    real = replace_estimate(SYSTEM, past.seq, id=new_id(), values={"entry": "5"})
    assert figure("activity_entries", unit, "2026-02") == 5
    told = story(read_entry(SYSTEM, real.seq))
    assert [(each.entry.kind, each.values["entry"]) for each in told] == [("estimate", 6), ("total", 5)]


def test_only_an_estimate_is_replaced(cast: Cast):
    made = total(cast.unit("community"))
    with refused("not_an_estimate"):
        replace_estimate(SYSTEM, made.seq, id=new_id(), values={"entry": "5"})


def test_a_number_of_another_department_names_who_gave_it_where_and_when(cast: Cast):
    given = {"id": new_id(), "provider": "区教育局", "document": "关于报送数据的函"}
    with refused("values") as caught:
        record_external(SYSTEM, "activity", cast.unit("community"), *FEBRUARY, {}, document_date=None, **given)
    assert {each[0] for each in caught.value.fields} == {"values", "document_date"}
    day = date(2026, 3, 2)
    made = record_external(
        SYSTEM,
        "activity",
        cast.unit("community"),
        *FEBRUARY,
        {"booklets": "70", "series": "safe_communities"},
        document_date=day,
        **given,
    )
    source = {"kind": "paper", "provider": "区教育局", "document": "关于报送数据的函", "date": "2026-03-02"}
    assert body(made.seq)["source"] == source
    assert figure("booklets", cast.unit("district"), "2026") == 70


def test_an_opening_is_the_first_report_of_a_stock(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    unit = cast.unit("community")
    record_opening(SYSTEM, "visit", unit, date(2025, 12, 31), {"rooms": "9"}, id=new_id())
    assert figure("rooms_kept", unit, "2026-01") == 9
    assert [mark.entry.kind for mark in marks_of(request("rooms_kept", unit, "2026-01")).totals] == ["opening"]
    record(unit, date(2026, 2, 5), book="visit", rooms=4)
    assert figure("rooms_kept", unit, "2026-02") == 4
    assert not marks_of(request("rooms_kept", unit, "2026-02")).totals


def test_a_stock_is_of_one_day(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    with refused("values") as caught:
        record_total(SYSTEM, "visit", cast.unit("community"), *FEBRUARY, {"rooms": "9"}, id=new_id())
    assert [each[:2] for each in caught.value.fields] == [("rooms", "stock_of_a_span")]


def test_who_may_not_record_for_a_unit_gives_no_total_either(cast: Cast):
    with refused("no_access"):
        record_total(
            cast.caller("foreign_secretary"), "activity", cast.unit("community"), *FEBRUARY, NUMBERS, id=new_id()
        )
    made = record_total(
        cast.caller("community_secretary"), "activity", cast.unit("community"), *FEBRUARY, NUMBERS, id=new_id()
    )
    with refused("entry_unknown"):
        correct_total(cast.caller("foreign_secretary"), made.seq, id=new_id(), reason="改", values=NUMBERS)
