"""Returned tables are merged as the issuer's layout wants them; what deviates is said, what is not sure is asked."""

from __future__ import annotations

import pytest

from tests.sheets.making import xlsx
from tests.sheets.returns import (
    ACTIVITY,
    CEDAR,
    HEAD,
    LOTUS,
    PEAK,
    POND,
    UNITS,
    alone,
    codes,
    items,
    listing,
    merge,
    own_rows,
)
from yiben.errors import Refusal
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.returned import merge_returned

LAYOUT, FIXED, OWN = listing(), items({}), own_rows({})
SECOND = (2, "2026-03-08", "义诊", 20, 100, '=IFERROR(E5/D5,"")', "下雨")


def values(merged, sheet="活动台账"):
    return [tuple(row.values.values()) for row in merged.rows[sheet]]


def test_rows_of_a_list_come_in_official_order_and_then_as_sent():
    sent = {"b.xlsx": listing([ACTIVITY, SECOND], unit=PEAK), "a.xlsx": listing([SECOND], unit=LOTUS)}
    merged = merge(LAYOUT, {"z.xlsx": sent["a.xlsx"], "a.xlsx": sent["b.xlsx"]})
    assert [(row.unit, row.row) for row in merged.rows["活动台账"]] == [(LOTUS, 4), (PEAK, 4), (PEAK, 5)]
    assert [each.deviations for each in merged.files] == [(), ()]


def test_totals_add_counts_and_amounts_but_no_averages():
    _file, merged = alone(LAYOUT, listing([ACTIVITY, SECOND], unit=LOTUS))
    assert merged.totals == {"活动台账": {"参加人数": 50, "经费（元）": 700}}


def test_a_blank_never_becomes_zero():
    rows = [(1, "2026-03-05", "演练", "", 0, "", ""), (2, "2026-03-05", "讲座", "/", 10, '=IFERROR(E5/D5,"")', "")]
    _file, merged = alone(LAYOUT, listing(rows, unit=LOTUS))
    assert [row[2:5] for row in values(merged)] == [(None, 0, None), (None, 10, None)]
    assert merged.totals["活动台账"]["参加人数"] is None


def test_items_keep_their_names_and_their_shares_are_computed():
    file, merged = alone(FIXED, items({"宣传活动": (3, 40), "志愿服务": (0, 0)}, unit=LOTUS))
    assert (file.status, file.deviations) == ("accepted", ())
    rows = values(merged, "统计表")
    assert (rows[0][:3], rows[1], rows[2]) == (
        ("宣传活动", 3, 40),
        ("培训讲座", None, None, None),
        ("志愿服务", 0, 0, None),
    )


def test_each_unit_fills_its_own_row():
    merged = merge(OWN, {"a.xlsx": own_rows({PEAK: (2, 30)}), "听荷社区.xlsx": own_rows({LOTUS: (1, 20)})})
    assert [(row.unit, row.values["户数"]) for row in merged.rows["汇总表"]] == [(LOTUS, 20), (PEAK, 30)]
    assert merged.missing == (CEDAR, POND)


def test_another_units_row_is_not_taken():
    file, merged = alone(OWN, own_rows({LOTUS: (1, 20), PEAK: (2, 30)}))
    assert ("wrong_unit", "汇总表!4", False) in codes(file)
    assert [row.unit for row in merged.rows["汇总表"]] == [LOTUS]


def test_renamed_moved_and_inserted_columns_are_found_again():
    head = ("序号", "备注", "活动日期", "活动名称", "参与人数", "联系电话", "经费（元）", "人均（元）")
    row = (1, "晴", "2026-03-05", "演练", 30, "81230000", 600, "=G4/E4")
    file, merged = alone(LAYOUT, listing([row], unit=LOTUS, head=head, total=()))
    assert {code for code, _where, _sure in codes(file)} == {"renamed_column", "moved_column", "inserted_column"}
    assert values(merged)[0][1:] == ("演练", 30, 600, 20, "晴")


@pytest.mark.parametrize(("left", "code"), [(6, "deleted_column"), (5, "columns_deleted")])
def test_columns_that_are_gone_are_said(left, code):
    file, merged = alone(LAYOUT, listing([ACTIVITY[:left]], unit=LOTUS, head=HEAD[:left], total=()))
    assert [each[0] for each in codes(file)] == [code]
    assert values(merged)[0][-1] is None


