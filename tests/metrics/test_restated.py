"""Figures by the tree of today: what moved, merged or split keeps its history, and nothing is lost or doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.catalog.packs import visits
from tests.conftest import IS_LONG
from tests.ledger.facts import figure, last_seq, record, request
from yiben.audit.callers import SYSTEM
from yiben.catalog.actions import install_pack
from yiben.metrics.figures import Breakdown, break_down, count_behind, evaluate
from yiben.metrics.scopes import FigureRequest
from yiben.units.actions import close_unit, found_unit
from yiben.units.models import Unit
from yiben.units.restructuring import merge_units, move_unit, split_unit

MAY = date(2026, 5, 1)
WHY = "区划调整"
PEOPLE = "base.activity_participants"


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(date(2026, 9, 1), tick=False):
        yield


def new_unit(cast: Cast, code: str, name: str, parent: str, kind: str = "community") -> Unit:
    return found_unit(SYSTEM, code=code, kind=kind, name=name, on=date(2026, 1, 1), parent=cast.unit(parent))


def restated(unit: Unit, metric: str = PEOPLE, period: str = "2026", **scope: object) -> int | None:
    return figure(metric, unit, period, trees="restated", **scope)


def split(cast: Cast, unit: Unit, above: str) -> list[Unit]:
    parts = [new_unit(cast, f"LX-8{n}", f"{name}社区", above) for n, name in ((1, "东园"), (2, "西园"))]
    split_unit(SYSTEM, unit, parts, on=MAY, reason=WHY)
    return parts


def shares(shown: Breakdown) -> list[tuple[str, int | None, bool]]:
    return [(each.unit.short_name, each.value, each.is_past) for each in shown.shares]


def test_a_moved_unit_takes_its_history_with_it(cast: Cast):
    unit = cast.unit("community")
    record(unit, date(2026, 4, 5), participants=30)
    move_unit(SYSTEM, unit, cast.unit("other_subdistrict"), on=MAY, reason=WHY)
    record(unit, date(2026, 5, 5), participants=7)
    old, new = cast.unit("subdistrict"), cast.unit("other_subdistrict")
    assert [figure(PEOPLE, each) for each in (old, new)] == [30, 7]
    assert [restated(each) for each in (old, new, cast.unit("district"))] == [0, 37, 37]


def test_what_was_merged_counts_with_its_successor_also_where_both_had_held_it(cast: Cast):
    old, into = cast.unit("community"), cast.unit("neighbour")
    record(old, date(2026, 4, 5), participants=30, partners=[into])
    merge_units(SYSTEM, [old], into, on=MAY, reason=WHY)
    assert restated(into) == 30
    assert restated(into, "events") == 1
    assert restated(into, view="corrected", period="2026-04-01..2026-04-30") == 30


def test_what_was_split_stands_on_a_row_of_its_own_above_its_parts(cast: Cast):
    old = new_unit(cast, "LX-80", "老园社区", "subdistrict")
    record(old, date(2026, 4, 5), participants=30)
    parts = split(cast, old, "subdistrict")
    record(parts[0], date(2026, 5, 5), participants=7)
    asked = request(PEOPLE, cast.unit("subdistrict"), trees="restated")
    shown = break_down(asked)
    assert ("老园社区", 30, True) in shares(shown)
    assert (shown.value, shown.overlap) == (37, 0)
    assert sum(value or 0 for _, value, _ in shares(shown)) == 37
    assert [restated(part) for part in parts] == [7, 0]


def test_what_was_closed_without_a_successor_stays_with_the_unit_above(cast: Cast):
    old = new_unit(cast, "LX-80", "老园社区", "subdistrict")
    record(old, date(2026, 4, 5), participants=30)
    close_unit(SYSTEM, old, on=date(2026, 4, 30), reason="撤销")
    assert restated(cast.unit("subdistrict")) == restated(cast.unit("district")) == 30


def test_restated_as_of_an_earlier_number_knows_only_the_changes_before_it(cast: Cast):
    unit = cast.unit("community")
    record(unit, date(2026, 4, 5), participants=30)
    then = last_seq()
    move_unit(SYSTEM, unit, cast.unit("other_subdistrict"), on=MAY, reason=WHY)
    assert restated(cast.unit("subdistrict"), as_of=then) == 30
    assert restated(cast.unit("other_subdistrict"), as_of=then) == 0


def test_a_stock_counts_where_its_unit_stands_at_the_end_of_the_period(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    unit, old, new = cast.unit("community"), cast.unit("subdistrict"), cast.unit("other_subdistrict")
    record(unit, date(2026, 3, 5), book="visit", rooms=4)
    move_unit(SYSTEM, unit, new, on=MAY, reason=WHY)
    assert [figure("rooms_kept", each, "2026-04") for each in (old, new)] == [4, None]
    assert [figure("rooms_kept", each, "2026-06") for each in (old, new)] == [None, 4]
    assert [restated(each, "rooms_kept", "2026-04") for each in (old, new)] == [None, 4]


def test_the_stock_of_a_merged_unit_is_its_successors_to_report(cast: Cast):
    install_pack(SYSTEM, visits(), on=date(2026, 1, 1))
    old, into, above = cast.unit("community"), cast.unit("neighbour"), cast.unit("subdistrict")
    record(old, date(2026, 3, 5), book="visit", rooms=4)
    record(into, date(2026, 3, 5), book="visit", rooms=2)
    merge_units(SYSTEM, [old], into, on=MAY, reason=WHY)
    record(into, date(2026, 6, 5), book="visit", rooms=6)
    assert [figure("rooms_kept", above, period) for period in ("2026-04", "2026-06")] == [6, 6]
    assert [restated(into, "rooms_kept", period) for period in ("2026-04", "2026-06")] == [6, 6]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["record", "joint", "move", "merge", "split", "close"]), st.integers(0, 7), st.integers(1, 4)
    ),
    min_size=2,
    max_size=9,
)


@settings(
    max_examples=200 if IS_LONG else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(changes=CHANGES)
def test_restating_neither_loses_nor_doubles(cast: Cast, changes: list[tuple[str, int, int]]):
    from django.db import transaction

    from yiben.errors import Refusal

    with transaction.atomic():
        units = [cast.unit(name) for name in ("community", "neighbour", "foreign")]
        units += [new_unit(cast, f"LX-7{n}", f"第{n}新村社区", "subdistrict") for n in range(3)]
        for at, (verb, number, month) in enumerate(changes):
            try:
                with transaction.atomic():
                    _change(cast, units, verb, number, month, at)
            except Refusal:
                continue  # a change that the rules forbid is left out
        _partition(cast.unit("district"))
        transaction.set_rollback(True)


def _change(cast: Cast, units: list[Unit], verb: str, number: int, month: int, at: int) -> None:
    unit, other = (Unit.objects.get(pk=units[(number + more) % len(units)].pk) for more in (0, 1))
    if verb in ("record", "joint"):
        record(unit, date(2026, month, 3), participants=month, partners=[other] if verb == "joint" else [])
    elif verb == "move":
        move_unit(SYSTEM, unit, cast.unit("other_subdistrict"), on=MAY, reason=WHY)
    elif verb == "merge":
        merge_units(SYSTEM, [unit], other, on=MAY, reason=WHY)
    elif verb == "split":
        parts = [new_unit(cast, f"LX-9{at}{n}", f"新{at}{n}社区", "subdistrict") for n in (1, 2)]
        split_unit(SYSTEM, unit, parts, on=MAY, reason=WHY)
    else:
        close_unit(SYSTEM, unit, on=date(2026, 4, 30), reason=WHY)


def _partition(unit: Unit) -> None:
    """Whatever happened to units, the whole is the same, a unit is its parts, and cells say what lines say."""
    asked = request(PEOPLE, unit, trees="restated")
    stood = request(PEOPLE, unit)
    by_day = replace(asked, scope=replace(asked.scope, as_of=last_seq()))
    values = [each.value for each in evaluate([asked, stood, by_day])]
    assert len(set(values)) == 1, values
    assert count_behind(asked) == count_behind(stood)
    _whole_is_its_parts(asked)


def _whole_is_its_parts(asked: FigureRequest) -> None:
    shown = break_down(asked)
    assert sum(share.value or 0 for share in shown.shares) - shown.overlap == (shown.value or 0)
    assert shown.overlap >= 0
    for share in shown.shares:
        if not share.is_own and not share.is_past:
            _whole_is_its_parts(replace(asked, scope=asked.scope.at(share.unit)))
