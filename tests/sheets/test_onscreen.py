"""A layout filled in on screen gives the file that a unit would have sent."""

from __future__ import annotations

import pytest

from tests.sheets.making import xlsx
from tests.sheets.returns import CEDAR, HEAD, LOTUS, UNITS, items, listing, own_rows
from yiben.sheets.cells import text_of
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.onscreen import AskedSheet, asked_sheets, filled_copy, for_unit
from yiben.sheets.merging.returned import merge_returned
from yiben.sheets.opening import open_workbook


def layout(sheets) -> ReturnedFile:
    return ReturnedFile("表.xlsx", xlsx(sheets))


def place(asked: AskedSheet, row: int, heading: str) -> str:
    return next(cell.place for cell in asked.rows[row].cells if cell.heading == heading)


def merged(form: ReturnedFile, unit: str, typed):
    sent = ReturnedFile(f"{unit}/表.xlsx", filled_copy(form, UNITS, unit, typed))
    return merge_returned([sent], form, UNITS)


def test_a_list_is_asked_row_by_row_and_merges_like_a_file():
    form = layout(listing())
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    assert (asked.is_list, len(asked.rows)) == (True, 3)
    assert asked.headings == tuple(each for each in HEAD if each not in ("序号", "人均（元）"))
    typed = {
        place(asked, 0, "活动名称"): "消防演练",
        place(asked, 0, "参加人数"): "30人",
        place(asked, 0, "日期"): "2026.3.5",
    }
    typed |= {place(asked, 0, "经费（元）"): "600"}
    outcome = merged(form, LOTUS, typed)
    assert outcome.files[0].status == "accepted"
    (row,) = outcome.rows["活动台账"]
    assert [text_of(row.values[each]) for each in ("活动名称", "参加人数", "日期")] == ["消防演练", "30", "2026-03-05"]


def test_items_are_asked_one_below_the_other_without_totals_and_formulas():
    form = layout(items({}))
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    assert [row.label for row in asked.rows] == ["宣传活动", "培训讲座", "志愿服务"]
    assert [cell.heading for cell in asked.rows[0].cells] == ["场次", "人数"]
    outcome = merged(form, CEDAR, {place(asked, 1, "场次"): "3", place(asked, 1, "人数"): "120"})
    assert outcome.files[0].unit == CEDAR
    told = [text_of(value) for row in outcome.rows["统计表"] for value in row.values.values()]
    assert [each for each in told if each in ("3", "120")] == ["3", "120"]


def test_a_unit_is_asked_its_own_row_alone():
    (asked,) = asked_sheets(layout(own_rows({})), UNITS, LOTUS)
    assert [row.label for row in asked.rows] == [LOTUS]


def test_a_blank_stays_blank_and_places_that_are_not_asked_are_left_out():
    form = layout(items({}))
    sheet = open_workbook(filled_copy(form, UNITS, LOTUS, {"'统计表'!A1": "改标题", "'统计表'!D4": "9"}), "x").sheets[0]
    assert (text_of(sheet.value(0, 0)), sheet.value(3, 1)) == ("活动统计表", None)


def test_what_was_sent_last_stands_beside_and_only_names_are_taken_over():
    sheets = {"点位": [("点位表",), ("填报单位：",), ("项目", "负责人", "处数"), ("宣传栏", "", ""), ("岗亭", "", "")]}
    form = layout(sheets)
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    sent = filled_copy(form, UNITS, LOTUS, {place(asked, 0, "负责人"): "丁一", place(asked, 0, "处数"): "7"})
    (again,) = asked_sheets(form, UNITS, LOTUS, ReturnedFile(f"{LOTUS}/旧.xlsx", sent))
    told = {cell.heading: (cell.value, cell.last) for cell in again.rows[0].cells}
    assert told == {"负责人": ("丁一", "丁一"), "处数": ("", "7")}


@pytest.mark.parametrize("line", ["填报单位：", "填报单位（盖章）：____", "单位:"])
def test_the_unit_finds_its_name_where_the_table_asks_for_it(line):
    form = layout({"表": [("统计表",), (line,), ("项目", "数量"), ("宣传", ""), ("培训", "")]})
    shown = text_of(open_workbook(for_unit(form, LOTUS), "x").sheets[0].value(1, 0))
    assert shown.endswith(LOTUS)
    assert shown.startswith(line.rstrip("_"))


def test_a_table_too_large_for_a_page_is_not_asked_on_screen():
    wide = {"表": [tuple(f"栏{n}" for n in range(60)), *(("",) * 60 for _ in range(3))]}
    assert asked_sheets(layout(wide), UNITS, LOTUS) == ()


def test_what_answered_this_very_table_stands_in_it_to_be_changed():
    form = layout(listing())
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    typed = {place(asked, row, "活动名称"): f"讲座{row}" for row in range(3)}
    sent = ReturnedFile("表.xlsx", filled_copy(form, UNITS, LOTUS, typed))
    (again,) = asked_sheets(form, UNITS, LOTUS, sent, is_own=True)
    shown = [cell.value for row in again.rows for cell in row.cells if cell.heading == "活动名称"]
    assert shown == ["讲座0", "讲座1", "讲座2", ""]
    (beside,) = asked_sheets(form, UNITS, LOTUS, sent)
    assert not any(cell.value for row in beside.rows for cell in row.cells)


def test_a_list_takes_more_rows_than_the_layout_has_room_for():
    form = layout(listing())
    (asked,) = asked_sheets(form, UNITS, LOTUS, rows=5)
    typed = {place(asked, row, "活动名称"): f"讲座{row}" for row in range(5)}
    typed |= {place(asked, row, "参加人数"): "10" for row in range(5)}
    sent = ReturnedFile(f"{LOTUS}/表.xlsx", filled_copy(form, UNITS, LOTUS, typed, rows=5))
    outcome = merge_returned([sent], form, UNITS)
    assert len(outcome.rows["活动台账"]) == 5
    assert outcome.totals["活动台账"]["参加人数"] == 50
    assert [(each.status, [one.code for one in each.deviations]) for each in outcome.files] == [("accepted", [])]


def test_numbers_of_items_that_were_sent_stand_in_the_form_again():
    form = layout(items({}))
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    sent = ReturnedFile("表.xlsx", filled_copy(form, UNITS, LOTUS, {place(asked, 0, "场次"): "3"}))
    (again,) = asked_sheets(form, UNITS, LOTUS, sent, is_own=True)
    assert [cell.value for cell in again.rows[0].cells] == ["3", ""]


def test_nothing_that_was_sent_is_left_out_of_the_form():
    form = layout(listing())
    sent = ReturnedFile(
        "表.xlsx", xlsx(listing([(n, "", f"讲座{n}", 1, 1, "", "") for n in range(1, 200)], unit=LOTUS))
    )
    assert asked_sheets(form, UNITS, LOTUS, sent, is_own=True) == ()


def test_what_a_unit_left_blank_is_not_filled_with_a_figure_when_it_opens_its_answer_again():
    form = layout(items({}))
    (asked,) = asked_sheets(form, UNITS, LOTUS)
    number, left = place(asked, 0, "场次"), place(asked, 0, "人数")
    sent = ReturnedFile("表.xlsx", filled_copy(form, UNITS, LOTUS, {number: "3"}))
    (again,) = asked_sheets(form, UNITS, LOTUS, sent, {left: "40"}, is_own=True)
    assert [(cell.value, cell.given) for cell in again.rows[0].cells] == [("3", ""), ("", "40")]
