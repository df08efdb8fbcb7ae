"""This year's number is written as last year's was."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.rolling.written import chinese, rewrite
from yiben.text.numerals import numeral

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("old", "before", "value", "new", "flag"),
    [
        ("163条", "悬挂横幅", 187, "187条", ""),
        ("160余条", "悬挂横幅", 187, "180余条", ""),
        ("160余条", "悬挂横幅", 180, "180条", ""),
        ("1200余人", "参加群众", 1387, "1300余人", ""),
        ("160余条", "悬挂横幅", 7, "7条", ""),
        ("25.4万册", "发放手册", 261_730, "26.2万册", ""),
        ("25.4万余册", "发放手册", 261_730, "26.1万余册", ""),
        ("25.4万册", "发放手册", 9_800, "9800册", ""),
        ("1万张", "张贴海报", 21_400, "2万张", ""),
        ("1,063人次", "志愿者", 2451, "2,451人次", ""),
        ("12.5%", "同比增长", Fraction(1234, 100), "12.3%", ""),
        ("20万元", "投入近", 187_300, "19万元", ""),
        ("100场", "举办活动超过", 134, "100场", ""),
        ("十一场", "举办讲座", 20, "二十场", ""),
        ("三个", "建成", 2, "两个", ""),
        ("百分之十二点五", "增长", Fraction(82, 10), "百分之八点二", ""),
        ("160条", "突破", 160, "160条", "not_above"),
        ("20场", "不足", 20, "20场", "not_below"),
        ("160条", "共", -3, "160条", "negative"),
    ],
)
def test_the_style_of_last_year_is_kept(old, before, value, new, flag):
    made = rewrite(old, before, Fraction(value))
    assert (made.text, made.flag) == (new, flag)


@given(st.integers(0, 10**7))
def test_a_plain_number_says_exactly_the_value(value):
    assert rewrite("163条", "共", Fraction(value)).text == f"{value}条"


@given(st.integers(1, 10**7))
def test_over_never_promises_more_than_there_is(value):
    text = rewrite("160余条", "共", Fraction(value)).text
    said = int("".join(each for each in text if each.isdigit()))
    assert said < value if "余" in text else said == value


@given(st.integers(0, 9999))
def test_words_for_numbers_are_read_back(value):
    assert numeral(chinese(value)) == value
