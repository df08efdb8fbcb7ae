"""The sample: the same for everybody, of the right size, fair between parents, and as SHA-256 by hand says."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from yiben.inspections.sampling import Candidate, draw, quotas

CODES = st.lists(st.from_regex(r"[A-D]-[0-9]{1,3}", fullmatch=True), unique=True, min_size=1, max_size=40)
SEEDS = st.text(min_size=1, max_size=20)


def frame(codes: list[str]) -> list[Candidate]:
    return [Candidate(code, code[0]) for code in codes]


@given(CODES, SEEDS, st.integers(1, 50), st.booleans(), st.randoms())
def test_a_seed_draws_the_same_whatever_the_order_of_the_frame(codes, seed, size, by_parent, shuffled):
    other = list(codes)
    shuffled.shuffle(other)
    assert draw(frame(codes), size, seed, by_parent=by_parent) == draw(frame(other), size, seed, by_parent=by_parent)


@given(CODES, SEEDS, st.integers(1, 50), st.booleans())
def test_so_many_are_drawn_as_were_asked_for_and_none_twice(codes, seed, size, by_parent):
    found = draw(frame(codes), size, seed, by_parent=by_parent)
    assert len(found) == len(set(found)) == min(size, len(codes))
    assert set(found) <= set(codes)


@given(CODES, st.integers(1, 50))
def test_each_parent_gets_its_share_up_to_less_than_one(codes, size):
    size, found = min(size, len(codes)), quotas(frame(codes), size)
    for parent, count in found.items():
        share = size * sum(code[0] == parent for code in codes) / len(codes)
        assert abs(count - share) < 1


def test_anybody_draws_it_again_with_sha256_and_a_sort():
    codes = ["LX-01-01", "LX-01-02", "LX-02-01"]
    by_hand = sorted(codes, key=lambda code: hashlib.sha256(f"第12期|{code}".encode()).hexdigest())
    assert draw(frame(codes), 2, "第12期") == by_hand[:2]


def test_a_larger_sample_keeps_those_of_the_smaller_one():
    codes = [f"A-{number}" for number in range(20)]
    assert draw(frame(codes), 9, "x")[:4] == draw(frame(codes), 4, "x")
