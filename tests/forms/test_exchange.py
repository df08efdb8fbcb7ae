"""一表通: codes are kept, columns keep their order, nothing that no office may hold comes in."""

from __future__ import annotations

import pytest

from tests.sheets.making import xlsx
from yiben.errors import Refusal
from yiben.forms.exchange import area_of, as_tsv, as_xlsx, lines_of, neutral, read_table
from yiben.sheets.opening import open_workbook

ROWS = [
    ["活动情况"],
    ["HD_01", "HD_02", "HD_03", "HD_04"],
    ["活动名称", "日期", "民族", "参加人数"],
    ["夜校", "2026-05-03", "汉族", 12],
]


def test_codes_above_or_below_the_headings_are_kept():
    below = [ROWS[0], ROWS[2], ROWS[1], ROWS[3]]
    for rows in (ROWS, below):
        found = read_table(xlsx({"表": rows}), "a.xlsx")
        assert found.columns == (("HD_01", "活动名称"), ("HD_02", "日期"), ("HD_04", "参加人数"))
        assert found.rows == (("夜校", "2026-05-03", "12"),)


def test_what_no_office_may_hold_is_not_read():
    assert read_table(xlsx({"表": ROWS}), "a.xlsx").dropped == ("民族",)


def test_a_table_without_codes_has_none():
    found = read_table(xlsx({"表": [ROWS[2], ROWS[3]]}), "a.xlsx")
    assert {code for code, _heading in found.columns} == {""}


def test_a_file_without_rows_is_refused():
    with pytest.raises(Refusal, match="table_empty"):
        read_table(xlsx({"表": [["活动情况"]]}), "a.xlsx")


def test_rows_go_out_in_its_order_with_their_codes():
    columns = [["HD_01", "活动名称"], ["HD_04", "参加人数"]]
    lines = lines_of([{1: 12, 0: "夜校"}], len(area_of(columns).columns))
    assert open_workbook(as_xlsx("活动", columns, lines)).sheets[0].rows == (
        ("HD_01", "HD_04"),
        ("活动名称", "参加人数"),
        ("夜校", "12"),
    )


def test_lines_to_paste_hold_neither_tabs_of_their_own_nor_formulas():
    assert as_tsv([["一\t二\n三", neutral("=1+1"), neutral("-3")]]) == "一 二 三\t'=1+1\t-3"
