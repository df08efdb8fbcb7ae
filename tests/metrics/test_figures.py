"""Figures by example: what counts, where, when, and what stands behind it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.ledger.facts import close_months, correct, figure, last_seq, new_id, record, refused, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.ledger.actions import void_entry
from yiben.metrics import paging
from yiben.metrics.figures import adjustments, break_down, count_behind, evaluate, records_behind
from yiben.units.actions import close_unit


def shares(metric: str, unit: object, period: str = "2026") -> list[tuple[str, int | None]]:
    return [(share.unit.short_name, share.value) for share in break_down(request(metric, unit, period)).shares]  # type: ignore[arg-type]


def test_what_several_hosts_held_counts_once_above_and_for_each_below(cast: Cast):
    record(cast.unit("community"), partners=[cast.unit("neighbour"), cast.unit("foreign")])
    for name in ("community", "neighbour", "foreign", "subdistrict", "other_subdistrict", "district"):
        assert figure("events", cast.unit(name)) == 1
        assert figure("activity_participants", cast.unit(name)) == 46


def test_what_a_unit_held_with_one_below_it_counts_once_for_it(cast: Cast):
    record(cast.unit("subdistrict"), partners=[cast.unit("community")])
    made = [figure("events", cast.unit(name)) for name in ("community", "subdistrict", "district")]
    assert made == [1, 1, 1]
    correct(last_seq(), participants=64, partners=[])
    again = [figure("activity_participants", cast.unit(name)) for name in ("community", "subdistrict", "district")]
    assert again == [0, 64, 64]


def test_a_parent_is_its_parts_less_what_they_share(cast: Cast):
    record(cast.unit("community"), partners=[cast.unit("neighbour")])
    record(cast.unit("neighbour"))
    record(cast.unit("subdistrict"))
    shown = break_down(request("events", cast.unit("subdistrict")))
    assert {(each.unit.short_name, each.value, each.is_own) for each in shown.shares if each.records} == {
        ("枫桥街道", 1, True),
        ("枫林社区", 1, False),
        ("桥西社区", 2, False),
    }
    assert (shown.value, shown.overlap) == (3, 1)


def test_parts_stand_in_official_order_also_when_they_have_nothing(cast: Cast):
    record(cast.unit("foreign"))
    assert shares("events", cast.unit("district")) == [("区平安办", 0), ("枫桥街道", 0), ("柳岸街道", 1)]


def test_what_a_closed_unit_left_for_a_later_month_has_its_share(cast: Cast):
    unit = cast.unit("foreign")
    close_months(unit, 202601)
    record(unit, date(2026, 1, 9), late=True)
    record(unit, date(2026, 2, 9))
    close_unit(SYSTEM, unit, on=date(2026, 2, 28), reason="并入")
    close_months(unit, 202602)
    correct(last_seq() - 1, date(2026, 2, 9), late=True, participants=64)
    shown = break_down(request("activity_participants", cast.unit("other_subdistrict"), "2026-03"))
    assert [(each.unit.short_name, each.value) for each in shown.shares] == [("柳荫社区", 18)]
    assert shown.value == 18


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ("2026", 3),
        ("2026H1", 3),
        ("2026Q1", 2),
        ("2026-03", 1),
        ("2025", 1),
        ("2026-03-05..2026-03-05", 1),
        ("2026-03-06..2026-03-31", 0),
    ],
)
def test_a_figure_counts_what_lies_in_its_period(period, value, cast: Cast):
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 5), date(2026, 4, 1)):
        record(cast.unit("community"), day)
    assert figure("events", cast.unit("district"), period) == value


def test_only_what_meets_every_filter_counts(cast: Cast):
    unit = cast.unit("community")
    record(unit, book="publicity_material", kind="banner", quantity=3, campaign="safe_community")
    record(unit, book="publicity_material", kind="banner", quantity=5)
    record(unit, book="publicity_material", kind="poster", quantity=7, campaign="safe_community")
    assert (figure("banners", unit), figure("posters", unit), figure("billboards", unit)) == (3, 7, 0)


def test_a_centre_used_twice_counts_once(cast: Cast):
    centre, other = (cast.unit(name).code for name in ("centre", "other_centre"))
    record(cast.unit("community"), centres=[centre])
    record(cast.unit("neighbour"), centres=[centre, other])
    assert figure("centres", cast.unit("district")) == 2
    shown = break_down(request("centres", cast.unit("subdistrict")))
    assert (shown.value, shown.overlap) == (2, 1)


def test_a_centre_whose_only_event_was_voided_counts_no_more(cast: Cast):
    made = record(cast.unit("community"), centres=[cast.unit("centre").code])
    void_entry(SYSTEM, made.seq, uid=new_id(), reason="记重了")
    assert figure("centres", cast.unit("district")) == 0


def test_a_stock_is_the_last_report_of_each_unit(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    one, other, district = cast.unit("community"), cast.unit("foreign"), cast.unit("district")
    assert figure("rooms_kept", district) is None
    record(one, date(2026, 3, 5), book="visit", rooms=4)
    record(one, date(2026, 1, 5), book="visit", rooms=9)
    record(other, date(2026, 2, 5), book="visit", rooms=0)
    assert [figure("rooms_kept", district, period) for period in ("2026", "2026-02", "2026-01")] == [4, 9, 9]
    assert figure("rooms_kept", other) == 0
    assert count_behind(request("rooms_kept", district)) == 2


def test_records_stand_behind_a_figure_latest_day_first(cast: Cast):
    unit = cast.unit("community")
    early = record(unit, date(2026, 3, 1), participants=10).seq
    late = record(unit, date(2026, 3, 9), participants=5).seq
    newest = correct(early, date(2026, 3, 1), participants=12).seq
    gone = record(unit, participants=100).seq
    void_entry(SYSTEM, gone, uid=new_id(), reason="记重了")
    asked = request("activity_participants", unit)
    assert records_behind(asked) == [(late, late, 5), (early, newest, 12)]
    assert (records_behind(asked, limit=1, offset=1), count_behind(asked)) == ([(early, newest, 12)], 2)


def test_pages_by_day_break_within_a_day_as_the_whole_list_does(cast: Cast, monkeypatch):
    monkeypatch.setattr(paging, "_FIRST", 1)
    monkeypatch.setattr(paging, "_LARGEST", 1)
    unit, other = cast.unit("community"), cast.unit("neighbour")
    same_day = [record(each, date(2026, 3, 5)).seq for each in (unit, other, unit, other, unit)]
    moved = correct(same_day[0], date(2026, 3, 9)).seq
    correct(same_day[1], date(2026, 3, 5))
    asked = request("activity_participants", cast.unit("subdistrict"), "2026-03")
    last = [record for record, _, _ in records_behind(asked)]
    assert last == [same_day[0], *same_day[:0:-1]]
    assert moved == records_behind(asked)[0][1]
    assert [records_behind(asked, limit=1, offset=at)[0][0] for at in range(5)] == last
    assert [record for record, _, _ in records_behind(asked, order="day")] == last[::-1]


def test_the_adjustments_are_a_figure_of_their_own(cast: Cast):
    unit = cast.unit("community")
    made = record(unit, participants=46).seq
    close_months(unit, 202601, 202602, 202603)
    correct(made, participants=40, late=True)
    assert adjustments(request("activity_participants", unit, "2026-03")) == -6
    assert adjustments(request("activity_participants", unit, "2026-04")) == 6
    assert adjustments(request("activity_participants", unit, "2026")) == 0


def test_many_figures_come_in_the_order_asked_each_by_its_way(cast: Cast):
    before, unit = last_seq(), cast.unit("district")
    record(cast.unit("community"))
    asked = [
        request("events", unit),
        request("banners", unit),
        request("events", unit, as_of=before),
        request("centres", unit),
    ]
    found = evaluate(asked)
    assert [each.request for each in found] == asked
    assert [(each.value, each.way) for each in found] == [(1, "cells"), (0, "lines"), (0, "lines"), (0, "lines")]
    assert evaluate([]) == []


def test_a_unit_alone_leaves_out_what_lies_below(cast: Cast):
    record(cast.unit("community"))
    record(cast.unit("subdistrict"))
    assert figure("events", cast.unit("subdistrict")) == 2
    assert figure("events", cast.unit("subdistrict"), below=False) == 1


def test_a_metric_or_tree_that_does_not_exist_is_refused(cast: Cast):
    with refused("metric_unknown"):
        request("happiness", cast.unit("district"))
    with refused("tree_unknown"):
        figure("events", cast.unit("district"), tree="river")


def test_a_metric_is_found_by_its_full_and_its_bare_id(cast: Cast):
    for name in ("events", "safe_community.events"):
        assert request(name, cast.unit("district")).key == "safe_community.events"