@pytest.mark.parametrize(
    ("wanted", "name", "found"),
    [
        *(
            ("男性人数", "女性人数", ["inserted_column", "deleted_column"]),
            ("参加人数", "参加人次", ["renamed_column"]),
        ),
        *(("参加人数", "参加人员数", ["renamed_column"]), ("参加人数", "天气", ["inserted_column", "deleted_column"])),
    ],
)
def test_a_name_is_taken_for_another_unless_it_says_something_else(wanted, name, found):
    head, sent = ((*HEAD[:3], each, *HEAD[4:]) for each in (wanted, name))
    file, _merged = alone(
        listing(head=head), listing([(1, "", "演练", "晴", 600, "", "")], unit=LOTUS, head=sent, total=())
    )
    assert [each[0] for each in codes(file) if each[0].endswith("column")] == found


def test_another_unit_of_measure_is_converted():
    head = (*HEAD[:4], "经费（万元）", *HEAD[5:])
    file, merged = alone(LAYOUT, listing([(1, "", "演练", 30, 0.06, "=E4/D4", "")], unit=LOTUS, head=head))
    assert codes(file) == [("unit_of_measure", "活动台账!经费（万元）", True)]
    assert values(merged)[0][3:5] == (600, 20)


def test_amounts_a_thousand_times_larger_than_the_others_are_asked_about():
    head = (*HEAD[:4], "经费（万元）", *HEAD[5:])
    row = {LOTUS: 0.5, PEAK: 0.6, CEDAR: 0.4, POND: 5000}
    sent = {f"{n}.xlsx": listing([(1, "", "演练", 1, money, "", "")], unit=n, head=head) for n, money in row.items()}
    merged = merge(listing(head=head), sent)
    assert [codes(each) for each in merged.files if each.unit == POND] == [
        [("unit_of_measure", "活动台账!经费（万元）", False)]
    ]


@pytest.mark.parametrize(
    ("typed", "number", "sure"),
    [("约200人", 200, True), ("3场次", 3, True), ("２０", 20, True), ("30余", 30, False), ("若干", None, False)],
)
def test_text_in_a_number_cell_is_mended_where_that_is_sure(typed, number, sure):
    rows = [ACTIVITY, (2, "", "甲", 5, 1, "", ""), (3, "", "讲座", typed, 10, "", "")]
    file, merged = alone(LAYOUT, listing(rows, unit=LOTUS))
    assert codes(file) == [("text_in_number", "活动台账!D6", sure)]
    assert values(merged)[2][2] == number


def test_a_formula_replaced_by_its_value_is_said_and_by_another_one_mended():
    rows = [(*ACTIVITY[:5], 20, ""), (*SECOND[:5], 9, "")]
    file, merged = alone(LAYOUT, listing(rows, unit=LOTUS))
    assert codes(file) == [("inconsistent", "活动台账!F5", True), ("lost_formula", "活动台账!F4:F5", True)]
    assert [row[4] for row in values(merged)] == [20, 5]


def test_a_wrong_total_is_said_and_the_rows_count():
    file, merged = alone(LAYOUT, listing([ACTIVITY, SECOND], unit=LOTUS, total=("合计", "", "", 55, "=SUM(E4:E5)")))
    assert codes(file) == [("lost_formula", "活动台账!D6", True), ("wrong_total", "活动台账!D6", True)]
    assert merged.totals["活动台账"]["参加人数"] == 50


def test_rows_of_items_are_found_again():
    sent = items(
        {"志愿服务": (3, 40), "宣传活动（含线上）": (1, 10), "其他": (5, 5)},
        labels=("志愿服务", "宣传活动（含线上）", "其他"),
    )
    file, merged = alone(FIXED, sent)
    assert {each[0] for each in codes(file)} == {"renamed_row", "moved_row", "inserted_row", "rows_deleted"}
    assert [row[:3] for row in values(merged, "统计表")] == [("志愿服务", 3, 40), ("宣传活动", 1, 10)]


def test_as_above_is_filled_in_for_words_only():
    rows = [ACTIVITY, (2, "同上", "〃", 7, 10, "=E5/D5", "")]
    file, merged = alone(LAYOUT, listing(rows, unit=LOTUS))
    assert codes(file) == [("blank_means_same", "活动台账!B5", True), ("blank_means_same", "活动台账!C5", True)]
    assert values(merged)[1][:3] == (values(merged)[0][0], "消防演练", 7)


