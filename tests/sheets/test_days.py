"""Days as offices type them: parts of months, spans, columns of their own, years that turn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sheets.making import one_sheet, read, xlsx
from yiben.sheets.days import month_in, read_day, turn_in, year_in

HEAD = ("日期", "社区", "活动名称", "人数")


def days(proposed):
    return [(record.day.iso if record.day else None) for record in proposed.records]


@pytest.mark.parametrize(
    "typed",
    [
        "3月上旬",
        "3月中旬",
        "三月下旬",
        "3月初",
        "3月底",
        "3月月末",
        "3月上中旬",
        "3月第一周",
        "2026年3月下旬",
        "202603",
    ],
)
def test_a_part_of_a_month_is_the_month(typed):
    assert (read_day(typed, 2026).iso, read_day(typed, 2026).precision) == ("2026-03", "month")


@pytest.mark.parametrize(
    "typed",
    ["2026、3、5", "2026 3 5", "2026。3。5", "周四（3月5日）", "星期四 3月5日", "3/5/2026", Decimal("46086.375")],
)
def test_other_marks_and_weekdays_are_read(typed):
    assert read_day(typed, 2026).iso == "2026-03-05"


@pytest.mark.parametrize(
    ("typed", "iso", "is_unsure"),
    [("5/3/2026", "2026-05-03", True), ("31/3/2026", "2026-03-31", False), ("3/31/2026", "2026-03-31", False)],
)
def test_a_year_that_comes_last_says_which_number_is_the_month_only_where_one_cannot_be(typed, iso, is_unsure):
    assert (read_day(typed, 2025).iso, read_day(typed, 2025).is_unsure) == (iso, is_unsure)


@pytest.mark.parametrize("typed", ["5日", "5号", "5-6日", "5日—7日", "5、6日", "5日上午", "5", "五日", 5])
def test_a_day_alone_is_of_the_sheets_month(typed):
    assert read_day(typed, 2026, 3).iso == "2026-03-05"


def test_six_digits_are_a_day_of_this_century():
    assert [read_day(typed).iso for typed in ("260305", 260305, "991231")] == ["2026-03-05", "2026-03-05", "2099-12-31"]
    assert read_day("269999") is None


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("2025年12月至2026年2月冬季行动", 12),
        ("（2025.11-2026.3）", 11),
        ("2025年11月—次年1月", 11),
        ("2025-2026学年", 8),
        *(("2025年3月至2026年5月", None), ("2026年1月至6月", None), ("2025—2026年", None)),
    ],
)
def test_a_span_of_months_over_a_turn_of_the_year_is_known(text, turn):
    assert turn_in(text) == turn


def test_months_after_the_turn_are_of_the_next_year():
    rows = [
        ("冬季行动台账（2025年12月至2026年2月）",),
        HEAD,
        ("12月30日", "听荷", "甲", 1),
        ("1月5日", "听荷", "乙", 2),
    ]
    assert days(one_sheet(rows)) == ["2025-12-30", "2026-01-05"]


def test_when_a_sheet_was_filled_in_says_no_month_of_what_it_tells():
    rows = [("填报时间：2026年1月", "", "", ""), HEAD, ("12月5日", "听荷", "甲", 1), ("", "望岫", "乙", 2)]
    found = read(xlsx({"Sheet1": rows}), "2025年台账.xlsx")
    assert days(found) == ["2025-12-05", "2025-12-05"]
    assert (year_in("填报时间：2026年1月"), month_in("1月至3月"), month_in("1月份-3月份")) == (2026, None, None)


def test_a_day_in_columns_of_its_own_is_one_day():
    rows = [
        ("2026年值班处置台账",),
        ("日期", "", "社区", "事项", "处置数"),
        ("月", "日", "", "", ""),
        (3, 5, "听荷", "占道", 2),
        ("", 19, "望岫", "噪声", 1),
    ]
    found = one_sheet(rows, merged=["A2:B2", "C2:C3", "D2:D3", "E2:E3"])
    assert days(found) == ["2026-03-05", "2026-03-19"]
    assert [record.values for record in found.records] == [{"事项": "占道", "处置数": 2}, {"事项": "噪声", "处置数": 1}]
    assert [record.flags for record in found.records] == [{}, {"date_carried": True}]


def test_a_day_may_stand_in_three_columns():
    rows = [("年", "月", "日", "活动名称", "人数"), (2026, "3月", "5日", "甲", 1)]
    assert days(one_sheet(rows)) == ["2026-03-05"]


def test_the_day_of_what_happened_goes_before_the_day_of_its_end():
    rows = [("填报日期", "活动日期", "活动名称", "人数"), ("2026.4.1", "2026.3.5", "甲", 1)]
    found = one_sheet(rows)
    assert (days(found), found.records[0].values["填报日期"]) == (["2026-03-05"], "2026.4.1")


def test_a_day_of_birth_is_no_day_of_a_record():
    rows = [("姓名", "出生日期", "社区", "补贴（元）"), ("何某", "1950.3.5", "听荷", 100)]
    found = one_sheet(rows)
    assert (days(found), found.records[0].values["出生日期"]) == ([None], "1950.3.5")


@pytest.mark.parametrize("name", ["202603", "2026.03", "2026-3", "2026年3月份", "2026_03"])
def test_a_sheet_called_by_year_and_month_says_both(name):
    rows = [HEAD, ("6日", "听荷", "甲", 1)]
    assert days(one_sheet(rows, name=name)) == ["2026-03-06"]
