"""The page of notices, its badge, and the text to paste."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


@pytest.fixture
def overdue(cast):
    from yiben.tasks.actions import TaskTerms, set_task

    day = timezone.localdate() - timedelta(days=3)
    terms = TaskTerms(title="上报<花名册>", unit=cast.unit("community"), due_on=day)
    officer = cast.caller("subdistrict_officer")
    return set_task(officer, terms, source_kind="plan", source="x", charge=cast.unit("subdistrict"))


def test_the_badge_counts_what_waits_for_the_unit(browse, overdue):
    assert "提醒 <b>1</b>" in browse("community_secretary").get("/").content.decode()
    assert "提醒</a>" in browse("foreign_secretary").get("/").content.decode()


def test_the_page_lists_prints_and_gives_a_text_to_paste(browse, overdue):
    page = browse("subdistrict_officer").get("/notices/")
    assert "【已逾期】\n1. 枫林社区：上报<花名册>" in page.context["text"]
    assert "<花名册>" not in page.content.decode()
    assert "data-print" in page.content.decode()


def test_several_drafts_of_one_book_say_what_each_is_about(browse, activity):
    client = browse("community_secretary")
    for theme in ("消防演练", "防汛演练"):
        client.post("/ledger/activity/new/", activity(do="draft", uid=str(uuid4()), **{"v.theme": theme}))
    for place in ("/notices/", "/"):
        page = client.get(place).content.decode()
        assert [theme in page for theme in ("消防演练", "防汛演练")] == [True, True], place


def test_nothing_waiting_is_said(browse):
    assert "没有待办" in browse("foreign_secretary").get("/notices/").content.decode()


def test_a_resident_has_no_notices(browse):
    page = browse("resident").get("/notices/")
    assert page.status_code == 403
    assert 'href="/notices/"' not in page.content.decode()


def test_the_badge_of_other_pages_is_counted_once_for_a_while_and_anew_where_it_is_listed(browse, overdue):
    secretary = browse("community_secretary")
    with CaptureQueriesContext(connection) as first:
        assert "提醒 <b>1</b>" in secretary.get("/ledger/").content.decode()
    with CaptureQueriesContext(connection) as second:
        assert "提醒 <b>1</b>" in secretary.get("/ledger/").content.decode()
    assert len(second) < len(first) - 10
    type(overdue).objects.update(state=overdue.CLOSED)
    assert "提醒 <b>1</b>" in secretary.get("/ledger/").content.decode()
    assert "提醒</a>" in secretary.get("/notices/").content.decode()
    assert "提醒</a>" in secretary.get("/ledger/").content.decode()


def test_what_the_post_did_itself_shows_in_the_badge_at_once(browse, activity):
    secretary = browse("community_secretary")
    assert "提醒</a>" in secretary.get("/ledger/").content.decode()
    secretary.post("/ledger/activity/new/", activity(do="draft"))
    assert "提醒 <b>1</b>" in secretary.get("/ledger/").content.decode()
