"""Exports of other systems: new orders, known ones brought up to date, what a petition office's file leaves out."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.matters.cases import assigned, counted, refused
from tests.sheets.making import xlsx
from yiben.matters.actions import import_orders
from yiben.matters.exchange import read_orders
from yiben.matters.models import Matter

pytestmark = pytest.mark.django_db
HEAD = [
    "序号",
    "工单编号",
    "来电人",
    "联系电话",
    "诉求标题",
    "诉求内容",
    "来电时间",
    "承办单位",
    "办理结果",
    "办结时间",
    "坐席工号",
]
NEW = [
    1,
    "RX01",
    "柳无眠",
    "13900000000",
    "路灯不亮",
    "三号楼前路灯不亮",
    "2026-05-18 09:12:00",
    "枫林社区",
    "",
    "",
    "88",
]
DONE = [
    2,
    "RX02",
    "",
    "",
    "噪声",
    "夜间施工",
    "2026-05-17 22:01:00",
    "枫林社区",
    "已解释说明",
    "2026-05-19 10:00:00",
    "88",
]


def export(*rows: list[object]) -> bytes:
    return xlsx({"工单": [["热线工单导出"], HEAD, *rows]})


def test_new_orders_become_matters_with_their_number_day_and_unit(cast: Cast):
    unit, caller = cast.unit("community"), cast.caller("community_worker")
    taken = import_orders(caller, unit, "hotline", "工单.xlsx", export(NEW, DONE))
    assert [each.outside_number for each in taken.new] == ["RX01", "RX02"]
    first = Matter.objects.get(outside_number="RX01")
    assert (first.came_on, first.lead, first.channel) == (date(2026, 5, 18), unit, "hotline")
    assert first.requester == {"name": "柳无眠", "phone": "13900000000"}
    assert "坐席工号" in taken.left_out


def test_what_was_done_elsewhere_is_one_step_and_counts(cast: Cast):
    import_orders(cast.caller("community_worker"), cast.unit("community"), "hotline", "工单.xlsx", export(DONE))
    matter = Matter.objects.get(outside_number="RX02")
    assert (matter.is_done, matter.outcome, matter.closed_on) == (True, "explained", date(2026, 5, 19))
    assert [each["event"] for each in counted()] == ["received", "closed"]


def test_the_same_file_again_changes_nothing(cast: Cast):
    given = (cast.caller("community_worker"), cast.unit("community"), "hotline", "工单.xlsx", export(NEW, DONE))
    import_orders(*given)
    again = import_orders(*given)
    assert (again.new, again.updated, again.unchanged) == ((), (), 2)


def test_a_later_file_brings_a_known_order_up_to_date(cast: Cast):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    import_orders(caller, unit, "hotline", "一.xlsx", export(NEW))
    later = [*NEW[:8], "已修复", "2026-05-20 08:00:00", "88"]
    assert len(import_orders(caller, unit, "hotline", "二.xlsx", export(later)).updated) == 1
    assert Matter.objects.get(outside_number="RX01").is_done


def test_an_order_that_is_handled_here_keeps_what_the_other_system_says(cast: Cast):
    caller, unit = cast.caller("community_worker"), cast.unit("community")
    import_orders(caller, unit, "hotline", "一.xlsx", export(NEW))
    assigned(cast, Matter.objects.get(outside_number="RX01"))
    import_orders(caller, unit, "hotline", "二.xlsx", export([*NEW[:8], "已派工", "", "88"]))
    matter = Matter.objects.get(outside_number="RX01")
    assert (matter.state, matter.steps.last().told["words"]) == ("assigned", "已派工")


def test_of_a_petition_offices_export_nobody_is_taken(cast: Cast):
    head = ["信访编号", "信访人", "证件号码", "联系电话", "住址", "信访事项", "信访日期", "责任单位", "办理结果"]
    row = ["XF9", "柳无眠", "110101199003070000", "13900000000", "某楼某室", "反映停车难", "2026-05-01", "枫林社区", ""]
    data = xlsx({"信访": [head, row]})
    taken = import_orders(cast.caller("community_worker"), cast.unit("community"), "petition", "信访.xlsx", data)
    matter = taken.new[0]
    assert (matter.title, matter.requester, matter.told["account"]) == ("反映停车难", {}, "反映停车难")
    assert {"信访人", "证件号码", "联系电话", "住址"} <= set(taken.left_out)


def test_a_bad_row_keeps_no_good_one_back(cast: Cast):
    rows = [NEW, [2, "RX05", "", "", "", "", "2026-09-01", "枫林社区", "", "", ""]]
    taken = import_orders(
        cast.caller("community_worker"), cast.unit("community"), "hotline", "工单.xlsx", export(*rows)
    )
    assert (len(taken.new), [row for row, _code, _data in taken.refused]) == (1, [4])


def test_a_row_without_number_or_with_no_day_is_said_and_not_guessed(cast: Cast):
    rows = [[1, "", *NEW[2:]], [2, "RX09", "", "", "井盖", "松动", "上周五", "枫林社区", "", "", ""]]
    caller = cast.caller("community_worker")
    taken = import_orders(caller, cast.unit("community"), "hotline", "工单.xlsx", export(*rows))
    assert [code for _row, code, _data in taken.refused] == ["hotline_number_missing", "hotline_day_unread"]
    assert taken.new == ()


def test_the_limit_of_the_other_system_is_the_matters_own(cast: Cast):
    head = ["受理单编号", "诉求标题", "受理时间", "办结时限"]
    data = xlsx({"单": [head, ["S1", "噪声", "2026-05-19 08:00", "2026-06-03 18:00:00"]]})
    taken = import_orders(cast.caller("community_worker"), cast.unit("community"), "hotline", "单.xlsx", data)
    clock = assigned(cast, taken.new[0]).clocks.get(clock="handling")
    assert (clock.due_on, clock.turn) == (date(2026, 6, 3), 1)


def test_a_table_without_numbers_of_orders_is_refused(cast: Cast):
    with refused("hotline_columns"):
        read_orders(xlsx({"表": [["标题", "内容"], ["甲", "乙"]]}), "表.xlsx", "hotline")


def test_who_may_not_take_in_imports_nothing(cast: Cast):
    with refused("no_access"):
        import_orders(cast.caller("district_reader"), cast.unit("community"), "hotline", "a.xlsx", export(NEW))
