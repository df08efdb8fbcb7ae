"""Joint meetings with a body of another unit: asked by name, its members and who came of it stay with its own unit."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.cast import Cast
from tests.meetings.cases import TODAY, body, entries, held, plan, refused, resolved
from yiben.ledger.models import Entry
from yiben.meetings.actions import (
    Held,
    Resolved,
    attend_body,
    call_meeting,
    finish_minutes,
    hold_meeting,
    mark_told,
    plan_meeting,
    resolve,
)
from yiben.meetings.models import Attendance, Body, Meeting
from yiben.meetings.queries import bodies_elsewhere, meetings_ahead, read_meeting, sittings_awaited, visible_bodies

pytestmark = pytest.mark.django_db
OTHERS = ("苏北溟", "裴照野", "谢长亭")


@pytest.fixture
def bodies(cast: Cast) -> tuple[Body, Body]:
    own = body(cast, "committee_meeting")
    return own, body(cast, "committee_meeting", OTHERS, unit="foreign")


def met(cast: Cast, bodies: tuple[Body, Body]) -> Meeting:
    meeting = plan_meeting(cast.caller("community_secretary"), plan(*bodies))
    return hold_meeting(
        cast.caller("community_worker"), meeting, Held(TODAY, others="present"), revision=meeting.revision
    )


def attended(cast: Cast, meeting: Meeting, other: Body, absent: int = 0) -> Meeting:
    came = {row.pk: "absent" for row in list(other.memberships.all())[:absent]}
    return attend_body(
        cast.caller("foreign_secretary"), meeting, other, Held(None, came, others="present"), revision=meeting.revision
    )


def test_a_body_elsewhere_is_offered_by_its_name_to_who_calls(cast: Cast, bodies):
    secretary = cast.caller("community_secretary")
    assert list(bodies_elsewhere(secretary)) == [bodies[1]]
    assert bodies[1] not in visible_bodies(secretary)
    assert not bodies_elsewhere(cast.caller("community_worker")).exists()


def test_who_came_of_it_is_said_by_its_own_unit(cast: Cast, bodies):
    meeting = met(cast, bodies)
    own, other = meeting.sittings.all()
    assert (own.present, own.is_awaited, other.present, other.is_awaited) == (6, False, 0, True)
    meeting = attended(cast, meeting, bodies[1], absent=1)
    other.refresh_from_db()
    assert (other.present, other.absent, other.is_awaited) == (2, 1, False)


def test_nobody_else_says_it_and_nobody_twice(cast: Cast, bodies):
    meeting = met(cast, bodies)
    with refused("no_access"):
        attend_body(
            cast.caller("community_secretary"),
            meeting,
            bodies[1],
            Held(None, others="present"),
            revision=meeting.revision,
        )
    meeting = attended(cast, meeting, bodies[1])
    with refused("body_not_awaited"):
        attended(cast, meeting, bodies[1])


def test_one_entry_is_credited_to_each_with_all_who_came(cast: Cast, bodies):
    meeting = attended(cast, met(cast, bodies), bodies[1], absent=1)
    meeting = finish_minutes(cast.caller("community_worker"), meeting, revision=meeting.revision)
    (entry,) = entries("meeting")
    assert (entry["present"], entry["entitled"]) == (8, 9)
    told = json.loads(bytes(Entry.objects.get(seq=meeting.entry).body))
    assert set(told["credited"]) == {cast.unit("community").uid, cast.unit("foreign").uid}


def test_minutes_wait_for_it_or_end_with_a_reason_that_stays(cast: Cast, bodies):
    meeting, worker = met(cast, bodies), cast.caller("community_worker")
    with refused("meeting_held_back", over="required"):
        finish_minutes(worker, meeting, revision=meeting.revision)
    meeting = finish_minutes(worker, meeting, revision=meeting.revision, over="对方未派人。")
    assert meeting.over[-1]["reason"] == "对方未派人。"
    with refused("meeting_step"):
        attended(cast, meeting, bodies[1])


def test_each_unit_resolves_for_its_own_body_once_it_is_known_who_came(cast: Cast, bodies):
    meeting, other = met(cast, bodies), cast.caller("foreign_secretary")
    said = Resolved("共建步道", in_favour=3)
    with refused("body_awaited"):
        resolve(other, meeting, bodies[1], said, revision=meeting.revision)
    meeting = attended(cast, meeting, bodies[1])
    with refused("no_access"):
        resolve(cast.caller("community_worker"), meeting, bodies[1], said, revision=meeting.revision)
    assert resolve(other, meeting, bodies[1], said, revision=meeting.revision).body == bodies[1]


def test_each_unit_keeps_who_of_its_own_was_told(cast: Cast, bodies):
    meeting = plan_meeting(cast.caller("community_secretary"), plan(*bodies))
    meeting = call_meeting(cast.caller("community_secretary"), meeting, on=TODAY, over="急", revision=meeting.revision)
    theirs = [row.pk for row in Attendance.objects.filter(sitting__body=bodies[1])]
    meeting = mark_told(cast.caller("foreign_secretary"), meeting, theirs, on=TODAY, revision=meeting.revision)
    mine = [row.pk for row in Attendance.objects.filter(sitting__body=bodies[0])][:2]
    mark_told(cast.caller("community_secretary"), meeting, mine, on=TODAY, revision=meeting.revision)
    assert set(Attendance.objects.exclude(told_on=None).values_list("pk", flat=True)) == {*theirs, *mine}


def test_the_other_unit_reads_the_meeting_and_a_third_does_not(cast: Cast, bodies):
    meeting = met(cast, bodies)
    assert read_meeting(cast.caller("foreign_secretary"), meeting.uid) == meeting
    with refused("meeting_unknown"):
        read_meeting(cast.caller("partner"), meeting.uid)


def test_neither_sides_own_affairs_stand_on_the_agenda_but_what_they_resolved_together(cast: Cast, bodies):
    secretary, other = cast.caller("community_secretary"), cast.caller("foreign_secretary")
    alone = held(cast, bodies[0])
    resolved(cast, alone, "自家的事", in_favour=6)
    meeting = attended(cast, met(cast, bodies), bodies[1])
    said = Resolved("共建步道", in_favour=3, unit=cast.unit("foreign"), due_on=date(2026, 6, 30))
    resolve(other, meeting, bodies[1], said, revision=meeting.revision)
    following = plan_meeting(secretary, plan(*bodies))
    assert [each.title.endswith("共建步道") for each in following.agenda.all()] == [True]
    assert [each.title.endswith("自家的事") for each in plan_meeting(secretary, plan(bodies[0])).agenda.all()] == [True]


def test_both_units_are_told_of_a_meeting_ahead_and_the_other_of_what_it_still_has_to_say(cast: Cast, bodies):
    secretary, other = cast.caller("community_secretary"), cast.caller("foreign_secretary")
    meeting = plan_meeting(secretary, plan(*bodies))
    assert meetings_ahead(secretary, cast.unit("community").pk, TODAY) == []
    call_meeting(secretary, meeting, on=TODAY, revision=meeting.revision)
    for caller, unit in ((secretary, "community"), (other, "foreign")):
        assert meetings_ahead(caller, cast.unit(unit).pk, TODAY) == [meeting]
    assert meetings_ahead(secretary, cast.unit("neighbour").pk, TODAY) == []
    meeting.refresh_from_db()
    hold_meeting(cast.caller("community_worker"), meeting, Held(TODAY, others="present"), revision=meeting.revision)
    assert meetings_ahead(other, cast.unit("foreign").pk, TODAY) == []
    assert [[each.meeting for each in sittings_awaited(who)] for who in (other, secretary)] == [[meeting], []]
