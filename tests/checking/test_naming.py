"""Which metric stands beside a number, and what narrows it. The metrics are invented."""

from __future__ import annotations

import pytest

from yiben.checking.naming import name_claim
from yiben.packs.definitions import Metric


def metric(label: str, unit: str, *aliases: str) -> Metric:
    return Metric(id="m", label=label, means="算一次。", unit=unit, how="count", book="b", aliases=aliases)


METRICS = {
    "p.talks": metric("讲座场次", "场", "防火讲座"),
    "p.books": metric("图书借阅量", "册", "借阅图书"),
    "p.kept": metric("图书", "册"),
    "p.people": metric("巡逻志愿者", "人", "志愿者"),
    "q.people": metric("助老志愿者", "人", "志愿者"),
}


@pytest.mark.parametrize(
    ("word", "before", "behind", "key"),
    [
        ("场", "共开展讲座", "", "p.talks"),
        ("册", "累计借阅图书", "", "p.books"),
        ("本", "借阅图书", "", "p.books"),
        ("场", "举办", "防火讲座", "p.talks"),
        ("名", "组织巡逻志愿者", "", "p.people"),
    ],
)
def test_the_longest_name_beside_a_number_decides(word, before, behind, key):
    named = name_claim(METRICS, word, before, behind)
    assert (named.keys, named.is_narrowed) == ((key,), False)


def test_two_that_fit_equally_are_not_decided():
    assert set(name_claim(METRICS, "人", "发动志愿者", "").keys) == {"p.people", "q.people"}


@pytest.mark.parametrize(("word", "before"), [("户", "发动志愿者"), ("场", "开展观影"), ("场", "比去年增加")])
def test_another_measure_word_or_no_name_is_no_metric(word, before):
    assert name_claim(METRICS, word, before, "").keys == ()


@pytest.mark.parametrize(
    ("word", "before", "behind"),
    [
        ("场", "进校园讲座", ""),
        ("场", "讲座、集市共", ""),
        ("名", "巡逻志愿者中的党员", ""),
        ("名", "组织巡逻志愿者", "骨干培训"),
        ("场", "其中讲座", ""),
    ],
)
def test_words_that_may_mean_a_part_narrow_a_claim(word, before, behind):
    assert name_claim(METRICS, word, before, behind).is_narrowed
