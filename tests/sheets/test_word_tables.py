"""Tables in Word files: read like spreadsheets, filled, merged into the issuer's own .docx."""

from __future__ import annotations

import pytest

from tests.sheets.returns import LOTUS, PEAK, UNITS
from tests.sheets.word import cell, docx, paragraph, run, table
from yiben.errors import Refusal, TextProblem
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.onscreen import asked_sheets, filled_copy, for_unit
from yiben.sheets.merging.returned import merge_returned
from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import propose_import
from yiben.sheets.word_tables import fill_word

HEAD = ("序号", "活动时间", "活动名称", "参加人数")
DRILL, CLINIC = ("1", "2026年3月5日", "消防演练", "30"), ("2", "2026年3月8日", "义诊", "约20人")


def listing(*rows, unit="", total=""):
    body = rows or (("",) * 4, ("",) * 4)
    drawn = table([HEAD, *body, (cell("合计", span=3), total)])
    lines = (paragraph(run("2026年活动台账", bold=True)), paragraph(run(f"填报单位：{unit}")))
    return docx(*lines, drawn, paragraph(run("填表人：")))


def items(numbers=("", ""), unit=""):
    rows = [("宣传活动", numbers[0]), ("培训讲座", numbers[1]), ("合计", "")]
    return docx(paragraph(run(f"填报单位：{unit}")), table([("项目", "场次"), *rows]))


def merge(layout, **sent):
    files = [ReturnedFile(f"{name}.docx", data) for name, data in sent.items()]
    return merge_returned(files, ReturnedFile("表样.docx", layout), UNITS)


def rows_of(data):
    return [tuple(str(each or "") for each in row) for row in open_workbook(data).sheets[0].rows]


def test_the_lines_around_a_table_stand_in_its_sheet():
    sheet = open_workbook(listing(DRILL, unit=LOTUS)).sheets[0]
    assert [row[0] for row in sheet.rows] == ["2026年活动台账", f"填报单位：{LOTUS}", "序号", "1", "合计", "填表人："]
    assert [(each.top, each.left, each.right) for each in sheet.merges] == [(4, 0, 2)]


def test_a_paper_without_a_table_is_none():
    with pytest.raises(TextProblem, match="sheet_expected"):
        open_workbook(docx(paragraph(run("各社区："))))


def test_a_ledger_kept_in_word_is_read_with_the_year_of_its_title():
    rows = (("1", "3月5日", "消防演练", "30"), ("2", "3月8日", "义诊", "约20人"))
    proposed = propose_import(open_workbook(listing(*rows, unit=LOTUS, total="50")), UNITS)
    assert [(str(each.on), each.values["参加人数"]) for each in proposed.records] == [
        ("2026-03-05", 30),
        ("2026-03-08", 20),
    ]
    assert proposed.totals[0].agrees is True


def test_returned_word_tables_are_merged_into_the_issuers_own():
    merged = merge(listing(), a=listing(DRILL, DRILL, DRILL, unit=PEAK), b=listing(DRILL, unit=LOTUS))
    assert [(each.unit, each.status, each.deviations) for each in merged.files] == [
        (PEAK, "accepted", ()),
        (LOTUS, "accepted", ()),
    ]
    named = [row[2] for row in rows_of(merged.output) if row[0].isdigit()]
    assert (len(named), rows_of(merged.output)[-2][3], rows_of(merged.output)[-1][0]) == (4, "120", "填表人：")
    assert [row[0] for row in rows_of(merged.output)[3:7]] == ["1", "2", "3", "4"]


def test_rows_put_in_look_like_the_first_and_are_not_merged_with_it():
    tall = table([HEAD, (cell("", merge="restart"), "", "", ""), (cell("", merge="continue"), "", "", "")])
    made = fill_word(docx(tall), {("表1", 3, 2): "义诊"}, rows={"表1": (2, 2, 1)})
    sheet = open_workbook(made).sheets[0]
    assert (len(sheet.rows), sheet.value(3, 2)) == (5, "义诊")
    assert [(each.top, each.bottom) for each in sheet.merges] == [(1, 2)]


def test_words_in_the_place_of_a_number_are_said():
    [file] = merge(listing(), a=listing(CLINIC, unit=LOTUS)).files
    assert [(each.code, each.sure) for each in file.deviations] == [("text_in_number", True)]


def test_items_of_all_units_are_added_up_in_the_word_table():
    merged = merge(items(), a=items(("3", "2"), unit=LOTUS), b=items(("1", ""), unit=PEAK))
    assert rows_of(merged.output)[2:] == [("宣传活动", "4"), ("培训讲座", "2"), ("合计", "6")]


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("填报单位：", "填报单位：山前街道办事处"),
        (
            "填表单位（盖章）：____　填报人：　　填报日期：",
            "填表单位（盖章）：山前街道办事处　　填报人：　　填报日期：",
        ),
        ("单位：场", "单位：场"),
        ("填报人：　　填报日期：", "填报人：　　填报日期："),
    ],
)
def test_the_merged_table_says_whose_it_is_and_who_filled_it_in_stays_open(asks, says):
    layout = docx(paragraph(run(asks)), table([("项目", "场次"), ("宣传活动", ""), ("合计", "")]))
    sent = docx(paragraph(run(asks)), table([("项目", "场次"), ("宣传活动", "3"), ("合计", "3")]))
    merged = merge_returned(
        [ReturnedFile(f"{LOTUS}.docx", sent)], ReturnedFile("表样.docx", layout), UNITS, issuer="山前街道办事处"
    )
    assert rows_of(merged.output)[0][0] == says
    assert rows_of(merged.output)[2] == ("宣传活动", "3")
    assert rows_of(merge(layout, **{LOTUS: sent}).output)[0][0] == asks


def test_a_spreadsheet_may_answer_a_word_table():
    answer = "填报单位：望岫社区\n项目,场次\n宣传活动,5\n培训讲座,1\n合计,6\n".encode()
    merged = merge_returned([ReturnedFile("望岫.csv", answer)], ReturnedFile("表样.docx", items()), UNITS)
    assert [each.status for each in merged.files] == ["accepted"]
    assert rows_of(merged.output)[2:] == [("宣传活动", "5"), ("培训讲座", "1"), ("合计", "6")]


def test_a_word_table_is_filled_on_screen_and_carries_the_unit():
    layout = ReturnedFile("表样.docx", items())
    [sheet] = asked_sheets(layout, UNITS, LOTUS)
    places = [cell.place for row in sheet.rows for cell in row.cells]
    sent = filled_copy(layout, UNITS, LOTUS, dict(zip(places, ["3", "2"], strict=True)))
    assert rows_of(sent)[0][0] == f"填报单位：{LOTUS}"
    assert [row[1] for row in rows_of(sent)[2:4]] == ["3", "2"]
    assert rows_of(for_unit(layout, PEAK, {places[0]: "7"}))[2] == ("宣传活动", "7")


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match="fill_impossible"):
        fill_word(items(), {("表1", 9, 9): "3"})
