"""Laws of reading: nothing raises on any text, spans hold, repairing twice changes nothing more."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiben.errors import TextProblem
from yiben.text.consistency import inconsistencies
from yiben.text.opening import open_document
from yiben.text.reading import read_text
from yiben.text.repairing import repair

PIECES = [
    "一、", "（一）", "1.", "①", "第一阶段", "首先，", "一是", "各社区要", "开展活动", "建立台账", "3月底前", "每季度一次", "160余条", "25.4万元",
    "，", "。", "；", "：", "\n", "“", "”", "《", "》", "（", "）", "?", "*", "**", "(jì)", "動(dòng)", "?jì)D女", "。ㄒ唬┘", "繼續(xù)", "□", "\t", " ", "'", "主要职责：", "由", "负责", "%", "x", "0", "百分之", "\u3000", "\ud800",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(texts | st.text(max_size=60))
def test_no_text_makes_reading_raise_and_every_span_holds(text):
    reading = read_text(text)
    clean = reading.clean_text
    assert all(clean[each.start : each.end] == each.text for each in (*reading.tasks, *reading.facts))
    assert all(1 <= each.level <= 5 and 0 <= each.start < len(clean) for each in reading.outline)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_every_repair_says_what_stood_there_and_what_stands_now(text):
    repaired = repair(text)
    for each in repaired.repairs:
        assert text[each.original_start : each.original_end] == each.before
        assert repaired.text[each.start : each.end] == each.after


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*"，。各社区要开展活动，建立台账。3月160条“”（）", "\n"]), max_size=80).map("".join))
def test_what_was_repaired_needs_no_repair(text):
    once = repair(text).text
    assert repair(once).text == once


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_text_problem(data):
    with contextlib.suppress(TextProblem):
        assert open_document(data).text


@pytest.mark.parametrize(
    "piece",
    [
        "（",
        "“",
        "一、",
        "1、",
        "每",
        "1",
        "?",
        "?,",
        "要",
        "2026年",
        "百分之",
        "职责：1、",
        "二o",
        "a(",
        "*",
        "（责任单位：",
        "责任单位：甲\n",
        "a\tb\tc\n",
        "第一篇：\n",
        "每月25日前",
        "深入",
        "占5%，",
        "、",
        "今年以来，",
        "篇：",
        "阶段（",
        "活动，等活动，",
        "9\t9\n",
        "a\t9场\n",
        "附件：1.",
        "民政科牵头，",
        "?民?、",
        "对的，",
        "各村（",
    ],
)
def test_no_long_line_takes_more_than_linear_work(piece, count_steps):
    read_text((piece * 8000)[:8000])  # patterns are compiled once
    short, long = (count_steps(lambda n=n: read_text((piece * n)[:n])) for n in (4000, 8000))
    assert long <= 2.6 * short + 2000


@pytest.mark.parametrize(
    "piece", ["等三支", "走访12户、", "由40场增加到", "“甲、乙”三项", "1月2日至", "占5%，", "人均5元，"]
)
def test_no_draft_takes_more_than_linear_work_to_check(piece, count_steps):
    readings = [read_text((piece * n)[:n]) for n in (2000, 4000)]
    short, long = (count_steps(lambda each=each: inconsistencies(each)) for each in readings)
    assert long <= 2.6 * short + 2000


@pytest.mark.parametrize("text", ["党,()", "k,()作", "id是（管,\n议)部,", "会议(一，\n部署工作、检查)，"])
def test_what_one_repair_makes_possible_is_done_at_once(text):
    once = repair(text).text
    assert repair(once).text == once
