"""The pages of official documents: drafted, passed on from desk to desk, signed for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dispatches.papers import NOTICE, printed, series_of, signed, subdistrict_series
from yiben.audit.callers import SYSTEM
from yiben.dispatches.actions.drafting import begin_dispatch
from yiben.dispatches.actions.issuing import send_dispatch
from yiben.dispatches.models import Dispatch


def sent_of(**more):
    return {
        "kind": "通知",
        "title": NOTICE.title,
        "recipients": "各社区居民委员会",
        "body": NOTICE.body,
        "is_sealed": "1",
    } | more


@pytest.fixture
def series(cast):
    return subdistrict_series(cast)


def act(client, made: Dispatch, do: str, **more):
    made.refresh_from_db()
    return client.post(f"/dispatches/{made.uid}/", {"do": do, "revision": made.revision, **more})


def test_a_notice_is_drafted_and_goes_from_desk_to_desk(browse, cast, series):
    officer, leader, secretary = browse("subdistrict_officer"), browse("leader"), browse("community_secretary")
    sent = sent_of(series=series.uid, do="keep", attachment_title="统计表", attachment_text="序号\t社区\n1\t枫林社区")
    assert officer.post("/dispatches/new/", sent).status_code == 302
    made = Dispatch.objects.get()
    page = officer.get(f"/dispatches/{made.uid}/").content.decode()
    assert re.search(r"<h1>临溪区枫桥街道办事处关于开展.*通知</h1>", page)
    assert "<td>枫林社区</td>" in page
    act(officer, made, "hand_in")
    act(officer, made, "check", opinion="可发")
    assert "春季安全检查" in leader.get("/dispatches/").content.decode()
    act(leader, made, "sign", opinion="同意")
    for step in ("number", "print"):
        act(officer, made, step)
    community = cast.unit("community")
    act(officer, made, "send", on=made_on(made), way="network", units=[community.uid])
    assert "待签收" in secretary.get("/").content.decode()
    assert act(secretary, made, "sign_for").status_code == 302
    assert made.receipts.get().at is not None
    page = officer.get(f"/dispatches/{made.uid}/").content.decode()
    assert "枫街办发〔" in page
    assert "1/1" in page


def made_on(made: Dispatch) -> str:
    made.refresh_from_db()
    return made.dated_on.isoformat()


def test_what_is_missing_is_said_and_a_refused_step_keeps_the_page(browse, series):
    made = begin_dispatch(SYSTEM, series, NOTICE.__class__(kind="通知", title="安全检查方案"))
    client = browse("subdistrict_officer")
    page = client.get(f"/dispatches/{made.uid}/").content.decode()
    assert "没有正文" in page
    assert "方案、计划不是公文文种" in page
    refused = act(client, made, "hand_in")
    assert (refused.status_code, "还不能往下走" in refused.content.decode()) == (422, True)


def test_somebody_elses_change_is_not_overwritten_and_what_was_typed_comes_back(browse, series):
    made = begin_dispatch(SYSTEM, series, NOTICE)
    client = browse("subdistrict_officer")
    client.post(f"/dispatches/{made.uid}/edit/", sent_of(revision=1, note="李明"))
    late = client.post(f"/dispatches/{made.uid}/edit/", sent_of(revision=1, note="王强"))
    assert (late.status_code, "王强" in late.content.decode()) == (409, True)
    made.refresh_from_db()
    assert made.content["note"] == "李明"
    again = dict(re.findall(r'type="hidden" name="(revision)" value="(\d+)"', late.content.decode()))
    assert client.post(f"/dispatches/{made.uid}/edit/", sent_of(**again, note="王强")).status_code == 409
    assert client.post(f"/dispatches/{made.uid}/edit/", sent_of(**again, note="王强", over="1")).status_code == 302
    made.refresh_from_db()
    assert made.content["note"] == "王强"


def test_what_was_typed_stays_when_another_series_is_chosen(browse, cast, series):
    letters = series_of(cast.unit("subdistrict"), word="枫街办函", form="letter", mark="临溪区枫桥街道办事处")
    sent = sent_of(series=series.uid, other_series=letters.uid, do="series")
    page = browse("subdistrict_officer").post("/dispatches/new/", sent).content.decode()
    assert f'name="series" value="{letters.uid}"' in page
    assert NOTICE.title in page
    assert not Dispatch.objects.exists()


def test_nobody_else_opens_changes_or_moves_a_document(browse, series):
    made = begin_dispatch(SYSTEM, series, NOTICE)
    for name in ("community_secretary", "foreign_secretary", "partner", "resident", "system_admin", "outsider"):
        client = browse(name)
        assert client.get(f"/dispatches/{made.uid}/").status_code in (302, 403, 404)
        assert act(client, made, "hand_in").status_code in (302, 403, 404)
        assert client.get(f"/dispatches/{made.uid}/copy.docx").status_code in (302, 403, 404)
    made.refresh_from_db()
    assert made.state == "drafting"


def test_the_printed_copy_is_the_one_that_was_kept(browse, series):
    made = printed(series)
    first = browse("subdistrict_officer").get(f"/dispatches/{made.uid}/copy.docx").content
    assert first[:2] == b"PK"
    series.mark = "改过的标志"
    series.save()
    assert browse("subdistrict_officer").get(f"/dispatches/{made.uid}/copy.docx").content == first


def test_a_report_is_issued_and_its_numbers_open(browse, recorded, cast):
    recorded()
    series_of(cast.unit("community"), word="枫居发")
    client = browse("community_secretary")
    page = client.get("/reports/safe_community/annual/?period=2026").content.decode()
    link = re.search(r'href="(/dispatches/new/\?[^"]+)"', page)[1].replace("&amp;", "&")
    form = client.get(link).content.decode()
    assert "带着报告" in form
    kept = dict(re.findall(r'type="hidden" name="(series|report|period)" value="([^"]*)"', form))
    title = "枫林社区居民委员会关于2026年平安创建宣传工作的报告"
    client.post("/dispatches/new/", sent_of(**kept, do="keep", kind="报告", title=title, body=""))
    made = Dispatch.objects.get()
    shown = client.get(f"/dispatches/{made.uid}/").content.decode()
    assert 'class="y-fig' in shown
    assert made.report_seq


def test_a_series_is_opened_once_and_by_who_issues(browse, cast):
    unit = cast.unit("subdistrict")
    sent = {"unit": unit.uid, "word": "枫街办发", "mark": "临溪区枫桥街道办事处文件", "form": "document", "printer": ""}
    assert browse("subdistrict_officer").post("/dispatches/series/", sent).status_code == 302
    again = browse("subdistrict_officer").post("/dispatches/series/", sent)
    assert (again.status_code, "已经有了" in again.content.decode()) == (422, True)
    assert browse("community_worker").post("/dispatches/series/", sent).status_code == 403


def test_the_register_is_narrowed_by_state(browse, series):
    signed(series)
    begin_dispatch(SYSTEM, series, NOTICE)
    client = browse("subdistrict_officer")
    page = client.get("/dispatches/?state=signed").content.decode()
    assert page.count("待编号</span>") >= 1
    assert "拟稿中</span></td>" not in page


def test_a_unit_that_gets_a_document_sees_neither_its_story_nor_who_else_got_it(browse, cast, series):
    made = printed(series, replace(NOTICE, attachments=()))
    units = [cast.unit("community"), cast.unit("neighbour")]
    send_dispatch(SYSTEM, made, revision=made.revision, on=date(2026, 5, 20), to="", way="paper", units=units)
    inside, outside = (
        browse(name).get(f"/dispatches/{made.uid}/").content.decode()
        for name in ("subdistrict_officer", "community_secretary")
    )
    assert ("送核" in inside, "桥西社区" in inside) == (True, True)
    assert ("送核" in outside, "桥西社区" in outside, "枫林社区" in outside) == (False, False, True)


def test_a_file_is_put_beside_a_draft_on_its_page(browse, cast, series):
    made, officer = begin_dispatch(SYSTEM, series, NOTICE), browse("subdistrict_officer")
    act(officer, made, "attach", title="", file=SimpleUploadedFile("检查表.xlsx", b"PK"))
    assert "2. 检查表" in officer.get(f"/dispatches/{made.uid}/").content.decode()
    (kept,) = made.files.all()
    here = f"/dispatches/{made.uid}/files/{kept.pk}/"
    assert officer.get(here).content == b"PK"
    assert browse("foreign_secretary").get(here).status_code == 404


def test_a_joint_document_is_drafted_and_shown_with_all_its_offices(browse, cast, series):
    officer = browse("subdistrict_officer")
    sent = sent_of(series=series.uid, do="keep", jointly="临溪区应急管理局\n", head="all")
    assert officer.post("/dispatches/new/", sent).status_code == 302
    made = Dispatch.objects.get()
    page = officer.get(f"/dispatches/{made.uid}/").content.decode()
    assert '<p class="redhead">临溪区应急管理局</p>' in page
    assert '<p class="sign">临溪区应急管理局</p>' in page
    form = officer.get(f"/dispatches/{made.uid}/edit/").content.decode()
    assert ">临溪区应急管理局</textarea>" in form
