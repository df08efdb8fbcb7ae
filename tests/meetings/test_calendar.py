"""Meetings for calendar programs: lines folded and escaped, a secret address that can be taken back; papers with the call."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.meetings.cases import TODAY, body, held, plan, refused
from yiben.accounts.models import Appointment
from yiben.ledger.papers import Paper
from yiben.meetings.actions import (
    attach_papers,
    cancel_meeting,
    make_calendar_link,
    plan_meeting,
    withdraw_calendar_link,
    withdraw_paper,
)
from yiben.meetings.calendar_file import Happening, calendar_file, escaped, folded
from yiben.meetings.queries import feed_of, happening_of, papers_of, read_paper
from yiben.meetings.wording import notice_lines

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
STAMP = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def happening(**given) -> Happening:
    usual = {"uid": "a", "title": "议事会", "on": TODAY, "at": time(14, 30), "place": "", "notes": [], "sequence": 1}
    return Happening(**{**usual, "stamp": STAMP, **given})


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(text):
    parts = folded(escaped(text))
    assert all(len(each) <= 75 for each in parts)
    assert b"".join([parts[0], *(each[1:] for each in parts[1:])]).decode() == escaped(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_out_of_its_line(title, place):
    lines = unfolded(calendar_file("会议", [happening(title=title, place=place)]))
    assert [line for line in lines if line.startswith("BEGIN:")].count("BEGIN:VEVENT") == 1
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_meeting_with_a_time_is_in_shanghai_and_one_without_takes_the_day():
    lines = unfolded(calendar_file("会议", [happening(), happening(at=None, is_cancelled=True)]))
    assert "DTSTART;TZID=Asia/Shanghai:20260520T143000" in lines
    assert "TZOFFSETTO:+0800" in lines
    assert [each for each in lines if "VALUE=DATE" in each] == [
        "DTSTART;VALUE=DATE:20260520",
        "DTEND;VALUE=DATE:20260521",
    ]
    assert [each for each in lines if each.startswith("STATUS")] == ["STATUS:CONFIRMED", "STATUS:CANCELLED"]


@pytest.mark.django_db
def test_a_feed_holds_what_its_post_sees_and_no_name(cast):
    secretary = cast.caller("community_secretary")
    meeting = plan_meeting(secretary, plan(body(cast), title="居民代表会议", agenda=["听取报告"]))
    cancel_meeting(secretary, meeting, reason="改期", revision=meeting.revision)
    found = feed_of(make_calendar_link(cast.caller("community_worker")), TODAY)
    assert [(each.title, each.is_cancelled, list(each.notes)) for each in found] == [
        ("居民代表会议", True, ["1. 听取报告"])
    ]
    assert feed_of(make_calendar_link(cast.caller("foreign_secretary")), TODAY) == []
    assert "方一舟" not in calendar_file("会议", found).decode()


@pytest.mark.django_db
def test_an_address_ends_when_it_is_replaced_taken_back_or_the_post_was_handed_on(cast):
    who = cast.caller("community_worker")
    first, second = make_calendar_link(who), make_calendar_link(who)
    with refused("calendar_unknown"):
        feed_of(first, TODAY)
    Appointment.objects.filter(user=cast.users["community_worker"]).update(to_day=date(2026, 5, 19))
    with refused("calendar_unknown"):
        feed_of(second, TODAY)
    Appointment.objects.filter(user=cast.users["community_worker"]).update(to_day=None)
    withdraw_calendar_link(who)
    with refused("calendar_unknown"):
        feed_of(second, TODAY)
    with refused("no_access"):
        make_calendar_link(cast.caller("audit_admin"))


@pytest.mark.django_db
def test_papers_go_with_the_call_in_their_order_until_it_was_held(cast, settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path
    secretary, made = cast.caller("community_secretary"), body(cast)
    meeting = plan_meeting(secretary, plan(made))
    files = [Paper("方案.pdf", PDF), Paper("图.pdf", PDF + b"%2")]
    meeting = attach_papers(secretary, meeting, files, revision=meeting.revision)
    assert [each.name for each in papers_of(meeting)] == ["方案.pdf", "图.pdf"]
    assert "1. 方案.pdf" in notice_lines(meeting)
    meeting = withdraw_paper(secretary, meeting, papers_of(meeting)[0].pk, revision=meeting.revision)
    assert [each.name for each in papers_of(meeting)] == ["图.pdf"]
    with refused("meeting_unknown"):
        read_paper(cast.caller("foreign_secretary"), meeting.uid, papers_of(meeting)[0].pk)
    with refused("values", papers="required"):
        attach_papers(secretary, meeting, [], revision=meeting.revision)


@pytest.mark.django_db
def test_who_may_not_call_sends_no_papers_and_a_held_meeting_takes_none(cast):
    meeting = plan_meeting(cast.caller("community_secretary"), plan(body(cast)))
    with refused("no_access"):
        attach_papers(cast.caller("community_worker"), meeting, [Paper("a.pdf", PDF)], revision=meeting.revision)
    done = held(cast, body(cast, "committee_meeting"))
    with refused("meeting_step"):
        attach_papers(cast.caller("community_secretary"), done, [Paper("a.pdf", PDF)], revision=done.revision)
    assert happening_of(done).on == TODAY


def test_a_meeting_ends_when_it_is_planned_to_or_after_its_usual_length(cast):
    secretary, own = cast.caller("community_secretary"), body(cast)
    usual = plan_meeting(secretary, plan(own, at=time(14, 30)))
    told = plan_meeting(secretary, plan(own, at=time(23, 0), until=time(23, 40)))
    assert (happening_of(usual).minutes, happening_of(told).minutes) == (120, 40)
    lines = unfolded(calendar_file("会议", [happening(at=time(23, 0), minutes=90)]))
    assert "DTEND;TZID=Asia/Shanghai:20260521T003000" in lines


def test_a_meeting_does_not_end_before_it_begins(cast):
    with refused("values", planned_until="ends_before_it_begins"):
        plan_meeting(cast.caller("community_secretary"), plan(body(cast), at=time(14, 30), until=time(14, 0)))
