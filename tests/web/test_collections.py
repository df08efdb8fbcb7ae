"""Collections on screen."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sheets.making import xlsx
from tests.sheets.returns import listing
from yiben.collections.models import Collection


def file(name, data):
    return SimpleUploadedFile(name, data)


def text_of(response):
    return response.content.decode()


@pytest.fixture
def begun(browse, cast):
    form = {"title": "4月活动台账", "due_on": "2026-05-22", "unit": cast.unit("subdistrict").uid}
    form |= {"units": [cast.unit("community").uid, cast.unit("neighbour").uid]}
    browse("subdistrict_officer").post("/collections/new/", {**form, "layout": file("活动.xlsx", xlsx(listing()))})
    return Collection.objects.get()


def filled(unit, people, **more):
    return xlsx(listing([(1, "2026-04-03", "消防演练", people, 600, "=E4/D4", "")], unit=unit.name, **more))


def test_a_form_that_lacks_something_comes_back_filled(browse, cast):
    form = {"title": "4月活动台账", "unit": cast.unit("subdistrict").uid}
    page = browse("subdistrict_officer").post("/collections/new/", {**form, "layout": file("a.xlsx", xlsx(listing()))})
    assert page.status_code == 422
    assert 'value="4月活动台账"' in text_of(page)
    assert not Collection.objects.exists()


def test_all_units_of_a_kind_are_asked_with_one_tick(browse, cast):
    officer = browse("subdistrict_officer")
    page = text_of(officer.get("/collections/new/"))
    assert "全部社区（" in page
    form = {"title": "台账", "due_on": "2026-05-22", "unit": cast.unit("subdistrict").uid, "units_kind": "community"}
    officer.post("/collections/new/", {**form, "layout": file("a.xlsx", xlsx(listing()))})
    asked = Collection.objects.get().units.all()
    assert {each.kind for each in asked} == {"community"}
    assert cast.unit("neighbour") in asked
    none = officer.post("/collections/new/", {**form, "units_kind": "x", "layout": file("a.xlsx", xlsx(listing()))})
    assert none.status_code == 422


def test_a_secretary_sees_sends_and_the_officer_downloads_the_merged_table(browse, begun, cast):
    secretary, officer = browse("community_secretary"), browse("subdistrict_officer")
    assert "要交的表" in text_of(secretary.get("/"))
    unit, url = cast.unit("community"), f"/collections/{begun.uid}/"
    page = secretary.post(
        url, {"do": "send", "unit": unit.uid, "files": file("活动.xlsx", filled(unit, 30))}, follow=True
    )
    assert "已汇总" in text_of(page)
    assert "要交的表" not in text_of(secretary.get("/"))
    shown = text_of(officer.get(url))
    assert "还有1家没交：桥西社区" in shown
    assert officer.get(f"{url}merged/").content.startswith(b"PK")
    assert secretary.get(f"{url}merged/").status_code == 403


def test_what_differs_is_told_in_words(browse, begun, cast):
    unit, url = cast.unit("community"), f"/collections/{begun.uid}/"
    head = ("序号", "活动日期", "活动名称", "参加人数", "经费（元）", "人均（元）", "备注")
    data = filled(unit, "约30人", head=head)
    page = browse("subdistrict_officer").post(url, {"do": "drop", "files": [file("x.xlsx", data)]}, follow=True)
    assert "栏名与表样的“日期”不同" in text_of(page)
    assert "“约30人”按30计" in text_of(page)


def test_nothing_chosen_is_said(browse, begun):
    page = browse("subdistrict_officer").post(f"/collections/{begun.uid}/", {"do": "drop"})
    assert page.status_code == 422


@pytest.mark.parametrize("name", ["foreign_secretary", "partner", "resident"])
def test_others_find_nothing(browse, begun, name):
    assert browse(name).get(f"/collections/{begun.uid}/").status_code in {403, 404}


def test_figures_are_confirmed_on_one_page_and_stand_in_the_table_of_the_unit(browse, cast, recorded):
    recorded()
    table = xlsx(
        {"汇总表": [("情况",), ("序号", "社区", "平安宣传活动场次"), (1, "枫林社区", ""), (2, "桥西社区", "")]}
    )
    form = {"title": "情况", "due_on": "2026-05-22", "unit": cast.unit("subdistrict").uid}
    form |= {"units": [cast.unit("community").uid, cast.unit("neighbour").uid], "layout": file("情况表.xlsx", table)}
    officer, secretary = browse("subdistrict_officer"), browse("community_secretary")
    officer.post("/collections/new/", form)
    here = f"/collections/{Collection.objects.get().uid}/"
    assert "平安宣传活动场次" in text_of(officer.get(f"{here}prefill/"))
    sent = officer.post(f"{here}prefill/", {"period": "2026", "n0": "safe_community.events"}, follow=True)
    assert "各单位的表里已填好台账2026年的数" in text_of(sent)
    page = text_of(secretary.get(f"{here}fill/{cast.unit('community').uid}/"))
    assert re.search("平安宣传活动场次（台账：1）.*value=.1.", page, re.S)
    assert secretary.get(f"{here}prefill/").status_code == 403


def test_a_unit_signs_and_finds_why_its_table_was_sent_back(browse, begun, cast):
    secretary, officer = browse("community_secretary"), browse("subdistrict_officer")
    url, unit = f"/collections/{begun.uid}/", cast.unit("community")
    assert "签收" in text_of(secretary.get(url))
    secretary.post(url, {"do": "sign"})
    assert "未签收" in text_of(officer.get(url))
    secretary.post(url, {"do": "send", "unit": unit.uid, "files": file("活动.xlsx", filled(unit, 30))})
    (sent,) = begun.returned.all()
    officer.post(f"{url}files/{sent.pk}/", {"do": "send_back", "reason": "人数对不上"})
    assert "枫林社区的表被退回" in text_of(secretary.get(url))
    assert "重新算进汇总" in text_of(officer.get(url))
    officer.post(f"{url}files/{sent.pk}/", {"do": "put_back"})
    assert "被退回" not in text_of(secretary.get(url))
