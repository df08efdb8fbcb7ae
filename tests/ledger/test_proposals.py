"""What the client gave decides whether an id that comes again is the same entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiben.audit.callers import Caller
from yiben.ledger import canonical
from yiben.ledger.bodies import BodyWriter
from yiben.ledger.proposals import Proposal, body_of, is_same

SALT = b"s" * 16
RECORDED = datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC)
PROPOSAL = Proposal(
    uid="5a0c7b1e-0000-4000-8000-000000000001",
    kind="record",
    occurred_on=date(2026, 3, 5),
    caller=Caller("p1", "post1"),
    book="activity",
    book_version=1,
    unit="u1",
    credited=("u2", "u1"),
    values={"participants": 46},
    private={"theme": "反诈"},
    evidence=("sha256:b", "sha256:a"),
    source={"kind": "form"},
)


def body(proposal: Proposal = PROPOSAL) -> dict[str, object]:
    digests = {name: canonical.private_digest(SALT, value) for name, value in proposal.private.items()}
    return body_of(proposal, "o" * 32, 202603, RECORDED, digests)


def same(proposal: Proposal, salts: dict[str, bytes] | None = None) -> bool:
    return is_same(proposal, body(), {"theme": SALT} if salts is None else salts)


def test_a_body_leaves_out_what_is_absent_and_sorts_what_has_no_order():
    made = body()
    assert "reason" not in made
    assert "supersedes" not in made
    assert (made["credited"], made["evidence"]) == (["u1", "u2"], ["sha256:a", "sha256:b"])
    assert (made["posted_period"], made["recorded_at"]) == ("2026-03", "2026-03-05T01:02:03Z")


TEXTS = st.text(max_size=4)
VALUES = st.dictionaries(TEXTS, st.integers(-9, 9) | st.booleans() | TEXTS | st.lists(TEXTS, max_size=2), max_size=3)
PROPOSALS = st.builds(
    Proposal,
    uid=st.text(min_size=1, max_size=4),
    kind=st.text(min_size=1, max_size=4),
    occurred_on=st.dates(),
    caller=st.builds(Caller, TEXTS, TEXTS),
    book=TEXTS,
    book_version=st.integers(0, 3),
    unit=TEXTS,
    credited=st.lists(TEXTS, max_size=3).map(tuple),
    occurred_to=st.none() | st.dates(),
    values=VALUES,
    evidence=st.lists(TEXTS, max_size=3).map(tuple),
    refs=st.lists(TEXTS, max_size=3).map(tuple),
    on_behalf_of=TEXTS,
    source=st.dictionaries(TEXTS, TEXTS, max_size=2),
    supersedes=TEXTS,
    reason=TEXTS,
)


@given(PROPOSALS, st.sampled_from([0, 202603]), st.dictionaries(TEXTS, TEXTS, max_size=2))
def test_a_body_written_piece_by_piece_has_the_same_bytes(proposal, posted, digests):
    written = BodyWriter("o" * 32, RECORDED).bytes_of(proposal, posted, digests)
    assert written == canonical.to_bytes(body_of(proposal, "o" * 32, posted, RECORDED, digests))


def test_zero_and_no_are_values_and_stay_in_the_body():
    made = body(replace(PROPOSAL, values={"participants": 0, "done": False}))
    assert made["values"] == {"participants": 0, "done": False}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"caller": Caller("p2", "post2")},
        {"book_version": 9},
        {"credited": ("u1", "u2")},
        {"may_post_late": True},
        {"evidence": ("sha256:a", "sha256:b")},
    ],
)
def test_who_sends_it_and_in_which_order_does_not_matter(change):
    assert same(replace(PROPOSAL, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_on": date(2026, 3, 6)},
        {"values": {"participants": 47}},
        {"values": {}},
        {"private": {"theme": "防诈"}},
        {"private": {}},
        {"private": {"theme": "反诈", "note": "多了一句"}},
        {"credited": ("u1",)},
        {"evidence": ("sha256:a",)},
        {"kind": "correction"},
        {"reason": "改"},
        {"supersedes": "x"},
    ],
)
def test_any_other_content_is_another_entry(change):
    assert not same(replace(PROPOSAL, **change))


def test_a_value_that_was_erased_is_not_compared():
    assert same(replace(PROPOSAL, private={"theme": "别的"}), salts={})
    assert not same(replace(PROPOSAL, private={}), salts={})
