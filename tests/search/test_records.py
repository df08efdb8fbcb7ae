"""Records are found by any word in them, by who may read them, until the word is erased."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.facts import correct, new_id, record
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import erase_value, void_entry
from yiben.search import words
from yiben.search.actions import index_anew, index_entries
from yiben.search.checking import wrong_rows
from yiben.search.queries import find
from yiben.search.tokens import phrases, tokens


def found(caller, text: str) -> list[str]:
    index_entries()
    return [hit.label for hit in find(caller, text) if hit.kind == "entry"]


@pytest.fixture
def secretary(cast):
    return cast.caller("community_secretary")


@pytest.mark.parametrize(
    "text", ["楼道", "楼", "道堆物", "清理 楼道", "led", "LED屏", "屏", "䶮", "𬭎", "喆䶮", "3个", "平安宣传进家庭"]
)
def test_a_record_is_found_by_any_part_of_its_words(cast, secretary, text):
    record(cast.unit("community"), theme="清理楼道堆物3个单元", note="张喆䶮、李𬭎看了LED屏", series="safe_homes")
    assert found(secretary, text) == ["清理楼道堆物3个单元"]


@pytest.mark.parametrize("text", ["道楼", "堆楼", "楼堆", "清道", "%", '"', "' OR 1", "x*", "NEAR(楼 道)", "—"])
def test_what_a_record_does_not_say_does_not_find_it(cast, secretary, text):
    record(cast.unit("community"), theme="清理楼道堆物", note="")
    assert found(secretary, text) == []


def test_only_who_may_read_a_record_finds_it(cast, secretary):
    record(cast.unit("foreign"), theme="清理楼道堆物")
    assert found(secretary, "楼道") == []
    assert found(cast.caller("resident"), "楼道") == []
    assert found(cast.caller("district_officer"), "楼道") == ["清理楼道堆物"]


def test_a_host_of_a_joint_record_finds_it(cast, secretary):
    record(cast.unit("foreign"), theme="清理楼道堆物", partners=[cast.unit("community")])
    assert found(secretary, "楼道") == ["清理楼道堆物"]


def test_many_records_of_others_leave_room_for_the_own_one(cast, secretary):
    record(cast.unit("community"), theme="清理楼道堆物，最早的")
    for _ in range(45):
        record(cast.unit("foreign"), theme="清理楼道堆物")
    assert found(secretary, "楼道") == ["清理楼道堆物，最早的"]


def test_a_corrected_record_is_found_by_what_it_says_now(cast, secretary):
    made = record(cast.unit("community"), theme="清理楼道堆物")
    index_entries()
    newer = correct(made.seq, theme="清理天台杂物")
    assert (found(secretary, "楼道"), found(secretary, "天台")) == ([], ["清理天台杂物"])
    void_entry(SYSTEM, newer.seq, uid=new_id(), reason="记重了")
    assert found(secretary, "天台") == []
    assert wrong_rows() == []


def test_what_is_erased_is_forgotten_at_once(cast, secretary):
    made = record(cast.unit("community"), theme="夜校", note="住户王小满家里的情况")
    assert found(secretary, "王小满") == ["夜校"]
    erase_value(SYSTEM, made.seq, field="note", reason="本人要求")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM search_entrywords WHERE CAST(tokens AS TEXT) LIKE %s", ["%738bx5c0f%"])
        assert cursor.fetchone() == (0,)
    assert (found(secretary, "王小满"), found(secretary, "夜校")) == ([], ["夜校"])


def test_a_row_that_says_something_else_is_told_and_mended(cast):
    made = record(cast.unit("community"), theme="清理楼道堆物")
    index_entries()
    words.put({made.seq: "别的"})
    assert wrong_rows() == [made.seq]
    assert index_anew() >= 1
    assert wrong_rows() == []


@pytest.mark.pure
@given(st.text(alphabet="清理楼道堆物 ，。", max_size=12), st.integers(0, 11), st.integers(1, 6))
def test_every_part_of_a_run_is_a_phrase_of_its_text(text, start, length):
    """Plain matching of tokens finds exactly the parts that stand in the text."""
    part = "".join(text[start : start + length].split())
    for wanted, begins in phrases(part):
        held = tokens(text)
        assert any(_stands(held[at : at + len(wanted)], wanted, begins) for at in range(len(held))) or not _in_one_run(
            text, part
        )


def _stands(held: list[str], wanted: list[str], begins: bool) -> bool:
    if len(held) < len(wanted):
        return False
    last = held[-1].startswith(wanted[-1]) if begins else held[-1] == wanted[-1]
    return held[:-1] == wanted[:-1] and last


def _in_one_run(text: str, part: str) -> bool:
    return part in text and part.isalnum()
