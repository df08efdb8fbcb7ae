"""Months and days as integers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yiben.units import months

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS)
def test_a_day_lies_between_the_first_and_the_last_day_of_its_month(day):
    month = months.month_of(day)
    assert months.first_day(month) <= day <= months.last_day(month)
    assert months.month_of(months.last_day(month) + timedelta(days=1)) == months.next_month(month)


@given(DAYS)
def test_a_day_and_a_month_come_back_from_their_numbers_and_texts(day):
    assert months.day_from_number(months.day_number(day)) == day
    assert months.month_from_text(months.month_text(months.month_of(day))) == months.month_of(day)
    assert months.day_number(day) // 100 == months.month_of(day)


@given(DAYS, DAYS)
def test_numbers_sort_as_days_do(one, other):
    assert (one < other) == (months.day_number(one) < months.day_number(other))


def test_december_is_followed_by_january():
    assert months.next_month(202612) == 202701
    assert months.next_month(202601) == 202602
    assert months.month_text(202601) == "2026-01"
