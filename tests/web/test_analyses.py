"""The page of an analysis and the report of the same numbers."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from tests.meetings.cases import body, plan
from tests.promises.cases import visit
from yiben.meetings.actions import plan_meeting
from yiben.meetings.models import Meeting

pytestmark = pytest.mark.django_db
PLACE = "/analyses/base.residents_needs/"
NOTES = {"causes.safety": "线路老化", "measures.safety": "分批更换", "chosen.safety": "1", "revision": "0"}


def test_needs_open_to_their_records_and_name_nobody(browse, cast):
    visit(cast)
    page = browse("community_worker").get(PLACE).content.decode()
    assert "走访听到安全隐患 1" in page
    assert "/figures/base.heard_safety/?unit=LX-01-01&amp;period=2026-05" in page
    assert "楼道灯坏了" not in page
    assert browse("community_worker").get(f"{PLACE}?unit=LX-02-01").status_code == 403
    assert browse("resident").get(PLACE).status_code == 403


def test_an_analysis_is_written_and_handed_to_a_planned_meeting(browse, cast):
    visit(cast)
    client = browse("community_secretary")
    meeting = plan_meeting(cast.caller("community_secretary"), plan(body(cast, "needs_analysis")))
    without = client.post(PLACE, {**NOTES, "do": "hand"})
    assert without.status_code == 422
    assert "线路老化" in without.content.decode()
    sent = {**NOTES, "revision": "1", "do": "hand", "meeting": meeting.uid}
    assert client.post(PLACE, sent)["Location"] == f"/meetings/{meeting.uid}/"
    assert "安全隐患（1件次）" in client.get(f"/meetings/{meeting.uid}/").content.decode()
    assert client.post(PLACE, {**NOTES, "do": "write"}).status_code == 409


def test_a_meeting_is_planned_from_an_analysis(browse, cast):
    visit(cast)
    made, client = body(cast, "needs_analysis"), browse("community_secretary")
    place = client.post(PLACE, {**NOTES, "do": "plan"})["Location"]
    page = client.get(place).content.decode()
    assert "安全隐患（1件次）：原因，线路老化" in page
    uid = place.partition("analysis=")[2].partition("&")[0]
    sent = {"body": made.uid, "planned_on": "2026-05-25", "agenda": "安全隐患", "analysis": uid}
    assert client.post("/meetings/new/", sent).status_code == 302
    assert Meeting.objects.get().analyses.get().uid == uid


def test_who_only_reads_finds_no_form(browse, cast):
    visit(cast)
    page = browse("leader").get(f"{PLACE}?unit=LX-01-01").content.decode()
    assert 'name="causes.safety"' not in page
    assert browse("leader").post(f"{PLACE}?unit=LX-01-01", {**NOTES, "do": "write"}).status_code == 403


def test_the_statistics_report_is_a_clean_paper(browse, cast):
    visit(cast)
    client = browse("subdistrict_officer")
    page = client.get("/reports/base/needs_report/?unit=LX-01&period=2026Q2")
    assert page.status_code == 200
    answer = client.get("/reports/base/needs_report/download/?unit=LX-01&period=2026Q2&kind=docx")
    paper = docx.Document(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    text = "\n".join(each.text for each in paper.paragraphs)
    assert "民情统计报告" in text
    assert "当场承诺1次" in text
    assert len(paper.tables) >= 4


@pytest.mark.parametrize(("day", "month"), [("2026-06-03", "2026-05"), ("2026-06-20", "2026-06")])
def test_in_the_first_days_it_opens_on_the_month_before(browse, cast, day, month):
    import time_machine

    with time_machine.travel(f"{day}T10:00:00+08:00"):
        page = browse("community_secretary").get(PLACE).content.decode()
    assert f"period={month}" in page


def test_what_is_missing_is_listed_with_a_link(browse, cast):
    visit(cast)
    plan_meeting(cast.caller("community_secretary"), plan(body(cast, "needs_analysis")))
    page = browse("community_secretary").post(PLACE, {**NOTES, "do": "hand"}).content.decode()
    assert 'href="#q-meeting"' in page
