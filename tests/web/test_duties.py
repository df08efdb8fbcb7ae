"""The pages of reporting duties: asked for, handed in, taken, the missing to be pasted."""

from __future__ import annotations

import pytest

from tests.dispatches.test_life import _own_folder  # noqa: F401  (fixture)
from yiben.reports.models import Duty


@pytest.fixture
def duty(browse, cast):
    sent = {"report": "safe_community/annual", "every": "month", "due_days": "5", "begins_on": "2026-03-01"}
    sent |= {"unit": cast.unit("subdistrict").uid, "units": [cast.unit("community").uid, cast.unit("neighbour").uid]}
    assert browse("subdistrict_officer").post("/duties/new/", sent).status_code == 302
    return Duty.objects.get()


def test_a_report_is_asked_for_handed_in_and_taken(browse, cast, duty, recorded):
    recorded()
    secretary, officer = browse("community_secretary"), browse("subdistrict_officer")
    assert "要报的报告" in secretary.get("/").content.decode()
    here = f"/duties/{duty.uid}/{cast.unit('community').uid}/2026-04/"
    assert 'class="y-fig' in secretary.get(here).content.decode()
    assert secretary.post(here, {"do": "hand_in", "remark": "本月雨多"}).status_code == 302
    page = officer.get(here).content.decode()
    assert "本月雨多" in page
    assert officer.post(here, {"do": "take"}).status_code == 302
    assert officer.get(f"{here}paper/").content[:2] == b"PK"
    board = officer.get(f"/duties/{duty.uid}/").content.decode()
    assert "还有1个单位未报：桥西社区" in board
    assert "period=2026-04" in board


def test_all_units_of_a_kind_owe_with_one_tick(browse, cast):
    sent = {"report": "safe_community/annual", "every": "month", "due_days": "5", "begins_on": "2026-03-01"}
    sent |= {"unit": cast.unit("subdistrict").uid, "units_kind": "community"}
    assert browse("subdistrict_officer").post("/duties/new/", sent).status_code == 302
    assert {each.kind for each in Duty.objects.get().units.all()} == {"community"}


def test_a_second_window_does_not_put_its_remark_over_the_first(browse, cast, duty):
    secretary = browse("community_secretary")
    here = f"/duties/{duty.uid}/{cast.unit('community').uid}/2026-04/"
    assert secretary.post(here, {"do": "hand_in", "remark": "第一个窗口", "after": "0"}).status_code == 302
    late = secretary.post(here, {"do": "hand_in", "remark": "第二个窗口", "after": "0"})
    assert (late.status_code, "第二个窗口" in late.content.decode()) == (409, True)
    assert [each.remark for each in duty.handed_in.all()] == ["第一个窗口"]


def test_a_refusal_says_what_is_missing_and_keeps_what_was_typed(browse, cast, duty):
    page = browse("subdistrict_officer").post("/duties/new/", {"report": "", "due_days": "99", "note": "按月"})
    assert page.status_code == 422
    assert "期末后的天数应在1到60之间" in page.content.decode()
    assert "按月" in page.content.decode()


def test_a_unit_does_not_see_how_others_stand(browse, cast, duty):
    page = browse("community_secretary").get(f"/duties/{duty.uid}/").content.decode()
    assert "枫林社区" in page
    assert "桥西社区" not in page
    other = f"/duties/{duty.uid}/{cast.unit('neighbour').uid}/2026-04/"
    assert browse("community_secretary").get(other).status_code == 404
    assert browse("foreign_secretary").get(f"/duties/{duty.uid}/").status_code == 404


def test_a_file_of_the_unit_s_own_goes_beside_the_report(browse, cast, duty):
    from django.core.files.uploadedfile import SimpleUploadedFile

    secretary, officer = browse("community_secretary"), browse("subdistrict_officer")
    here = f"/duties/{duty.uid}/{cast.unit('community').uid}/2026-04/"
    assert officer.get(f"{here}paper/?file=own").status_code == 404
    own = SimpleUploadedFile("情况说明.txt", "四月雨多。".encode())
    assert secretary.post(here, {"do": "hand_in", "own": own}).status_code == 302
    assert "情况说明.txt" in officer.get(here).content.decode()
    assert officer.get(f"{here}paper/?file=own").content == "四月雨多。".encode()


def test_a_file_marked_secret_is_refused_and_nothing_is_handed_in(browse, cast, duty):
    from django.core.files.uploadedfile import SimpleUploadedFile

    here = f"/duties/{duty.uid}/{cast.unit('community').uid}/2026-04/"
    own = SimpleUploadedFile("情况.txt", "机密★1年\n四月情况。".encode())
    assert browse("community_secretary").post(here, {"do": "hand_in", "own": own}).status_code in (400, 409, 422)
    assert not duty.handed_in.exists()


def test_notices_count_the_reports_that_are_owed_and_list_them(browse, cast, duty):
    shown = browse("community_secretary").get("/notices/").content.decode()
    assert "要报的报告" in shown
    assert f"/duties/{duty.uid}/{cast.unit('community').uid}/2026-04/" in shown
    assert "要报的报告" not in browse("foreign_secretary").get("/notices/").content.decode()
