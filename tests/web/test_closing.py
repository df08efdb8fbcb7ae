"""The page on which a month is closed."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from yiben.ledger.models import Closing, Draft, Seal

APRIL = {"month": "2026-04"}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


def text_of(response):
    return response.content.decode()


def test_the_page_opens_with_the_last_month_that_is_over(browse, recorded):
    recorded(on=date(2026, 4, 12))
    page = text_of(browse("community_secretary").get("/closing/"))
    assert "2026年4月结账" in page
    assert "什么也不缺" in page


def test_a_reason_is_asked_for_and_what_was_typed_is_kept(browse, cast, recorded):
    unit = cast.unit("community")
    recorded(on=date(2026, 2, 3))
    Draft.objects.create(uid="d" * 36, post="p", unit=unit, book="activity")
    client = browse("community_secretary")
    page = client.post("/closing/", {**APRIL, "unit": unit.code, "do": "submit", "why.earlier_months_open": "一并结"})
    assert page.status_code == 422
    assert 'value="一并结"' in text_of(page)
    assert "有草稿没报送" in text_of(page)
    assert not Closing.objects.exists()


def test_a_month_is_submitted_sent_back_and_closed(browse, cast):
    unit, above = cast.unit("community"), cast.unit("subdistrict")
    secretary, officer = browse("community_secretary"), browse("subdistrict_officer")
    secretary.post("/closing/", {**APRIL, "unit": unit.code, "do": "submit"})
    assert Closing.objects.get(unit=unit).state == "submitted"
    given = {**APRIL, "unit": above.code, "do": "back", "below": unit.uid, "reason": "人数不对"}
    officer.post("/closing/", given)
    assert "人数不对" in text_of(secretary.get(f"/closing/?unit={unit.code}&month=2026-04"))
    officer.post("/closing/", {**APRIL, "unit": unit.code, "do": "close"})
    assert Seal.objects.count() == 1
    assert "第 1 次封存" in text_of(secretary.get(f"/closing/?unit={unit.code}&month=2026-04"))


def test_who_closes_is_told_on_the_workbench_and_shown_where_to_send_back(browse, cast, recorded):
    recorded(on=date(2026, 4, 3))
    unit, above = cast.unit("community"), browse("subdistrict_officer")
    assert "已送审：" not in text_of(above.get("/"))
    sent = {**APRIL, "unit": unit.code, "do": "submit", "why.earlier_months_open": "一并结"}
    assert browse("community_secretary").post("/closing/", sent).status_code == 302
    page = text_of(above.get("/"))
    assert "2026年4月已送审：" in page
    assert unit.short_name in page
    assert "要退回的，到上级的结账页" in text_of(above.get(f"/closing/?unit={unit.code}&month=2026-04"))
    assert "已送审：" not in text_of(browse("community_secretary").get("/"))


def test_whose_draft_waits_is_said(browse, cast, recorded):
    recorded(on=date(2026, 4, 3))
    unit, post = cast.unit("community"), cast.posts["community_worker"]
    Draft.objects.create(uid="d" * 36, post=post.uid, unit=unit, book="activity")
    page = text_of(browse("community_secretary").get("/closing/?month=2026-04"))
    assert (f"{post}的“活动”" in page, "看草稿" in page) == (True, False)


@pytest.mark.parametrize("name", ["community_worker", "district_reader", "leader", "resident", "system_admin"])
def test_who_does_not_close_is_refused(browse, name):
    client = browse(name)
    assert client.get("/closing/").status_code == 403
    assert client.get("/closing/bundle.zip").status_code == 403


def test_the_secretary_does_not_close_for_the_unit_above(browse, cast):
    unit = cast.unit("community")
    page = browse("community_secretary").post("/closing/", {**APRIL, "unit": unit.code, "do": "close"})
    assert page.status_code == 403
    other = browse("community_secretary").get(f"/closing/?unit={cast.unit('neighbour').code}")
    assert other.status_code == 403


def test_the_bundle_and_the_program_that_verifies_it_are_sent(browse, cast):
    client = browse("district_officer")
    assert client.get("/closing/bundle.zip").status_code == 422
    reasons = {"why.units_missing": "没有配人", "why.earlier_months_open": "一并结"}
    client.post("/closing/", {**APRIL, "unit": cast.unit("district").code, "do": "close", **reasons})
    names = zipfile.ZipFile(io.BytesIO(client.get("/closing/bundle.zip").content)).namelist()
    assert names == ["bundle.json", "entries.jsonl"]
    assert b"def merkle_root" in client.get("/closing/verify_bundle.py").content


def test_a_month_that_is_not_over_is_compared_to_the_same_day(browse, recorded):
    recorded(on=date(2026, 5, 12))
    client = browse("community_secretary")
    assert "2025年5月（截至5月20日）" in text_of(client.get("/closing/?month=2026-05"))
    assert "（截至" not in text_of(client.get("/closing/?month=2026-04"))


def test_an_address_with_a_wrong_month_is_said(browse):
    assert browse("community_secretary").get("/closing/?month=2026-13").status_code == 404
