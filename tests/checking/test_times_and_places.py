"""Which period and which unit a sentence names."""

from __future__ import annotations

import pytest

from yiben.checking.places import Places
from yiben.checking.times import times_in
from yiben.metrics.periods import parse_period

YEAR = parse_period("2025")
PLACES = Places(1, "临溪区", {"临溪区": 1, "枫桥街道": 2, "枫林社区": 3, "桥西社区": 4, "新村": None})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("上半年开展", "2025H1"),
        ("今年一季度", "2025Q1"),
        ("第三季度", "2025Q3"),
        ("3月份", "2025-03"),
        ("2024年11月", "2024-11"),
        ("去年", "2024"),
        ("今年以来", "2025"),
        ("去年同期", "2024"),
        ("1至6月", "2025-01-01..2025-06-30"),
    ],
)
def test_a_time_is_the_period_that_it_names(text, named):
    assert [each.period for each in times_in(text, YEAR)] == [parse_period(named)]


@pytest.mark.parametrize("text", ["春节期间", "3月5日", "近三年", "截至6月底", "每月", "6月底", "11月至2月"])
def test_a_time_that_is_no_period_of_figures_is_none(text):
    assert times_in(text, YEAR)[-1].period is None


def test_a_month_is_of_the_year_named_before_it():
    assert [each.period.text for each in times_in("2024年共办，3月最多", YEAR)] == ["2024", "2024-03"]


def test_two_times_in_a_list_are_no_single_one():
    assert times_in("3月、5月开展", YEAR)[-1].period is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("枫桥街道开展", 2), ("枫桥街道枫林社区", 3), ("全区共", 1), ("我区", 1), ("辖区内", 1)],
)
def test_a_place_is_the_unit_that_it_names(text, unit):
    assert PLACES.find(text)[-1].unit == unit


@pytest.mark.parametrize("text", ["枫林社区、桥西社区", "在红叶小学开展", "全市共", "新村"])
def test_a_place_that_is_no_single_unit_known_is_none(text):
    assert PLACES.find(text)[-1].unit is None


def test_a_text_without_a_place_names_none():
    assert PLACES.find("各社区广泛发动") == []


@pytest.mark.parametrize("text", ["本年累计发放手册", "今年已累计发放手册", "2025年，累计发放手册"])
def test_a_running_total_goes_from_january_to_where_the_report_ends(text):
    (found,) = times_in(text, parse_period("2025-10"))
    assert (found.period, found.is_year) == (parse_period("2025-01-01..2025-10-31"), False)
