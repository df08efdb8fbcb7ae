"""Units move, merge and split: nothing is lost, nothing counts twice, what was stays where it stood."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.ledger.facts import refused
from yiben.audit.callers import SYSTEM
from yiben.units.actions import found_unit
from yiben.units.queries import restated_ids, subtree_ids
from yiben.units.restructuring import counts_from, merge_units, move_unit, split_unit

MAY = date(2026, 5, 1)
WHY = "区划调整"


def record(unit, on, people):
    from yiben.ledger.actions import record_entry

    values = {"theme": "夜校", "participants": str(people)}
    record_entry(SYSTEM, uid=str(uuid.uuid4()), book="activity", unit=unit, on=on, values=values)


def people(unit, period="2026"):
    from yiben.metrics.figures import evaluate, request_figure
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope

    return evaluate([request_figure("base.activity_participants", Scope(unit, parse_period(period)))])[0].value


def is_clean():
    from yiben.ledger.verifying import verify

    return verify(deep=True).is_clean


@pytest.fixture
def other(cast):
    """A second sub-district beside that of the cast."""
    return found_unit(
        SYSTEM, code="LX-90", kind="subdistrict", name="新河街道", on=date(2024, 1, 1), parent=cast.unit("district")
    )


@pytest.mark.parametrize(("day", "month"), [(date(2026, 6, 1), 202606), (date(2026, 12, 2), 202701)])
def test_a_change_counts_from_the_first_month_that_begins_on_its_day_or_later(day, month):
    assert counts_from(day) == month


def test_a_unit_that_moves_leaves_its_history_and_counts_under_the_new_parent(cast, other):
    unit = cast.unit("community")
    record(unit, date(2026, 4, 5), 30)
    move_unit(SYSTEM, unit, other, on=MAY, reason=WHY)
    record(unit, date(2026, 5, 5), 7)
    assert (people(cast.unit("subdistrict")), people(other), people(cast.unit("district"))) == (30, 7, 37)
    assert cast.unit("centre").pk in subtree_ids(other, "administrative", MAY)
    assert is_clean()


def test_a_move_is_not_known_before_it_was_made(cast, other):
    from yiben.ledger.queries import last_seq

    before, unit = last_seq(), cast.unit("community")
    move_unit(SYSTEM, unit, other, on=MAY, reason=WHY)
    assert unit.pk in subtree_ids(cast.unit("subdistrict"), "administrative", MAY, as_of=before)
    assert unit.pk not in subtree_ids(cast.unit("subdistrict"), "administrative", MAY)


def test_a_move_that_makes_no_sense_is_refused(cast, other):
    unit, above = cast.unit("community"), cast.unit("subdistrict")
    with refused("unit_is_there"):
        move_unit(SYSTEM, unit, above, on=MAY, reason=WHY)
    with refused("unit_circle"):
        move_unit(SYSTEM, above, unit, on=MAY, reason=WHY)
    with refused("unit_has_no_parent"):
        move_unit(SYSTEM, cast.unit("district"), other, on=MAY, reason=WHY)
    with refused("reason_missing"):
        move_unit(SYSTEM, unit, other, on=MAY, reason=" ")
    with refused("no_access"):
        move_unit(cast.caller("subdistrict_officer"), unit, other, on=MAY, reason=WHY)


def test_a_closed_month_bars_a_move_into_it(cast, other):
    from yiben.ledger.models import PeriodState

    PeriodState.objects.create(unit=other, month=202605)
    with refused("structure_closed"):
        move_unit(SYSTEM, cast.unit("community"), other, on=MAY, reason=WHY)


def test_merged_units_hand_over_what_stands_below_and_their_history_is_found_with_the_successor(cast):
    old, into = cast.unit("community"), cast.unit("neighbour")
    record(old, date(2026, 4, 5), 30)
    merge_units(SYSTEM, [old], into, on=MAY, reason=WHY)
    old.refresh_from_db()
    assert old.closed_on == date(2026, 4, 30)
    assert cast.unit("centre").pk in subtree_ids(into, "administrative", MAY)
    assert old.pk in restated_ids(into, "administrative", MAY)
    assert (people(into), people(cast.unit("subdistrict"))) == (0, 30)
    assert is_clean()


def test_a_unit_that_was_merged_is_merged_into_nothing_more(cast):
    old, into = cast.unit("foreign"), cast.unit("neighbour")
    merge_units(SYSTEM, [old], into, on=MAY, reason=WHY)
    with refused("unit_closed_already"):
        merge_units(SYSTEM, [old], cast.unit("community"), on=MAY, reason=WHY)


def test_a_merge_is_not_done_by_halves(cast):
    from yiben.ledger.actions import save_draft

    old, into = cast.unit("community"), cast.unit("neighbour")
    save_draft(SYSTEM, uid=str(uuid.uuid4()), unit=old, book="activity", fields={})
    with refused("unit_not_clear"):
        merge_units(SYSTEM, [old], into, on=MAY, reason=WHY)
    old.refresh_from_db()
    assert old.closed_on is None
    assert cast.unit("centre").pk in subtree_ids(old, "administrative", MAY)


def test_a_split_unit_belongs_to_none_of_its_parts_and_to_the_unit_above_them(cast):
    old, above = cast.unit("neighbour"), cast.unit("subdistrict")
    parts = [
        found_unit(SYSTEM, code=code, kind="community", name=name, on=MAY, parent=above)
        for code, name in (("LX-01-81", "东园社区"), ("LX-01-82", "西园社区"))
    ]
    record(old, date(2026, 4, 5), 30)
    with refused("unit_not_clear"):
        split_unit(SYSTEM, old, parts, on=MAY, reason=WHY)
    for link in old.child_links.filter(to_month=None).select_related("child"):
        move_unit(SYSTEM, link.child, parts[0], on=MAY, reason=WHY)
    split_unit(SYSTEM, old, parts, on=MAY, reason=WHY)
    assert all(old.pk not in restated_ids(part, "administrative", MAY) for part in parts)
    assert old.pk in restated_ids(above, "administrative", MAY)
    with refused("split_into_two"):
        split_unit(SYSTEM, parts[0], parts[1:], on=MAY, reason=WHY)
