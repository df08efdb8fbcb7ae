"""Periods as people name them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.facts import refused
from yiben.errors import Refusal
from yiben.metrics.periods import month_period, parse_period
from yiben.units.months import months_between

MONTHS = st.builds(lambda year, month: year * 100 + month, st.integers(1990, 2090), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "months", "label"),
    [
        ("2025", (202501, 202512), "2025年"),
        ("2025H1", (202501, 202506), "2025年上半年"),
        ("2025H2", (202507, 202512), "2025年下半年"),
        ("2025Q1", (202501, 202503), "2025年第一季度"),
        ("2025Q4", (202510, 202512), "2025年第四季度"),
        ("2024-02", (202402, 202402), "2024年2月"),
        ("2025-03-01..2025-04-30", (202503, 202504), "2025年3月1日至4月30日"),
        ("2024-12-01..2025-01-31", (202412, 202501), "2024年12月1日至2025年1月31日"),
        ("2025-03-02..2025-03-31", None, "2025年3月2日至3月31日"),
        (" 2025-03 ", (202503, 202503), "2025年3月"),
    ],
)
def test_a_period_has_months_and_an_official_label(text, months, label):
    period = parse_period(text)
    assert (period.months, period.label) == (months, label)


def test_february_ends_on_the_29th_in_a_leap_year():
    assert parse_period("2024-02").end == date(2024, 2, 29)
    assert parse_period("2025-02").end == date(2025, 2, 28)


@pytest.mark.parametrize("text", ["", "25", "2025H3", "2025Q0", "2025-13", "2025-3", "去年", "2025-02-30..2025-03-01"])
@pytest.mark.usefixtures("db")
def test_what_names_no_period_is_refused(text):
    with refused("period_unknown"):
        parse_period(text)


def test_a_period_that_ends_before_it_begins_is_refused():
    assert parse_period("2025-03-01..2025-03-01").months is None
    with pytest.raises(Refusal, match="period_backwards"):
        parse_period("2025-03-02..2025-03-01")


@given(MONTHS)
def test_a_year_is_its_halves_quarters_and_months(month):
    year = month // 100
    months = months_between(*parse_period(str(year)).months)
    halves = [parse_period(f"{year}H{n}").months for n in (1, 2)]
    quarters = [parse_period(f"{year}Q{n}").months for n in (1, 2, 3, 4)]
    assert [each for part in halves for each in months_between(*part)] == months
    assert [each for part in quarters for each in months_between(*part)] == months
    assert month_period(month).months == (month, month)


@given(MONTHS, st.integers(0, 40))
def test_the_months_between_two_are_consecutive(first, count):
    index = first // 100 * 12 + first % 100 - 1 + count
    months = months_between(first, index // 12 * 100 + index % 12 + 1)
    assert len(months) == count + 1
    assert months == sorted(set(months))
    assert months_between(first + 1, first) == [] or first % 100 == 12
