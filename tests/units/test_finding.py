"""A unit is found by code, official name, short name or alias; what is ambiguous is asked back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import refused
from yiben.audit.callers import SYSTEM
from yiben.units.actions import found_unit, rename_unit
from yiben.units.queries import find_unit, root_unit

ON = date(2026, 2, 10)


@pytest.mark.parametrize("text", ["LX-01-01", "枫林社区居民委员会", "枫林社区", " 枫林社区 "])
def test_a_unit_has_several_names(text, cast: Cast):
    assert find_unit(text) == cast.unit("community")


def test_the_top_unit_is_called_root(cast: Cast):
    assert find_unit("root") == root_unit() == cast.unit("district")


def test_an_alias_finds_its_unit_until_it_is_another_units_name(cast: Cast):
    rename_unit(SYSTEM, cast.unit("foreign"), on=ON, aliases=["柳荫", "红叶服务中心"])
    assert find_unit("柳荫") == cast.unit("foreign")
    assert find_unit("红叶服务中心") == cast.unit("centre")


@pytest.mark.parametrize("text", ["不存在的社区", "", "枫林"])
def test_a_name_that_no_unit_has_is_refused(text, cast: Cast):
    with refused("unit_unknown"):
        find_unit(text)


def test_a_name_of_two_units_is_asked_back_with_the_candidates(cast: Cast):
    found_unit(SYSTEM, code="X-1", kind="community", name="枫林社区", order=999, on=ON)
    with refused("unit_ambiguous") as caught:
        find_unit("枫林社区")
    assert caught.value.data["candidates"] == ["枫林社区居民委员会 (LX-01-01)", "枫林社区 (X-1)"]
    assert find_unit("X-1").name == "枫林社区"


def test_an_alias_of_two_units_is_asked_back(cast: Cast):
    for name in ("community", "foreign"):
        rename_unit(SYSTEM, cast.unit(name), on=ON, aliases=["河东"])
    with refused("unit_ambiguous"):
        find_unit("河东")
