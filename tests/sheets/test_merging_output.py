"""The merged table is the issuer's own file with the rows in it; what stands below moves down with everything that points at it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter

from tests.sheets.making import xlsx
from tests.sheets.returns import ACTIVITY, LOTUS, PEAK, UNITS, items, listing, merge, own_rows
from yiben.errors import Refusal
from yiben.sheets.merging.answers import ReturnedFile
from yiben.sheets.merging.formulas import Insertion
from yiben.sheets.merging.returned import merge_returned
from yiben.sheets.merging.shifting import shift_members
from yiben.sheets.opening import open_workbook

NAME = "活动台账"


def form() -> bytes:
    """Two heading rows, three styled rows, a total, remarks, and everything that may point at them."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet, other = book.add_worksheet(NAME), book.add_worksheet("封面")
    line, bold = book.add_format({"border": 1}), book.add_format({"bold": True})
    sheet.write_row("A1", ["序号", "日期", "活动名称", "参加人数", "备注"], bold)
    for row in (1, 2, 3):
        for column in range(4):
            sheet.write_blank(row, column, None, line)
        sheet.merge_range(row, 4, row, 5, "", line)
        sheet.set_row(row, 30)
    sheet.write("A5", "合计", bold)
    sheet.write_formula("D5", "=SUM(D2:D4)", bold)
    sheet.write("A6", "填表人：")
    sheet.write_comment("A6", "签字")
    sheet.data_validation("D2:D4", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.conditional_format("D2:D4", {"type": "cell", "criteria": ">", "value": 9, "format": bold})
    sheet.print_area("A1:F6")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{NAME}'!$D$5:$D$5"})
    sheet.insert_chart("A8", chart)
    other.write_formula("B1", f"='{NAME}'!D5*2")
    book.close()
    return kept.getvalue()


FORM = form()


def sent(count: int) -> bytes:
    rows = [(n, f"2026-03-{n:02d}", f"活动{n}", 10 + n, "晴") for n in range(1, count + 1)]
    return xlsx({NAME: [("序号", "日期", "活动名称", "参加人数", "备注"), *rows]})


def merged(*counts: int) -> bytes:
    names = [unit.name for unit in UNITS.units]
    files = [ReturnedFile(f"{name}.xlsx", sent(count)) for name, count in zip(names, counts, strict=False)]
    return merge_returned(files, ReturnedFile("表样.xlsx", FORM), UNITS).output


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


LONG = merged(3, 2, 4)


def test_rows_are_numbered_and_the_total_is_computed():
    rows = open_workbook(LONG).sheets[0].rows
    assert [row[0] for row in rows[1:11]] == [1, 2, 3, 4, 5, 6, 7, 8, 9, "合计"]
    assert (rows[9][2], rows[10][3], rows[11][0]) == ("活动4", 109, "填表人：")


def test_new_rows_look_like_the_first_one():
    row = re.search(r'<row r="9".*?</row>', part(LONG, "xl/worksheets/sheet1.xml"))
    first = re.search(r'<row r="2".*?</row>', part(LONG, "xl/worksheets/sheet1.xml"))
    assert row
    assert first
    assert 'ht="30"' in row[0]
    assert re.findall(r' s="\d+"', row[0]) == re.findall(r' s="\d+"', first[0])


def test_what_points_at_the_rows_below_moves_with_them():
    sheet = part(LONG, "xl/worksheets/sheet1.xml")
    assert "<f>SUM(D2:D10)</f><v>109</v>" in sheet
    assert '<mergeCell ref="E10:F10"/>' in sheet
    assert sheet.count('sqref="D2:D10"') == 2
    assert f"<f>'{NAME}'!D11*2</f><v>218</v>" in part(LONG, "xl/worksheets/sheet2.xml")


def test_names_charts_pictures_and_comments_move_as_well():
    assert f"{NAME}!$A$1:$F$12" in part(LONG, "xl/workbook.xml")
    assert f"'{NAME}'!$D$11:$D$11" in part(LONG, "xl/charts/chart1.xml")
    assert 'ref="A12"' in part(LONG, "xl/comments1.xml")
    assert "<x:Row>11</x:Row>" in part(LONG, "xl/drawings/vmlDrawing1.vml")
    assert "<xdr:row>13</xdr:row>" in part(LONG, "xl/drawings/drawing1.xml")


def test_few_rows_leave_every_other_part_as_it_was():
    few = merged(1, 1)
    with zipfile.ZipFile(io.BytesIO(FORM)) as before, zipfile.ZipFile(io.BytesIO(few)) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        assert before.namelist() == after.namelist()
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"}


def test_formulas_are_copied_into_new_rows():
    result = merge(listing(), {"a.xlsx": listing([ACTIVITY] * 5, unit=LOTUS, total=())})
    sheet = part(result.output, "xl/worksheets/sheet1.xml")
    assert '<f>IFERROR(E8/D8,"")</f><v>20</v>' in sheet
    assert "<f>SUM(D4:D8)</f><v>150</v>" in sheet


def test_items_are_added_up_and_their_shares_computed_anew():
    sent = {"a.xlsx": items({"宣传活动": (3, 40)}, unit=LOTUS), "b.xlsx": items({"宣传活动": (1, 20)}, unit=PEAK)}
    rows = open_workbook(merge(items({}), sent).output).sheets[0].rows
    assert rows[3] == ("宣传活动", 4, 60, 15)
    assert rows[4][:3] == ("培训讲座", None, None)
    assert rows[6] == ("合计", 4, 60, 15)


def test_units_rows_are_filled_where_they_stand():
    rows = open_workbook(merge(own_rows({}), {"a.xlsx": own_rows({PEAK: (2, 30)})}).output).sheets[0].rows
    assert [row[2:] for row in rows[2:7]] == [(None, None), (2, 30), (None, None), (None, None), (2, 30)]


def test_a_total_without_a_formula_is_filled_in():
    layout = {"表": [("序号", "日期", "参加人数"), ("", "", ""), ("合计", "", "")]}
    sent = {"表": [("序号", "日期", "参加人数"), (1, "2026-03-01", 5), (2, "2026-03-02", 6)]}
    rows = open_workbook(merge(layout, {"听荷社区.xlsx": sent}).output).sheets[0].rows
    assert rows[3] == ("合计", None, 11)


def test_rows_are_refused_where_a_pivot_table_stands():
    book = io.BytesIO(FORM)
    with zipfile.ZipFile(book, "a") as opened:
        opened.writestr(
            "xl/worksheets/_rels/sheet9.xml.rels",
            '<Relationships><Relationship Type="x/pivotTable" Target="../pivotTables/p.xml"/></Relationships>',
        )
    insertion = Insertion(NAME, 3, 2, 1)
    with zipfile.ZipFile(book) as opened, pytest.raises(Refusal, match="merge_rows_impossible"):
        shift_members(opened, {NAME: "xl/worksheets/sheet9.xml"}, [insertion], {})


def test_the_merged_spreadsheet_says_whose_it_is_above_and_below_rows_put_in():
    blank = {NAME: [*listing()[NAME][:-1], ("填表单位（盖章）：　　填表人：",)]}
    rows = [(n, f"2026-03-{n:02d}", "消防演练", 30, 100, "", "") for n in range(1, 6)]
    sent = {f"{LOTUS}.xlsx": listing(rows, unit=LOTUS)}
    files = [ReturnedFile(name, xlsx(book)) for name, book in sent.items()]
    merged = merge_returned(files, ReturnedFile("表样.xlsx", xlsx(blank)), UNITS, issuer="山前街道办事处")
    sheet = open_workbook(merged.output).sheets[0]
    said = [str(row[0]) for row in sheet.rows if row and "单位" in str(row[0])]
    assert said == ["填报单位：山前街道办事处", "填表单位（盖章）：山前街道办事处　　填表人："]
    assert [row[2] for row in sheet.rows].count("消防演练") == 5
