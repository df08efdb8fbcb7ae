"""A superior's form is filled at its cells; every other byte stays."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from yiben.errors import Refusal, TextProblem
from yiben.sheets.filling import fill_cells
from yiben.sheets.opening import open_workbook


def form() -> bytes:
    """A form with headings, a formula, a merge, a chart, a validation, a comment and a hidden sheet."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet, hidden = book.add_worksheet("平安 创建'表"), book.add_worksheet("代码")
    bold, day = book.add_format({"bold": True, "border": 1}), book.add_format({"num_format": "yyyy年m月d日"})
    sheet.write_row(0, 0, ["单位", "场次", "人数", "日期"], bold)
    sheet.write(1, 0, "听荷社区", bold)
    sheet.write_blank(1, 1, None, bold)
    sheet.write_blank(1, 3, None, day)
    sheet.write_formula("C2", "=B2*10", bold, 0)
    sheet.merge_range("A5:C6", "说明")
    sheet.set_column("F:F", 12, bold)
    sheet.data_validation("B2", {"validate": "integer", "criteria": ">=", "value": 0})
    sheet.write_comment("B2", "只填整数")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='代码'!$A$1:$A$2"})
    sheet.insert_chart("H2", chart)
    hidden.write_column(0, 0, [1, 2])
    hidden.hide()
    book.close()
    return kept.getvalue()


FORM = form()
SHEET = "平安 创建'表"
PLACE = "'平安 创建''表'!"


def packed(data: bytes) -> dict[str, bytes]:
    """The compressed bytes of every member."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {each.filename: _raw(data, each) for each in opened.infolist()}


def _raw(data: bytes, each: zipfile.ZipInfo) -> bytes:
    at = each.header_offset + 30
    name, extra = (int.from_bytes(data[at - 4 + 2 * n : at - 2 + 2 * n], "little") for n in range(2))
    return data[at + name + extra : at + name + extra + each.compress_size]


def filled(cells: dict[str, object]):
    return open_workbook(fill_cells(FORM, {PLACE + name: value for name, value in cells.items()})).sheets[0]


def test_values_stand_in_their_cells():
    sheet = filled({"B2": 86, "D2": date(2026, 3, 5), "E2": "完成<&>\n", "A9": Decimal("3.5"), "F3": True})
    assert sheet.rows[1][:2] == ("听荷社区", 86)
    assert sheet.rows[1][3:5] == (date(2026, 3, 5), "完成<&>\n")
    assert (sheet.rows[8][0], sheet.rows[2][5]) == (Decimal("3.5"), True)


def test_the_last_cell_of_a_row_is_filled_within_its_row():
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write("A1", "人数")
    sheet.write_blank("B1", None, book.add_format({"border": 1}))
    sheet.write("A2", "场次")
    book.close()
    rows = open_workbook(fill_cells(kept.getvalue(), {"表!B1": 86})).sheets[0].rows
    assert rows == (("人数", 86), ("场次", None))


def test_members_that_are_not_filled_keep_their_bytes():
    before, after = packed(FORM), packed(fill_cells(FORM, {f"{PLACE}B2": 86}))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}


def test_only_the_cell_changes_in_the_sheet():
    def xml(data: bytes) -> bytes:
        return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")

    before, after = xml(FORM), xml(fill_cells(FORM, {f"{PLACE}B2": 86}))
    assert after == before.replace(b'<c r="B2" s="1"/>', b'<c r="B2" s="1"><v>86</v></c>')


def test_formulas_are_computed_anew_only_where_there_are_some():
    workbook = zipfile.ZipFile(io.BytesIO(fill_cells(FORM, {f"{PLACE}B2": 1}))).read("xl/workbook.xml")
    assert b'fullCalcOnLoad="1"' in workbook
    assert workbook.count(b"calcPr") == 1


def test_a_day_gets_a_format_where_the_cell_has_none():
    assert filled({"E2": date(2026, 3, 5)}).rows[1][4] == date(2026, 3, 5)
    assert packed(fill_cells(FORM, {f"{PLACE}D2": date(2026, 3, 5)}))["xl/styles.xml"] == packed(FORM)["xl/styles.xml"]


def test_an_emptied_cell_keeps_its_style():
    data = fill_cells(FORM, {f"{PLACE}A2": None})
    assert b'<c r="A2" s="1"/>' in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *((f"{PLACE}C2", "has_formula"), (f"{PLACE}B6", "inside_merge"), ("没有!A1", "no_such_sheet")),
        *(("A1", "no_address"), (f"{PLACE}1A", "no_address")),
    ],
)
def test_what_cannot_be_filled_is_refused_and_nothing_is_written(cell, code):
    with pytest.raises(Refusal, match="fill_impossible") as refusal:
        fill_cells(FORM, {cell: 1, f"{PLACE}B2": 2})
    assert [each["code"] for each in refusal.value.data["problems"]] == [code]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", FORM[:-100], b"<html></html>"])
def test_what_is_no_form_is_refused(data):
    with pytest.raises(TextProblem):
        fill_cells(data, {"a!A1": 1})


@given(
    st.dictionaries(
        st.tuples(st.integers(7, 40), st.sampled_from("ABCDEFZ")),
        st.integers(-(10**9), 10**9) | st.text(max_size=8),
        max_size=12,
    )
)
def test_any_cells_come_back_as_they_were_given(cells):
    given_cells = {f"{PLACE}{column}{row}": value for (row, column), value in cells.items()}
    sheet = open_workbook(fill_cells(FORM, given_cells)).sheets[0]
    for (row, column), value in cells.items():
        kept = sheet.value(row - 1, ord(column) - ord("A"))
        assert kept == value if isinstance(value, int) else (kept or "") == clean(value)


def clean(text: str) -> str:
    """What XML can hold of a text; a return alone is a line feed."""
    import re

    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text).replace("\r\n", "\n").replace("\r", "\n")
