"""Where tables begin and end on a sheet, and which of their rows are no records."""

from __future__ import annotations

import pytest

from tests.sheets.making import one_sheet

HEAD = ("日期", "社区", "活动名称", "人数")
ROW = ("2026.3.5", "听荷", "消防演练", 3)


def taken(proposed):
    return [(record.row, record.values) for record in proposed.records]


def test_a_second_table_below_a_title_has_its_own_headings():
    rows = [
        ("2026年3月工作台账",),
        *(("培训时间", "培训主题", "参训人数"), ("3月4日", "急救", 35), ("合计", "", 35), ()),
        *(("走访慰问情况",), ("走访时间", "走访社区", "慰问户数"), ("3月6日", "听荷", 5)),
    ]
    found = one_sheet(rows)
    assert taken(found) == [(3, {"培训主题": "急救", "参训人数": 35}), (8, {"慰问户数": 5})]
    assert (found.records[1].day.iso, found.records[1].units) == ("2026-03-06", ("听荷社区居民委员会",))


def test_a_row_of_words_in_the_middle_of_a_table_is_a_record():
    rows = [("2026年",), HEAD, ROW, (), ("3月6日", "望岫", "活动内容交流", ""), ROW]
    assert [row for row, _values in taken(one_sheet(rows))] == [3, 5, 6]


def test_measures_in_a_row_of_their_own_belong_to_the_heading():
    rows = [("日期", "社区", "参加", "经费"), ("", "", "（人）", "（元）"), ("2026.3.5", "听荷", "20人", "1,000元")]
    assert taken(one_sheet(rows)) == [(3, {"参加/（人）": 20, "经费/（元）": 1000})]


def test_a_row_that_numbers_the_columns_is_no_record():
    rows = [HEAD, ("甲", "1", "2", "3"), ROW]
    assert [row for row, _values in taken(one_sheet(rows))] == [3]


@pytest.mark.parametrize("label", ["过次页", "承前页", "承上页", "转下页", "本页小计", "本月合计"])
def test_sums_carried_over_pages_are_no_records(label):
    rows = [HEAD, ROW, ("", label, "", 3), HEAD, ("2026.3.6", "望岫", "义诊", 4), ("合计", "", "", 7)]
    found = one_sheet(rows)
    assert [row for row, _values in taken(found)] == [2, 5]
    assert [(total.row, total.agrees) for total in found.totals] == [(3, True), (6, True)]


@pytest.mark.parametrize("label", ["【听荷社区】", "（二）听荷社区：", "三、听荷", "■听荷社区居委会", "2.听荷社区"])
def test_a_unit_on_a_line_of_its_own_holds_for_the_rows_below(label):
    rows = [("日期", "活动名称", "人数"), (label,), ("2026.3.5", "消防演练", 3)]
    assert one_sheet(rows, merged=["A2:C2"]).records[0].units == ("听荷社区居民委员会",)


@pytest.mark.parametrize("label", ["去年同期", "同比", "平均", "增减率"])
def test_lines_beside_a_total_are_no_records(label):
    rows = [("社区", "场次", "人次"), ("听荷", 3, 30), ("合计", 3, 30), (label, 2, 20)]
    assert [row for row, _values in taken(one_sheet(rows))] == [2]


def test_a_unit_that_gave_its_total_alone_is_a_record():
    rows = [
        ("2026年5月台账",),
        ("社区", "日期", "活动名称", "人数"),
        *(("听荷", "5月4日", "讲座", 30), ("听荷小计", "", "", 30)),
        ("望岫小计", "", "", 200),
        *(("云杉", "5月6日", "义诊", 5), ("云杉小计", "", "", 5), ("合计", "", "", 235)),
    ]
    found = one_sheet(rows)
    alone = found.records[1]
    assert (alone.row, alone.day.iso, alone.units) == (5, "2026-05", ("望岫社区居民委员会",))
    assert (alone.values, alone.flags) == ({"活动名称": None, "人数": 200}, {"total_only": True})
    assert [total.agrees for total in found.totals] == [True, True, True]


def test_a_subtotal_above_its_rows_is_no_record():
    rows = [
        ("社区", "日期", "活动名称", "人数"),
        *(("听荷小计", "", "", 7), ("听荷", "2026.5.4", "讲座", 3), ("听荷", "2026.5.5", "义诊", 4)),
        *(("望岫小计", "", "", 5), ("望岫", "2026.5.4", "讲座", 5)),
    ]
    found = one_sheet(rows)
    assert [row for row, _values in taken(found)] == [3, 4, 6]
    assert [total.agrees for total in found.totals] == [True, True]


@pytest.mark.parametrize("remark", ["因雨取消", "活动取消", "取消", "临时取消，择日再办", "因故未举办", "已作废"])
def test_what_a_remark_says_did_not_happen_is_cancelled(remark):
    rows = [(*HEAD, "备注"), (*ROW, remark)]
    assert one_sheet(rows).records[0].flags == {"cancelled": True}


@pytest.mark.parametrize("remark", ["人多，无法取消", "未取消", "李某因病未参加", "改期至3月9日", "宣讲取消限购政策"])
def test_a_remark_on_something_else_cancels_nothing(remark):
    rows = [(*HEAD, "备注"), (*ROW, remark)]
    assert one_sheet(rows).records[0].flags == {}


@pytest.mark.parametrize(
    ("name", "is_cancelled"), [("插花（取消）", True), ("低保取消", False), ("取消限购宣讲会", False)]
)
def test_a_name_that_speaks_of_cancelling_is_not_cancelled(name, is_cancelled):
    found = one_sheet([HEAD, ("2026.3.5", "听荷", name, 3)])
    assert ("cancelled" in found.records[0].flags) is is_cancelled
