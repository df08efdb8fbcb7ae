"""The one door: numbers without gaps, the same answer for the same id, all or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import Cast
from tests.ledger.facts import DAY, correct, last_seq, new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.appending import append
from yiben.ledger.models import ChainHead, Entry
from yiben.ledger.proposals import Proposal
from yiben.ledger.queries import story
from yiben.ledger.verifying import verify


def proposal(cast: Cast, **changes: object) -> Proposal:
    uid = cast.unit("community").uid
    made = Proposal(uid=new_id(), kind="record", occurred_on=DAY, book="activity", book_version=1, unit=uid)
    return replace(made, credited=(uid,), values={"participants": 5}, **changes)  # type: ignore[arg-type]


def test_numbers_and_the_chain_have_no_gap(cast: Cast):
    before = last_seq()
    made = [record(cast.unit(name)).seq for name in ("community", "neighbour", "foreign")]
    assert made == [before + 1, before + 2, before + 3]
    numbers = list(Entry.objects.order_by("seq").values_list("seq", "origin_seq"))
    assert numbers == [(n, n) for n in range(1, before + 4)]
    assert ChainHead.objects.get().number == before + 3


def test_a_refusal_leaves_no_gap_behind(cast: Cast):
    first = record(cast.unit("community")).seq
    with refused("values"):
        record(cast.unit("community"), participants="-3")
    assert record(cast.unit("community")).seq == first + 1


def test_the_same_id_and_content_give_the_same_answer(cast: Cast):
    uid = new_id()
    first = record(cast.unit("community"), uid=uid)
    again = record(cast.unit("community"), uid=uid, caller=cast.caller("community_worker"))
    assert (again.seq, again.posted_period, again.is_repeat) == (first.seq, first.posted_period, True)
    assert last_seq() == first.seq


def test_the_same_id_with_other_content_is_a_conflict(cast: Cast):
    uid = new_id()
    first = record(cast.unit("community"), uid=uid)
    with refused("id_used", conflict=True) as caught:
        record(cast.unit("community"), uid=uid, participants=47)
    assert caught.value.data["seq"] == first.seq


def test_an_id_in_capitals_is_the_same_id(cast: Cast):
    uid = new_id()
    assert record(cast.unit("community"), uid=uid).seq == record(cast.unit("community"), uid=uid.upper()).seq


@pytest.mark.parametrize("uid", ["1", "x" * 36])
def test_an_id_that_is_none_is_refused(uid, cast: Cast):
    with refused("id_invalid"):
        record(cast.unit("community"), uid=uid)


def test_a_batch_is_written_whole(cast: Cast):
    batch = [proposal(cast) for _ in range(5)]
    before = last_seq()
    assert [each.seq for each in append(batch)] == list(range(before + 1, before + 6))
    assert [each.is_repeat for each in append(batch)] == [True] * 5
    assert verify(deep=True).is_clean


def test_a_batch_with_one_bad_entry_is_not_written_at_all(cast: Cast):
    used = record(cast.unit("community")).uid
    with refused("id_used", conflict=True):
        append([proposal(cast), replace(proposal(cast), uid=used), proposal(cast)])


def test_a_batch_with_the_same_id_twice_is_refused(cast: Cast):
    one = proposal(cast)
    with refused("id_twice", conflict=True):
        append([one, one])


def test_entries_sent_again_may_stand_among_new_ones(cast: Cast):
    first = proposal(cast)
    seq = append([first])[0].seq
    mixed = append([proposal(cast), first, proposal(cast)])
    assert [each.seq for each in mixed] == [seq + 1, seq, seq + 2]


def test_an_unknown_unit_or_entry_to_correct_is_refused(cast: Cast):
    with refused("unit_unknown"):
        append([replace(proposal(cast), credited=("nobody",))])
    with refused("entry_unknown"):
        append([replace(proposal(cast), kind="void", supersedes=new_id())])


def test_a_second_correction_of_the_same_entry_names_the_newer_one(cast: Cast):
    first = record(cast.unit("community")).seq
    second = correct(first, participants=64).seq
    with refused("superseded_already", conflict=True) as caught:
        correct(first, participants=65)
    assert caught.value.data == {"seq": first, "newer": second}
    assert correct(second, participants=65).seq == second + 1


def test_two_corrections_of_one_entry_in_one_batch_are_not_both_written(cast: Cast):
    made = record(cast.unit("community"))
    twice = [proposal(cast, kind="correction", supersedes=made.uid) for _ in range(2)]
    with refused("id_twice", conflict=True):
        append(twice)


def test_a_story_holds_every_entry_of_a_record_in_order(cast: Cast):
    from yiben.ledger.queries import read_entry

    first = record(cast.unit("community")).seq
    second = correct(first, participants=64, reason="少数了一排").seq
    third = correct(second, date(2026, 3, 6), participants=64).seq
    entries = story(read_entry(SYSTEM, second))
    assert [each.entry.seq for each in entries] == [first, second, third]
    assert [each.entry.record_seq for each in entries] == [first] * 3
    assert entries[1].reason == "少数了一排"