def test_sheets_are_matched_by_name_and_then_by_heading():
    sent = {"Sheet1": items({"宣传活动": (3, 40)}, unit=LOTUS)["统计表"], **listing([ACTIVITY], unit=LOTUS)}
    file, merged = alone({**LAYOUT, **FIXED}, sent)
    assert sorted(each[0] for each in codes(file)) == ["moved_sheet", "renamed_sheet"]
    assert (len(merged.rows["活动台账"]), len(merged.rows["统计表"])) == (1, 3)


def test_a_sheet_that_is_missing_or_empty_is_a_missing_part():
    sent = {
        "听荷社区.xlsx": listing([ACTIVITY], unit=LOTUS),
        "望岫社区.xlsx": {**listing([ACTIVITY], unit=PEAK), **FIXED},
    }
    merged = merge({**LAYOUT, **FIXED}, sent)
    assert merged.missing_parts == ((LOTUS, "统计表"), (PEAK, "统计表"))
    assert [each[0] for file in merged.files for each in codes(file)] == ["missing_sheet", "empty"]


@pytest.mark.parametrize("said", ["无", "本月无", "本季度无此类活动", "零报告"])
def test_a_sheet_that_says_there_is_nothing_is_not_missing(said):
    _file, merged = alone(LAYOUT, listing([(said, "", "", "", "", "", "")], unit=LOTUS))
    assert (merged.rows["活动台账"], merged.missing_parts, merged.not_merged) == ((), (), ())


def test_a_column_that_no_field_may_hold_is_left_out():
    head = (*HEAD[:6], "民族")
    _file, merged = alone(listing(head=head), listing([(*ACTIVITY[:6], "某族")], unit=LOTUS, head=head))
    assert merged.dropped == ("民族",)
    assert "民族" not in merged.rows["活动台账"][0].values


def test_a_layout_without_a_table_is_refused():
    form = ReturnedFile("表样.xlsx", xlsx({"说明": [("请按要求填写。",)]}))
    with pytest.raises(Refusal, match="merge_layout_without_table"):
        merge_returned([], form, UNITS)


def test_a_part_that_is_larger_than_its_whole_is_asked_about():
    head = (*HEAD[:4], "其中：老年人", "人均（元）", "备注")
    rows = [(1, "", "演练", 30, 31, "", ""), (2, "", "讲座", 30, 30, "", "")]
    file, _merged = alone(listing(head=head), listing(rows, unit=LOTUS, head=head))
    assert codes(file) == [("inconsistent", "活动台账!E4", False)]


def test_another_unit_in_a_list_is_asked_about():
    head = ("序号", "日期", "活动名称", "参加人数", "社区")
    rows = [(1, "", "演练", 30, "听荷社区"), (2, "", "讲座", 3, "听荷社区"), (3, "", "义诊", 4, "望岫社区")]
    layout = {"活动台账": [head, ("",) * 5, ("合计",)]}
    file, merged = alone(layout, {"活动台账": [head, *rows]})
    assert codes(file) == [("wrong_unit", "活动台账!4", False)]
    assert [row.values["社区"] for row in merged.rows["活动台账"]] == [LOTUS, LOTUS, "望岫社区"]


def test_rows_above_the_heading_and_subtotals_are_said():
    sent = listing([ACTIVITY, ("小计", "", "", 30, 600, "", "")], unit=LOTUS)
    sent["活动台账"].insert(1, ("请三月底前交",))
    sent["活动台账"][-2] = ("合计", "", "", 30, 600, "")
    file, merged = alone(LAYOUT, sent)
    assert [each for each in codes(file) if each[0] == "inserted_row"] == [
        ("inserted_row", "活动台账!2", True),
        ("inserted_row", "活动台账!6", True),
    ]
    assert merged.totals["活动台账"]["参加人数"] == 30


def test_a_total_across_columns_is_held_against_them():
    top, head = ("序号", "名称", "参加人数", "", ""), ("", "", "合计", "居民", "志愿者")
    rows = [(1, "演练", 7, 3, 4), (2, "讲座", 8, 3, 4)]
    file, merged = alone({"表": [top, head, ("",) * 5, ("汇总",)]}, {"表": [top, head, *rows]})
    assert codes(file) == [("wrong_total", "表!C4", False)]
    assert [row.values["参加人数/合计"] for row in merged.rows["表"]] == [7, 8]
