"""Values of rules are dated: an event is judged by the text in force on its day."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from yiben.rules import parameters
from yiben.rules.parameters import parameter, shipped_parameters


def test_the_example_in_the_docstring_holds():
    assert doctest.testmod(parameters).failed == 0


def test_a_value_does_not_hold_before_its_day():
    assert parameter("voter_list_notice", date(2026, 1, 1)).value == 20
    assert parameter("voter_list_notice", date(2025, 12, 31)) is None


def test_a_province_speaks_only_for_itself():
    assert parameter("hotline_reply", date(2026, 1, 1), "山东省").value == 5
    assert parameter("hotline_reply", date(2026, 1, 1)) is None


@pytest.mark.parametrize("row", shipped_parameters(), ids=lambda row: f"{row.layer}-{row.rule}")
def test_every_value_names_its_source(row):
    assert row.source
    assert row.value > 0
    assert row.unit in {"days", "workdays", "months"}
