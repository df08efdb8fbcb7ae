import pytest

from yiben.text.reading import read_text

BODY = "一、工作情况\n今年以来开展活动6场。\n二、下一步打算\n各社区要建立台账。\n"


def head(text):
    return read_text(text).metadata


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (f"青禾街道平安工作总结\n{BODY}", "青禾街道"),
        (f"平安工作总结\n{BODY}青禾街道办事处\n2026年2月26日", "青禾街道办事处"),
        (f"平安工作总结\n{BODY}青禾街道平安办供稿", "青禾街道平安办"),
        (f"平安工作情况汇报\n近日，临溪区妇联认真开展服务活动。\n{BODY}", "临溪区妇联"),
    ],
)
def test_the_issuer_is_who_signed_supplied_or_tells(text, issuer):
    assert head(text).issuer == issuer


@pytest.mark.parametrize(
    "text",
    [f"街道平安工作总结\n{BODY}", f"平安工作总结\n{BODY}抄送：区司法局\n临溪区委办公室 2026年3月1日印发", BODY],
)
def test_who_copied_or_printed_it_and_a_common_noun_are_no_issuer(text):
    assert head(text).issuer is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (f"青禾街道2026年平安工作方案\n{BODY}", "2026"),
        ("工作报告\n一、2025年工作回顾\n开展活动6场。\n二、2026年工作计划\n建立台账。\n", "2025"),
        ("工作总结\n一、去年工作回顾\n开展活动6场。\n二、2026年工作计划\n建立台账。\n", "2025"),
        ("工作方案\n一、准备阶段（3月1日至3月20日）\n召开会议。\n二、总结阶段（年底）\n写出总结。\n", "--03-01/--12"),
        (f"平安工作总结\n{BODY}", None),
    ],
)
def test_the_period_is_what_phases_title_or_headings_name(text, period):
    assert head(text).period == period
