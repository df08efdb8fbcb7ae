"""Pages of disclosure: the staff's, and those of residents without an account."""

from __future__ import annotations

import pytest

from tests.disclosure.test_disclosure import posted
from yiben.disclosure.models import Item

pytestmark = pytest.mark.django_db
SENT = {"kind": "facilities", "title": "充电棚", "period": "2026-04", "body": "选址3号楼东侧。\n项目\t金额\n棚体\t6380"}


@pytest.fixture(autouse=True)
def _own_cache(settings, tmp_path):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


def test_an_item_is_drafted_posted_and_read_by_residents(browse, client):
    assert browse("community_worker").post("/disclosure/new/", SENT).status_code == 302
    item = Item.objects.get()
    assert client.get(f"/open/LX-01-01/{item.uid}/").status_code == 404
    assert browse("community_secretary").post(f"/disclosure/{item.uid}/", {"do": "post"}).status_code == 302
    page = client.get(f"/open/LX-01-01/{item.uid}/").content.decode()
    assert "选址3号楼东侧" in page
    assert "<td" in page


def test_residents_ask_and_read_the_answer(browse, client, cast):
    item = posted(cast)
    assert client.post(f"/open/LX-01-01/{item.uid}/", {"words": "多少钱？"}).status_code == 200
    sent = {"do": "answer", "inquiry": item.inquiries.get().pk, "question": "多少钱？", "answer": "五百元。"}
    assert browse("community_secretary").post(f"/disclosure/{item.uid}/", sent).status_code == 302
    assert "五百元。" in client.get(f"/open/LX-01-01/{item.uid}/").content.decode()


def test_a_draft_comes_back_with_what_is_missing(browse):
    page = browse("community_worker").post("/disclosure/new/", {**SENT, "title": ""})
    assert page.status_code == 422
    assert "选址3号楼东侧" in page.content.decode()


def test_who_neither_drafts_nor_posts_is_refused(browse):
    for name in ("district_reader", "partner", "resident", "supervisor"):
        assert browse(name).get("/disclosure/").status_code == 403
