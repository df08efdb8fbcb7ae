"""What does not agree within a document is found; what may be right is left alone."""

from __future__ import annotations

import pytest

from yiben.text.consistency import inconsistencies
from yiben.text.reading import read_text

HEAD = "街道2025年工作总结\n"
WRONG = [
    ("percent_of_counts", "全区1249名委员中，女委员826名，占66.6%。", "66.1%"),
    ("percent_of_counts", "受理事项104件，办结98件，办结率97%。", "94%"),
    ("percent_of_counts", "共有住户400户，参加演练100户，占全部住户的35%。", "25%"),
    ("wrong_year_on_year", "去年开展培训70场，今年86场，同比增长25%。", "23%"),
    ("wrong_year_on_year", "去年受理投诉50件，今年受理投诉40件，同比下降30%。", "20%"),
    ("parts_do_not_sum", "全年开展现场宣传52场、入户宣传30场，共计86场。", "82场"),
    ("parts_do_not_sum", "队伍共8人，其中男5人、女4人。", "9人"),
    ("parts_do_not_sum", "发放手册5000册，分别为社区2000册、学校2500册。", "4500册"),
    ("parts_do_not_sum", "活动共86场，其中入户宣传90场。", None),
    ("parts_do_not_sum", "全年投入街道资金80万元、社区资金30万元，合计120万元。", "110万元"),
    ("over_is_not_over", "完成走访280户，超过计划的300户。", None),
    ("unit_swapped", "共投入宣传资金350万元。年底决算，共投入宣传资金350元。", None),
    ("dates_out_of_order", "活动时间为8月20日至7月15日。", None),
    ("dates_out_of_order", "实施时间为2025年8月至2025年6月。", None),
    ("list_count", "围绕“学、查、改、评、建”四个环节开展。", "5"),
]
RIGHT = [
    "受理事项104件，办结98件，办结率94.2%。",
    "全年投入120万元，其中街道投入90万元、社区投入30万元，合计120万元。",
    "38个社区办公用房总面积达3556平方米，平均每个社区办公面积达到93平方米。",
    "认为好的占33.3%，一般的占33.3%，差的占33.4%。",
    "选择交通的占60%，选择物业的占55%（多选）。",
    "党员112名，其中女党员45名，占40.2%，35岁以下28名，占25%。",
    "活动共86场，其中入户宣传52场、联合宣传50场。",
    "发放手册近5000册。实际发放手册4980册。",
    "春节期间（12月20日至1月15日）开展巡查。",
    "活动时间为2025年11月至2026年2月。",
    "围绕“防火、防盗、防骗”等五项内容开展。",
    "共联系农户2798户，占全区农户总数的23.2%。",
    "去年开展培训70场，今年86场，同比增长22.9%。",
    "去年开展培训70场，今年86场，同比增长22%。",
    "城区开展宣传30场。镇区开展宣传40场。",
]


def found(text: str) -> list[tuple[str, str, str | None]]:
    return [(each.code, each.certainty, each.corrected) for each in inconsistencies(read_text(HEAD + text))]


@pytest.mark.parametrize(("code", "text", "corrected"), WRONG)
def test_what_is_wrong_by_arithmetic_or_calendar_is_sure(code, text, corrected):
    assert found(text) == [(code, "sure", corrected)]


@pytest.mark.parametrize("text", RIGHT)
def test_what_may_be_right_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("repeat_differs", "全年累计开展宣传活动86场。截至年底，累计开展宣传活动89场。"),
        ("over_is_not_over", "各社区办公面积普遍达到600平方米以上。某社区办公面积93平方米。"),
        ("list_count", "重点抓好以下三个方面工作：一是宣传发动；二是排查整治；三是检查验收；四是总结提高。"),
    ],
)
def test_what_may_have_a_reason_is_asked(code, text):
    assert [each[:2] for each in found(text)] == [(code, "ask")]


def test_a_finding_points_at_its_place():
    reading = read_text(HEAD + WRONG[0][1])
    each = inconsistencies(reading)[0]
    assert reading.clean_text[each.start : each.end] == each.text
    assert each.text.endswith("66.6%")
