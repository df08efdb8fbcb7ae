"""Units are founded, renamed, linked, tied and closed; every change is an entry first, and nothing is forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import FOUNDED, Cast
from tests.ledger.facts import close_months, figure, last_seq, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger import canonical
from yiben.ledger.models import Entry
from yiben.ledger.verifying import verify
from yiben.units.actions import close_unit, declare_trees, found_unit, link_unit, rename_unit, tie_units
from yiben.units.models import Tree, Unit, UnitSpan, UnitTie
from yiben.units.queries import children, find_unit, living_units, names_known, parents, path, subtree_ids, tree_number

ON = date(2026, 2, 10)


def found(parent: Unit | None, code: str = "LX-01-09", **given: object) -> Unit:
    named = {"kind": "community", "name": "新桥社区居民委员会", "on": ON, **given}
    return found_unit(SYSTEM, code=code, parent=parent, **named)  # type: ignore[arg-type]


def body_of_last() -> dict[str, object]:
    return canonical.from_bytes(bytes(Entry.objects.get(seq=last_seq()).body))


def test_a_founded_unit_stands_in_its_tree_from_its_month_on(cast: Cast):
    unit = found(cast.unit("subdistrict"))
    assert [each.code for each in path(unit)] == ["LX", "LX-01", "LX-01-09"]
    assert unit.pk in subtree_ids(cast.unit("district"), "administrative", ON)
    assert unit.pk not in subtree_ids(cast.unit("district"), "administrative", date(2026, 1, 31))
    assert [link.parent for link in parents(unit)] == [cast.unit("subdistrict")]


def test_founding_is_an_entry_of_kind_structure(cast: Cast):
    unit = found(cast.unit("subdistrict"))
    body = body_of_last()
    assert (body["kind"], body["occurred_on"]) == ("structure", "2026-02-10")
    assert body["values"]["unit"] == unit.uid
    assert body["values"]["parent"] == cast.unit("subdistrict").uid
    assert verify(deep=True).is_clean


def test_a_code_is_used_once_and_a_name_is_needed(cast: Cast):
    with refused("unit_code_used"):
        found(cast.unit("subdistrict"), code="LX-01-01")
    with refused("unit_name_missing"):
        found(cast.unit("subdistrict"), name="  ")


def test_nothing_is_founded_under_a_unit_before_it_existed(cast: Cast):
    with refused("unit_not_there"):
        found(cast.unit("subdistrict"), on=date(2023, 12, 31))
    assert found(cast.unit("subdistrict"), on=FOUNDED)


def test_the_tree_of_a_closed_month_stays_as_it_was(cast: Cast):
    parent = cast.unit("subdistrict")
    close_months(parent, 202601, 202602)
    with refused("structure_closed"):
        found(parent)
    lone = found(None)
    with refused("structure_closed"):
        link_unit(SYSTEM, lone, parent, tree="administrative", on=ON)
    link_unit(SYSTEM, lone, parent, tree="administrative", on=date(2026, 3, 1))


def test_a_unit_with_records_of_later_days_is_not_closed(cast: Cast):
    unit = cast.unit("community")
    later = record(unit, date(2026, 3, 2))
    close_unit(SYSTEM, cast.unit("centre"), on=ON, reason="撤并")
    with refused("unit_not_clear") as caught:
        close_unit(SYSTEM, unit, on=ON, reason="撤并")
    assert caught.value.data["blockers"] == [{"code": "entry_later", "seq": later.seq, "on": "2026-03-02"}]
    assert close_unit(SYSTEM, unit, on=date(2026, 3, 2), reason="撤并").closed_on


def test_a_unit_does_not_leave_a_tree_whose_month_is_closed(cast: Cast):
    close_months(cast.unit("neighbour").parent_links.get().parent, 202601, 202603)
    close_unit(SYSTEM, cast.unit("other_centre"), on=ON, reason="撤并")
    with refused("structure_closed"):
        close_unit(SYSTEM, cast.unit("neighbour"), on=ON, reason="撤并")


@pytest.mark.parametrize("who", ["district_officer", "community_secretary", "security_admin", "outsider"])
def test_only_the_system_administrator_changes_the_structure(who, cast: Cast):
    caller, unit = cast.caller(who), cast.unit("foreign")
    with refused("no_access"):
        found_unit(caller, code="X", kind="community", name="某社区", on=ON, parent=cast.unit("subdistrict"))
    with refused("no_access"):
        rename_unit(caller, unit, on=ON, name="某社区")
    with refused("no_access"):
        close_unit(caller, unit, on=ON, reason="并入")
    assert rename_unit(cast.caller("system_admin"), unit, on=ON, name="某社区").name == "某社区"


def test_a_renamed_unit_keeps_its_old_name_for_old_reports(cast: Cast):
    unit, before = cast.unit("foreign"), last_seq()
    rename_unit(SYSTEM, unit, on=ON, name="柳荫新村社区居民委员会", short_name="柳荫新村社区", reason="更名批复")
    assert names_known([unit.pk], before) == {unit.pk: ("柳荫社区居民委员会", "柳荫社区")}
    assert names_known([unit.pk], None) == {unit.pk: ("柳荫新村社区居民委员会", "柳荫新村社区")}
    assert names_known([unit.pk], last_seq()) == names_known([unit.pk], None)
    assert find_unit("柳荫新村社区") == unit


def test_a_unit_renamed_twice_on_a_day_has_the_last_name(cast: Cast):
    unit = cast.unit("foreign")
    for name in ("甲社区", "乙社区"):
        rename_unit(SYSTEM, unit, on=ON, name=name)
    assert names_known([unit.pk], None)[unit.pk][0] == "乙社区"
    assert names_known([unit.pk], last_seq() - 1)[unit.pk][0] == "甲社区"


def test_a_name_from_before_the_last_renaming_is_refused(cast: Cast):
    unit = cast.unit("foreign")
    rename_unit(SYSTEM, unit, on=ON, name="甲社区")
    with refused("unit_renamed_later"):
        rename_unit(SYSTEM, unit, on=date(2026, 2, 9), name="乙社区")
    with refused("unit_name_missing"):
        rename_unit(SYSTEM, unit, on=ON, name="")


def test_a_unit_stands_in_a_second_tree_beside_the_first(cast: Cast):
    unit, parent = cast.unit("organisation"), cast.unit("community")
    link_unit(SYSTEM, unit, parent, tree="party", on=ON)
    assert [each.code for each in path(unit, "party")] == ["LX-01-01", "P-01"]
    assert path(unit) == [unit]
    assert children(parent, "party", 202602, 202602) == [unit]
    assert children(parent, "party", 202601, 202601) == []


def test_a_second_parent_in_a_tree_and_a_circle_are_refused(cast: Cast):
    with refused("unit_has_parent"):
        link_unit(SYSTEM, cast.unit("community"), cast.unit("other_subdistrict"), tree="administrative", on=ON)
    link_unit(SYSTEM, cast.unit("subdistrict"), cast.unit("community"), tree="party", on=ON)
    with refused("unit_circle"):
        link_unit(SYSTEM, cast.unit("community"), cast.unit("subdistrict"), tree="party", on=ON)
    with refused("unit_circle"):
        link_unit(SYSTEM, cast.unit("community"), cast.unit("community"), tree="party", on=ON)


def test_a_whole_branch_is_linked_with_all_below_it(cast: Cast):
    street = found(None, code="S9", kind="subdistrict", name="新街道办事处")
    community = found(street, code="S9-01")
    record(community, date(2026, 2, 20))
    assert figure("events", cast.unit("district")) == 0
    link_unit(SYSTEM, street, cast.unit("district"), tree="administrative", on=ON)
    assert [each.code for each in path(community)] == ["LX", "S9", "S9-01"]
    assert figure("events", cast.unit("district")) == 1
    assert verify(deep=True).is_clean


def test_a_tie_is_no_place_in_a_tree(cast: Cast):
    source, target = cast.unit("organisation"), cast.unit("community")
    tie_units(SYSTEM, "serves", source, target, on=ON)
    assert UnitTie.objects.get().seq == last_seq()
    assert source.pk not in subtree_ids(target, "administrative", ON)


def test_a_closed_unit_keeps_its_history_and_takes_nothing_new(cast: Cast):
    unit = cast.unit("foreign")
    record(unit, date(2026, 2, 5))
    unit = close_unit(SYSTEM, unit, on=ON, reason="并入枫林社区")
    assert figure("events", cast.unit("district")) == 1
    assert record(unit, ON).posted_period == 202602
    with refused("values"):
        record(unit, date(2026, 2, 11))
    assert unit not in living_units(date(2026, 2, 11))
    assert unit in living_units(ON)


def test_closing_needs_a_reason_and_nothing_below(cast: Cast):
    with refused("reason_missing"):
        close_unit(SYSTEM, cast.unit("foreign"), on=ON, reason=" ")
    with refused("unit_not_clear") as caught:
        close_unit(SYSTEM, cast.unit("other_subdistrict"), on=ON, reason="撤销")
    assert caught.value.data["blockers"] == [{"code": "unit_below", "unit": "柳荫社区居民委员会"}]
    close_unit(SYSTEM, cast.unit("foreign"), on=ON, reason="并入")
    assert close_unit(SYSTEM, cast.unit("other_subdistrict"), on=ON, reason="撤销")


def test_a_unit_is_closed_once(cast: Cast):
    unit = close_unit(SYSTEM, cast.unit("foreign"), on=ON, reason="并入")
    with refused("unit_not_there"):
        close_unit(SYSTEM, unit, on=date(2026, 3, 1), reason="并入")


def test_a_figure_as_of_an_earlier_number_uses_the_tree_known_then(cast: Cast):
    lone, district = found(None), cast.unit("district")
    record(lone, date(2026, 2, 20))
    before = last_seq()
    link_unit(SYSTEM, lone, cast.unit("subdistrict"), tree="administrative", on=ON)
    assert figure("events", district) == 1
    assert figure("events", district, as_of=last_seq()) == 1
    assert figure("events", district, as_of=before) == 0


def test_a_trees_number_is_kept_for_ever(cast: Cast):
    before = {tree.code: tree.number for tree in Tree.objects.all()}
    declare_trees([("administrative", "行政隶属"), ("water", "流域")])
    assert {code: tree_number(code) for code in before} == before
    assert tree_number("water") == max(before.values()) + 1
    with refused("tree_unknown"):
        tree_number("air")


def test_a_tree_declared_after_a_unit_was_founded_holds_its_whole_branch(cast: Cast):
    declare_trees([("water", "流域")])
    link_unit(SYSTEM, cast.unit("community"), cast.unit("foreign"), tree="water", on=ON)
    assert subtree_ids(cast.unit("foreign"), "water", ON) == sorted(
        [cast.unit("community").pk, cast.unit("foreign").pk]
    )
    assert not UnitSpan.objects.filter(tree__code="water", descendant=cast.unit("neighbour")).exists()
