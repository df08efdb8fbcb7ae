"""A closed month takes nothing more: what is late counts in the first open month, when that is accepted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F

from tests.cast import Cast
from tests.ledger.facts import DAY, close_months, correct, figure, new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger import cells
from yiben.ledger.actions import void_entry
from yiben.ledger.cells import differences
from yiben.ledger.models import Cell, Entry
from yiben.ledger.queries import first_open_month
from yiben.ledger.verifying import verify

MARCH = (202601, 202602, 202603)
APRIL_6 = date(2026, 4, 6)


def test_a_day_in_a_closed_month_is_refused_unless_it_may_count_later(cast: Cast):
    unit = cast.unit("community")
    close_months(unit, *MARCH)
    with refused("closed_period") as caught:
        record(unit)
    assert (caught.value.data["month"], caught.value.data["counts_in"]) == (202603, 202604)
    assert record(unit, late=True).posted_period == 202604


def test_a_late_entry_counts_in_the_first_open_month_and_corrected_on_its_day(cast: Cast):
    unit = cast.unit("community")
    close_months(unit, *MARCH)
    record(unit, late=True)
    assert [figure("events", unit, period) for period in ("2026-03", "2026-04")] == [0, 1]
    assert [figure("events", unit, period, view="corrected") for period in ("2026-03", "2026-04")] == [1, 0]


def test_another_units_closed_month_does_not_matter(cast: Cast):
    close_months(cast.unit("community"), *MARCH)
    assert record(cast.unit("neighbour")).posted_period == 202603


def test_several_hosts_count_in_the_first_month_open_for_all_of_them(cast: Cast):
    one, other = cast.unit("community"), cast.unit("neighbour")
    close_months(one, *MARCH)
    close_months(other, *MARCH, 202604)
    with refused("closed_period") as caught:
        record(one, partners=[other])
    assert caught.value.data["counts_in"] == 202605
    assert first_open_month([one.pk, other.pk], DAY) == 202605
    assert record(one, partners=[other], late=True).posted_period == 202605


def test_an_entry_sent_again_after_closing_gives_the_answer_it_gave(cast: Cast):
    unit, uid = cast.unit("community"), new_id()
    first = record(unit, uid=uid)
    close_months(unit, *MARCH)
    again = record(unit, uid=uid)
    assert (again.seq, again.posted_period, again.is_repeat) == (first.seq, 202603, True)


def test_a_correction_of_a_closed_month_is_an_adjustment_in_the_open_one(cast: Cast):
    unit = cast.unit("community")
    first = record(unit).seq
    close_months(unit, *MARCH)
    with refused("closed_period"):
        correct(first, participants=64)
    correct(first, participants=64, late=True)
    assert [figure("activity_participants", unit, period) for period in ("2026-03", "2026-04")] == [46, 18]
    assert figure("activity_participants", unit, "2026-03", view="corrected") == 64


def test_a_void_of_a_closed_month_counts_in_the_open_one(cast: Cast):
    unit = cast.unit("community")
    first = record(unit).seq
    close_months(unit, *MARCH)
    void_entry(SYSTEM, first, uid=new_id(), reason="记重了")
    assert [figure("events", unit, period) for period in ("2026-03", "2026-04", "2026")] == [1, -1, 0]


def test_a_day_moved_to_another_open_month_leaves_both_months_right(cast: Cast):
    unit = cast.unit("community")
    first = record(unit).seq
    moved = correct(first, APRIL_6).seq
    assert list(Entry.objects.filter(record_seq=first).order_by("seq").values_list("kind", flat=True)) == [
        "record",
        "void",
        "correction",
    ]
    assert moved == first + 2
    for view in ("posted", "corrected"):
        assert [figure("events", unit, period, view=view) for period in ("2026-03", "2026-04")] == [0, 1]


def test_a_moved_day_sent_again_gives_the_same_answer(cast: Cast):
    unit, uid = cast.unit("community"), new_id()
    first = record(unit).seq
    moved = correct(first, APRIL_6, uid=uid)
    again = correct(first, APRIL_6, uid=uid)
    assert (again.seq, again.is_repeat) == (moved.seq, True)
    close_months(unit, *MARCH)
    assert correct(first, APRIL_6, uid=uid).seq == moved.seq
    with refused("id_used", conflict=True):
        correct(first, APRIL_6, uid=uid, participants=1)


def test_a_day_moved_out_of_a_closed_month_is_one_correction(cast: Cast):
    unit = cast.unit("community")
    first = record(unit).seq
    close_months(unit, *MARCH)
    assert correct(first, APRIL_6).seq == first + 1
    assert [figure("events", unit, period) for period in ("2026-03", "2026-04")] == [1, 0]
    assert [figure("events", unit, period, view="corrected") for period in ("2026-03", "2026-04")] == [0, 1]


def test_a_host_taken_off_an_entry_of_its_closed_month_gives_back_in_its_open_one(cast: Cast):
    one, other = cast.unit("community"), cast.unit("neighbour")
    first = record(one, partners=[other]).seq
    close_months(other, *MARCH)
    with refused("closed_period"):
        correct(first)
    assert correct(first, late=True).posted_period == 202604
    assert [figure("events", other, period) for period in ("2026-03", "2026-04", "2026")] == [1, -1, 0]
    assert figure("events", one, "2026") == 1
    assert verify(deep=True).is_clean


def test_a_host_added_to_an_entry_makes_it_joint(cast: Cast):
    one, other = cast.unit("community"), cast.unit("foreign")
    first = record(one).seq
    correct(first, partners=[other])
    assert [figure("events", unit) for unit in (one, other, cast.unit("district"))] == [1, 1, 1]
    assert differences() == []


@pytest.mark.parametrize("at_once", [1, 4_000_000])
def test_a_cell_that_differs_is_found_however_many_months_are_looked_at_at_a_time(
    cast: Cast, monkeypatch, at_once: int
):
    monkeypatch.setattr(cells, "AT_ONCE", at_once)
    for month in (1, 2, 4):
        record(cast.unit("community"), date(2026, month, 9))
    assert differences() == []
    wrong = list(Cell.objects.filter(amount__gt=0, unit=cast.unit("district")).order_by("posted_period"))
    Cell.objects.filter(pk=wrong[0].pk).update(amount=F("amount") + 7)
    found = differences()
    assert [(key[1], key[3], kept - fresh) for key, kept, fresh in found] == [(wrong[0].unit_id, 202601, 7)]
