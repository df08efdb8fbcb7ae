"""An existing 台账 is read as it lies there; what is inferred or not understood is said."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sheets.making import one_sheet, read, xlsx

HEAD = ("序号", "日期", "社区", "活动名称", "参加人数")


def records(proposed):
    return [(r.row, r.day.iso if r.day else None, r.units, r.values, r.flags) for r in proposed.records]


def test_titles_headings_and_remarks_are_no_records():
    rows = [
        ("2026年活动台账",),
        ("填报单位：砚湖街道",),
        HEAD,
        (1, "3月5日", "听荷", "消防演练", 30),
        ("填表人：何某", "", "", "审核：林某"),
    ]
    found = one_sheet(rows)
    assert records(found) == [(4, "2026-03-05", ("听荷社区居民委员会",), {"活动名称": "消防演练", "参加人数": 30}, {})]


def test_headings_of_several_rows_are_joined_from_the_top():
    rows = [
        ("序号", "日期", "参加人数", ""),
        ("", "", "居民 ", "志愿者"),
        (1, "2026.3.5", 30, 4),
        (2, "2026.3.6", 20, 3),
    ]
    found = one_sheet(rows, merged=["A1:A2", "B1:B2", "C1:D1"])
    assert [column.heading for _sheet, column in found.columns] == ["序号", "日期", "参加人数/居民", "参加人数/志愿者"]
    assert found.records[0].values == {"参加人数/居民": 30, "参加人数/志愿者": 4}


def test_equal_headings_are_told_apart():
    rows = [("日期", "人数", "人数"), ("2026.3.5", 1, 2)]
    assert one_sheet(rows).records[0].values == {"人数": 1, "人数#2": 2}


def test_headings_without_merges_go_on_under_their_blanks():
    rows = [("序号", "日期", "参加人数", ""), ("", "", "居民", "志愿者"), (1, "2026.3.5", 30, 4)]
    assert one_sheet(rows).records[0].values == {"参加人数/居民": 30, "参加人数/志愿者": 4}


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        *(("2026.3.5", "2026-03-05"), ("3月5日", "2026-03-05"), (46086, "2026-03-05"), (20260305, "2026-03-05")),
        *(
            ("26/3/5", "2026-03-05"),
            ("2026年3月", "2026-03"),
            ("３月５日上午", "2026-03-05"),
            ("3月5日-8日", "2026-03-05"),
        ),
        *((date(2026, 3, 5), "2026-03-05"), ("二〇二六年三月五日", "2026-03-05"), ("3月", "2026-03")),
    ],
)
def test_days_are_read_however_they_are_typed(typed, iso):
    rows = [("2026年台账",), ("日期", "活动名称", "人数"), (typed, "消防演练", 3)]
    assert one_sheet(rows).records[0].day.iso == iso


@pytest.mark.parametrize("typed", ["2026.2.30", "13月5日", "活动当天"])
def test_a_day_that_is_none_is_asked_about(typed):
    rows = [
        ("2026年台账",),
        ("日期", "活动名称", "人数"),
        ("3月5日", "甲活动", 1),
        ("3月6日", "乙活动", 1),
        (typed, "消防演练", 3),
    ]
    found = one_sheet(rows)
    assert (found.records[2].day, found.records[2].flags["date_invalid"]) == (None, typed)
    assert [each.code for each in found.questions] == ["date_invalid"]


def test_a_day_without_a_year_anywhere_is_asked_about():
    found = one_sheet([("日期", "活动名称", "人数"), ("3月5日", "消防演练", 3)])
    assert found.records[0].day is None
    assert [each.code for each in found.questions] == ["year_unknown"]


def test_a_blank_day_is_carried_and_says_so_and_a_merged_one_is_plain():
    rows = [("日期", "活动名称", "人数"), ("2026.3.5", "甲", 1), ("", "乙", 2), ("2026.3.9", "丙", 3), ("", "丁", 4)]
    found = one_sheet(rows, merged=["A4:A5"])
    assert [r.day.iso for r in found.records] == ["2026-03-05", "2026-03-05", "2026-03-09", "2026-03-09"]
    assert [bool(r.flags) for r in found.records] == [False, True, False, False]


def test_a_number_over_merged_rows_is_taken_once():
    found = one_sheet([("日期", "活动名称", "人数"), ("2026.3.5", "甲", 40), ("2026.3.6", "乙", "")], merged=["C2:C3"])
    assert [r.values["人数"] for r in found.records] == [40, None]


@pytest.mark.parametrize(
    ("typed", "value", "flags"),
    [
        *(("约200人", 200, {"approx": ["人数"]}), ("3场次", 3, {}), ("２００", 200, {}), ("1.2万", 12000, {})),
        *(
            ("/", None, {}),
            ("无", None, {}),
            ("—", None, {}),
            ("", None, {}),
            (0, 0, {}),
            ("若干", None, {"not_a_number": ["人数"]}),
        ),
    ],
)
def test_nothing_reported_is_null_and_zero_is_zero(typed, value, flags):
    found = one_sheet(
        [("日期", "活动名称", "人数"), ("2026.3.4", "乙", 5), ("2026.3.5", "甲", typed), ("2026.3.6", "丙", 7)]
    )
    assert (found.records[1].values["人数"], found.records[1].flags) == (value, flags)


def test_totals_are_checked_and_never_taken():
    rows = [
        HEAD,
        (1, "2026.3.5", "听荷", "甲", 30),
        (2, "2026.3.6", "听荷", "乙", 12),
        ("合 计", "", "", "", 42),
        ("总计", "", "", "", 43),
    ]
    found = one_sheet(rows)
    assert len(found.records) == 2
    assert [(t.row, t.printed, t.agrees) for t in found.totals] == [(4, 42, True), (5, 43, False)]


def test_subtotals_sum_their_own_rows():
    rows = [
        HEAD,
        (1, "2026.3.5", "听荷", "甲", 30),
        ("小计", "", "", "", 30),
        (2, "2026.3.6", "望岫", "乙", 12),
        ("小计", "", "", "", 12),
        ("合计", "", "", "", 42),
    ]
    assert [t.agrees for t in one_sheet(rows).totals] == [True, True, True]


def test_a_sheet_a_month_gives_the_month_to_days_and_rows():
    rows = [("日", "社区", "活动名称", "人数"), ("5日", "听荷", "甲", 3)]
    found = read(xlsx({"3月": rows, "4月": rows}), "2026年台账.xlsx")
    assert [r.day and r.day.iso for r in found.records] == ["2026-03", "2026-04"]


def test_columns_that_no_field_may_hold_are_left_out_unseen():
    found = one_sheet(
        [
            ("姓名", "民族", "宗教信仰", "民族路住址"),
            ("岳某", "甲族", "某教", "民族路3号"),
            ("江某", "乙族", "", "民族路5号"),
        ]
    )
    assert found.dropped == ("民族", "宗教信仰")
    assert found.records[0].values == {"姓名": "岳某", "民族路住址": "民族路3号"}
    assert "甲族" not in repr(found)


def test_units_are_known_by_short_names_and_one_wrong_character_is_said():
    rows = [
        HEAD,
        *(
            (1, "2026.3.5", name, f"第{number}项", 3)
            for number, name in enumerate(["听荷", "云杉居委会", "望袖社区", "明月社区", "听荷社区、望岫"])
        ),
    ]
    found = one_sheet(rows)
    assert [len(r.units) for r in found.records] == [1, 1, 1, 0, 2]
    assert found.records[2].flags == {"unit_misspelt": "望袖社区"}
    assert [(each.code, each.text) for each in found.questions] == [("unit_unknown", "明月社区")]


def test_repeated_hidden_and_struck_rows_are_marked():
    same = ("2026.3.5", "听荷", "消防演练", 30)
    rows = [
        HEAD,
        (1, *same),
        (2, *same),
        (3, "2026.3.5", "听荷", "消防演练活动", 31),
        (4, "2026.3.9", "望岫", "讲座", 5),
        (5, "2026.3.9", "云杉居委会", "义诊（取消）", 5),
    ]
    flags = [r.flags for r in one_sheet(rows, hidden=[5]).records]
    assert flags == [{}, {"duplicate_of": 2}, {"near_duplicate_of": 2}, {"hidden": True}, {"cancelled": True}]
    assert one_sheet(rows, struck=[5]).records[3].flags == {"cancelled": True}


def test_identity_numbers_are_checked_and_lost_digits_are_said():
    rows = [
        ("姓名", "身份证号"),
        ("甲", "11010519491231002X"),
        ("乙", "110105194912310021"),
        ("丙", 110105194912310021),
        ("丁", "110105491231002"),
    ]
    flags = [list(r.flags) for r in one_sheet(rows).records]
    assert flags == [[], ["id_checksum_wrong"], ["id_precision_lost"], ["id_15_digits"]]


def test_hours_that_nobody_can_count_are_asked_about():
    rows = [
        ("日期", "姓名", "服务时长"),
        ("2026.3.5", "甲", "2小时30分"),
        ("2026.3.6", "乙", "半天"),
        ("2026.3.7", "丙", 3),
    ]
    found = one_sheet(rows)
    assert [str(r.values["服务时长"]) for r in found.records] == ["2.5", "None", "3"]
    assert found.records[1].flags == {"hours_unclear": ["服务时长"]}


def test_a_month_with_numbers_alone_is_a_total_without_events():
    rows = [("2026年统计表",), ("月份", "社区", "场次", "人数"), ("1月", "听荷", 3, 90), ("2月", "听荷", 2, 50)]
    found = one_sheet(rows)
    assert [(r.day.iso, r.flags) for r in found.records] == [
        ("2026-01", {"total_only": True}),
        ("2026-02", {"total_only": True}),
    ]


def test_a_line_with_a_unit_alone_holds_for_the_rows_below():
    rows = [("日期", "活动名称", "人数"), ("听荷社区",), ("2026.3.5", "甲", 3), ("望岫社区",), ("2026.3.6", "乙", 4)]
    assert [r.units[0][:2] for r in one_sheet(rows).records] == ["听荷", "望岫"]
