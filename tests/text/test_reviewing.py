"""What a person has to compare with the paper."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yiben.text.results import Repair
from yiben.text.reviewing import doubts


def guess(start, end, confidence=0.5):
    return Repair(start, end, start, end, "？", "字", "byte-shift", confidence)


def told(text, repairs=()):
    return [(text[each.start : each.end], each.code) for each in doubts(text, repairs)]


def test_blots_and_the_numbers_of_their_clause_are_to_be_compared():
    assert told("全年发放手册□□册3场，走访12户。") == [("□□", "blot"), ("3", "number")]


def test_guessed_characters_are_and_sure_ones_are_not():
    assert told("走访三户。", [guess(0, 2)]) == [("走访", "guess"), ("三", "number")]
    assert told("走访三户。", [guess(0, 2, 0.95)]) == []


def test_a_number_in_a_word_is_none():
    assert told("百姓□心，一心为民。") == [("□", "blot")]


@given(st.text(st.sampled_from("□12三，。\n户字"), max_size=80), st.lists(st.integers(0, 80), max_size=8))
def test_places_are_in_order_and_meet_no_other(text, starts):
    repairs = [guess(start, start + 1) for start in sorted(set(starts)) if start < len(text)]
    found = doubts(text, repairs)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert sum(each.code == "guess" for each in found) == len(repairs)


def test_a_long_line_of_doubts_is_read_once():
    text = "□1" * 20_000
    assert len(doubts(text, [])) == 40_000
