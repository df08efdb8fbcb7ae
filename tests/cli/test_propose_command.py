"""`yiben import FILE --propose` prints what would be read, without a database."""

from __future__ import annotations

import json

import pytest

from tests.sheets.making import xlsx
from yiben.cli.main import main

ROWS = [
    ("2026年经费台账",),
    ("日期", "社区", "项目", "经费（万元）", "民族"),
    ("3月5日", "听荷", "楼道灯", 1.5, "汉"),
    ("3月6日", "望岫", "凉亭", "2万", "汉"),
    ("合计", "", "", 3.5, ""),
]


@pytest.fixture
def printed(tmp_path, capsys):
    file, units = tmp_path / "经费.xlsx", tmp_path / "units.json"
    file.write_bytes(xlsx({"经费": ROWS}))
    names = [{"name": "听荷社区居委会", "order": 1, "short": "听荷"}, {"name": "望岫社区居委会", "order": 2}]
    units.write_text(json.dumps(names), encoding="utf-8")
    status = main(["import", str(file), "--propose", "--units", str(units), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_record_is_printed_for_every_row_with_money_in_yuan(printed):
    status, found = printed
    first, second = found["records"]
    assert (status, found["dropped"], found["questions"]) == (0, ["民族"], [])
    assert first == {
        "sheet": "经费", "row": 3, "date": "2026-03-05", "date_precision": "day", "unit": "听荷社区居委会",
        "values": {"项目": "楼道灯", "经费（万元）": 15000}, "flags": {},
    }  # fmt: skip
    assert (second["unit"], second["values"]["经费（万元）"]) == ("望岫社区居委会", 20000)


def test_printed_totals_are_held_against_the_rows(printed):
    _status, found = printed
    assert found["their_totals"] == [
        {"sheet": "经费", "row": 5, "heading": "经费（万元）", "printed": 35000, "agrees": True}
    ]
