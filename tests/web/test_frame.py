"""Signing in, posts, and the frame round every page."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.cast import PASSWORD
from yiben.accounts.actions import appoint
from yiben.audit.callers import SYSTEM
from yiben.ledger.closing.actions import set_cutoff
from yiben.ledger.models import Entry

LOGIN = "/accounts/login/"


def test_somebody_signs_in_and_sees_their_workbench(client, cast):
    page = client.post(LOGIN, {"login": "community_secretary", "password": PASSWORD}, follow=True)
    assert "枫林社区·书记" in page.content.decode()
    assert "记一笔" in page.content.decode()


def test_a_wrong_password_keeps_the_name_and_says_so(client, cast):
    page = client.post(LOGIN, {"login": "community_secretary", "password": "wrong"})
    assert 'value="community_secretary"' in page.content.decode()
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("address", ["/accounts/closed/", "/accounts/forgotten/"])
def test_nobody_signs_up_and_no_password_travels_by_mail(client, db, address):
    page = client.post(address, {"username": "x", "password1": PASSWORD})
    assert page.status_code == 403
    assert "安全管理员" in page.content.decode()


def test_the_page_of_styles_is_for_who_runs_the_system(browse):
    assert 'href="/style/"' not in browse("community_secretary").get("/").content.decode()
    assert 'href="/style/"' in browse("system_admin").get("/jobs/").content.decode()


def test_somebody_without_a_post_is_told_so(browse):
    page = browse("outsider").get("/")
    assert page.status_code == 403
    assert "您现在没有岗位" in page.content.decode()


def test_a_person_with_two_posts_switches(browse, cast):
    appoint(SYSTEM, cast.posts["section_officer"], cast.users["community_secretary"], on=date(2024, 1, 1))
    client = browse("community_secretary")
    client.post("/posts/switch/", {"post": cast.posts["section_officer"].uid})
    assert "<b>枫桥平安办·科室经办人</b>" in client.get("/").content.decode()
    client.post("/posts/switch/", {"post": cast.posts["district_officer"].uid})
    assert "<b>枫桥平安办·科室经办人</b>" in client.get("/").content.decode()


def test_an_expired_sign_in_keeps_what_was_typed(client, cast, activity):
    sent = activity(v_theme="登录过期前填的")
    away = client.post("/ledger/activity/new/", sent)
    page = client.post(away.headers["Location"], {"login": "community_secretary", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/ledger/activity/new/"
    assert 'value="登录过期前填的"' in page.content.decode()
    assert not Entry.objects.filter(uid=sent["uid"]).exists()


def test_a_refusal_is_json_when_that_was_asked_for(browse):
    page = browse("district_reader").get("/entries/99999999/", headers={"Accept": "application/json"})
    assert page.status_code == 404
    assert page.json()["error"] == "entry_unknown"


def test_english_is_complete(browse):
    shown = browse("community_secretary").get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "Workbench" in shown
    assert "工作台" not in shown


def test_no_page_allows_inline_code(browse):
    policy = browse("community_secretary").get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_after_a_cutoff_day_the_month_shown_and_offered_is_the_one_that_counts(browse):
    set_cutoff(SYSTEM, 25, 2027)
    with time_machine.travel("2027-03-27T02:00:00Z"):
        client = browse("district_reader")
        assert "<b>2027年4月</b>" in client.get("/").content.decode()
        assert '<option value="2027-04"' in client.get("/figures/base.activity_entries/").content.decode()
