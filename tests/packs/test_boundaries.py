"""Attributes of a person that no field may hold, and names that only sound like them."""

import pytest

from yiben.packs.boundaries import forbidden_in_id, forbidden_in_label


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("民族", "ethnicity"),
        ("民 族", "ethnicity"),
        ("户主民族", "ethnicity"),
        ("民族成份", "ethnicity"),
        ("民族（必填）", "ethnicity"),
        ("性别/民族", "ethnicity"),
        ("少数民族", "ethnicity"),
        ("回族", "ethnicity"),
        ("宗教信仰", "religion"),
        ("信仰", "religion"),
        ("佛教", "religion"),
        ("政治观点", "political_opinion"),
        ("居民政治倾向", "political_opinion"),
        ("思想动态", "political_opinion"),
        ("维稳对象", "stability"),
        ("稳控等级", "stability"),
        ("重点人员", "stability"),
        ("重点人员类别", "stability"),
        ("上访人员", "stability"),
        ("人员风险等级", "stability"),
        ("重点关注人员", "stability"),
        ("是否上访", "stability"),
        ("涉访人员", "stability"),
        ("上访记录", "stability"),
        ("所属教派", "religion"),
    ],
)
def test_a_heading_that_names_such_an_attribute_is_found(label: str, attribute: str) -> None:
    assert forbidden_in_label(label) == attribute


@pytest.mark.parametrize(
    "label",
    [
        "民族路",
        "民族路社区",
        "民族团结宣传",
        "中华民族",
        "民族器乐队",
        "民族宗教事务局",
        "宗教政策宣传",
        "宗教场所消防检查",
        "党员人数",
        "政治面貌",
        "政治理论学习",
        "思想政治工作",
        "思想动态分析会",
        "重点人群体检",
        "重点人员密集场所检查",
        "重点工作",
        "维稳工作会议",
        "信访接待",
        "信访件数",
        "信访登记情况",
        "重点关注问题",
        "反邪教宣传",
        "风险等级",
        "家族企业",
        "理想信仰教育",
    ],
)
def test_a_name_that_only_sounds_like_it_is_no_alarm(label: str) -> None:
    assert forbidden_in_label(label) is None


def test_identifiers_are_held_to_the_same_line() -> None:
    named = ["religion", "head_ethnicity", "political_views", "key_persons", "stability_level"]
    assert all(forbidden_in_id(each) for each in named)
    harmless = ["ethnic_unity_events", "party_members", "stability_of_slope", "persons", "trace"]
    assert [each for each in harmless if forbidden_in_id(each)] == []
