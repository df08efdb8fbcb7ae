"""Owners as documents name them become units."""

from __future__ import annotations

import doctest

import pytest

from yiben.plans import owners
from yiben.plans.owners import UnitName, find_owners, is_collective

UNITS = [
    UnitName("edu", "department", ("临溪区教育局", "区教育局", "教育局")),
    UnitName("pol", "department", ("临溪区公安分局", "区公安分局", "公安分局")),
    UnitName("s1", "subdistrict", ("枫桥街道办事处", "枫桥街道")),
    UnitName("c1", "community", ("枫林社区居民委员会", "枫林社区")),
    UnitName("c2", "community", ("桥西社区居民委员会", "桥西社区")),
    UnitName("twin1", "organisation", ("互助社",)),
    UnitName("twin2", "organisation", ("互助社",)),
]


def test_the_example_in_the_docstring_holds():
    assert doctest.testmod(owners).failed == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("区教育局", ("edu",)),
        ("教育局、公安分局", ("edu", "pol")),
        ("区教育局和区公安分局", ("edu", "pol")),
        ("各社区", ("c1", "c2")),
        ("各街道、各社区居委会", ("s1", "c1", "c2")),
        ("由教育局", ("edu",)),
        (None, ()),
        ("", ()),
    ],
)
def test_named_owners_are_found_in_the_order_named(text, found):
    assert find_owners(text, UNITS).units == found


def test_a_unit_that_does_not_exist_is_asked_about():
    assert find_owners("区水务局", UNITS).unknown == ("区水务局",)


def test_a_name_that_two_units_bear_is_asked_about():
    assert find_owners("教育局、互助社", UNITS).ambiguous == ("互助社",)


@pytest.mark.parametrize(
    ("text", "is_all"), [("各社区", True), ("各有关单位", True), ("枫林社区", False), (None, False)]
)
def test_a_collective_word_means_all_units_of_a_kind(text, is_all):
    assert is_collective(text) is is_all
