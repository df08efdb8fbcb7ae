"""Identity numbers: the check character finds every slip of one digit and every swap of neighbours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yiben.packs.id_numbers import IdNumber, check_character, masked, read_number


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    first = f"{draw(st.integers(100000, 999999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + check_character(first)


@given(numbers())
def test_a_number_says_when_its_bearer_was_born_and_the_sex(text):
    read = read_number(text.lower())
    assert isinstance(read, IdNumber)
    assert (f"{read.born:%Y%m%d}", read.sex) == (text[6:14], "male" if int(text[16]) % 2 else "female")


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(text, at, more):
    wrong = text[:at] + str((int(text[at]) + more) % 10) + text[at + 1 :]
    assert isinstance(read_number(wrong), str)


@given(numbers(), st.integers(0, 15))
def test_two_neighbours_changed_about_are_always_found(text, at):
    assume(text[at] != text[at + 1])
    assert isinstance(read_number(text[:at] + text[at + 1] + text[at] + text[at + 2 :]), str)


@given(numbers())
def test_a_masked_number_hides_birth_date_and_order(text):
    assert masked(text) == text[:3] + "*" * 11 + text[-4:]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("990101491001399", "id_old"),
        ("99010119490230139X", "id_date"),
        ("990101194910013995", "id_check"),
        ("9901011949100139", "id_form"),
        ("", "id_form"),
        ("090101194910013994", "id_form"),
    ],
)
def test_what_is_wrong_is_told_apart(typed, code):
    assert read_number(typed) == code


def test_what_the_standard_prints_as_its_example_holds():
    assert read_number("11010519491231002X") == IdNumber("11010519491231002X", date(1949, 12, 31), "female")
