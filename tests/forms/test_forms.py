"""A superior's form is registered, bound and filled from the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from tests.forms.conftest import BY_COMMUNITY, MONTHLY
from tests.sheets.making import xlsx
from yiben.errors import Refusal

MAY = "2026-05"


def fill(caller, form, unit, period=MAY, **more):
    from yiben.forms.actions import fill_form
    from yiben.metrics.periods import parse_period

    return fill_form(caller, form, unit, parse_period(period), **more)


def cells_of(content: bytes):
    from yiben.sheets.opening import open_workbook

    return open_workbook(content).sheets[0]


def test_figures_stand_in_their_cells_for_the_month_the_year_and_last_year(cast, bound, officer, hang):
    hang(12, date(2026, 5, 3))
    hang(30, date(2026, 2, 3))
    hang(7, date(2025, 5, 3))
    _filled, content, _made = fill(officer, bound(), cast.unit("subdistrict"))
    sheet = cells_of(content)
    assert [sheet.value(5, column) for column in (3, 4, 5)] == [12, 42, 7]
    assert sheet.value(1, 1) == "临溪区枫桥街道办事处"
    assert sheet.value(0, 0) == "平安宣传工作月报表（2026年5月）"


def test_units_named_in_rows_get_their_own_numbers_and_the_total_the_whole(cast, bound, officer, hang):
    hang(12, date(2026, 5, 3))
    hang(5, date(2026, 5, 4), "neighbour")
    form = bound(data=BY_COMMUNITY.data, title=BY_COMMUNITY.title)
    sheet = cells_of(fill(officer, form, cast.unit("subdistrict"))[1])
    assert [sheet.value(row, 3) for row in (2, 3, 4)] == [12, 5, 17]


def test_a_total_tells_what_its_units_did_together(cast, bound, officer):
    import uuid

    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry

    values = {"theme": "联办宣传", "series": ["safe_communities"]}
    unit, other, day = cast.unit("community"), cast.unit("neighbour").uid, date(2026, 5, 3)
    record_entry(SYSTEM, uid=str(uuid.uuid4()), book="activity", unit=unit, partners=[other], on=day, values=values)
    form = bound(data=BY_COMMUNITY.data, title=BY_COMMUNITY.title)
    made = fill(officer, form, cast.unit("subdistrict"))[2]
    told = [(each.value, each.summed) for each in made.filling.cells if each.flag == "overlap"]
    assert told == [(1, 2)]


def test_nothing_is_filled_before_somebody_confirmed_it(cast, register, officer):
    with pytest.raises(Refusal, match="form_unbound"):
        fill(officer, register(), cast.unit("subdistrict"))


def test_what_nobody_bound_stays_empty_and_is_listed(cast, bound, officer, hang):
    from yiben.forms.actions import confirm_bindings
    from yiben.forms.queries import bindings_of

    form = bound()
    kept = bindings_of(form)
    names = {key: "" if "横幅" in key else metric for key, metric in kept.names.items()}
    confirm_bindings(officer, form, type(kept)(names, kept.parts, kept.units, kept.facts, kept.lists))
    hang(12, date(2026, 5, 3))
    _filled, content, made = fill(officer, form, cast.unit("subdistrict"))
    assert cells_of(content).value(5, 3) is None
    assert [each.down for each in made.filling.unbound] == [("二、悬挂横幅",)] * 3


def test_a_period_that_has_not_begun_leaves_its_cells_empty(cast, bound, officer):
    sheet = [["情况表"], ["指标", "上半年", "下半年"], ["悬挂横幅（条）"], ["宣传栏（块）"]]
    form = bound(data=xlsx({"表": sheet}), title="情况表")
    _filled, content, made = fill(officer, form, cast.unit("subdistrict"), "2026")
    assert cells_of(content).value(2, 2) is None
    assert {each.flag for each in made.filling.cells if each.bound.part == "half:2"} == {"later"}


def test_an_unfinished_period_counts_the_earlier_one_to_the_same_day(cast, bound, officer, hang):
    sheet = [["情况表"], ["指标", "本月", "去年同期"], ["悬挂横幅（条）"], ["宣传栏（块）"]]
    form = bound(data=xlsx({"表": sheet}), title="情况表")
    hang(7, date(2025, 5, 20))
    hang(90, date(2025, 5, 21))
    hang(12, date(2026, 5, 3))
    _filled, content, made = fill(officer, form, cast.unit("subdistrict"), "2026-05")
    assert (cells_of(content).value(2, 1), cells_of(content).value(2, 2)) == (12, 7)
    flags = {each.bound.part: each.flag for each in made.filling.cells if "横幅" in each.bound.blank.heading}
    assert flags == {"period": "", "last_year": "running"}
    _filled, content, _made = fill(officer, form, cast.unit("subdistrict"), "2025-05")
    assert cells_of(content).value(2, 1) == 97


def test_signature_lines_stay_what_the_form_has(cast, bound, officer):
    content = fill(officer, bound(), cast.unit("subdistrict"))[1]
    assert cells_of(content).value(8, 0).startswith("填表人：        审核人：        单位负责人：")


def test_another_confirmation_is_kept_beside_the_first(bound, officer):
    from yiben.forms.actions import confirm_bindings
    from yiben.forms.bindings import Bindings

    form = bound()
    confirm_bindings(officer, form, Bindings())
    assert [row.number for row in form.bindings.all()] == [2, 1]


def test_moved_rows_and_columns_are_found_by_their_headings(cast, bound, officer, hang):
    from yiben.forms.actions import add_version
    from yiben.forms.queries import suggestions_for

    hang(12, date(2026, 5, 3))
    form = bound()
    rows = [list(row) for row in MONTHLY.rows]
    rows[2][3:6] = ["本年累计", "去年同期", "本月"]
    rows[4:6] = [rows[5], ["新增指标", "个", "09"], rows[4]]
    add_version(officer, form, name="月报（新）.xlsx", data=xlsx({"Sheet1": rows}))
    sheet = cells_of(fill(officer, form, cast.unit("subdistrict"))[1])
    assert [sheet.value(4, column) for column in (3, 4, 5)] == [12, None, 12]
    asked = [each.key for each in suggestions_for(officer, form, date(2026, 5, 20)) if not each.is_sure]
    assert asked == ["新增指标（个）"]


def test_the_same_file_again_is_the_same_version(register, officer):
    from yiben.forms.actions import add_version

    form = register()
    assert add_version(officer, form, name="月报.xlsx", data=MONTHLY.data).number == 1


def test_a_filled_form_is_derived_again_to_the_digit(cast, bound, officer, hang):
    from yiben.forms.verifying import verify_form

    hang(12, date(2026, 5, 3))
    content = fill(officer, bound(), cast.unit("subdistrict"))[1]
    hang(100, date(2026, 5, 4))
    found = verify_form(officer, "月报.xlsx", content)
    assert (found.is_untouched, found.changes, found.cells) == (True, (), 12)


def test_a_number_changed_by_hand_is_found(cast, bound, officer, hang):
    from yiben.forms.verifying import verify_form
    from yiben.sheets.filling import fill_cells

    hang(12, date(2026, 5, 3))
    content = fill(officer, bound(), cast.unit("subdistrict"))[1]
    found = verify_form(officer, "月报.xlsx", fill_cells(content, {"Sheet1!D6": 21}))
    assert not found.is_untouched
    assert [(each.cell, each.written, each.computed) for each in found.changes] == [("Sheet1!D6", "21", "12")]


def test_what_was_recorded_since_is_told_as_a_difference(cast, bound, officer, hang):
    from yiben.forms.verifying import changes_since

    filled = fill(officer, bound(), cast.unit("subdistrict"))[0]
    hang(12, date(2026, 5, 3))
    assert [(each.cell, each.filled, each.computed) for each in changes_since(officer, filled)] == [
        ("Sheet1!D6", "", "12"),
        ("Sheet1!E6", "", "12"),
        ("Sheet1!D7", "", "0"),
        ("Sheet1!E7", "", "0"),
    ]


def test_a_number_far_from_the_last_one_is_marked(cast, bound, officer, hang):
    form = bound()
    hang(10, date(2026, 4, 3))
    fill(officer, form, cast.unit("subdistrict"), "2026-04")
    hang(80, date(2026, 5, 3))
    made = fill(officer, form, cast.unit("subdistrict"))[2]
    assert [each.bound.part for each in made.filling.cells if each.flag == "outlier"] == ["period", "year_to"]
    assert made.last is not None


def test_a_form_that_asks_for_ethnicity_leaves_it_empty_and_says_so(cast, bound, officer):
    rows = [["情况表"], ["单位", "民族", "民族路活动（场）", "悬挂横幅（条）"], ["枫林社区"], ["桥西社区"]]
    made = fill(officer, bound(data=xlsx({"表": rows}), title="情况表"), cast.unit("subdistrict"))[2]
    assert made.layout.forbidden == ("民族",)
    assert {each.across for each in made.layout.blanks} == {("民族路活动（场）",), ("悬挂横幅（条）",)}


def test_a_form_without_number_basis_or_validity_is_taken_and_the_law_is_told(register):
    from yiben.forms.queries import doubts_about

    today = date(2026, 5, 20)
    assert [code for code, _data in doubts_about(register(), today)] == [
        "doubt_number",
        "doubt_basis",
        "doubt_validity",
    ]
    known = {"number": "平宣1表", "basis": "临政办〔2026〕3号", "valid_until": date(2026, 3, 1)}
    assert [code for code, _data in doubts_about(register(**known), today)] == ["doubt_expired"]
    assert doubts_about(register(is_statistical=False), today) == []


def test_an_outsider_neither_sees_registers_nor_fills(cast, bound):
    from yiben.forms.actions import Particulars, register_form
    from yiben.forms.queries import read_form

    form = bound()
    for name in ("outsider", "resident", "foreign_secretary"):
        caller = cast.caller(name)
        with pytest.raises(Refusal, match="form_unknown"):
            read_form(caller, form.uid)
        with pytest.raises(Refusal, match="no_access"):
            fill(caller, form, cast.unit("subdistrict"))
        said = Particulars("表", "区")
        with pytest.raises(Refusal, match="no_access"):
            register_form(caller, unit=cast.unit("subdistrict"), said=said, name="a.xlsx", data=MONTHLY.data)


def test_a_letter_is_no_form(register):
    with pytest.raises(Refusal, match="form_empty"):
        register(data=xlsx({"表": [["关于报送的通知"], ["请各社区于5月底前报送。"]]}))
    with pytest.raises(Refusal, match="form_kind"):
        register(data="关于报送的通知".encode())
