"""Whose file it is, and which of two counts: decided where names and dates say it, asked where they do not."""

from __future__ import annotations

import shutil

import pytest

from tests.sheets.making import xlsx
from tests.sheets.returns import ACTIVITY, CEDAR, LOTUS, PEAK, POND, codes, items, listing, merge
from yiben.sheets.merging.versions import Version, latest
from yiben.text.opening_office import converted

LAYOUT = listing()
OTHER = (1, "2026-03-09", "讲座", 8, 80, "=E4/D4", "")


def sent(unit: str = "", row: object = ACTIVITY):
    return listing([row], unit=unit, total=())


def one(name: str, unit: str = ""):
    return merge(LAYOUT, {name: sent(unit)}).files[0]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("a.xlsx", "听荷社区"), ("附件2-听荷社区（定稿）.xlsx", ""), ("听荷社区.xlsx", LOTUS), ("2026听荷.xlsx", "")],
)
def test_the_unit_is_found_in_cell_or_file_name(name, unit):
    assert (one(name, unit).unit, one(name, unit).status, codes(one(name, unit))) == (LOTUS, "accepted", [])


def test_a_unit_with_one_wrong_character_is_taken_and_said():
    found = one("a.xlsx", "听河社区")
    assert (found.unit, codes(found)) == (LOTUS, [("unit_misspelt", "活动台账!A2", True)])


def test_a_name_that_is_no_units_is_not_overruled_by_the_file_name_alone():
    found = one("听荷社区.xlsx", "明月社区居民委员会")
    assert (found.unit, found.status, codes(found)) == (LOTUS, "wrong_unit", [("wrong_unit", "活动台账!A2", False)])


@pytest.mark.parametrize("unit", ["", "明月社区"])
def test_an_unknown_unit_is_asked_about(unit):
    found = one("a.xlsx", unit)
    assert (found.unit, found.status, found.deviations[0].sure) == (None, "ask", False)


def test_a_file_name_that_contradicts_the_cell_is_not_merged():
    merged = merge(LAYOUT, {"望岫社区.xlsx": sent(CEDAR)})
    assert (merged.files[0].status, merged.files[0].deviations[0].code) == ("wrong_unit", "wrong_unit")
    assert (merged.rows["活动台账"], merged.missing) == ((), (LOTUS, PEAK, CEDAR, POND))


def test_the_later_of_two_files_counts():
    merged = merge(LAYOUT, {"听荷社区.xlsx": sent(LOTUS), "听荷社区（修改）.xlsx": sent(LOTUS, OTHER)})
    assert [each.status for each in merged.files] == ["superseded", "accepted"]
    assert [row.values["活动名称"] for row in merged.rows["活动台账"]] == ["讲座"]


def test_two_files_that_cannot_be_told_apart_are_asked_about():
    merged = merge(LAYOUT, {"听荷社区a.xlsx": sent(LOTUS), "听荷社区b.xlsx": sent(LOTUS, OTHER)})
    assert {each.status for each in merged.files} == {"ask"}
    assert merged.missing == (PEAK, CEDAR, POND)


def test_two_files_with_a_sheet_each_are_one_answer():
    merged = merge({**LAYOUT, **items({})}, {"a.xlsx": sent(LOTUS), "b.xlsx": items({"宣传活动": (1, 2)}, unit=LOTUS)})
    assert ([each.status for each in merged.files], merged.missing_parts) == (["accepted", "accepted"], ())


def test_an_empty_file_is_nobodys_answer():
    merged = merge(LAYOUT, {"听荷社区.xlsx": LAYOUT, "望岫社区.xlsx": b""})
    assert [(each.status, each.unit) for each in merged.files] == [("empty", LOTUS), ("empty", PEAK)]
    assert merged.missing == (LOTUS, PEAK, CEDAR, POND)


def test_what_is_no_table_is_asked_about():
    merged = merge(LAYOUT, {"听荷社区.xlsx": b"PK\3\4", "说明.docx": b"<html></html>"})
    assert [(each.status, each.deviations[0].code) for each in merged.files] == [("ask", "unreadable")] * 2


@pytest.mark.parametrize(
    ("names", "place"),
    [
        *((("甲0305", "甲0308"), 1), (("甲v2", "甲v1"), 0), (("甲", "甲(2)"), 1), (("甲最终", "甲修改"), 0)),
        *((("甲初稿", "甲"), 1), (("甲a", "甲b"), None), (("甲2026.3.9", "甲2026年3月2日"), 0)),
    ],
)
def test_names_say_which_version_is_the_later(names, place):
    assert latest([Version(name, None, name) for name in names]) == place


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_an_old_file_is_converted():
    data = converted(xlsx(sent(LOTUS)), "a.xlsx", "xls")
    merged = merge(LAYOUT, {"a.xls": data})
    assert (merged.files[0].status, merged.files[0].deviations[0].code) == ("accepted", "converted_from_xls")
    assert merged.totals["活动台账"] == {"参加人数": 30, "经费（元）": 600}


def test_a_unit_of_measure_is_no_unit_which_reports():
    book = sent("听荷社区")
    book["活动台账"][1] = ("单位：元   填报单位：听荷社区",)
    found = merge(LAYOUT, {"1.听荷社区.xlsx": book}).files[0]
    assert (found.unit, found.status, codes(found)) == (LOTUS, "accepted", [])


def test_two_files_that_answer_a_sheet_each_lack_nothing():
    layout = listing() | items({})
    filled, blank = items({"宣传活动": (1, 2)}, unit="听荷社区"), items({}, unit="听荷社区")
    files = {"听荷社区-1.xlsx": sent("听荷社区") | blank, "听荷社区-2.xlsx": filled}
    merged = merge(layout, files)
    assert [(each.status, codes(each)) for each in merged.files] == [("accepted", []), ("accepted", [])]
    assert merged.missing_parts == ()
