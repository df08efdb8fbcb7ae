"""Numbers, hours, amounts and units as people type them into cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sheets.making import UNITS, one_sheet
from yiben.sheets.columns import kind_of_column
from yiben.sheets.merging.measures import in_yuan
from yiben.sheets.unit_names import UnitName, UnitNames
from yiben.sheets.values import read_hours, read_number

LOTUS, PEAK, CEDAR = "听荷社区居民委员会", "望岫社区居民委员会", "云杉社区居民委员会"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("¥1,234.50", Decimal("1234.5")), ("￥500.00", 500), ("(200)", -200), ("（1,200.50）", Decimal("-1200.5"))],
)
def test_amounts_are_read_as_bookkeeping_writes_them(typed, value):
    assert (read_number(typed).value, read_number(typed).is_approximate) == (value, False)


@pytest.mark.parametrize(
    "typed", ["100+", ">100", "≥100", "100以上", "上百人", "约有100人", "不少于100人", "预计100人", "100以内"]
)
def test_a_number_that_is_exceeded_is_approximate(typed):
    assert (read_number(typed).value, read_number(typed).is_approximate) == (100, True)


@pytest.mark.parametrize("typed", ["200-300", "3场/200人", "(一)"])
def test_what_is_no_single_number_is_not_read(typed):
    assert not read_number(typed).is_read


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1个半小时", Decimal("1.5")),
        ("半个小时", Decimal("0.5")),
        ("两小时", 2),
        ("90分钟", Decimal("1.5")),
        ("2点半至4点", Decimal("1.5")),
        ("上午10点-下午2点", 4),
        ("下午2点-4点", 2),
        ("9:00-11:00,14:00-16:00", 4),
    ],
)
def test_hours_are_read_in_words(typed, value):
    assert read_hours(typed).value == value


@pytest.mark.parametrize("typed", ["1天", "全天", "120'", "3小时/次", "2:30", "16:00-14:00"])
def test_hours_that_may_be_any_number_are_not_read(typed):
    assert not read_hours(typed).is_read


@pytest.mark.parametrize(("typed", "value"), [(1.5, Decimal("1.5")), ("2万", 2), ("5000元", Decimal("0.5")), ("3", 3)])
def test_a_cell_is_read_in_what_its_heading_counts_in(typed, value):
    rows = [("日期", "活动名称", "经费（万元）"), ("2026.3.5", "甲", typed), ("2026.3.6", "乙", 3)]
    assert one_sheet(rows).records[0].values["经费（万元）"] == value


def test_money_is_told_in_yuan_whatever_its_heading_counts_in():
    assert [in_yuan(heading, Decimal("1.5")) for heading in ("经费（万元）", "经费（元）", "面积（公顷）")] == [
        15000,
        Decimal("1.5"),
        Decimal("1.5"),
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("听荷社区与望岫社区联合", (LOTUS, PEAK)),
        ("听荷、望岫社区共同举办", (LOTUS, PEAK)),
        *((f"听荷社区{mark}望岫社区", (LOTUS, PEAK)) for mark in (" ", "-", "—", "")),
        *(
            (name, (LOTUS,))
            for name in ("主办：听荷社区", "听荷社区等", "听荷社区、", "听荷社区承办", "听荷社区第三网格")
        ),
        ("听荷社区（会同派出所）", (LOTUS,)),
        ("砚湖街道云杉社区居委会", (CEDAR,)),
        ("南山区砚湖街道云杉社区", (CEDAR,)),
    ],
)
def test_units_are_found_beside_what_else_a_cell_says(typed, names):
    assert (UNITS.find(typed).names, UNITS.find(typed).match) == (names, "exact")


@pytest.mark.parametrize(
    "typed", ["听荷社区 派出所", "砚湖街道司法所", "阳光小学（听荷校区）", "听荷小区", "听荷村", "听荷社区听荷小学"]
)
def test_a_unit_that_is_not_known_is_asked_about(typed):
    assert (UNITS.find(typed).names, UNITS.find(typed).match) == ((), "unknown")


def test_a_unit_below_another_office_is_not_the_one_of_that_name():
    known = UnitNames((UnitName("长安街道和平社区", 1, ("和平社区",)),))
    assert known.find("建设街道和平社区").names == ()
    assert known.find("长安街道和平社区居委会").names == ("长安街道和平社区",)


def test_the_same_short_name_on_one_day_with_another_number_is_near():
    rows = [("日期", "社区", "活动", "人数"), ("2026.3.5", "听荷", "义诊", 40), ("2026.3.5", "听荷", "义诊", 43)]
    assert one_sheet(rows).records[1].flags == {"near_duplicate_of": 2}
    rows = [rows[0], rows[1], ("2026.3.6", "听荷", "义诊", 40), ("2026.3.5", "望岫", "义诊", 40)]
    assert [record.flags for record in one_sheet(rows).records] == [{}, {}, {}]


@pytest.mark.parametrize(
    "typed", ["听荷社区党群服务中心", "听荷社区党委", "听荷居委", "砚湖街听荷社区", "砚湖街道听荷社区工作站"]
)
def test_a_communitys_own_organs_are_the_community(typed):
    assert (UNITS.find(typed).names, UNITS.find(typed).match) == ((LOTUS,), "exact")


def test_an_organ_that_is_a_unit_of_its_own_is_that_unit():
    known = UnitNames((UnitName("听荷社区居民委员会", 1, ("听荷社区",)), UnitName("听荷社区党委", 2)))
    assert known.find("听荷社区党委").names == ("听荷社区党委",)


def test_a_unit_is_known_without_the_office_above_it():
    known = UnitNames((UnitName("砚湖街道党政办公室", 1), UnitName("砚湖街道综治办", 2, ("综治办",))))
    assert known.find("党政办公室").names == ("砚湖街道党政办公室",)


def test_a_street_and_a_community_of_one_name_are_told_apart():
    known = UnitNames((UnitName("新华街道办事处", 1), UnitName("新华社区居委会", 2)))
    assert [known.find(name).names for name in ("新华街道办", "新华社区")] == [("新华街道办事处",), ("新华社区居委会",)]
    assert known.find("新华").match == "ambiguous"


DAYS, HOURS, MONEY = ("3月5日", "2026.3.6", "三月七日"), ("2小时", "90分钟", "1.5h"), ("500元", "¥300", "1,200")


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        *((heading, DAYS, "date") for heading in ("活动日", "何时", "服务日")),
        *((heading, ("3.5", "5-6", "4.1"), "text") for heading in ("版本", "楼栋")),
        *((heading, HOURS, "hours") for heading in ("服务时间", "用时", "时长")),
        *((heading, ("14:00", "9:30"), "text") for heading in ("时间", "开始时间")),
        *((heading, (500, 300), "amount") for heading in ("慰问金", "支出", "预算", "单价", "元")),
        *((heading, MONEY, "amount") for heading in ("投入", "折合")),
        *(
            (heading, ("甲单位", "乙单位"), "unit")
            for heading in ("牵头单位", "所在社区", "上报单位", "单位名称（全称）")
        ),
        *((heading, ("甲单位", "乙单位"), "text") for heading in ("协办单位", "参与单位", "工作单位")),
        *((heading, ("陈某", "李某"), "person") for heading in ("讲师", "授课老师", "带班领导")),
    ],
)
def test_a_column_is_known_by_its_heading_and_its_cells(heading, cells, kind):
    assert kind_of_column(heading, cells, UnitNames()) == kind
