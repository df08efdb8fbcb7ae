"""Things on a register: entered, changed, renewed, ended; each leaves the numbers of the whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matters.cases import refused
from tests.meetings.cases import entries
from yiben.errors import Conflict
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.packs.loading import load_folder
from yiben.registers.actions import change_item, end_item, enter_item, renew_item
from yiben.registers.models import Item
from yiben.registers.queries import is_overdue, read_item, register_of, visible_items
from yiben.registers.stocks import stocks_of

KIND = "community_organisations"
REGISTER = next(
    each for each in load_folder(Path(__file__).parents[2] / "src/yiben/shipped/base").pack.registers if each.id == KIND
)  # type: ignore[union-attr]
ANSWERS = {"kind": "culture", "work": "合唱", "standing": "filed", "members": "24", "contact": "白露晞"}


def entered(cast, title: str = "晚晴合唱队", **changed: str) -> Item:
    who = cast.caller("community_worker")
    return enter_item(who, register_of(KIND), cast.unit("community"), title, {**ANSWERS, **changed})


def figure(cast, metric: str, unit: str = "community") -> int | None:
    return evaluate([request_figure(metric, Scope(cast.unit(unit), parse_period("2026-05")))])[0].value


@pytest.mark.django_db
def test_each_change_leaves_the_numbers_of_the_whole_register(cast):
    first = entered(cast)
    entered(cast, "石桥巡防队", standing="neither", members="9")
    assert (figure(cast, "organisations"), figure(cast, "organisation_members")) == (2, 33)
    end_item(cast.caller("community_worker"), first, reason="解散", revision=first.revision)
    assert (figure(cast, "organisations"), figure(cast, "organisations_filed")) == (1, 0)
    assert figure(cast, "organisations", "subdistrict") == 1
    assert [each["event"] for each in entries("organisation")] == ["entered", "entered", "ended"]


@pytest.mark.django_db
def test_a_change_needs_a_reason_and_tells_what_it_replaced(cast):
    item, who = entered(cast), cast.caller("community_worker")
    with refused("values", reason="required"):
        change_item(who, item, item.title, ANSWERS, reason=" ", revision=item.revision)
    changed = change_item(who, item, item.title, {**ANSWERS, "members": "30"}, reason="新入队", revision=item.revision)
    assert changed.changes.latest("pk").before["members"] == 24
    assert figure(cast, "organisation_members") == 30


@pytest.mark.django_db
def test_one_name_stands_once_on_a_units_register(cast):
    entered(cast)
    with refused("values", title="register_item_known"):
        entered(cast)
    with refused("values", title="required", members="required"):
        enter_item(cast.caller("community_worker"), register_of(KIND), cast.unit("community"), " ", {})


@pytest.mark.django_db
def test_an_older_sight_of_a_thing_overwrites_nothing(cast):
    item, who = entered(cast), cast.caller("community_worker")
    renew_item(who, item, revision=item.revision)
    with pytest.raises(Conflict) as caught:
        end_item(who, item, reason="解散", revision=item.revision)
    assert caught.value.code == "register_item_changed"


@pytest.mark.django_db
def test_what_was_not_looked_at_this_year_shows_until_it_is_renewed(cast):
    item, register = entered(cast), register_of(KIND)
    Item.objects.filter(pk=item.pk).update(renewed_on="2025-12-31")
    item.refresh_from_db()
    assert is_overdue(register, item, date(2026, 5, 20))
    renewed = renew_item(cast.caller("community_worker"), item, revision=item.revision)
    assert not is_overdue(register, renewed, date(2026, 5, 20))


@pytest.mark.django_db
def test_what_has_left_is_read_and_not_changed(cast):
    item, who = entered(cast), cast.caller("community_worker")
    gone = end_item(who, item, reason="解散", revision=item.revision)
    with refused("register_item_ended"):
        renew_item(who, gone, revision=gone.revision)
    assert read_item(who, gone.uid).ended_on is not None
    assert entered(cast).pk != gone.pk


@pytest.mark.django_db
def test_only_who_keeps_a_units_registers_changes_them(cast):
    item = entered(cast)
    for name in ("subdistrict_officer", "leader", "foreign_secretary"):
        with refused("no_access"):
            renew_item(cast.caller(name), item, revision=item.revision)
    assert list(visible_items(cast.caller("subdistrict_officer"), KIND)) == [item]
    assert list(visible_items(cast.caller("foreign_secretary"), KIND)) == []


answers = st.lists(
    st.fixed_dictionaries(
        {"standing": st.sampled_from(["registered", "filed", "neither"]), "members": st.integers(0, 99)}
    )
)


@settings(deadline=None)
@given(answers)
def test_the_parts_of_a_register_add_up_to_the_whole(rows):
    numbers = stocks_of(REGISTER, rows)
    assert numbers["organisations"] == numbers["registered"] + numbers["filed"] + numbers["unregistered"] == len(rows)
    assert numbers["members"] == sum(each["members"] for each in rows)
