"""A note says what a record says, leaves out what it leaves open, and invents nothing."""

from __future__ import annotations

import pytest

from yiben.packs.notes import compose, fallback, is_whole, shortened
from yiben.packs.resolving import Catalogue

LABELS = {"place": "地点", "people": "参加人数", "books": "手册", "more": "经过"}


@pytest.mark.parametrize(
    ("sentence", "facts", "expected"),
    [
        ("{day}在{place}开展活动。", {"day": "5月1日"}, ["5月1日在【地点】开展活动。"]),
        ("活动[共{people}参加][，发放{books}]。", {"people": "8人"}, ["活动共8人参加。"]),
        ("活动[共{people}参加][，发放{books}]。", {}, ["活动。"]),
        ("[发放手册{books}][、请{people}]。", {"people": "8人"}, ["请8人。"]),
        ("[发放手册{books}][、请{people}]。", {}, []),
        ("[{more}。]", {"more": "大家都来了！"}, ["大家都来了！"]),
        ("[{more}。]", {}, []),
        ("{hosts}参加。", {}, ["【主办单位】参加。"]),
    ],
)
def test_a_sentence_is_filled_with_what_is_known(sentence, facts, expected):
    assert compose([sentence], facts, LABELS) == expected


def test_a_value_with_braces_is_a_value():
    assert compose(["{place}。"], {"place": "{people}[x]"}, LABELS) == ["{people}[x]。"]


@pytest.mark.parametrize("sentence", ["{day", "[{day}", "]", "[[{day}]]", "{Day}", "{{day}}", "[a[b]c]"])
def test_brackets_that_do_not_fit_are_seen(sentence):
    assert not is_whole(sentence)


def test_the_longest_part_gives_way_and_ends_with_a_sentence():
    text = shortened(["开头。", "甲" * 30 + "。" + "乙" * 80 + "。", "结尾。"], 60)
    assert text == "开头。" + "甲" * 30 + "。结尾。"
    assert len(shortened(["甲" * 700], 500)) <= 500
    assert shortened(["甲。", "乙。"], 500) == "甲。乙。"


def test_a_book_without_sentences_tells_its_answers_by_their_labels():
    told = compose(fallback("走访", [("people", "参加人数")]), {"day": "5月1日", "people": "8人"}, LABELS)
    assert told == ["5月1日，【主办单位】开展走访工作。", "参加人数：8人。"]


def test_an_added_sentence_stands_before_the_last_one(catalogue: Catalogue):
    note = catalogue.books["activity"].note
    assert "{key_day}" in note[-2]
    assert "【成效" in note[-1]
