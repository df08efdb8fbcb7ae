"""The components by themselves, and the pages that show them."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from tests.web.test_entries import corrected
from yiben.web.asking import unit_groups
from yiben.web.kit.copies import neutral, table_lines
from yiben.web.kit.fields import Choice, Question, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import arrange, read_place, view_query
from yiben.web.kit.tables import Cell, Column, Row, Table

NO_RECORDS = '— <span class="note">没有记录'


def place(query: str):
    return read_place("/x/", QueryDict(query), ("unit",), ("day", "people"), "-day")


def test_a_place_keeps_what_its_filters_read_and_nothing_else():
    asked = place("unit=A&password=x&sort=people&page=3")
    assert asked.query == "unit=A&sort=people"
    assert asked.direction("people") == "ascending"


def test_sorting_by_the_column_sorted_by_turns_it_round():
    assert place("sort=people").sorting("people") == "sort=-people"
    assert place("sort=-people").sorting("people") == "sort=people"
    assert place("sort=secret").sort == "-day"


def test_rows_without_a_value_come_last_both_ways():
    rows = [("a", 2), ("b", None), ("c", 1)]
    keys = {"people": lambda row: row[1]}
    assert [name for name, _ in arrange(rows, place("sort=people"), keys)] == ["c", "a", "b"]
    assert [name for name, _ in arrange(rows, place("sort=-people"), keys)] == ["a", "c", "b"]


def test_equal_views_are_equal_texts():
    assert view_query("b=2&a=1&page=9&rows=all") == view_query("a=1&b=2") == "a=1&b=2"


@pytest.mark.parametrize(("cell", "copied"), [("=1+1", "'=1+1"), ("-3", "-3"), ("-x", "'-x"), ("a\tb", "a b")])
def test_no_copied_cell_runs_or_breaks_its_line(cell, copied):
    assert neutral(cell) == copied


def test_a_copy_has_headings_with_their_units_and_numbers_without_separators():
    columns = [Column("title", "Record", "title"), Column("people", "People", "number", "p")]
    row = Row([Cell("x"), Cell("1,200", plain="1200")])
    table = Table("T", columns, [row], Empty("", ""), {"people": "1,200"}, "Total")
    assert table_lines(table) == [["Record", "People/p"], ["x", "1200"], ["Total", "1200"]]


def test_more_than_twelve_choices_can_be_narrowed_and_twelve_not():
    def question(count: int) -> Question:
        return Question("u", "u", "Unit", "select", groups=loose([Choice(str(n), str(n)) for n in range(count)]))

    assert question(13).is_long
    assert not question(12).is_long


def test_few_units_stand_under_their_kinds_and_many_under_the_unit_above(cast):
    units = list(cast.units.values())
    assert [group.label for group in unit_groups(units[3:6], set())] == ["街道科室", "社区"]
    labels = [group.label for group in unit_groups([*units, *units[:3]], set())]
    assert labels[:3] == ["", "临溪区", "枫桥街道"]


def test_after_a_correction_the_figures_that_moved_stand_before_and_after(browse, recorded, activity):
    client = browse("community_secretary")
    sent = corrected(recorded(), activity, v_participants="86", reason="两位数字写倒了")
    page = client.post(f"/entries/{recorded()}/correct/", sent, follow=True)
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in page.context["table"].rows}
    assert rows["活动参加人次"] == ["136", "154 人次"]
    assert "平安宣传活动场次" not in rows


def test_a_correction_that_moves_no_figure_says_so(browse, recorded, activity):
    seq = recorded()
    sent = corrected(seq, activity, v_participants="68", reason="名称写错")
    sent["v.theme"] = "消防逃生演练"
    page = browse("community_secretary").post(f"/entries/{seq}/correct/", sent, follow=True)
    assert "没有数字变化" in page.content.decode()


def test_only_a_correction_has_figures_before_and_after(browse, recorded):
    seq = recorded()
    assert browse("community_secretary").get(f"/entries/{seq}/corrected/").headers["Location"] == f"/entries/{seq}/"
    assert browse("foreign_secretary").get(f"/entries/{seq}/corrected/").status_code == 404


def test_a_year_in_which_nobody_recorded_is_no_zero(browse, recorded):
    recorded(on=date(2026, 4, 2))
    client = browse("community_secretary")
    recorded(on=date(2024, 4, 2))
    assert NO_RECORDS in client.get("/figures/safe_community.events/?period=2026").content.decode()
    assert NO_RECORDS not in client.get("/figures/safe_community.events/?period=2027").content.decode()


def test_the_style_page_shows_every_component_and_keeps_nothing(browse):
    client = browse("resident")
    assert "示例社区甲" in client.get("/style/").content.decode()
    assert client.post("/style/", {"reason": "x"}).headers["Location"] == "/style/"
    assert browse("outsider").get("/style/").status_code == 403
