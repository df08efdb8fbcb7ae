"""Dates and ordinals move on; what names no year, what is history and what is somebody else's number stays."""

from __future__ import annotations

import pytest

from yiben.metrics.periods import parse_period
from yiben.rolling.dates import rolled_dates

pytestmark = pytest.mark.pure


def rolled(text: str, was: str = "2025", now: str = "2026", *, sure: bool = True) -> str:
    for each in reversed(rolled_dates(text, parse_period(was), parse_period(now))):
        if each.new and (each.is_sure or not sure):
            text = text[: each.start] + each.new + text[each.end :]
    return text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2025年工作总结", "2026年工作总结"),
        ("2025年度工作总结", "2026年度工作总结"),
        ("2025年12月20日", "2026年12月20日"),
        ("二〇二五年十二月", "二〇二六年十二月"),
        ("二○二五年十二月", "二○二六年十二月"),
        ("较2024年增长", "较2025年增长"),
        ("2026年工作打算", "2027年工作打算"),
        ("2025年以来", "2026年以来"),
        ("截至12月底", "截至12月底"),
        ("去年、今年、上年同期", "去年、今年、上年同期"),
        ("枫街办〔2025〕12号", "枫街办〔2025〕12号"),
        ("《街道条例》（2024年修订）", "《街道条例》（2024年修订）"),
        ("《2025年工作要点》", "《2025年工作要点》"),
        ("自2024年起", "自2024年起"),
        ("2018年建成", "2018年建成"),
        ("2021—2025年规划", "2021—2025年规划"),
        ("第十五届", "第十五届"),
        ("电话2025年", "电话2026年"),
        ("编号120251年", "编号120251年"),
    ],
)
def test_a_year_on(old, new):
    assert rolled(old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("第十五届", "第十六届"),
        ("第9期", "第10期"),
        ("《2025年工作要点》", "《2026年工作要点》"),
        ("自2024年起", "自2025年起"),
    ],
)
def test_what_is_doubtful_is_offered(old, new):
    assert rolled(old) == old
    assert rolled(old, sure=False) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026年3月工作情况", "2026年4月工作情况"),
        ("3月份，全街道", "4月份，全街道"),
        ("较2月增加", "较3月增加"),
        ("1至3月累计", "1至4月累计"),
        ("2026年3月31日", "2026年4月30日"),
        ("2026年工作", "2026年工作"),
    ],
)
def test_a_month_on(old, new):
    assert rolled(old, "2026-03", "2026-04") == new


def test_over_the_end_of_a_year_the_month_takes_the_year_with_it():
    assert rolled("2025年12月", "2025-12", "2026-01") == "2026年1月"


def test_quarters_and_half_years_move_on():
    assert rolled("2026年第一季度", "2026Q1", "2026Q2") == "2026年第二季度"
    assert rolled("四季度", "2025Q4", "2026Q1") == "一季度"
    assert rolled("上半年", "2026H1", "2026H2") == "下半年"


def test_a_day_of_last_year_is_shown_and_never_changed():
    [found] = rolled_dates("3月5日，开展活动。", parse_period("2025"), parse_period("2026"))
    assert (found.kind, found.new, found.is_sure) == ("day", "", False)


def test_the_same_period_moves_nothing():
    assert rolled_dates("2025年", parse_period("2025"), parse_period("2025")) == ()
