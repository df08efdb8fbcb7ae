"""yiben fill from registered bindings, yiben form."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.forms.conftest import MONTHLY
from tests.sheets.making import xlsx
from yiben.cli.main import main
from yiben.sheets.filling import fill_cells
from yiben.sheets.opening import open_workbook


@pytest.fixture
def home(bound, hang, tmp_path):
    """A registered and bound form, twelve banners in May, and the form as a file."""
    bound()
    hang(12, date(2026, 5, 3))
    (tmp_path / "form.xlsx").write_bytes(MONTHLY.data)
    return tmp_path


def fill(home, *more: str) -> int:
    given = ["fill", str(home / "form.xlsx"), "--unit", "枫桥街道", "--period", "2026-05", "-o", str(home / "out.xlsx")]
    return main([*given, *more])


def test_a_registered_form_is_filled_for_a_unit_and_period(home, capsys):
    assert fill(home, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["form"], said["period"], said["version"], said["unbound"]) == (MONTHLY.title, "2026-05", 1, [])
    assert open_workbook((home / "out.xlsx").read_bytes()).sheets[0].value(5, 3) == 12


def test_another_layout_of_it_is_filled_and_what_is_new_is_listed(home, capsys):
    rows = [*MONTHLY.rows[:5], ["新增指标", "个", "09"], *MONTHLY.rows[5:]]
    (home / "form.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    assert fill(home) == 0
    said = capsys.readouterr().out
    assert "已存为第 2 版" in said
    assert "没有绑定、留空的 3 格：新增指标" in said
    assert open_workbook((home / "out.xlsx").read_bytes()).sheets[0].value(6, 3) == 12


def test_the_same_headings_in_another_file_are_no_other_layout(home, capsys):
    (home / "form.xlsx").write_bytes(fill_cells(MONTHLY.data, {"Sheet1!A9": "填表人：张三"}))
    assert fill(home) == 0
    assert open_workbook((home / "out.xlsx").read_bytes()).sheets[0].value(8, 0) == "填表人：张三"


def test_a_form_that_nobody_registered_is_refused(home, capsys):
    (home / "form.xlsx").write_bytes(xlsx({"表": [["情况"], ["指标", "数量"], ["别的指标"]]}))
    assert fill(home) == 2
    assert "不是登记过的报表" in capsys.readouterr().err
    assert not (home / "out.xlsx").exists()


def test_a_filled_form_is_verified_and_a_changed_number_makes_it_fail(home, capsys):
    assert fill(home) == 0
    assert main(["form", "verify", str(home / "out.xlsx")]) == 0
    changed = fill_cells((home / "out.xlsx").read_bytes(), {"Sheet1!D6": 21})
    (home / "out.xlsx").write_bytes(changed)
    assert main(["form", "verify", str(home / "out.xlsx")]) == 1
    assert "表上 21，填的是 12，重算 12" in capsys.readouterr().out


def test_of_two_offices_that_registered_the_same_form_the_units_own_is_taken(home, cast, capsys):
    from yiben.audit.callers import SYSTEM
    from yiben.forms.actions import Particulars, register_form

    said = Particulars("别的街道的月报", "区里")
    register_form(SYSTEM, unit=cast.unit("other_subdistrict"), said=said, name="a.xlsx", data=MONTHLY.data)
    assert fill(home, "--json") == 0
    assert json.loads(capsys.readouterr().out)["form"] == MONTHLY.title


def test_registered_forms_are_listed(home, capsys):
    assert main(["form", "list"]) == 0
    assert "平安宣传月报" in capsys.readouterr().out


def test_neither_cells_nor_a_unit_is_a_wrong_use(home, capsys):
    assert main(["fill", str(home / "form.xlsx"), "-o", str(home / "out.xlsx")]) == 2
    assert "--unit" in capsys.readouterr().err
