"""A correction takes the place of an entry; a void takes it back; an erasure leaves every count."""

from __future__ import annotations

from tests.cast import Cast
from tests.ledger.facts import correct, figure, new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import correct_entry, erase_value, void_entry
from yiben.ledger.models import Entry, EntryDetail
from yiben.ledger.queries import current, newest, read_entry
from yiben.ledger.verifying import verify


def test_entry_and_correction_net_to_the_corrected_value(cast: Cast):
    unit = cast.unit("community")
    first = record(unit, participants=46).seq
    correct(first, participants=64)
    assert figure("activity_participants", unit) == 64
    assert figure("activity_participants", unit, as_of=first) == 46
    assert figure("events", unit) == 1


def test_a_correction_needs_a_reason_and_what_is_right(cast: Cast):
    first = record(cast.unit("community")).seq
    with refused("reason_missing"):
        correct(first, reason="  ")
    with refused("values"):
        correct(first, participants="-3")
    assert correct(first, reason="少数了一排").seq == first + 1


def test_an_entry_that_does_not_exist_is_refused(cast: Cast):
    with refused("entry_unknown"):
        correct(10**6)


def test_what_is_voided_counts_no_more_and_stays_readable(cast: Cast):
    unit = cast.unit("community")
    first = record(unit).seq
    with refused("reason_missing"):
        void_entry(SYSTEM, first, uid=new_id(), reason="")
    void_entry(SYSTEM, first, uid=new_id(), reason="记重了")
    assert figure("events", unit) == 0
    assert read_entry(SYSTEM, first).title == "反诈宣传进楼院"
    assert newest(read_entry(SYSTEM, first)).kind == "void"
    assert not current(Entry.objects.filter(kind="record", seq=first)).exists()


def test_a_voided_entry_is_voided_once_and_can_come_back(cast: Cast):
    unit, uid = cast.unit("community"), new_id()
    first = record(unit).seq
    void = void_entry(SYSTEM, first, uid=uid, reason="记重了").seq
    assert void_entry(SYSTEM, first, uid=uid, reason="记重了").is_repeat
    with refused("superseded_already", conflict=True):
        void_entry(SYSTEM, first, uid=new_id(), reason="又作废一次")
    correct(void, reason="没有记重")
    assert figure("events", unit) == 1


def test_a_correction_sent_again_gives_the_same_answer(cast: Cast):
    uid = new_id()
    first = record(cast.unit("community")).seq
    made = correct(first, uid=uid, participants=64)
    assert (correct(first, uid=uid, participants=64).seq, made.is_repeat) == (made.seq, False)
    with refused("id_used", conflict=True):
        correct(first, uid=uid, participants=65)


def test_an_erased_value_is_gone_from_every_entry_of_the_record_and_nothing_else_changes(cast: Cast):
    unit = cast.unit("community")
    first = record(unit, note="住户要求不留").seq
    second = correct(first, participants=64, note="住户要求不留").seq
    erasure = erase_value(SYSTEM, second, field="note", reason="本人要求").seq
    reading = read_entry(SYSTEM, first)
    assert ("note" in reading.values, reading.erased) == (False, {"note": erasure})
    assert not EntryDetail.objects.filter(field="note").exists()
    assert figure("activity_participants", unit) == 64
    result = verify(deep=True)
    assert (result.findings, result.erased) == ([], [(first, "note", erasure), (second, "note", erasure)])


def test_what_holds_no_private_value_cannot_be_erased(cast: Cast):
    first = record(cast.unit("community")).seq
    for field in ("participants", "note", "nonsense"):
        with refused("nothing_to_erase"):
            erase_value(SYSTEM, first, field=field, reason="本人要求")
    with refused("reason_missing"):
        erase_value(SYSTEM, first, field="theme", reason="")


def test_a_value_is_erased_once(cast: Cast):
    first = record(cast.unit("community")).seq
    erase_value(SYSTEM, first, field="theme", reason="本人要求")
    with refused("nothing_to_erase"):
        erase_value(SYSTEM, first, field="theme", reason="本人要求")


def test_an_entry_whose_value_was_erased_is_still_the_same_when_sent_again(cast: Cast):
    uid = new_id()
    first = record(cast.unit("community"), uid=uid).seq
    erase_value(SYSTEM, first, field="theme", reason="本人要求")
    assert record(cast.unit("community"), uid=uid).is_repeat


def test_a_correction_keeps_the_evidence_that_it_names_and_no_other(cast: Cast):
    from yiben.ledger.actions import keep_evidence
    from yiben.seeding.photographs import draw_photograph

    unit = cast.unit("community")
    kept = keep_evidence(SYSTEM, unit=unit, name="现场.jpg", data=draw_photograph(1)).digest
    first = record(unit, evidence=[kept]).seq
    values = {"theme": "反诈", "participants": 3}
    made = correct_entry(
        SYSTEM, first, uid=new_id(), reason="照片放错了", values=values, on=read_entry(SYSTEM, first).entry.occurred_on
    )
    assert [each.digest for each in read_entry(SYSTEM, first).evidence] == [kept]
    assert read_entry(SYSTEM, made.seq).evidence == []
