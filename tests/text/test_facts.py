import pytest

from tests.text.samples import SCHEME, SUMMARY
from yiben.text.numerals import half_width, numeral
from yiben.text.quantities import quantities
from yiben.text.reading import read_text


def values(text):
    return {(each.value, each.unit) for each in read_text(text).facts}


def test_reported_quantities_are_facts_with_multipliers_folded_in():
    expected = {(160, "条"), (25000, "本"), (32, "场"), (200000, "元"), (98.5, "%"), (6, "个"), (1063, "人次")}
    assert values(SUMMARY) == expected


def test_round_figures_are_marked():
    rough = {each.value for each in read_text(SUMMARY).facts if each.approx}
    assert rough == {160, 200000}


def test_targets_of_a_scheme_are_no_facts():
    assert values(SCHEME) == set()


@pytest.mark.parametrize(
    ("said", "value", "unit", "approx"),
    [
        ("当场签约28人", 28, "人", False),
        ("服务居民近万人次", 10000, "人次", True),
        ("得票率为百分之九十二点五", 92.5, "%", False),
        ("接种疫苗1.1—1.3万剂次", 11000, "剂次", True),
        ("最大日降雨量286.5毫米", 286.5, "毫米", False),
    ],
)
def test_numbers_are_read_as_they_are_written(said, value, unit, approx):
    (fact,) = read_text(f"青禾街道2025年工作总结\n一、主要做法\n{said}。").facts
    assert (fact.value, fact.unit, fact.approx) == (value, unit, approx)


@pytest.mark.parametrize("said", ["附近3个小区", "区政协十届三次会议", "主要抓了三件事"])
def test_places_sessions_and_points_of_the_text_are_no_round_figures(said):
    assert not any(
        fact.approx or fact.unit in "次件" for fact in read_text(f"街道2025年工作总结\n一、做法\n{said}。").facts
    )


@pytest.mark.parametrize(
    "part", ["三个代表", "四个方面", "35岁以下", "2025年3月5日", "第十五届", "两个100%的目标", "一支队伍"]
)
def test_labels_dates_ages_and_sessions_are_no_facts(part):
    assert values(f"工作总结\n一、主要做法\n我街道认真学习{part}。\n") == set()


def test_a_range_keeps_both_ends():
    fact = read_text("工作总结\n一、主要做法\n每片管辖5-6个小区。\n").facts[0]
    assert (fact.value, fact.value_max, fact.approx) == (5, 6, True)


@pytest.mark.parametrize(
    ("text", "value"), [("1,063", 1063), ("12.43亿", 1243000000), ("一百六十", 160), ("十一", 11), ("两千零五", 2005)]
)
def test_numerals_are_read_exactly(text, value):
    assert numeral(text) == value


@pytest.mark.parametrize("text", ["", "甲", "1.2.3", "9" * 5000, "万里"])
def test_what_is_no_numeral_is_none(text):
    assert numeral(text) is None


def test_the_unit_is_the_printed_one():
    assert [each.unit for each in quantities("培训7600人次、30名骨干", 0, 14)] == ["人次", "名"]


@pytest.mark.parametrize(
    "typed",
    [
        "今年以来，已悬挂横幅１６０余条，投入２．５万元，知晓率达到９２％。",
        "各社区要在２０２６年３月底前召开不少于１次会议。",
    ],
)
def test_numbers_typed_full_width_are_read_and_left_as_they_are(typed):
    full, half = read_text(typed), read_text(half_width(typed))
    assert (full.clean_text, full.repairs) == (typed, ())
    assert (full.facts, full.tasks) == (half.facts, half.tasks)
    assert full.facts or full.tasks[0].target
