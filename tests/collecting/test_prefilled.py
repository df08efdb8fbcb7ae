"""Figures of the ledger in the table that a unit is asked for: confirmed once, blank where nobody reported."""

from __future__ import annotations

from datetime import date

import pytest

from tests.collecting.test_collections import _own_folder, begin, officer, secretary  # noqa: F401  (fixtures)
from tests.ledger.facts import record, refused
from tests.sheets.making import xlsx
from yiben.collections.queries import on_screen, table_for
from yiben.forms.collecting import confirm_prefill, prefilled, suggestions_of, usual_period
from yiben.sheets.opening import open_workbook

HEAD = ("序号", "社区", "平安宣传活动场次", "悬挂横幅（条）", "备注")
EVENTS, BANNERS = "safe_community.events", "safe_community.banners"


def table(*rows):
    return xlsx({"汇总表": [("平安宣传情况",), HEAD, *rows, ("合计", "", "=SUM(C3:C4)", "=SUM(D3:D4)", "")]})


@pytest.fixture
def asked(begin):  # noqa: F811
    rows = [(1, "枫林社区", "", "", ""), (2, "桥西社区", "", "", "")]
    return begin(data=table(*rows), name="情况表.xlsx", title="平安宣传情况", due_on=date(2026, 5, 22))


def confirm(officer, collection, **more):  # noqa: F811
    chosen = {e.key: e.chosen if e.is_sure else "" for e in suggestions_of(officer, collection) if e.kind == "name"}
    confirm_prefill(officer, collection, usual_period(collection).text, chosen | more)


def test_headings_are_matched_once_and_each_unit_finds_its_own(cast, asked, officer):  # noqa: F811
    record(cast.unit("community"), date(2026, 4, 3))
    record(cast.unit("community"), date(2026, 4, 9))
    record(cast.unit("neighbour"), date(2026, 4, 9))
    confirm(officer, asked)
    assert asked.bindings["names"] == {"平安宣传活动场次": EVENTS, "悬挂横幅（条）": BANNERS}
    assert prefilled(asked, cast.unit("community")) == {"'汇总表'!C3": "2"}
    assert prefilled(asked, cast.unit("neighbour")) == {"'汇总表'!C4": "1"}


def test_what_nobody_reported_stays_blank_and_nothing_is_filled_before_it_is_confirmed(cast, asked, officer):  # noqa: F811
    record(cast.unit("community"), date(2026, 3, 3))
    assert prefilled(asked, cast.unit("community")) == {}
    confirm(officer, asked)
    assert prefilled(asked, cast.unit("community")) == {}


def test_the_figure_stands_in_the_form_and_in_the_file(cast, asked, officer):  # noqa: F811
    record(cast.unit("neighbour"), date(2026, 4, 9))
    confirm(officer, asked)
    unit = cast.unit("neighbour")
    given = prefilled(asked, unit)
    (row,) = on_screen(asked, unit, given).sheets[0].rows
    assert [(cell.value, cell.given) for cell in row.cells] == [("1", "1"), ("", ""), ("", "")]
    sheet = open_workbook(table_for(asked, unit, given), "情况表.xlsx").sheets[0]
    assert (sheet.value(3, 2), sheet.value(2, 2)) == (1, None)


def test_a_unit_that_writes_itself_into_a_list_finds_its_figures_in_the_first_row(cast, begin, officer):  # noqa: F811
    rows = [("", "", "", "", ""), ("", "", "", "", "")]
    asked = begin(data=table(*rows), name="空表.xlsx", title="平安宣传情况")
    record(cast.unit("neighbour"), date(2026, 4, 9))
    confirm(officer, asked)
    assert prefilled(asked, cast.unit("neighbour")) == {"'汇总表'!C3": "1"}


def test_the_next_table_of_the_same_name_is_proposed_as_the_last(asked, begin, officer):  # noqa: F811
    confirm(officer, asked, **{"悬挂横幅（条）": ""})
    again = begin(data=table((1, "枫林社区", "", "", "")), name="情况表.xlsx", title="平安宣传情况")
    assert {each.key: each.why for each in suggestions_of(officer, again) if each.kind == "name"}[
        "平安宣传活动场次"
    ] == "earlier"


def test_only_who_asks_may_confirm_and_only_what_there_is(asked, officer, secretary):  # noqa: F811
    with refused("no_access"):
        confirm_prefill(secretary, asked, "2026-04", {"平安宣传活动场次": EVENTS})
    with refused("form_binding_wrong"):
        confirm_prefill(officer, asked, "2026-04", {"平安宣传活动场次": "no.such"})
