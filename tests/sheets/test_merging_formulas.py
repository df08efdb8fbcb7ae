"""Formulas of tables are computed as spreadsheets do, and keep meaning the same cells when rows are put in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.sheets.merging.computing import CellError, NotUnderstood, Sheets
from yiben.sheets.merging.formulas import Insertion, references, translated, with_rows_inserted

CELLS = {("表", 0, 0): 3, ("表", 1, 0): 4, ("表", 3, 0): "甲", ("我的 表", 0, 0): Decimal("1.5")}


def computed(formula: str):
    return Sheets(CELLS, {("表", 0, 1): formula}).value(("表", 0, 1))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        *(("SUM(A1:A4)", 7), ("A1+A2*2", 11), ("-A1^2", 9), ("(A1+A2)/2%", 350), ("AVERAGE(A1:A4)", Decimal("3.5"))),
        *(('IFERROR(A1/A3,"—")', "—"), ('IF(A1>A2,"大","小")', "小"), ("ROUND(A1/A2,1)", Decimal("0.8"))),
        *(("'我的 表'!A1*2", 3), ('COUNTIF(A1:A4,">3")', 1), ('SUMIF(A1:A2,">3")', 4), ("SUBTOTAL(9,A1:A2)", 7)),
        *(('A4&"乙"', "甲乙"), ("COUNTA(A1:A4)", 3), ("SUMPRODUCT(A1:A2,A1:A2)", 25), ("ROW()-1", 0)),
    ],
)
def test_formulas_give_what_a_spreadsheet_gives(formula, value):
    assert computed(formula) == value


@pytest.mark.parametrize(
    ("formula", "sign"), [("A1/A3", "#DIV/0!"), ("A4+1", "#VALUE!"), ("AVERAGE(A3:A3)", "#DIV/0!")]
)
def test_what_cannot_be_computed_is_an_error_of_the_cell(formula, sign):
    with pytest.raises(CellError, match=sign):
        computed(formula)


@pytest.mark.parametrize("formula", ["VLOOKUP(A1,A1:A2,1)", "B1+1", "A1+", "SUM(A1:A2", "{1,2}", "某名称*2"])
def test_what_is_not_understood_is_not_guessed(formula):
    with pytest.raises(NotUnderstood):
        computed(formula)


@pytest.mark.parametrize(
    ("formula", "after"),
    [
        *(("SUM(D5:D9)", "SUM(D5:D12)"), ("SUM(D5:D8)", "SUM(D5:D8)"), ("D10/$E$11", "D13/$E$14")),
        *(("别表!D10", "别表!D10"), ("'表'!D10", "'表'!D13"), ('"D10"&D4', '"D10"&D4'), ("LOG10(D10)", "LOG10(D13)")),
    ],
)
def test_references_move_with_the_rows_below(formula, after):
    assert with_rows_inserted(formula, "表", Insertion("表", 8, 3, 4)) == after


@given(st.integers(1, 90), st.integers(0, 40), st.integers(0, 40))
def test_copying_twice_is_copying_by_the_sum(row, one, two):
    formula = f"SUM(A{row}:$B${row})+'我的 表'!C{row}"
    assert translated(translated(formula, one), two) == translated(formula, one + two)


@given(st.integers(1, 60), st.integers(0, 50), st.integers(1, 9))
def test_no_cell_is_lost_by_putting_rows_in(row, after, count):
    insertion = Insertion("表", after, count, 0)
    ((place, _last),) = references(with_rows_inserted(f"A{row}", "表", insertion), "表")
    assert place[1] == insertion.moved(row - 1)
