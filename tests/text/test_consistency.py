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
    ("wrong_year_on_year", "2025年立案45宗，2024年立案60宗，同比下降30%。", "25%"),
    ("wrong_year_on_year", "2025年接待来访342批，比2024年的380批下降12.0%。", "10.0%"),
    ("wrong_year_on_year", "新增就业岗位560个，同比增长40%（去年同期为420个）。", "33%"),
    ("over_is_not_over", "计划植树500株，实际植树480株，超额完成计划。", None),
    ("unit_swapped", "共发放宣传手册1.2万册。宣传手册1.2册已全部发放到户。", None),
    ("unit_swapped", "辖区面积3.2平方公里。街道辖区面积3.2平方米。", None),
    ("dates_out_of_order", "项目自2026年6月1日起，至2026年5月31日止。", None),
]
RIGHT = [
    "各类服务对象共1260人，其中老年人860人、残疾人120人、困境儿童30人，其中老年人中独居的210人。",
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
    "2025年上半年立案45宗，2024年立案60宗，同比下降30%。",
    "2025年立案45宗，2024年立案60宗，同比下降25%。",
    "2025年共受理诉求1 205件，比上年的1 100件增长9.5%。",
    "计划植树500株，实际植树520株，超额完成计划。",
    "上半年共调解纠纷98起，下半年共调解纠纷110起，全年共调解纠纷208起。",
    "收到捐款3.5万元，其中企业捐款2万元、个人捐款1.5万元，另有捐物折款0.8万元。",
    "今年受理156件，去年同期130件，增长20%；其中投诉类60件，咨询类96件。",
    "任期自2026年6月1日起，至2031年5月31日止。",
    "领导小组下设三个工作组：宣传组、排查组、保障组。每组3至5人。",
    "设立3个功能室：阅览室、活动室等。",
    "抓好三项工作：一是抓宣传，二是抓排查，三是抓服务。",
    "开展“五个一”活动：一次宣讲、一场演练、一次走访、一封公开信、一堂课。",
    "项目预算80万元，其中设备45万元（含软件20万元）、软件20万元、场地20万元。",
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
        ("repeat_differs", "宣传周期间，共悬挂横幅60条。此次宣传共悬挂横幅80条。"),
        ("parts_do_not_sum", "预算80万元，其中人员经费45万元、办公经费20万元、活动经费25万元。"),
        ("parts_do_not_sum", "举办活动96场，其中宣传类40场、培训类28场、文体类35场。"),
        ("parts_do_not_sum", "举办活动96场：宣传40场、培训28场、文体20场。"),
        ("list_count", "下设5个工作组：综合协调组、宣传发动组、隐患排查组、督导检查组。"),
        ("list_count", "做好三件事：一要抓学习，二要抓落实，三要抓督查，四要抓总结。"),
        ("list_count", "开展“五个一”活动：一次宣讲、一场演练、一次走访、一封公开信。"),
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
