"""One event that two units recorded becomes one record with two hosts, when both agree."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import figure, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import keep_evidence
from yiben.ledger.appending import Appended
from yiben.ledger.checks.actions import accept_joint, decline_joint, propose_joint
from yiben.ledger.checks.hosting import proposals_for, twins_of
from yiben.ledger.models import Entry, HostingProposal
from yiben.ledger.queries import read_entry
from yiben.ledger.verifying import verify

ON = date(2026, 4, 9)
EVENTS = "safe_community.events"


@pytest.fixture
def pair(cast: Cast) -> tuple[int, int]:
    """The same event, recorded by a unit and the one beside it."""
    mine = record(cast.unit("community"), ON, theme="反诈宣传进社区", participants=41).seq
    return mine, record(cast.unit("neighbour"), ON, theme="反诈宣传进社区", participants=44).seq


@pytest.fixture
def neighbour(cast: Cast):
    """The secretary of the unit beside."""
    from yiben.accounts.actions import appoint, open_account, open_post
    from yiben.accounts.queries import caller_for
    from yiben.catalog.queries import catalogue

    role = catalogue().roles["community_secretary"]
    user = open_account(SYSTEM, username="neighbour", name="人物甲", password="lan-hu-qing-2024")
    post = open_post(SYSTEM, cast.unit("neighbour"), role, title="书记", on=date(2024, 1, 1))
    appoint(SYSTEM, post, user, on=date(2024, 1, 1))
    return caller_for(user, post)


def propose(cast: Cast, pair: tuple[int, int], *, keep_own: bool = True):
    caller = cast.caller("community_secretary")
    reading = read_entry(caller, pair[0])
    return propose_joint(caller, reading, pair[1], keep_own=keep_own, reason="两家一起办的")


@pytest.mark.parametrize("keep_own", [True, False])
def test_a_proposal_that_is_accepted_leaves_one_record_with_both_hosts(cast, pair, neighbour, keep_own):
    made = propose(cast, pair, keep_own=keep_own)
    assert isinstance(made, HostingProposal)
    assert figure(EVENTS, cast.unit("subdistrict")) == 2
    assert [each.uid for each in proposals_for(neighbour)] == [made.uid]
    joined = read_entry(SYSTEM, accept_joint(neighbour, made.uid).seq)
    assert joined.values["participants"] == (41 if keep_own else 44)
    assert set(joined.credited) == {cast.unit("community").uid, cast.unit("neighbour").uid}
    assert figure(EVENTS, cast.unit("subdistrict")) == 1
    assert verify(deep=True).is_clean
    with refused("proposal_stale"):
        accept_joint(neighbour, made.uid)


def test_the_one_record_keeps_the_photos_of_both(cast, neighbour):
    units = (cast.unit("community"), cast.unit("neighbour"))
    photos = [
        keep_evidence(SYSTEM, unit=unit, name="签到.pdf", data=b"%PDF-1.4 " + unit.code.encode()) for unit in units
    ]
    given = {"theme": "反诈宣传进社区", "participants": 41}
    seqs = [record(unit, ON, evidence=[each.digest], **given).seq for unit, each in zip(units, photos, strict=True)]
    joined = accept_joint(neighbour, propose(cast, (seqs[0], seqs[1])).uid)
    kept = read_entry(cast.caller("community_secretary"), joined.seq).evidence
    assert {each.digest for each in kept} == {each.digest for each in photos}


def test_a_declined_proposal_changes_nothing(cast, pair, neighbour):
    made = propose(cast, pair)
    decline_joint(neighbour, made.uid)
    assert figure(EVENTS, cast.unit("subdistrict")) == 2
    assert not proposals_for(neighbour).exists()
    assert isinstance(propose(cast, pair), HostingProposal)


def test_who_may_for_both_does_it_at_once(cast, pair):
    made = propose_joint(SYSTEM, read_entry(SYSTEM, pair[0]), pair[1], keep_own=True, reason="一起办的")
    assert isinstance(made, Appended)
    assert figure(EVENTS, cast.unit("subdistrict")) == 1


def test_only_the_unit_that_is_asked_agrees_and_only_with_the_right_to(cast, pair):
    made = propose(cast, pair)
    for name in ("community_secretary", "foreign_secretary", "subdistrict_officer", "community_worker"):
        with refused("no_access"):
            accept_joint(cast.caller(name), made.uid)
    for name in ("foreign_secretary", "district_reader"):
        with refused("no_access"):
            decline_joint(cast.caller(name), made.uid)
    decline_joint(cast.caller("community_secretary"), made.uid)


def test_a_worker_who_may_not_take_back_does_not_propose_it(cast, pair):
    caller = cast.caller("community_worker")
    with refused("no_access"):
        propose_joint(caller, read_entry(caller, pair[0]), pair[1], keep_own=False, reason="一起办的")


def test_what_is_not_alike_is_not_proposed(cast, pair):
    other = record(cast.unit("neighbour"), ON, theme="消防演练").seq
    caller = cast.caller("community_secretary")
    reading = read_entry(caller, pair[0])
    assert [each.seq for each in twins_of(reading)] == [pair[1]]
    with refused("no_twin"):
        propose_joint(caller, reading, other, keep_own=True, reason="一起办的")
    with refused("reason_missing"):
        propose_joint(caller, reading, pair[1], keep_own=True, reason=" ")


def test_a_second_proposal_waits_for_the_first(cast, pair):
    propose(cast, pair)
    with refused("proposed_already"):
        propose(cast, pair, keep_own=False)


def test_a_record_taken_back_meanwhile_makes_a_proposal_stale(cast, pair, neighbour):
    from yiben.ledger.actions import void_entry

    made = propose(cast, pair)
    void_entry(neighbour, pair[1], uid="6f1b2a52-2f0c-4c56-9d9e-6d3a5f4b7c97", reason="没有办成")
    with refused("proposal_stale"):
        accept_joint(neighbour, made.uid)
    assert Entry.objects.filter(supersedes=pair[0]).count() == 0
