"""The life of a meeting: call, attendance of the day, quorum, resolutions, minutes, entries, the next agenda."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.meetings.cases import NAMES, TODAY, body, counted, entries, held, plan, refused, resolved
from yiben.audit.callers import SYSTEM
from yiben.errors import Conflict
from yiben.ledger.models import Entry
from yiben.meetings.actions import (
    Held,
    Resolved,
    add_members,
    attend_body,
    call_meeting,
    cancel_meeting,
    drop_edits,
    edit_minutes,
    end_membership,
    finish_minutes,
    finish_resolution,
    hold_meeting,
    mark_told,
    move_meeting,
    open_body,
    plan_meeting,
    register_held,
)
from yiben.meetings.minutes import written
from yiben.meetings.models import Attendance, Meeting
from yiben.meetings.queries import read_meeting, rhythms, standings, told_of, visible_meetings
from yiben.tasks.actions import send_return

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("absent", "is_quorate"), [(2, True), (3, False)])
def test_two_thirds_of_the_representatives_are_a_quorum_and_one_fewer_is_none(
    cast: Cast, absent: int, is_quorate: bool
):
    sitting = held(cast, body(cast), absent=absent).sittings.get()
    assert (sitting.entitled, sitting.present, sitting.is_quorate) == (6, 6 - absent, is_quorate)


@pytest.mark.parametrize(("present", "is_quorate"), [(500, False), (501, True)])
def test_half_of_all_residents_is_no_quorum_and_one_more_is(cast: Cast, present: int, is_quorate: bool):
    assembly = body(cast, "residents_meeting", names=())
    assert counted(cast, assembly, 1000, present).sittings.get().is_quorate is is_quorate


def test_without_the_statutes_quorum_it_was_held_but_nothing_is_resolved(cast: Cast):
    meeting = held(cast, body(cast), absent=3)
    assert meeting.state == Meeting.HELD
    with refused("meeting_barred") as caught:
        resolved(cast, meeting, over="大家在电话里都同意。")
    assert [code for code, _data in caught.value.data["unmet"]] == ["law_share_missed"]
    assert not meeting.resolutions.exists()


def test_a_quorum_that_is_not_the_statutes_is_passed_over_with_a_reason_that_stays(cast: Cast):
    meeting = held(cast, body(cast, "members_meeting"), absent=4)
    with refused("meeting_held_back", over="required"):
        resolved(cast, meeting)
    made = resolved(cast, meeting, over="汛期，多数党员在一线。")
    assert {row["reason"] for row in made.over} == {"汛期，多数党员在一线。"}
    assert "（说明：汛期，多数党员在一线。）" in written(meeting).text


def test_of_whom_nothing_is_said_did_not_come(cast: Cast):
    worker, made = cast.caller("community_worker"), body(cast)
    meeting = plan_meeting(cast.caller("community_secretary"), plan(made))
    first = made.memberships.first()
    with refused("attendance_unsaid") as caught:
        hold_meeting(worker, meeting, Held(TODAY, {first.pk: "present"}), revision=meeting.revision)
    assert (caught.value.data["count"], len(caught.value.fields)) == (5, 5)
    with refused("attendance_unsaid"):
        register_held(cast.caller("community_secretary"), plan(made), Held(TODAY))
    came = {each.pk: "leave" for each in made.memberships.all()[:2]}
    kept = hold_meeting(worker, meeting, Held(TODAY, came, others="present"), revision=meeting.revision)
    assert (kept.sittings.get().present, kept.sittings.get().on_leave) == (4, 2)


def test_only_members_of_the_day_are_called_and_counted(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    leaving = made.memberships.first()
    end_membership(secretary, leaving, on=TODAY)
    add_members(secretary, made, ["新来的"], on=TODAY + timedelta(days=1))
    assert held(cast, made).sittings.get().entitled == 6
    later = plan_meeting(secretary, plan(made, on=TODAY + timedelta(days=1)))
    names = {each.membership.name["name"] for each in later.sittings.get().attendances.all()}
    assert names == {*NAMES[1:], "新来的"}


def test_who_cannot_vote_is_there_and_makes_no_quorum(cast: Cast):
    secretary, branch = cast.caller("community_secretary"), body(cast, "members_meeting")
    add_members(secretary, branch, ["预备党员甲"], on=date(2026, 1, 1), can_vote=False)
    sitting = held(cast, branch).sittings.get()
    assert (sitting.entitled, sitting.present, sitting.attendances.count()) == (6, 6, 7)


def test_a_name_stands_once_and_leaves_once(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    with refused("values", names="member_known"):
        add_members(secretary, made, [NAMES[0]], on=TODAY)
    member = made.memberships.first()
    with refused("values", to_day="membership_backwards"):
        end_membership(secretary, member, on=date(2025, 12, 31))
    end_membership(secretary, member, on=TODAY)
    with refused("membership_ended"):
        end_membership(secretary, member, on=TODAY)
    assert add_members(secretary, made, [NAMES[0]], on=TODAY + timedelta(days=1))


def test_numbers_have_no_gap_and_belong_to_body_and_year(cast: Cast):
    first, second = body(cast), body(cast, "committee_meeting")
    meeting = held(cast, first)
    with refused("values", text="required"):
        resolved(cast, meeting, "")
    numbers = [resolved(cast, meeting, f"第{n}项").number for n in (1, 2)]
    assert numbers == ["代议〔2026〕1号", "代议〔2026〕2号"]
    assert resolved(cast, held(cast, second)).number == "居决〔2026〕1号"
    assert resolved(cast, held(cast, first, on=date(2026, 4, 1)), "第3项").number == "代议〔2026〕3号"


@pytest.mark.parametrize(("votes", "code"), [(3, "meeting_barred"), (7, "values")])
def test_votes_are_more_than_half_of_those_present_and_not_more_than_all(cast: Cast, votes: int, code: str):
    meeting = held(cast, body(cast))
    with refused(code):
        resolved(cast, meeting, in_favour=votes)
    assert resolved(cast, meeting, in_favour=4).over == []


@pytest.mark.parametrize(("kind", "unsaid"), [("residents_council", ["notice_unsaid"]), ("committee_meeting", [])])
def test_a_meeting_that_was_never_called_says_so_where_notice_is_asked_for(cast: Cast, kind: str, unsaid: list[str]):
    meeting = held(cast, body(cast, kind))
    done = finish_minutes(cast.caller("community_worker"), meeting, revision=meeting.revision)
    assert [each["code"] for each in done.over] == unsaid


def test_a_resolution_is_a_task_and_comes_back_on_the_next_agenda_until_it_is_done(cast: Cast):
    made, worker = body(cast), cast.caller("community_worker")
    meeting = held(cast, made)
    resolution = resolved(cast, meeting)
    assert (resolution.task.source_kind, resolution.task.source) == ("resolution", resolution.uid)
    again = plan_meeting(cast.caller("community_secretary"), plan(made, agenda=["听取报告"]))
    assert [each.title for each in again.agenda.all()] == [str(resolution), "听取报告"]
    finish_minutes(worker, meeting, revision=Meeting.objects.get(pk=meeting.pk).revision)
    send_return(worker, resolution.task, unit=cast.unit("community"), slot="", progress="棚已搭好。", is_done=True)
    assert standings([resolution])[0].state == "reported"
    done = finish_resolution(worker, resolution, on=TODAY, note="现场看过。")
    assert standings([done])[0].state == "done"
    assert not plan_meeting(cast.caller("community_secretary"), plan(made)).agenda.exists()


def test_what_nobody_reported_done_is_not_struck_off_unseen(cast: Cast):
    worker, meeting = cast.caller("community_worker"), held(cast, body(cast))
    resolution = resolved(cast, meeting)
    with refused("minutes_first"):
        finish_resolution(worker, resolution, on=TODAY, note="好了。")
    finish_minutes(worker, meeting, revision=Meeting.objects.get(pk=meeting.pk).revision)
    resolution.refresh_from_db()
    with refused("task_unfulfilled"):
        finish_resolution(worker, resolution, on=TODAY, note="好了。")
    kept = finish_resolution(worker, resolution, on=TODAY, note="不再需要。", unfulfilled=True)
    assert standings([kept])[0].state == "unfulfilled"
    assert [each["event"] for each in entries("resolution")] == ["made"]


def test_a_joint_meeting_is_one_entry_credited_to_each_host(cast: Cast):
    secretary = cast.caller("community_secretary")
    neighbour = open_body_of(cast, "neighbour")
    meeting = held(cast, body(cast, "joint_conference"), neighbour, hosts=[cast.unit("organisation")])
    meeting = attend_body(SYSTEM, meeting, neighbour, Held(None, others="present"), revision=meeting.revision)
    done = finish_minutes(cast.caller("community_worker"), meeting, revision=meeting.revision)
    entry = Entry.objects.get(book="meeting")
    hosts = {cast.unit(name).uid for name in ("community", "neighbour", "organisation")}
    assert (done.entry, set(json.loads(bytes(entry.body))["credited"])) == (entry.seq, hosts)
    assert entries("meeting")[0]["present"] == 8
    assert read_meeting(secretary, done.uid).sittings.count() == 2


def open_body_of(cast: Cast, unit: str):
    made = open_body(SYSTEM, cast.unit(unit), "joint_conference", "桥西联席", on=date(2026, 1, 1))
    add_members(SYSTEM, made, NAMES[:2], on=date(2026, 1, 1))
    return made


def test_minutes_follow_what_is_recorded_until_a_hand_changes_them(cast: Cast):
    meeting = held(cast, body(cast))
    resolved(cast, meeting, in_favour=5, against=1)
    text = written(meeting).text
    assert "应到6人，实到6人" in text
    assert "代议〔2026〕1号　加装充电棚（同意5票，反对1票，弃权0票）" in text
    assert f"出席：{'、'.join(NAMES)}。" in text


def test_a_hands_words_are_never_overwritten_unseen(cast: Cast):
    worker, meeting = cast.caller("community_worker"), held(cast, body(cast))
    shown = written(meeting).digest
    edit_minutes(worker, meeting, "我们的纪要。", seen=shown)
    resolved(cast, meeting)
    now = written(meeting)
    assert (now.text, now.is_apart, "加装充电棚" in now.made) == ("我们的纪要。", True, True)
    with pytest.raises(Conflict):
        edit_minutes(worker, meeting, "别人的纪要。", seen=shown)
    with refused("minutes_apart"):
        finish_minutes(worker, meeting, revision=Meeting.objects.get(pk=meeting.pk).revision)
    edit_minutes(worker, meeting, "我们的纪要，含决议。", seen=now.digest)
    assert written(meeting).is_apart is False


def test_the_program_writes_them_again_where_a_hand_says_so(cast: Cast):
    worker, meeting = cast.caller("community_worker"), held(cast, body(cast))
    edit_minutes(worker, meeting, "我们的纪要。", seen=written(meeting).digest)
    with pytest.raises(Conflict):
        drop_edits(worker, meeting, seen="0")
    drop_edits(worker, meeting, seen=written(meeting).digest)
    assert written(meeting).is_by_hand is False


@pytest.mark.parametrize(("days", "code"), [(9, "law_notice_too_late"), (10, "law_notice_just_in_time"), (11, "")])
def test_residents_are_called_ten_days_before(cast: Cast, days: int, code: str):
    secretary, assembly = cast.caller("community_secretary"), body(cast, "residents_meeting", names=())
    meeting = plan_meeting(secretary, plan(assembly, on=TODAY + timedelta(days=days)))
    if days < 10:
        with refused("meeting_barred"):
            call_meeting(secretary, meeting, on=TODAY, over="急事", revision=meeting.revision)
        return
    called = call_meeting(secretary, meeting, on=TODAY, revision=meeting.revision)
    assert [row["code"] for row in called.over] == ([code] if code else [])


def test_what_is_weighty_is_studied_by_the_party_organisation_first(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    with refused("values", studied_on="required"):
        plan_meeting(secretary, plan(made, is_major=True))
    late = plan_meeting(secretary, plan(made, is_major=True, studied_on=TODAY + timedelta(days=1)))
    with refused("meeting_barred"):
        call_meeting(secretary, late, on=TODAY, revision=late.revision)
    meeting = plan_meeting(secretary, plan(made, is_major=True, studied_on=TODAY - timedelta(days=3)))
    assert call_meeting(secretary, meeting, on=TODAY, revision=meeting.revision).state == Meeting.CALLED


def test_who_was_told_is_kept_and_a_new_day_is_called_anew(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    meeting = plan_meeting(secretary, plan(made, on=TODAY + timedelta(days=5)))
    meeting = call_meeting(secretary, meeting, on=TODAY, revision=meeting.revision)
    first = Attendance.objects.filter(sitting__meeting=meeting).first()
    meeting = mark_told(secretary, meeting, [first.pk], on=TODAY, revision=meeting.revision)
    assert told_of(meeting) == (1, 6)
    moved = move_meeting(secretary, meeting, plan(made, on=TODAY + timedelta(days=6)), revision=meeting.revision)
    assert (moved.state, moved.called_on, told_of(moved)) == (Meeting.PLANNED, None, (0, 6))


def test_a_meeting_is_called_off_with_a_reason_and_held_no_more(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    meeting = plan_meeting(secretary, plan(made))
    with refused("reason_missing"):
        cancel_meeting(secretary, meeting, reason=" ", revision=meeting.revision)
    off = cancel_meeting(secretary, meeting, reason="台风。", revision=meeting.revision)
    with refused("meeting_step"):
        hold_meeting(secretary, off, Held(TODAY, others="present"), revision=off.revision)


def test_a_finished_meeting_is_taken_in_at_once_or_not_at_all(cast: Cast):
    worker, made, day = cast.caller("community_secretary"), body(cast), date(2026, 3, 6)
    with refused("meeting_barred"):
        register_held(
            worker, plan(made), Held(day, others="present"), [Resolved("甲", in_favour=6), Resolved("乙", in_favour=1)]
        )
    assert not Meeting.objects.exists()
    meeting = register_held(
        worker, plan(made), Held(day, others="present"), [Resolved("甲", in_favour=6)], minutes="当天的纪要。"
    )
    assert (meeting.state, meeting.held_on, written(meeting).text) == (Meeting.MINUTED, day, "当天的纪要。")
    assert [each["resolutions"] for each in entries("meeting")] == [1]


def test_whoever_was_faster_is_not_overwritten(cast: Cast):
    secretary, made = cast.caller("community_secretary"), body(cast)
    meeting = plan_meeting(secretary, plan(made))
    call_meeting(secretary, meeting, on=TODAY, revision=meeting.revision)
    with pytest.raises(Conflict):
        hold_meeting(secretary, meeting, Held(TODAY, others="present"), revision=meeting.revision)


def test_periods_without_a_meeting_are_those_that_have_passed(cast: Cast):
    branch = body(cast, "branch_committee")
    held(cast, branch, on=date(2026, 2, 3))
    row = next(each for each in rhythms(cast.caller("community_worker"), 2026) if each.body == branch)
    assert (row.held, row.missing) == (1, ("2026-01", "2026-03", "2026-04"))


@pytest.mark.parametrize(
    ("who", "may_read", "may_call", "may_minute"),
    [
        ("community_secretary", True, True, True),
        ("community_worker", True, False, True),
        ("subdistrict_officer", True, False, False),
        ("supervisor", True, False, False),
        ("leader", True, False, False),
        ("foreign_secretary", False, False, False),
        ("partner", False, False, False),
        ("resident", False, False, False),
        ("security_admin", False, False, False),
    ],
)
def test_who_may_read_call_and_minute(cast: Cast, who: str, may_read: bool, may_call: bool, may_minute: bool):
    caller, made = cast.caller(who), body(cast)
    meeting = plan_meeting(cast.caller("community_secretary"), plan(made))
    assert visible_meetings(caller).filter(pk=meeting.pk).exists() is may_read
    for is_allowed, act in (
        (may_call, lambda: plan_meeting(caller, plan(made))),
        (may_minute, lambda: hold_meeting(caller, meeting, Held(TODAY, others="present"), revision=meeting.revision)),
    ):
        if is_allowed:
            act()
        else:
            with refused("no_access"):
                act()
