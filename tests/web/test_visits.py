"""The visit diary and its promises, and registers, as pages."""

from __future__ import annotations

import uuid

import pytest

from tests.promises.cases import visit
from tests.registers.test_registers import ANSWERS, entered
from yiben.ledger.models import Entry
from yiben.matters.models import Matter
from yiben.registers.models import Item
from yiben.tasks.models import Task

pytestmark = pytest.mark.django_db
DIARY = "/ledger/home_visit/new/?quick=diary"


def diary(cast, **changed: str) -> dict[str, object]:
    sent: dict[str, object] = {
        "uid": str(uuid.uuid4()),
        "unit": cast.unit("community").uid,
        "day": "2026-05-20",
        "quick": "diary",
        "do": "send",
    }
    sent |= {"v.kind": "listening", "v.reason": "民情走访", "v.households": "1", "v.needs": ["facility"]}
    return sent | {"v.has_promise": "yes", "v.promised": "报修楼道灯", "v.promise_by": "2026-05-25", **changed}


def test_the_diary_asks_in_front_what_it_is_for(browse):
    page = browse("community_worker").get(DIARY).content.decode()
    assert "<h1>民情日记</h1>" in page
    front = page.partition("<main")[2].partition("y-more")[0]
    assert 'name="v.promised"' in front
    assert 'name="v.cash"' not in front
    assert 'name="quick" value="diary"' in page


def test_a_diary_offers_a_matter_and_a_task_and_waits_on_the_workbench(browse, cast):
    client = browse("community_worker")
    saved = client.post(DIARY, diary(cast), follow=True).content.decode()
    seq = Entry.objects.latest("seq").seq
    assert f"/matters/new/issue/?record={seq}" in saved
    assert "设为任务" in saved
    assert "报修楼道灯" in client.get("/").content.decode()
    assert "报修楼道灯" not in browse("foreign_secretary").get("/").content.decode()


def test_a_diary_that_promises_without_a_day_comes_back_filled(browse, cast):
    page = browse("community_worker").post(DIARY, diary(cast, **{"v.promise_by": ""}))
    assert page.status_code == 422
    assert "报修楼道灯" in page.content.decode()
    assert "<h1>民情日记</h1>" in page.content.decode()


def test_a_matter_from_a_promise_is_filled_and_shows_beside_it(browse, cast):
    client, made = browse("community_worker"), visit(cast)
    place = f"/matters/new/issue/?record={made.seq}"
    page = client.get(place).content.decode()
    assert 'value="报修楼道灯"' in page
    assert "楼道灯坏了。" in page
    sent = {"title": "报修楼道灯", "record": made.seq, "came_on": "2026-05-20", "channel": "visit"}
    sent |= {"v.topic": "facility", "v.account": "楼道灯坏了。", "unit": cast.unit("community").uid}
    assert client.post(place, sent).status_code == 302
    assert Matter.objects.get().source_kind == "promise"
    assert "报修楼道灯</a>" in client.get(f"/promises/{made.seq}/").content.decode()
    assert browse("foreign_secretary").get(place).status_code == 404


def test_a_promise_is_kept_on_its_page(browse, cast):
    client, made = browse("community_worker"), visit(cast)
    place = f"/promises/{made.seq}/"
    assert client.post(place, {"do": "keep", "on": "2026-05-21"}).status_code == 422
    assert client.post(place, {"do": "keep", "on": "2026-05-20", "note": "换了灯"}).status_code == 302
    assert "已兑现" in client.get(place).content.decode()
    assert "待兑现" not in client.get("/").content.decode()
    assert browse("leader").post(place, {"do": "keep", "on": "2026-05-20"}).status_code == 403


def test_a_task_is_set_in_one_tap(browse, cast):
    client, made = browse("community_worker"), visit(cast)
    assert client.post(f"/promises/{made.seq}/", {"do": "task"}).status_code == 302
    assert Task.objects.get().title == "报修楼道灯"


def test_a_thing_is_entered_changed_and_leaves(browse, cast):
    client, place = browse("community_secretary"), "/registers/community_organisations/"
    sent = {f"v.{name}": text for name, text in ANSWERS.items()}
    refused = client.post(f"{place}new/", {**sent, "title": "", "unit": cast.unit("community").uid})
    assert refused.status_code == 422
    assert "白露晞" in refused.content.decode()
    assert client.post(f"{place}new/", {**sent, "title": "晚晴合唱队"}).status_code == 302
    item = Item.objects.get()
    own = f"/registers/items/{item.uid}/"
    assert client.post(own, {"do": "end", "revision": item.revision}).status_code == 422
    changed = {**sent, "v.members": "31", "title": item.title, "reason": "新入队", "revision": item.revision}
    assert client.post(own, {"do": "change", **changed}).status_code == 302
    assert client.post(own, {"do": "renew", "revision": item.revision}).status_code == 409
    assert "原来：" in client.get(own).content.decode()


def test_who_only_reads_a_register_sees_no_contact(browse, cast):
    item = entered(cast)
    for place in ("/registers/community_organisations/", f"/registers/items/{item.uid}/"):
        assert "白露晞" in browse("community_worker").get(place).content.decode()
        page = browse("subdistrict_officer").get(place).content.decode()
        assert "晚晴合唱队" in page
        assert "白露晞" not in page
    copy = browse("subdistrict_officer").get("/registers/community_organisations/?as=csv").content.decode()
    assert "晚晴合唱队" in copy
    assert "白露晞" not in copy
