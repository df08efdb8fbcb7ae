"""yiben merge: a folder of returned files, from the command line, without a database."""

from __future__ import annotations

import json

import pytest

from tests.sheets.making import xlsx
from tests.sheets.returns import ACTIVITY, LOTUS, UNITS, listing
from yiben.cli.main import main
from yiben.sheets.opening import open_workbook


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "交回").mkdir()
    (tmp_path / "表样.xlsx").write_bytes(xlsx(listing()))
    units = [{"name": unit.name, "order": unit.order, "short": unit.others[0]} for unit in UNITS.units]
    (tmp_path / "units.json").write_text(json.dumps(units), encoding="utf-8")
    sent = listing([ACTIVITY, (2, "", "义诊", "约20人", "", "", "")], unit=LOTUS)
    (tmp_path / "交回" / "听荷社区.xlsx").write_bytes(xlsx(sent))
    (tmp_path / "交回" / "~$听荷社区.xlsx").write_bytes(b"lock")
    return tmp_path


def run(folder, *options: str) -> int:
    named = ["--layout", str(folder / "表样.xlsx"), "--units", str(folder / "units.json")]
    return main(["merge", str(folder / "交回"), *named, "-o", str(folder / "汇总.xlsx"), *options])


def test_json_is_as_promised(folder, capsys):
    assert run(folder, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    keys = ["files", "missing", "missing_parts", "not_merged", "merged", "totals", "dropped"]
    assert list(said) == keys
    what = {"code": "text_in_number", "where": "活动台账!D5", "what": "“约20人”按20计", "sure": True}
    assert said["files"] == [{"file": "听荷社区.xlsx", "unit": LOTUS, "status": "accepted", "deviations": [what]}]
    assert said["merged"]["活动台账"][0]["values"]["日期"] == "2026-03-05"
    assert said["totals"] == {"活动台账": {"参加人数": 50, "经费（元）": 600}}


def test_sentences_name_what_is_missing_and_the_table_is_written(folder, capsys):
    assert run(folder) == 0
    said = capsys.readouterr().out
    assert "未交：望岫社区居民委员会、云杉社区居民委员会、砚池社区居民委员会" in said
    assert open_workbook((folder / "汇总.xlsx").read_bytes()).sheets[0].rows[4][3] == 20


def test_a_list_of_units_that_cannot_be_read_is_wrong_use(folder, capsys):
    (folder / "units.json").write_text('[{"order": 1}]', encoding="utf-8")
    assert run(folder) == 2
    assert "单位表读不了" in capsys.readouterr().err


def test_a_layout_without_a_table_is_refused_in_words(folder, capsys):
    (folder / "表样.xlsx").write_bytes(xlsx({"封面": [("请填写",)]}))
    assert run(folder) == 2
    assert not (folder / "汇总.xlsx").exists()


def test_a_folder_that_is_not_there_is_wrong_use(folder):
    (folder / "交回").rename(folder / "别处")
    assert run(folder) == 2


def test_a_folder_of_each_unit_says_whose_file_it_is(folder, capsys):
    (folder / "交回" / "望岫社区").mkdir()
    (folder / "交回" / "望岫社区" / "台账.xlsx").write_bytes(xlsx(listing([ACTIVITY], unit="", total=())))
    run(folder, "--json")
    files = json.loads(capsys.readouterr().out)["files"]
    assert ("望岫社区/台账.xlsx", UNITS.units[1].name) in [(each["file"], each["unit"]) for each in files]
