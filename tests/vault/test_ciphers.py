"""A locked text opens where it was locked and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.vault.ciphers import Locker, Unopened, is_locked, new_key_id

pytestmark = pytest.mark.pure

LOCKER = Locker(new_key_id(), bytes(range(32)))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS, TEXTS)
def test_what_was_locked_comes_back_and_does_not_show(text, place):
    kept = LOCKER.lock(text, place)
    assert is_locked(kept)
    assert LOCKER.unlock(kept, place) == text
    assert len(text) < 6 or text not in kept


def test_the_same_text_is_never_locked_the_same_way_twice():
    assert LOCKER.lock("13800000001", "a") != LOCKER.lock("13800000001", "a")


@pytest.mark.parametrize("change", [lambda kept: kept[:-4] + "AAA=", lambda kept: kept[:-1], lambda kept: kept + "=x"])
def test_a_changed_text_does_not_open(change):
    with pytest.raises(Unopened):
        LOCKER.unlock(change(LOCKER.lock("喆堃䶮𬭎", "row/1")), "row/1")


def test_a_text_moved_to_another_row_does_not_open():
    with pytest.raises(Unopened):
        LOCKER.unlock(LOCKER.lock("喆", "row/1"), "row/2")


def test_another_key_does_not_open_it():
    other = Locker(LOCKER.key_id, bytes(32))
    with pytest.raises(Unopened):
        other.unlock(LOCKER.lock("喆", "row/1"), "row/1")


def test_what_locks_many_texts_of_a_place_locks_each_by_itself():
    lock = LOCKER.locking("column")
    kept = [lock("一样") for _ in range(600)]
    assert len(set(kept)) == 600
    assert {LOCKER.unlock(each, "column") for each in kept} == {"一样"}
