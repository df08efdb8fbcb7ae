"""Forms of older programs are converted once, and what that changed is told."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.forms.conftest import MONTHLY
from tests.forms.test_forms import fill
from yiben.forms.converting import back_to, todays_file
from yiben.text.opening import kind_of
from yiben.text.opening_office import converted

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")


@pytest.fixture(scope="module")
def old() -> bytes:
    return converted(MONTHLY.data, "月报.xlsx", "xls")


def test_an_xls_becomes_an_xlsx_with_its_changes_told(old):
    made = todays_file(old, "月报.xls")
    assert kind_of(made.data) == "xlsx"
    assert made.changes == (("converted", "xls", "", ""),)


def test_an_xls_is_filled_and_handed_back_as_xls_when_asked(cast, bound, officer, hang, old):
    from yiben.sheets.opening import open_workbook

    hang(12, date(2026, 5, 3))
    form = bound(data=old, name="月报.xls")
    version = form.versions.get()
    assert (version.kind, version.original != version.digest) == ("xlsx", True)
    content = fill(officer, form, cast.unit("subdistrict"))[1]
    again = open_workbook(back_to(content, ".xls", "月报.xls"))
    assert (again.kind, again.sheets[0].value(5, 3)) == ("xls", 12)


def test_what_a_conversion_changes_in_a_cell_is_listed():
    from yiben.forms.converting import _differences
    from yiben.sheets.cells import Merge, Sheet, Workbook

    before = Workbook((Sheet("表", (("01", 3),), (Merge(1, 0, 1, 1),)), Sheet("注", ())), "xls")
    after = Workbook((Sheet("表", ((1, 3),)),), "xlsx")
    assert _differences(before, after) == [
        ("cell", "表!A1", "01", "1"),
        ("merges", "表", "1", "0"),
        ("sheet_gone", "注", "", ""),
    ]
