"""Pages of checklists: what is missing, ticking, the table of units, what is shown to inspectors."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from tests.assessments.test_checklists import PDF, activity, tick
from yiben.assessments.models import Tick
from yiben.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
OWN = "/checklists/ten_rules/LX-01-01/"


def test_a_community_sees_what_is_missing_and_ticks_it(browse, cast):
    client = browse("community_worker")
    assert "值班和首问负责制度" in client.get("/checklists/").content.decode()
    assert client.post(OWN, {"item": "duty", "do": "tick"}).status_code == 422
    done = client.post(OWN, {"item": "duty", "do": "tick", "note": "制度上墙", "papers": io.BytesIO(PDF)})
    assert done["Location"] == f"{OWN}#item-duty"
    page = client.get(OWN).content.decode()
    assert "制度上墙" in page
    assert "已落实1条" in page
    assert client.post(OWN, {"item": "duty", "do": "untick", "reason": "换了办公室"}).status_code == 302
    assert [each.is_met for each in Tick.objects.all()] == [True, False]


def test_a_form_that_was_refused_comes_back_filled(browse, cast):
    page = browse("community_worker").post(OWN, {"item": "study", "note": "每周五学习", "on": "2027-01-01"})
    assert page.status_code == 422
    assert "每周五学习" in page.content.decode()
    page = browse("community_worker").post(OWN, {"item": "study", "entry": "一号"})
    assert page.status_code == 422


def test_records_of_the_book_are_offered_as_proof(browse, cast):
    seq = activity(cast)
    client = browse("community_worker")
    page = client.get("/checklists/activity_room/LX-01-01/").content.decode()
    assert f'<option value="{seq}"' in page
    sent = {"item": "use", "do": "tick", "entry": str(seq)}
    assert client.post("/checklists/activity_room/LX-01-01/", sent).status_code == 302
    assert "消防演练" in client.get("/checklists/activity_room/LX-01-01/").content.decode()


def test_the_unit_above_sees_the_table_and_ticks_nothing(browse, cast):
    tick(cast)
    client = browse("subdistrict_officer")
    page = client.get("/checklists/ten_rules/").content.decode()
    assert "枫林社区" in page
    assert "1/10" in page
    assert "柳荫社区" not in page
    assert 'value="tick"' not in client.get(OWN).content.decode()
    assert client.post(OWN, {"item": "duty", "do": "tick", "note": "代填"}).status_code == 403
    assert browse("foreign_secretary").get(OWN).status_code == 404
    assert browse("resident").get("/checklists/ten_rules/").status_code == 403


def test_what_is_shown_to_inspectors_is_one_zip_in_order(browse, cast):
    seq = activity(cast)
    tick(cast, "visits", entry=seq, note="见台账")
    tick(cast, "study", note="学习记录", papers=[paper("学习安排.pdf")])
    answer = browse("community_worker").post(f"{OWN}bundle/")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names[:2] == ["目录.docx", "目录.html"]
    assert "05-走访联系居民制度/说明.txt" in names
    assert "09-工作人员学习制度/佐证-01-学习安排.pdf" in names
    kept = zipfile.ZipFile(io.BytesIO(answer.content)).read("05-走访联系居民制度/说明.txt").decode("utf-8-sig")
    assert "消防演练" in kept
    assert AuditEvent.objects.filter(verb="checklist.bundle").count() == 1
    assert browse("foreign_secretary").post(f"{OWN}bundle/").status_code == 404


def paper(name: str):
    from yiben.ledger.papers import Paper

    return Paper(name, PDF)


def test_who_may_not_read_the_ledger_gets_no_record_in_the_set(browse, cast):
    from tests.cast import Cast
    from yiben.assessments.actions import take_bundle
    from yiben.audit.callers import Caller
    from yiben.dossiers.bundle import gather

    assert isinstance(cast, Cast)
    tick(cast, "visits", entry=activity(cast), note="见台账")
    standing = take_bundle(cast.caller("community_worker"), cast.unit("community"), "ten_rules")
    found = gather(Caller(person="", post=""), standing)[4]
    assert any("不在本岗位查看范围" in each for each in found.left_out)
    assert not any("消防演练" in line for line in found.words)


def test_a_file_that_was_marked_since_is_left_out_and_named(browse, cast, monkeypatch):
    from yiben.dossiers import bundle

    tick(cast, "study", note="学习记录", papers=[paper("学习安排.pdf")])
    monkeypatch.setattr(bundle, "mark_in_file", lambda name, data: "秘密★")
    answer = browse("community_worker").post(f"{OWN}bundle/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert not any("佐证-" in name for name in archive.namelist())
    assert "学习安排.pdf有密级标志，未收入" in archive.read("目录.html").decode()


def test_the_same_is_shown_on_one_page_to_be_printed(browse, cast, photo):
    tick(cast, "study", note="学习记录", papers=[picture(photo)])
    page = browse("community_worker").get(f"{OWN}print/").content.decode()
    assert "学习记录" in page
    assert "<img" in page
    assert "未落实" in page


def picture(photo: bytes):
    from yiben.ledger.papers import Paper

    return Paper("学习现场.jpg", photo)


def test_what_is_wrong_is_listed_with_a_link_to_its_field(browse, cast):
    client = browse("community_secretary")
    item = re.search(r'name="item" value="(\w+)"', client.get(OWN).content.decode())
    assert item
    page = client.post(OWN, {"do": "tick", "item": item[1], "on": "2030-01-01", "note": "有"}).content.decode()
    assert f'href="#on-{item[1]}"' in page


def test_a_community_has_no_empty_column_of_units(browse):
    heads = re.findall(
        r"<th scope=\"col\".*?</th>", browse("community_secretary").get("/checklists/").content.decode(), re.S
    )
    assert len(heads) == 3
    heads = re.findall(
        r"<th scope=\"col\".*?</th>", browse("subdistrict_officer").get("/checklists/").content.decode(), re.S
    )
    assert len(heads) in (3, 4)
