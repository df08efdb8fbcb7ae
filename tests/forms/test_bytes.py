"""Filling harms nothing: over varied workbooks, members that are not filled keep their compressed bytes, and in the
filled sheet nothing differs but the bound cells."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from datetime import date

import openpyxl
import pytest

from tests.forms.workbooks import BLANKS, workbooks
from tests.sheets.test_filling import packed
from yiben.sheets.filling import fill_cells
from yiben.sheets.opening import open_workbook

ALL = workbooks()
SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
GIVEN = {f"报表!{cell}": value for cell, value in BLANKS.items()}
pytestmark = pytest.mark.parametrize("kind", ALL)


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name)


def emptied(xml: bytes) -> bytes:
    """A sheet's XML without what stands in the bound cells."""
    for cell in BLANKS:
        xml = re.sub(rb'(<(?:\w+:)?c r="%s"[^>]*?)(/>|>.*?</(?:\w+:)?c>)' % cell.encode(), rb"\1/>", xml)
    return xml


def test_members_that_are_not_filled_keep_their_compressed_bytes(kind):
    before, after = packed(ALL[kind]), packed(fill_cells(ALL[kind], GIVEN))
    assert list(before) == list(after)
    allowed = {SHEET, WORKBOOK} if kind in ("formulas",) else {SHEET}
    assert {name for name in before if before[name] != after[name]} == allowed


def test_nothing_but_the_bound_cells_differs_in_the_sheet(kind):
    before, after = part(ALL[kind], SHEET), part(fill_cells(ALL[kind], GIVEN), SHEET)
    assert before != after
    assert emptied(before) == emptied(after)


def test_the_values_are_read_back_beside_all_others(kind):
    before, after = open_workbook(ALL[kind]), open_workbook(fill_cells(ALL[kind], GIVEN))
    assert after.sheets[0].rows[2][1:3] == (12, 30)
    for old, new in zip(before.sheets, after.sheets, strict=True):
        for row, cells in enumerate(old.rows):
            for column in range(len(cells)):
                if (old.name, row, column) not in {("报表", 2, 1), ("报表", 2, 2)}:
                    assert new.rows[row][column] == cells[column]


def test_it_is_filled_from_the_ledger(kind, cast, bound, officer, hang):
    from tests.forms.test_forms import fill

    hang(12, date(2026, 5, 3))
    hang(18, date(2026, 2, 3))
    content = fill(officer, bound(data=ALL[kind], title=kind), cast.unit("subdistrict"))[1]
    assert content == fill_cells(ALL[kind], GIVEN)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.long
def test_libreoffice_opens_it_with_the_values(kind):
    from yiben.text.opening_office import converted

    data = converted(fill_cells(ALL[kind], GIVEN), "a.xlsx", "ods")
    assert open_workbook(data).sheets[0].rows[2][1:3] == (12, 30)


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # of openpyxl, not of the file
def test_openpyxl_opens_it_with_the_values(kind):
    book = openpyxl.load_workbook(io.BytesIO(fill_cells(ALL[kind], GIVEN)))
    assert [book["报表"][cell].value for cell in BLANKS] == [12, 30]
