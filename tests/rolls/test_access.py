"""Who may see and change what: by verb, unit and role of the roll; minors by approval; every reading is written down."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import OUTSIDER, PEOPLE, Cast
from tests.ledger.facts import refused
from tests.rolls.people import ADULT, ELDER, TODAY, child, join
from yiben.audit.callers import SYSTEM
from yiben.audit.models import AuditEvent
from yiben.rolls.actions.people import erase_person
from yiben.rolls.actions.standing import (
    approve_minors,
    export_roll,
    open_person,
    settle_due,
    take_off_roll,
    withdraw_consent,
)
from yiben.rolls.jobs import count_due
from yiben.rolls.models import Person
from yiben.rolls.queries import access_roll, due_standings, find_roll, read_person, rolls_of, standings

pytestmark = pytest.mark.django_db

THERE = {"community_secretary", "community_worker"}


@pytest.mark.parametrize("name", [*PEOPLE, OUTSIDER])
def test_only_the_posts_of_the_community_see_its_people(cast: Cast, name):
    uid = join(cast, ADULT).person.uid
    caller = cast.caller(name)
    seen = [row.who.name for row in standings(caller, find_roll("volunteers"), TODAY)]
    assert seen == (["欧阳喆堃"] if name in THERE else [])
    if name in THERE:
        assert read_person(caller, uid).who.phone == ADULT["phone"]
        return
    with refused("person_unknown"):
        open_person(caller, uid)
    with refused("person_unknown"):
        erase_person(caller, uid, ground="asked")
    with refused("no_access"):
        join(cast, ADULT, by=name)
    if name == "foreign_secretary":  # has a roll of their own, on which nobody stands
        assert export_roll(caller, "volunteers", reason="x").rows == []
        return
    with refused("roll_unknown"):
        export_roll(caller, "volunteers", reason="x")


def test_a_worker_reads_and_changes_and_neither_exports_nor_erases_nor_approves(cast: Cast):
    worker, row = cast.caller("community_worker"), join(cast, ADULT, by="community_worker")
    assert open_person(worker, row.person.uid).who.id_number == ADULT["id_number"]
    with refused("roll_unknown"):
        export_roll(worker, "volunteers", reason="投保")
    with refused("no_access"):
        erase_person(worker, row.person.uid, ground="asked")
    with refused("no_access"):
        approve_minors(worker, "volunteers", cast.unit("community"), worker.post, until=date(2026, 6, 1), reason="x")


def test_a_minor_is_read_with_the_heads_approval_and_every_reading_is_written_down(cast: Cast):
    secretary, worker = cast.caller("community_secretary"), cast.caller("community_worker")
    uid = child(cast).person.uid
    with refused("minors_unapproved"):
        open_person(worker, uid)
    approve_minors(
        secretary, "volunteers", cast.unit("community"), worker.post, until=date(2026, 6, 1), reason="暑期托管"
    )
    assert open_person(worker, uid).is_minor
    readings = AuditEvent.objects.filter(verb="roll.view", subject=uid)
    assert [(each.person, each.detail) for each in readings] == [(worker.person, {"minor": True})]
    with refused("approval_malformed"):
        approve_minors(secretary, "volunteers", cast.unit("community"), worker.post, until=date(2028, 1, 1), reason="x")


def test_an_export_needs_a_reason_and_is_written_down_without_a_value(cast: Cast):
    secretary = cast.caller("community_secretary")
    join(cast, ADULT)
    child(cast)
    with refused("reason_missing"):
        export_roll(secretary, "volunteers", reason=" ")
    done = export_roll(secretary, "volunteers", reason="为志愿者投保")
    event = AuditEvent.objects.get(verb="roll.export")
    assert (len(done.rows), done.withheld, event.detail["reason"], event.detail["minors"]) == (2, 0, "为志愿者投保", 1)
    said = str(list(AuditEvent.objects.values()))
    assert not [value for value in ADULT.values() if value in said]


def test_leaving_begins_the_retention_and_withdrawing_ends_it_at_once(cast: Cast):
    secretary = cast.caller("community_secretary")
    one, two = join(cast, ADULT), child(cast)
    left = take_off_roll(secretary, one.uid, on=date(2026, 5, 10), reason="搬走")
    assert (left.due_on, due_standings(secretary, date(2028, 5, 9))) == (date(2028, 5, 10), [])
    assert [row.who.name for row in due_standings(secretary, date(2028, 5, 10))] == ["欧阳喆堃"]
    with refused("day_in_future"):
        take_off_roll(secretary, two.uid, on=date(2026, 5, 21), reason="搬走")
    withdraw_consent(secretary, two.uid)
    assert [row.who.name for row in due_standings(secretary, TODAY)] == ["小𬭎"]
    assert count_due.func() == {"count": 1, "rolls": {"volunteers": 1}}
    assert {each.roll.id: each.due for each in rolls_of(secretary, TODAY)} == {"elderly": 0, "volunteers": 1}


def test_what_is_due_goes_only_by_decision_and_a_person_on_another_roll_stays(cast: Cast):
    secretary = cast.caller("community_secretary")
    row = join(cast, ELDER)
    join(cast, ELDER | {"estate": "听雨苑"}, "elderly")
    with refused("membership_unknown"):
        settle_due(secretary, row.uid)
    withdraw_consent(secretary, row.uid)
    assert settle_due(secretary, row.uid) is False
    assert read_person(secretary, row.person.uid).who.estate == "听雨苑"
    assert due_standings(SYSTEM, TODAY) == []


def test_the_last_standing_that_is_due_takes_the_person_with_it(cast: Cast):
    secretary = cast.caller("community_secretary")
    row = join(cast, ADULT)
    withdraw_consent(secretary, row.uid)
    assert settle_due(secretary, row.uid) is True
    assert Person.objects.get().locked == ""


def test_a_roll_that_is_for_other_roles_is_not_there(cast: Cast):
    with refused("roll_unknown"):
        access_roll(cast.caller("district_officer"), "volunteers")
    with refused("roll_unknown"):
        find_roll("petitioners")
