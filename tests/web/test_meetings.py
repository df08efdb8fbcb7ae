"""Pages of meetings: the list, bodies, planning, calling, holding, resolving, minutes, papers, each with its refusal."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import docx
import pytest

from tests.meetings.cases import NAMES, TODAY, body, held, plan, resolved
from yiben.meetings.actions import plan_meeting
from yiben.meetings.models import Body, Meeting, Resolution

pytestmark = pytest.mark.django_db


def meeting_of(cast, made: Body, on: date = TODAY) -> Meeting:
    return plan_meeting(cast.caller("community_secretary"), plan(made, on=on))


def do(client, meeting: Meeting, name: str, **sent: str):
    revision = Meeting.objects.get(pk=meeting.pk).revision
    return client.post(f"/meetings/{meeting.uid}/", {"do": name, "revision": revision, **sent})


def came_of(made: Body, state: str = "present") -> dict[str, str]:
    """What a form sends of the members of a body."""
    return {f"came.{row.pk}": state for row in made.memberships.all()}


def test_a_body_is_begun_with_its_members(browse, cast):
    client = browse("community_secretary")
    unit = cast.unit("community").uid
    answer = client.post("/meetings/", {"kind": "committee_meeting", "unit": unit, "from_day": "2026-01-01"})
    place = answer["Location"]
    assert client.post(place, {"do": "add", "names": "方一舟\n钱小满", "role": "member"}).status_code == 302
    assert "方一舟" in client.get(place).content.decode()
    assert client.post(place, {"do": "add", "names": "方一舟", "role": "member"}).status_code == 422


def test_a_member_leaves_on_a_day(browse, cast):
    made, client = body(cast), browse("community_secretary")
    member = made.memberships.first()
    place = f"/meetings/bodies/{made.uid}/"
    assert client.post(place, {"do": "end", "member": member.pk}).status_code == 422
    assert client.post(place, {"do": "end", "member": member.pk, "to_day": "2026-05-20"}).status_code == 302


def test_who_only_reads_sees_no_name(browse, cast):
    place = f"/meetings/bodies/{body(cast).uid}/"
    assert NAMES[0] in browse("community_worker").get(place).content.decode()
    page = browse("subdistrict_officer").get(place)
    assert page.status_code == 200
    assert not [name for name in NAMES if name in page.content.decode()]
    assert browse("foreign_secretary").get(place).status_code == 404


def test_a_meeting_is_planned_called_and_stands_in_the_list(browse, cast):
    made, client = body(cast), browse("community_secretary")
    sent = {"body": made.uid, "planned_on": "2026-05-25", "planned_at": "14:30", "agenda": "听取报告"}
    assert client.post("/meetings/new/", {**sent, "planned_on": ""}).status_code == 422
    assert client.post("/meetings/new/", sent).status_code == 302
    meeting = Meeting.objects.get()
    assert "1. 听取报告" in client.get(f"/meetings/{meeting.uid}/").content.decode()
    assert do(client, meeting, "call").status_code == 302
    assert meeting.title in client.get("/meetings/?month=2026-05").content.decode()
    assert meeting.title not in client.get("/meetings/?month=2026-06").content.decode()


def test_who_may_not_call_finds_no_form(browse, cast):
    meeting = meeting_of(cast, body(cast))
    worker = browse("community_worker")
    assert 'value="call"' not in worker.get(f"/meetings/{meeting.uid}/").content.decode()
    assert do(worker, meeting, "call").status_code == 403
    assert worker.get("/meetings/new/").status_code == 403


def test_attendance_and_a_resolution_are_kept(browse, cast):
    made, client = body(cast), browse("community_worker")
    meeting = meeting_of(cast, made)
    came = came_of(made)
    came[next(iter(came))] = "absent"
    assert do(client, meeting, "hold", held_on="2026-05-21", **came).status_code == 422
    assert do(client, meeting, "hold", held_on="2026-05-20", **came).status_code == 302
    unit = cast.unit("community").uid
    refused = do(client, meeting, "resolve", text="加装充电棚", in_favour="好")
    assert refused.status_code == 422
    page = refused.content.decode()  # the minutes are not finished over what was typed and is not kept
    assert ("加装充电棚" in page, 'value="end"' in page, "上面这条决议还没有存下" in page) == (True, False, True)
    assert 'value="end"' in client.get(f"/meetings/{meeting.uid}/").content.decode()
    sent = {"text": "加装充电棚", "in_favour": "5", "unit": unit, "due_on": "2026-06-30"}
    assert do(client, meeting, "resolve", **sent).status_code == 302
    assert Resolution.objects.get().task.unit == cast.unit("community")


def test_nobody_came_before_somebody_said_so(browse, cast):
    made, client = body(cast), browse("community_worker")
    meeting = meeting_of(cast, made)
    place, first = f"/meetings/{meeting.uid}/", made.memberships.first().pk
    assert 'value="present" checked' not in client.get(place).content.decode()
    unsaid = do(client, meeting, "hold", held_on="2026-05-20", **{f"came.{first}": "leave", "outcome.1": "同意。"})
    assert (unsaid.status_code, "还有 5 名成员没有说明是否到会" in unsaid.content.decode()) == (422, True)
    everybody = do(client, meeting, "all_came", **{f"came.{first}": "leave"}).content.decode()
    assert everybody.count('value="present" checked') == len(NAMES) - 1
    assert 'value="leave" checked' in everybody
    meeting.refresh_from_db()
    assert meeting.held_on is None


def test_without_a_quorum_the_page_says_which_law_bars(browse, cast):
    client, meeting = browse("community_worker"), held(cast, body(cast), absent=3)
    page = do(client, meeting, "resolve", text="加装充电棚", in_favour="3")
    assert page.status_code == 422
    assert "城市居民委员会组织法" in page.content.decode()
    assert "加装充电棚" in page.content.decode()


def test_minutes_that_have_come_apart_show_both(browse, cast):
    client, meeting = browse("community_worker"), held(cast, body(cast))
    page = client.get(f"/meetings/{meeting.uid}/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert do(client, meeting, "edit", minutes="我们的纪要。", seen=seen[1]).status_code == 302
    resolved(cast, meeting)
    assert do(client, meeting, "end").status_code == 422
    both = client.get(f"/meetings/{meeting.uid}/").content.decode()
    assert "我们的纪要。" in both
    assert "代议〔2026〕1号" in both
    late = do(client, meeting, "edit", minutes="晚来的。", seen=seen[1])
    assert late.status_code == 409
    assert "晚来的。" in late.content.decode()


def test_minutes_are_finished_filed_and_a_resolution_struck_off(browse, cast):
    client, meeting = browse("community_worker"), held(cast, body(cast))
    made = resolved(cast, meeting)
    assert do(client, meeting, "end").status_code == 302
    assert do(client, meeting, "finish", resolution=made.uid, note="好了").status_code == 422
    sent = {"resolution": made.uid, "note": "不再需要", "unfulfilled": "1"}
    assert do(client, meeting, "finish", **sent).status_code == 302
    assert do(client, meeting, "close").status_code == 302
    assert do(client, meeting, "close").status_code == 422


def test_minutes_and_sign_in_sheet_are_word_files(browse, cast):
    client, meeting = browse("community_worker"), held(cast, body(cast))
    minutes = docx.Document(BytesIO(client.get(f"/meetings/{meeting.uid}/minutes.docx").content))
    assert any("应到6人，实到6人" in each.text for each in minutes.paragraphs)
    sheet = docx.Document(BytesIO(client.get(f"/meetings/{meeting.uid}/sign-in.docx").content))
    assert len(sheet.tables[0].rows) == 15
    assert browse("foreign_secretary").get(f"/meetings/{meeting.uid}/minutes.docx").status_code == 404


def test_a_meeting_that_was_held_is_taken_in_at_once(browse, cast):
    made, client = body(cast), browse("community_secretary")
    sent = {"do": "keep", "body": made.uid, "planned_on": "2026-03-06", "text": "通过方案", "in_favour": "2"}
    refused = client.post("/meetings/past/", sent)
    assert refused.status_code == 422
    assert "通过方案" in refused.content.decode()
    assert not Meeting.objects.exists()
    everybody = client.post("/meetings/past/", {**sent, "do": "all_came"}).content.decode()
    assert everybody.count('value="present" checked') == len(NAMES)
    assert client.post("/meetings/past/", {**sent, **came_of(made), "in_favour": "6"}).status_code == 302
    assert Meeting.objects.get().state == Meeting.MINUTED


def test_votes_without_a_resolution_are_refused_and_not_left_out(browse, cast):
    made, client = body(cast), browse("community_secretary")
    sent = {"do": "keep", "body": made.uid, "planned_on": "2026-03-06", "in_favour": "6", **came_of(made)}
    assert client.post("/meetings/past/", sent).status_code == 422
    assert not Meeting.objects.exists()


def test_further_resolutions_come_before_the_minutes_end(browse, cast):
    made, client = body(cast), browse("community_secretary")
    sent = {"do": "more", "body": made.uid, "planned_on": "2026-03-06", "text": "通过方案", "in_favour": "6"}
    assert client.post("/meetings/past/", {**sent, **came_of(made)}).status_code == 302
    meeting = Meeting.objects.get()
    assert do(client, meeting, "resolve", text="再来一项", in_favour="6").status_code == 302
    assert do(client, meeting, "end").status_code == 302
    assert do(client, meeting, "resolve", text="太晚了", in_favour="6").status_code == 422
    assert meeting.resolutions.count() == 2


def test_what_is_missing_is_told_by_period(browse, cast):
    body(cast, "branch_committee")
    page = browse("community_secretary").get("/meetings/").content.decode()
    assert "1月、2月、3月、4月" in page
    assert browse("security_admin").get("/meetings/").status_code == 403


def test_papers_are_sent_with_the_call_and_read_by_who_sees_the_meeting(browse, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    meeting, client = meeting_of(cast, body(cast)), browse("community_secretary")
    assert do(client, meeting, "papers").status_code == 422
    content = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    file = SimpleUploadedFile("方案.pdf", content)
    revision = Meeting.objects.get(pk=meeting.pk).revision
    sent = {"do": "papers", "revision": revision, "papers": file}
    assert client.post(f"/meetings/{meeting.uid}/", sent).status_code == 302
    paper = meeting.papers.get()
    place = f"/meetings/{meeting.uid}/papers/{paper.pk}/"
    assert browse("community_worker").get(place).content == content
    assert browse("foreign_secretary").get(place).status_code == 404
    assert do(client, meeting, "paper_off", paper=str(paper.pk)).status_code == 302
    assert "方案.pdf" not in client.get(f"/meetings/{meeting.uid}/").content.decode()


def test_a_meeting_and_a_posts_meetings_go_to_a_calendar(browse, cast, client):
    meeting, worker = meeting_of(cast, body(cast)), browse("community_worker")
    answer = worker.get(f"/meetings/{meeting.uid}/meeting.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert browse("foreign_secretary").get(f"/meetings/{meeting.uid}/meeting.ics").status_code == 404
    page = worker.post("/meetings/calendar/", {"do": "make"}).content.decode()
    link = re.search(r"(/link/calendar/\S+\.ics)", page)[1]
    assert f"UID:{meeting.uid}@yiben" in client.get(link).content.decode()
    assert worker.post("/meetings/calendar/", {"do": "withdraw"}).status_code == 200
    assert client.get(link).status_code == 404
    assert browse("audit_admin").get("/meetings/calendar/").status_code == 403


def test_a_joint_meeting_is_planned_by_page_and_each_side_says_who_came(browse, cast):
    own, other = body(cast, "committee_meeting"), body(cast, "committee_meeting", ("苏北溟", "谢长亭"), unit="foreign")
    secretary, theirs = browse("community_secretary"), browse("foreign_secretary")
    form = secretary.get("/meetings/new/").content.decode()
    assert other.uid in form
    sent = {"do": "keep", "body": own.uid, "elsewhere": other.uid, "title": "联席", "planned_on": "2026-05-20"}
    place = secretary.post("/meetings/new/", sent).headers["Location"]
    page = secretary.get(place).content.decode()
    assert "苏北溟" not in page
    assert f"/bodies/{other.uid}/" not in page
    meeting = Meeting.objects.get(title="联席")
    held = {"do": "hold", "held_on": "2026-05-20", "revision": meeting.revision, **came_of(own)}
    assert secretary.post(place, held).status_code == 302
    meeting.refresh_from_db()
    assert "还没报" in secretary.get(place).content.decode()
    asked = theirs.get(place).content.decode()
    assert "谢长亭" in asked
    assert 'value="end"' not in asked
    came = {"do": "attend", "body": other.uid, "revision": meeting.revision}
    first = other.memberships.first().pk
    assert theirs.post(place, {**came, f"came.{first}": "absent"}).status_code == 422
    came |= {**came_of(other), f"came.{first}": "absent"}
    assert theirs.post(place, came).status_code == 302
    assert meeting.sittings.get(body=other).present == 1


def test_who_keeps_a_joint_meeting_does_not_say_who_came_elsewhere(browse, cast):
    own, other = body(cast, "committee_meeting"), body(cast, "committee_meeting", ("苏北溟",), unit="foreign")
    client = browse("community_secretary")
    sent = {"do": "keep", "body": own.uid, "elsewhere": other.uid, "title": "联席", "planned_on": "2026-05-20"}
    place = client.post("/meetings/new/", sent).headers["Location"]
    client.post(place, {"do": "hold", "held_on": "2026-05-20", "revision": 2, **came_of(own)})
    meeting = Meeting.objects.get(title="联席")
    answer = client.post(place, {"do": "attend", "body": other.uid, "revision": meeting.revision})
    assert answer.status_code == 403
