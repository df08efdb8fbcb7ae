"""Names by the strokes of their surnames, and ages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.rules.ages import age_band, age_bands, age_on
from yiben.rules.strokes import name_key, strokes_of, surname_of


def test_surnames_stand_as_an_official_list_has_them():
    names = [
        "赵宁",
        "欧阳一",
        "王宁",
        "丁宁",
        "欧宁",
        "万俟宁",
        "司马宁",
        "李宁",
        "刘宁",
        "张宁",
        "陈宁",
        "上官宁",
        "方宁",
    ]
    wanted = [
        "丁宁",
        "万俟宁",
        "上官宁",
        "王宁",
        "方宁",
        "司马宁",
        "刘宁",
        "李宁",
        "张宁",
        "陈宁",
        "欧宁",
        "欧阳一",
        "赵宁",
    ]
    assert sorted(names, key=name_key) == wanted


@pytest.mark.parametrize(("character", "count"), [("喆", 12), ("堃", 11), ("䶮", 9), ("𬭎", 12), ("一", 1), ("镶", 22)])
def test_rare_characters_have_their_strokes(character, count):
    assert strokes_of(character) == count


def test_the_given_name_decides_between_bearers_of_a_surname():
    assert sorted(["王䶮", "王一", "王喆", "王堃"], key=name_key) == ["王一", "王䶮", "王堃", "王喆"]


def test_a_name_of_other_letters_comes_last_and_is_a_name_all_the_same():
    assert sorted(["Anna", "王一", ""], key=name_key) == ["", "王一", "Anna"]
    assert surname_of("") == ""


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 60_000))
def test_age_grows_by_one_a_year_and_falls_into_one_band(born, days):
    day = date.fromordinal(born.toordinal() + days)
    age = age_on(born, day)
    assert age - 1 <= days / 365.2425 < age + 1.01
    band = age_band(born, day)
    assert band.from_age <= age
    assert all(age < other.from_age for other in age_bands() if other.from_age > band.from_age)
