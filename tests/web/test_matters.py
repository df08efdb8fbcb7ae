"""Pages of matters: the board, taking one in, steps with refusals, links, the page for residents."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matters.cases import assigned, issue, step
from yiben.audit.callers import SYSTEM
from yiben.matters.actions import Brought, change_desk, make_handler_link, register_matter
from yiben.matters.models import KeptExport, Matter
from yiben.sheets.cells import text_of
from yiben.sheets.opening import open_workbook

pytestmark = pytest.mark.django_db
SENT = {
    "title": "楼道灯不亮",
    "channel": "phone",
    "came_on": "2026-05-20",
    "v.topic": "facility",
    "v.account": "三楼一直黑。",
}
EXPORT = "流转标记,标题,受理时间\nA-1,路灯不亮,2026-05-18\nA-2,井盖松动,2026-05-18\n".encode()
TOLD = {"title": "楼道灯不亮", "v.topic": "facility", "v.account": "三楼一直黑。", "v.where": "二号楼"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


@pytest.fixture
def desk(cast):
    return change_desk(SYSTEM, cast.unit("community"), is_open=True, note="接待日：周二。")


def test_a_matter_is_taken_in_and_stands_on_the_board(browse):
    client = browse("community_worker")
    assert client.post("/matters/new/issue/", SENT).status_code == 302
    assert "楼道灯不亮" in client.get("/matters/").content.decode()


def test_how_a_matter_came_is_asked_and_not_supposed(browse):
    client = browse("community_worker")
    form = client.get("/matters/new/issue/").content.decode()
    assert ("请选择来源" in form, '<option value="window" selected' in form) == (True, False)
    assert client.post("/matters/new/issue/", {**SENT, "channel": ""}).status_code == 422


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(browse):
    page = browse("community_worker").post("/matters/new/issue/", {**SENT, "title": ""})
    assert page.status_code == 422
    assert "三楼一直黑。" in page.content.decode()


def test_a_reader_takes_nothing_in(browse):
    assert browse("district_reader").get("/matters/new/issue/").status_code == 403


def test_a_step_is_taken_on_the_page(browse, cast):
    matter = issue(cast)
    sent = {"do": "assign", "revision": matter.revision, "lead": cast.unit("community").uid}
    assert browse("community_secretary").post(f"/matters/{matter.uid}/", sent).status_code == 302
    assert Matter.objects.get(pk=matter.pk).state == "assigned"


@pytest.mark.parametrize(("where", "chosen"), [("community", ["community"]), ("subdistrict", [])])
def test_who_has_units_below_says_for_whom_a_matter_is(browse, cast, where, chosen):
    caller = cast.caller("community_secretary" if where == "community" else "subdistrict_officer")
    brought = Brought(
        "路灯不亮", date(2026, 5, 19), "phone", {"topic": "facility", "account": "路灯不亮"}, {"name": "某人"}
    )
    matter = register_matter(caller, "issue", cast.unit(where), brought)
    page = browse("community_secretary" if where == "community" else "subdistrict_officer").get(
        f"/matters/{matter.uid}/"
    )
    [form] = [each for each in page.context["forms"] if each.step.id == "assign"]
    choices = [each for group in form.leads for each in group.choices]
    assert [each.value for each in choices if each.is_chosen] == [cast.unit(each).uid for each in chosen]


def test_what_holds_a_step_back_is_said_and_passes_with_a_reason(browse, cast):
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    matter = step(cast.caller("community_worker"), matter, "accept")
    client, sent = (
        browse("community_worker"),
        {"do": "reply", "revision": matter.revision, "words": "修好了。", "v.outcome": "solved"},
    )
    page = client.post(f"/matters/{matter.uid}/", sent)
    assert page.status_code == 422
    assert "邻舍互助社" in page.content.decode()
    assert 'name="over"' in page.content.decode()
    assert client.post(f"/matters/{matter.uid}/", {**sent, "over": "已电话确认。"}).status_code == 302


def test_who_was_slower_learns_it(browse, cast):
    matter = issue(cast)
    assigned(cast, matter)
    late = browse("community_secretary").post(
        f"/matters/{matter.uid}/", {"do": "refuse", "revision": 1, "words": "不归我们。"}
    )
    assert late.status_code == 409


def test_a_unit_without_an_account_answers_by_a_link_that_stays_open(browse, cast, client):
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    officer = browse("community_secretary")
    officer.post(f"/matters/{matter.uid}/link/", {"unit": cast.unit("organisation").uid})
    link = re.search(r"/link/matter/[\w-]+/", officer.get(f"/matters/{matter.uid}/").content.decode())
    assert link
    assert "三号楼前的路灯不亮" in client.get(link[0]).content.decode()
    sent = {"do": "opinion", "words": "同意。", "co_unit": cast.unit("organisation").uid}
    assert client.post(link[0], sent).status_code == 302
    assert client.get(link[0]).status_code == 200


def test_to_take_it_on_does_not_use_the_link_up(browse, cast, client):
    matter = assigned(cast, issue(cast), cast.unit("organisation"))
    secret = make_handler_link(cast.caller("community_secretary"), matter, cast.unit("organisation"))
    assert client.post(f"/link/matter/{secret}/", {"do": "accept"}).status_code == 302
    sent = {"do": "reply", "words": "修好了。", "v.outcome": "solved"}
    page = client.post(f"/link/matter/{secret}/", sent)
    assert (page.status_code, Matter.objects.get(pk=matter.pk).state) == (200, "replied")
    assert client.post(f"/link/matter/{secret}/", sent).status_code == 422


def test_a_link_takes_no_step_that_is_not_its_units(browse, cast, client):
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    secret = make_handler_link(cast.caller("community_secretary"), matter, cast.unit("organisation"))
    assert client.post(f"/link/matter/{secret}/", {"do": "accept"}).status_code == 403
    assert Matter.objects.get(pk=matter.pk).state == "assigned"


def test_a_resident_brings_a_matter_and_follows_it(desk, client, cast):
    page = client.post("/residents/LX-01-01/", TOLD).content.decode()
    link = re.search(r"/residents/follow/[\w-]+/", page)
    assert link
    matter = Matter.objects.get(title="楼道灯不亮")
    assigned(cast, matter)
    step(cast.caller("community_worker"), matter, "first_reply", words="明天来修。")
    followed = client.get(link[0]).content.decode()
    assert "明天来修。" in followed
    assert "程序" not in followed
    assert "社区工作者" not in followed


def test_a_resident_adds_and_says_that_it_is_not_solved(desk, client, cast):
    link = re.search(r"/residents/follow/[\w-]+/", client.post("/residents/LX-01-01/", TOLD).content.decode())[0]
    matter = assigned(cast, Matter.objects.get(title="楼道灯不亮"))
    assert client.post(link, {"do": "add", "words": "四楼也不亮。"}).status_code == 302
    step(cast.caller("community_worker"), matter, "accept")
    step(cast.caller("community_worker"), matter, "reply", words="修好了。", answers={"outcome": "solved"})
    assert client.post(link, {"do": "rate", "rating": "not_satisfied"}).status_code == 302
    assert client.post(link, {"do": "rate", "rating": "satisfied"}).status_code == 422


def test_what_is_alike_is_asked_about_once_and_tells_nothing_of_others(desk, client, cast):
    issue(cast, title="楼道灯不亮很久了")
    page = client.post("/residents/LX-01-01/", TOLD).content.decode()
    assert 'name="same_as"' in page
    assert "很久了" not in page
    assert client.post("/residents/LX-01-01/", {**TOLD, "same_as": ""}).status_code == 200
    assert Matter.objects.filter(title="楼道灯不亮").count() == 1


def test_a_closed_page_is_not_there_and_programs_are_sent_away(client, cast, desk):
    assert client.get("/residents/LX-01-02/").status_code == 404
    assert client.post("/residents/LX-01-01/", {**TOLD, "website": "x"}).status_code == 302
    assert not Matter.objects.exists()


def test_one_computer_does_not_fill_the_desk(desk, client):
    found = [
        client.post("/residents/LX-01-01/", {**TOLD, "title": f"第{n}处", "same_as": ""}).status_code for n in range(8)
    ]
    assert found == [200] * 6 + [422] * 2


def test_only_who_assigns_opens_the_page_for_residents(browse, cast):
    assert browse("community_worker").get("/desk/").status_code == 403
    sent = {"unit": cast.unit("community").uid, "is_open": "1", "note": "周二接待"}
    assert browse("community_secretary").post("/desk/", sent).status_code == 302


def test_the_supervision_ledger_holds_tasks_and_matters_of_all_sources(browse, cast, published):
    given = {"kind": "note", "given_by": "区长", "given_on": "2026-05-18", "words": "尽快办。"}
    brought = Brought("落实区长批示", date(2026, 5, 19), "leader", given)
    matter = register_matter(cast.caller("supervisor"), "instruction", cast.unit("district"), brought)
    step(cast.caller("supervisor"), matter, "file")
    step(cast.caller("supervisor"), matter, "assign", lead=cast.unit("subdistrict"))
    content = browse("supervisor").get("/matters/supervision.xlsx").content
    sheet = open_workbook(content, "a.xlsx").sheets[0]
    shown = "\n".join(text_of(cell) for row in range(1, 60) for cell in (sheet.shown(row, 1), sheet.shown(row, 2)))
    assert "落实区长批示" in shown
    assert "批示交办 督〔2026〕1号" in shown
    assert published.title in shown


def test_what_somebody_of_another_unit_does_is_marked_as_filled_in_on_behalf(browse, cast):
    matter = issue(cast)
    step(cast.caller("subdistrict_officer"), matter, "assign", lead=cast.unit("community"))
    assert "代填" in browse("community_worker").get(f"/matters/{matter.uid}/").content.decode()


def test_who_brought_it_is_on_the_page_of_those_who_answer_only(browse, cast):
    matter = issue(cast, requester={"name": "柳无眠", "phone": "13900000000"})
    assert "柳无眠" in browse("community_worker").get(f"/matters/{matter.uid}/").content.decode()
    assert "柳无眠" not in browse("district_officer").get(f"/matters/{matter.uid}/").content.decode()


def test_what_is_said_to_be_the_same_is_joined_from_the_board(desk, browse, cast, client):
    whole = assigned(cast, issue(cast, title="楼道灯不亮很久了"))
    client.post("/residents/LX-01-01/", {**TOLD, "same_as": whole.uid})
    part = Matter.objects.get(title="楼道灯不亮")
    secretary = browse("community_secretary")
    assert "来件人说是同一件事" in secretary.get("/matters/").content.decode()
    assert "来件人说是同一件事" not in browse("community_worker").get("/matters/").content.decode()
    sent = {"do": "join", "into": whole.uid, "revision": part.revision}
    assert secretary.post(f"/matters/{part.uid}/", sent).status_code == 302
    part.refresh_from_db()
    assert part.joined_to == whole
    assert "来件人说是同一件事" not in secretary.get("/matters/").content.decode()


def test_an_export_need_not_be_chosen_again_for_its_column(browse):
    client, table = browse("community_worker"), EXPORT
    sent = {"system": "hotline", "file": SimpleUploadedFile("导出.csv", table)}
    page = client.post("/matters/import/", sent)
    assert page.status_code == 422
    assert "导出.csv" in page.content.decode()
    assert client.post("/matters/import/", {"system": "hotline", "kept": "1", "number": "流转标记"}).status_code == 200
    assert Matter.objects.filter(outside_number="A-1").count() == 1
    assert client.post("/matters/import/", {"system": "hotline", "kept": "1", "number": "流转标记"}).status_code == 422


def test_the_export_of_a_petition_office_is_not_kept(browse):
    client, table = browse("community_worker"), EXPORT
    client.post("/matters/import/", {"system": "petition", "file": SimpleUploadedFile("导出.csv", table)})
    assert not KeptExport.objects.exists()
