"""Every verb asks whose unit it is; what somebody may not read does not exist for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.ledger.facts import DAY, EVENT, correct, new_id, record, refused
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger import actions
from yiben.ledger.models import Entry
from yiben.ledger.queries import read_entry, visible_entries
from yiben.seeding.photographs import draw_photograph
from yiben.units.models import Unit

Act = Callable[[Caller, Unit, int], object]
GIVEN = {"book": "activity", "on": DAY, "values": EVENT}
ON_A_UNIT: dict[str, Act] = {
    "record": lambda by, unit, _: actions.record_entry(by, uid=new_id(), unit=unit, **GIVEN),
    "save a draft": lambda by, unit, _: actions.save_draft(by, uid=new_id(), unit=unit, book="activity", fields={}),
    "send a draft": lambda by, unit, _: actions.send_draft(by, new_id(), unit=unit, **GIVEN),
    "keep a file": lambda by, unit, _: actions.keep_evidence(by, unit=unit, name="a.jpg", data=draw_photograph(1)),
}
ON_AN_ENTRY: dict[str, Act] = {
    "read": lambda by, _, seq: read_entry(by, seq),
    "correct": lambda by, _, seq: correct(seq, caller=by),
    "void": lambda by, _, seq: actions.void_entry(by, seq, uid=new_id(), reason="记重了"),
    "erase": lambda by, _, seq: actions.erase_value(by, seq, field="theme", reason="本人要求"),
}
MAY_DO_ALL = ["community_secretary"]
NOBODY_HERE = ["outsider", "resident", "partner", "foreign_secretary", "section_officer"]
ADMINISTRATORS = ["system_admin", "security_admin", "audit_admin"]
READERS = ["district_reader", "district_officer", "subdistrict_officer", "supervisor", "leader"]


@pytest.fixture
def entry(cast: Cast) -> int:
    return record(cast.unit("community")).seq


@pytest.mark.parametrize("act", {**ON_A_UNIT, **ON_AN_ENTRY})
@pytest.mark.parametrize("who", MAY_DO_ALL)
def test_a_secretary_does_everything_in_the_own_community(who, act, cast: Cast, entry: int):
    assert {**ON_A_UNIT, **ON_AN_ENTRY}[act](cast.caller(who), cast.unit("community"), entry)


@pytest.mark.parametrize("act", ON_A_UNIT)
@pytest.mark.parametrize("who", [*NOBODY_HERE, *ADMINISTRATORS, *READERS])
def test_nobody_writes_for_a_unit_that_is_not_theirs(who, act, cast: Cast, entry: int):
    with refused("no_access"):
        ON_A_UNIT[act](cast.caller(who), cast.unit("community"), entry)


@pytest.mark.parametrize("act", ON_AN_ENTRY)
@pytest.mark.parametrize("who", [*NOBODY_HERE, *ADMINISTRATORS])
def test_an_entry_of_others_does_not_exist(who, act, cast: Cast, entry: int):
    with refused("entry_unknown"):
        ON_AN_ENTRY[act](cast.caller(who), cast.unit("community"), entry)


@pytest.mark.parametrize("who", READERS)
def test_who_reads_from_above_changes_nothing(who, cast: Cast, entry: int):
    assert read_entry(cast.caller(who), entry).entry.seq == entry
    for act in ("correct", "void", "erase"):
        with refused("no_access"):
            ON_AN_ENTRY[act](cast.caller(who), cast.unit("community"), entry)


def test_a_worker_records_and_corrects_but_neither_voids_nor_erases(cast: Cast, entry: int):
    worker = cast.caller("community_worker")
    corrected = correct(entry, caller=worker, participants=64)
    for act in ("void", "erase"):
        with refused("no_access"):
            ON_AN_ENTRY[act](worker, cast.unit("community"), corrected.seq)


def test_an_officer_records_for_the_own_office_and_not_for_a_community(cast: Cast):
    officer = cast.caller("subdistrict_officer")
    assert record(cast.unit("subdistrict"), caller=officer).seq
    with pytest.raises(Refusal, match="no_access"):
        record(cast.unit("community"), caller=officer)


def test_a_list_holds_what_may_be_read_and_nothing_else(cast: Cast):
    here, there = record(cast.unit("community")).seq, record(cast.unit("foreign")).seq

    def seen(name: str) -> set[int]:
        return set(visible_entries(cast.caller(name)).values_list("seq", flat=True))

    assert seen("community_worker") == seen("subdistrict_officer") == {here}
    assert seen("foreign_secretary") == {there}
    assert seen("district_reader") == {here, there}
    assert seen("outsider") == seen("resident") == seen("audit_admin") == set()


def test_an_entry_names_post_and_person_by_random_ids(cast: Cast):
    worker = cast.caller("community_worker")
    kept = Entry.objects.get(seq=record(cast.unit("community"), caller=worker).seq)
    assert (kept.author_post, kept.author_person) == (worker.post, worker.person)
    assert "人物" not in bytes(kept.body).decode()


def test_a_unit_that_held_an_event_jointly_reads_its_record_and_changes_nothing(cast: Cast, entry: int):
    joint = actions.record_entry(
        cast.caller("community_secretary"),
        uid=new_id(),
        unit=cast.unit("community"),
        partners=[cast.unit("foreign").uid],
        **GIVEN,
    ).seq
    host = cast.caller("foreign_secretary")
    assert read_entry(host, joint).entry.seq == joint
    assert list(visible_entries(host).values_list("seq", flat=True)) == [joint]
    for act in ("correct", "void", "erase"):
        with refused("no_access"):
            ON_AN_ENTRY[act](host, cast.unit("community"), joint)
