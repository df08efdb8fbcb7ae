"""A ledger from a sheet, a field or a choice more, and the sheet to fill in, on screen."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.facts import figure
from tests.sheets.making import xlsx
from yiben.catalog.queries import catalogue, current_book
from yiben.ledger.importing.actions import stage_rows
from yiben.ledger.importing.taking import take_rows
from yiben.ledger.models import Entry, ImportFile
from yiben.sheets.opening import open_workbook

ROWS = [["日期", "点位名称", "整改(处)", "民族"], ["2026.3.5", "红叶楼", 2, "汉"]]
FIELD = {"do": "field", "label": "到场单位数", "type": "count", "word": "家"}


def brought(client, cast, unit="subdistrict"):
    sent = {"document": SimpleUploadedFile("楼道排查.xlsx", xlsx({"a": ROWS})), "unit": cast.unit(unit).uid}
    return client.post("/books/new/", sent).headers["Location"]


def test_a_sheet_becomes_a_ledger_and_its_rows_come_in(browse, cast):
    client = browse("subdistrict_officer")
    address = brought(client, cast)
    page = client.get(address)
    shown = page.content.decode()
    assert ("点位名称" in shown, "民族" in shown, "可按本人要求删除" in shown) == (True, True, True)
    sent = {"label": "楼道排查", "take1": "1", "type1": "text", "take2": "1", "type2": "count", "word2": "处"}
    done = client.post(address, sent)
    assert done.headers["Location"] == f"/imports/{ImportFile.objects.get().uid}/"
    file = ImportFile.objects.get()
    stage_rows(file.uid)
    client.post(f"/imports/{file.uid}/do/", {"do": "take"})
    take_rows(file.uid)
    assert Entry.objects.latest("seq").book == file.book == "t1"
    assert client.get("/ledger/t1/").status_code == 200
    assert client.get("/ledger/t1/new/").status_code == 200
    assert "楼道排查" in client.get("/ledger/").content.decode()


def test_a_heading_alone_is_enough_and_can_be_pasted(browse, cast):
    client = browse("subdistrict_officer")
    pasted = "序号\t日期\t点位名称\t整改(处)\n1\t2026.3.5\t红叶楼\t2"
    made = client.post("/books/new/", {"pasted": pasted, "unit": cast.unit("subdistrict").uid})
    assert client.get(made.headers["Location"]).context["standing"] == ["日期"]


def test_what_is_missing_is_said_and_what_was_answered_is_kept(browse, cast):
    client = browse("subdistrict_officer")
    address = brought(client, cast)
    page = client.post(address, {"label": "活动", "take2": "1", "type2": "count", "word2": "处所"})
    assert (page.status_code, "已有叫“活动”的账簿" in page.content.decode(), "处所" in page.content.decode()) == (
        422,
        True,
        True,
    )
    assert client.post("/books/new/", {"pasted": "", "unit": cast.unit("subdistrict").uid}).status_code == 422
    assert client.post(f"/imports/{ImportFile.objects.get().uid}/do/", {"do": "drop"}).headers["Location"] == "/ledger/"


def test_a_field_and_a_choice_are_added(browse, cast):
    client = browse("subdistrict_officer")
    assert client.post("/ledger/activity/extend/", FIELD).status_code == 302
    assert (
        client.post("/ledger/activity/extend/", {"do": "choice", "field": "series", "choice": "邻里节"}).status_code
        == 302
    )
    form = client.get("/ledger/activity/new/").content.decode()
    assert ("到场单位数" in form, "邻里节" in form) == (True, True)
    assert client.post("/ledger/activity/extend/", FIELD).status_code == 422
    assert client.post("/ledger/activity/extend/", FIELD | {"label": "民族"}).status_code == 422


@pytest.mark.parametrize("name", ["community_secretary", "community_worker", "leader", "section_officer", "supervisor"])
def test_others_neither_make_nor_add(name, browse, cast):
    client = browse(name)
    assert client.get("/books/new/").status_code == 403
    assert client.post("/ledger/activity/extend/", FIELD).status_code == 403
    assert "base.local" not in catalogue().packs


def test_a_sheet_of_another_unit_is_not_there(browse, cast):
    address = brought(browse("subdistrict_officer"), cast)
    assert browse("district_officer").get(address).status_code == 404


def test_the_sheet_to_fill_in_comes_in_as_it_is(browse, cast):
    client = browse("community_secretary")
    sent = client.get("/ledger/activity/template.xlsx")
    sheet = open_workbook(sent.content, "a.xlsx").sheets[0]
    head = list(sheet.rows[0])
    assert head[:3] == ["日期", "单位", "活动名称"]
    line = {
        "日期": "2026-03-05",
        "单位": "枫林社区",
        "活动名称": "夜校",
        "系列": "日常活动",
        "参加人数": 5,
        "主要年龄段": "青年",
    }
    filled = xlsx({"a": [head, [line.get(heading) for heading in head]]})
    given = {"document": SimpleUploadedFile("a.xlsx", filled), "unit": cast.unit("community").uid}
    address = client.post("/ledger/activity/import/", given).headers["Location"]
    page = client.get(address)
    chosen = {each.label: each.chosen[0].value for each in page.context["columns"] if each.chosen}
    fields = {each.label: each.id for each in current_book("activity")[0].fields}
    assert all(chosen[label] == fields[label] for label in head[2:] if label in chosen)
    client.post(
        f"{address}do/", {each.name: each.chosen[0].value for each in page.context["columns"]} | {"do": "columns"}
    )
    file = ImportFile.objects.get()
    stage_rows(file.uid)
    client.post(f"{address}do/", {"do": "take"})
    assert take_rows(file.uid) == 1
    assert figure("activity_participants", cast.unit("community")) == 5


def test_what_to_fill_in_is_told(browse):
    shown = browse("community_secretary").get("/ledger/activity/help/").content.decode()
    assert ("发放手册" in shown, "单位：册" in shown, "内容可按本人要求删除" in shown) == (True, True, True)


def test_units_whose_rows_cannot_come_in_are_named_before_the_ledger_is_made(browse, cast):
    client = browse("subdistrict_officer")
    pasted = "日期\t社区\t点位名称\t整改(处)\n2026.3.5\t柳荫社区\t红叶楼\t2"
    address = client.post("/books/new/", {"pasted": pasted, "unit": cast.unit("subdistrict").uid}).headers["Location"]
    assert "柳荫社区（1）" in client.get(address).content.decode()


def test_a_field_from_a_later_day_waits_on_the_page_and_can_be_taken_back(browse, cast):
    client = browse("subdistrict_officer")
    client.post("/ledger/activity/extend/", FIELD | {"from_day": "2099-01-01"})
    page = client.get("/ledger/activity/extend/")
    [(row, _why)] = page.context["later"]
    assert "2099年1月1日" in page.content.decode()
    assert client.post("/ledger/activity/extend/", FIELD | {"from_day": "2020-01-01"}).status_code == 422
    client.post("/ledger/activity/extend/", {"do": "withdraw", "uid": row.uid})
    assert client.get("/ledger/activity/extend/").context["later"] == []
