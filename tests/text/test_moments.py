"""Days and hours as people say them."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.text.moments import day_told, moment_in

TODAY = date(2026, 5, 20)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("今天下午5点前", "2026-05-20", "17:00"),
        ("今天下午3点半前", "2026-05-20", "15:30"),
        ("今晚8点前", "2026-05-20", "20:00"),
        ("明天上午9:30前", "2026-05-21", "09:30"),
        ("明天中午12点前", "2026-05-21", "12:00"),
        ("后天前", "2026-05-22", ""),
        ("周五下班前", "2026-05-22", ""),
        ("周一前", "2026-05-25", ""),
        ("本周一前", "2026-05-18", ""),
        ("下周三前", "2026-05-27", ""),
        ("本周内", "2026-05-24", ""),
        ("月底前", "2026-05-31", ""),
        ("下月底前", "2026-06-30", ""),
        ("3月5日前", "2026-03-05", ""),
        ("11月5日前", "2026-11-05", ""),
        ("十二月五日前", "2026-12-05", ""),
        ("25日前", "2026-05-25", ""),
        ("3号前", "2026-06-03", ""),
        ("2027年1月10日前", "2027-01-10", ""),
        ("6月底前", "2026-06-30", ""),
        ("截止6月5日", "2026-06-05", ""),
        ("年底前", "2026-12-31", ""),
    ],
)
def test_a_limit_is_a_day_and_an_hour(text, day, at):
    found = moment_in(f"请各社区{text}报表", TODAY)
    assert (found.day.isoformat(), found.at, found.is_limit) == (day, at, True)


def test_a_day_of_long_ago_without_a_year_is_the_next_ones():
    assert moment_in("1月5日前", date(2026, 12, 20)).day == date(2027, 1, 5)


def test_a_limit_goes_before_a_day_that_is_only_named():
    assert moment_in("5月19日会议要求5月25日前报送", TODAY).day == date(2026, 5, 25)


@pytest.mark.parametrize("text", ["2月30日前", "13月5日前", "40号前", "没有日期", ""])
def test_what_is_no_day_is_none(text):
    assert moment_in(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("昨天", "2026-05-19"), ("前天上午", "2026-05-18"), ("5月12日", "2026-05-12"), ("12月1日", "2025-12-01")],
)
def test_what_is_told_lies_behind(text, day):
    assert day_told(f"{text}开展宣传", TODAY).isoformat() == day


def test_a_day_ahead_is_not_told_of():
    assert day_told("2027年1月1日开展宣传", TODAY) is None
