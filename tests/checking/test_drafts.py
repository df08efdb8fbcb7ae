"""Numbers of a draft held against the ledger: a false alarm costs more than a miss."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.errors import Refusal


def test_a_number_agrees_as_officials_word_it(check, hang):
    hang(163)
    assert check("全年悬挂横幅160余条。") == [(160, "agrees", "临溪区 2026")]


def test_a_number_that_the_ledger_contradicts_differs(check, hang):
    hang(163)
    assert check("全年悬挂横幅170余条。") == [(170, "differs", "临溪区 2026")]


def test_the_difference_is_the_draft_less_the_ledger(cast, hang):
    from yiben.audit.callers import SYSTEM
    from yiben.checking.drafts import check_draft
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope
    from yiben.text.reading import read_bytes

    hang(163)
    scope = Scope(cast.unit("district"), parse_period("2026"))
    [judged] = check_draft(SYSTEM, scope, read_bytes("共悬挂横幅150条。".encode(), "draft.txt"))
    assert (judged.difference, judged.ledger_text, judged.difference_text) == (-13, "163条", "13条")


def test_the_period_is_that_of_the_sentence(check, hang):
    hang(30)
    hang(40, on=date(2026, 4, 2))
    assert check("3月，全区悬挂横幅30条。一季度悬挂横幅31条。") == [
        (30, "agrees", "临溪区 2026-03"),
        (31, "differs", "临溪区 2026Q1"),
    ]


def test_the_unit_is_that_of_the_sentence(check, hang):
    hang(30)
    hang(12, unit="foreign")
    found = check("枫桥街道悬挂横幅30条，柳荫社区悬挂横幅15条。")
    assert [each[1:] for each in found] == [("agrees", "枫桥街道 2026"), ("differs", "柳荫社区 2026")]


@pytest.mark.parametrize(
    "text",
    [
        "校园周边悬挂横幅20条。",
        "悬挂横幅、条幅共20条。",
        "悬挂横幅163条，其中新悬挂横幅20条。",
        "春节期间悬挂横幅20条。",
        "在红叶小学，悬挂横幅20条。",
        "计划全年悬挂横幅20条。",
        "枫林社区、桥西社区悬挂横幅20条。",
        "枫林社区认真落实。悬挂横幅20条。",
        "春节期间，各单位积极行动。悬挂横幅20条。",
        "活动现场张贴海报5张，悬挂横幅20条。",
        "3月，组织“平安家园”集市，悬挂横幅20条。",
        "每个社区张贴海报5张、悬挂横幅20条。",
        "组织志愿者30人次悬挂横幅20条。",
        "行动开展以来，全区悬挂横幅20条。",
        "现有横幅20条。",
        "四、下一步打算\n悬挂横幅20条。",
    ],
)
def test_what_may_be_a_part_is_no_source_and_never_differs(check, hang, text):
    hang(163)
    assert check(text)[-1][1:] == ("no_source", "claim_unsure")


def test_what_a_sentence_tells_first_does_not_matter_where_the_clause_names_the_whole(check, hang):
    hang(163)
    assert check("围绕平安创建抓好宣传，全区悬挂横幅20条。")[0][1] == "differs"
    assert check("围绕平安创建抓好宣传，悬挂横幅20条。")[0][1] == "no_source"


def test_a_part_proves_nothing_by_a_number_without_an_end(check, hang):
    hang(163)
    assert check("校园周边悬挂横幅20条以上。")[0][1] == "no_source"


def test_a_ledger_in_which_nothing_stands_contradicts_nothing(check):
    assert check("全年悬挂横幅160余条。") == [(160, "no_source", "claim_unrecorded")]


@pytest.mark.parametrize("text", ["据公安部门统计，悬挂横幅20条。", "悬挂横幅20条（数据来源：市城管局）。"])
def test_another_source_is_said_and_not_compared(check, hang, text):
    hang(163)
    assert [each[1] for each in check(text)] == ["external"]


def test_our_own_ledger_is_no_other_source(check, hang):
    hang(163)
    assert check("据台账统计，悬挂横幅163条。")[0][1] == "agrees"


def test_what_no_metric_counts_has_no_source(check, hang):
    hang(163)
    assert [each[1:] for each in check("走访群众1200户，满意率95%。")] == [("no_source", "claim_unnamed")] * 2


def test_minutes_are_compared_as_the_hours_that_a_draft_says(check, record):
    record("volunteer_service", content="夜间巡逻", volunteers="2", service_minutes="180")
    assert check("志愿服务时长3小时。")[0][1] == "agrees"
    assert check("志愿服务时长5小时。")[0][1] == "differs"


def test_only_units_whose_figures_the_caller_reads_are_looked_up(check, hang):
    hang(12, unit="foreign")
    found = check("柳荫社区悬挂横幅99条。", caller="community_secretary", unit="community")
    assert found[0][1] == "no_source"
    with pytest.raises(Refusal) as refused:
        check("悬挂横幅99条。", caller="community_secretary", unit="foreign")
    assert refused.value.code == "no_access"
