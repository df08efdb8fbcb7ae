"""Repairs left out: the text as it arrived comes back, the rest stays repaired, spans move with the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.samples import SUMMARY
from yiben.text.json_form import as_json
from yiben.text.reading import read_repaired, read_text
from yiben.text.repairing import repair
from yiben.text.reverting import Move, in_clean, in_original, leave_out, original_text, place_of

DAMAGED = "一、繼續(xù)深化,推進(jìn)工作\n群众,服务(夜间)\n各社區(qū)6月底前張(zhāng)贴标语20条,开展活动。\n"
TEXTS = st.text(st.sampled_from("一、繼續(xù)推進(jìn)工作,。\n（）()各社區區6月底前？?*□“”\"'"), max_size=120)


@given(TEXTS)
def test_undoing_every_repair_gives_the_text_as_it_arrived(text):
    repaired = repair(text)
    assert original_text(repaired.text, repaired.repairs) == text


@given(TEXTS, st.randoms(use_true_random=False))
def test_what_is_left_out_stands_as_it_arrived_and_all_else_as_repaired(text, random):
    repaired = repair(text)
    out = {place_of(each) for each in repaired.repairs if random.random() < 0.5}
    again, undone = leave_out(text, repaired.repairs, out)
    assert original_text(again.text, again.repairs) == text
    assert {place_of(each) for each in undone} == out
    assert all(again.text[each.start : each.end] == each.before for each in undone)
    assert all(again.text[each.start : each.end] == each.after for each in again.repairs)


def test_leaving_nothing_out_is_the_first_reading():
    for text in (DAMAGED, SUMMARY, ""):
        reading = read_text(text)
        repaired, undone = leave_out(text, reading.repairs, [])
        assert not undone
        assert as_json(read_repaired(repaired)) == as_json(reading)


def test_a_file_of_several_documents_is_read_again_as_one():
    text = f"第一篇：总结\n{SUMMARY}\n第二篇：总结\n{SUMMARY}"
    reading = read_text(text)
    repaired, _undone = leave_out(text, reading.repairs, [])
    assert as_json(read_repaired(repaired)) == as_json(reading)
    assert len(reading.articles) == 2


def test_spans_go_to_the_original_and_back():
    reading = read_text(DAMAGED)
    for task in reading.tasks:
        place = in_original(task.start, task.end, reading.repairs)
        assert in_clean(*place, reading.repairs) == (task.start, task.end)
    start = reading.clean_text.index("张贴")
    begin, end = in_original(start, start + 2, reading.repairs)
    assert DAMAGED[begin:end] == "張(zhāng)贴"


@pytest.mark.parametrize(
    ("span", "moved"),
    [((0, 2), (0, 2)), ((2, 4), (2, 9)), ((3, 3), (2, 9)), ((4, 6), (9, 11)), ((0, 6), (0, 11)), ((3, 6), (2, 11))],
)
def test_a_span_moves_with_the_text(span, moved):
    assert Move(2, 4, 7).moved(*span) == moved


def test_what_begins_where_something_is_put_in_moves_behind_it():
    assert Move(3, 3, 2).moved(3, 5) == (5, 7)
    assert Move(3, 3, 2).moved(1, 3) == (1, 3)
