"""Pages of rosters: who serves, drawing, the table, swaps, the handover book, what residents see."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.matters.cases import issue
from tests.rosters.cases import NAMES, published, serving
from tests.rosters.test_life import free_for
from yiben.matters.actions.residents import change_desk
from yiben.rosters.models import Rota, Server, ShiftRecord

pytestmark = pytest.mark.django_db
DAYS = {"kind": "office_duty", "from_day": "2026-06-01", "to_day": "2026-06-30", "do": "draw"}


def rota_of(client) -> tuple[str, Rota]:
    rota = Rota.objects.latest("pk")
    return f"/rosters/{rota.uid}/", rota


def test_somebody_is_entered_from_their_account_or_by_name(browse, cast):
    client = browse("community_secretary")
    worker = cast.users["community_worker"]
    assert client.post("/rosters/servers/", {"do": "add", "person": worker.uid}).status_code == 302
    assert client.post("/rosters/servers/", {"do": "add", "name": worker.name}).status_code == 422
    assert client.post("/rosters/servers/", {"do": "add", "name": "沈若溪", "phone": "13900002222"}).status_code == 302
    assert [each.name for each in Server.objects.all()] == [worker.name, "沈若溪"]
    assert browse("community_worker").post("/rosters/servers/", {"do": "add", "name": "谁"}).status_code == 403


def test_a_rota_is_drawn_shown_and_published(browse, cast):
    serving(cast)
    client = browse("community_secretary")
    wrong = client.post("/rosters/new/", {**DAYS, "to_day": "2026-05-01"})
    assert wrong.status_code == 422
    assert "2026-05-01" in wrong.content.decode()
    assert client.post("/rosters/new/", DAYS).status_code == 302
    place, rota = rota_of(client)
    page = client.get(place).content.decode()
    assert "6月19日" in page
    assert NAMES[0] in page
    assert client.post(place, {"do": "publish", "revision": rota.revision}).status_code == 302
    assert client.post(place, {"do": "publish", "revision": rota.revision}).status_code == 409
    assert browse("community_worker").post("/rosters/new/", DAYS).status_code == 403


def test_the_table_is_a_sheet(browse, cast):
    serving(cast)
    client, rota = browse("community_worker"), published(cast)
    content = client.get(f"/rosters/{rota.uid}/table.xlsx").content
    cells = ZipFile(BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert not [name for name in NAMES if name not in cells]
    assert browse("foreign_secretary").get(f"/rosters/{rota.uid}/table.xlsx").status_code == 404


def test_who_only_reads_sees_numbers_and_no_name(browse, cast):
    serving(cast)
    rota = published(cast)
    for place in (f"/rosters/{rota.uid}/", f"/rosters/{rota.uid}/table.xlsx", "/rosters/?unit=LX-01-01"):
        answer = browse("leader").get(place)
        assert answer.status_code == 200
        assert not [name for name in NAMES if name.encode() in answer.content]
    assert "1人" in browse("leader").get(f"/rosters/{rota.uid}/").content.decode()


def test_a_swap_is_asked_and_agreed_to_on_the_page(browse, cast):
    first, second, _third = serving(cast)
    rota = published(cast)
    gives = free_for(rota, second, first)
    place, secretary, worker = f"/rosters/{rota.uid}/", browse("community_secretary"), browse("community_worker")
    assert secretary.post(place, {"do": "ask", "duty": gives.uid}).status_code == 422
    sent = {"do": "ask", "duty": gives.uid, "taker": first.uid, "reason": "家里有事"}
    assert secretary.post(place, sent).status_code == 302
    assert "请您换班" in worker.get("/").content.decode()
    swap = gives.swaps.get().uid
    assert secretary.post(place, {"do": "agree", "swap": swap}).status_code == 422
    assert worker.post(place, {"do": "agree", "swap": swap}).status_code == 302
    gives.refresh_from_db()
    assert gives.server == first
    assert "家里有事" in worker.get(place).content.decode()


def test_a_shift_is_handed_over_with_its_matters_and_received(browse, cast):
    serving(cast)
    published(cast)
    issue(cast)
    worker, secretary = browse("community_worker"), browse("community_secretary")
    book = worker.get("/rosters/book/").content.decode()
    assert "三号楼前路灯不亮" in book
    sent = {"shift": "office_duty/2026-05-20/day", "happened": "", "incidents": "2"}
    assert worker.post("/rosters/book/", sent).status_code == 422
    assert worker.post("/rosters/book/", {**sent, "happened": "接报两件"}).status_code == 302
    place = f"/rosters/book/{ShiftRecord.objects.get().uid}/"
    assert "还没有接" in secretary.get("/").content.decode()
    assert worker.post(place, {}).status_code == 422
    assert secretary.post(place, {"words": "知道了"}).status_code == 302
    assert "知道了" in worker.get(place).content.decode()
    assert "接报两件" not in browse("leader").get(place).content.decode()
    assert browse("foreign_secretary").get(place).status_code == 404


def test_residents_see_the_telephone_of_the_unit(browse, cast, client):
    serving(cast)
    published(cast)
    change_desk(cast.caller("community_secretary"), cast.unit("community"), is_open=True, note="")
    sent = {"do": "desk", "phone": "0000-7654321", "is_shown": "1"}
    assert browse("community_secretary").post("/rosters/servers/", sent).status_code == 302
    page = client.get("/residents/LX-01-01/").content.decode()
    assert "0000-7654321" in page
    assert not [name for name in NAMES if name in page]


def test_who_is_on_duty_stands_on_the_workbench_of_the_unit(browse, cast):
    serving(cast)
    published(cast)
    shown = browse("community_worker").get("/").content.decode()
    assert "今天值班" in shown
    assert re.search(r"(昨天|今天) \d\d:\d\d到", shown)
    assert "今天值班" not in browse("foreign_secretary").get("/").content.decode()


def test_who_asks_for_a_swap_is_not_among_those_who_take_it(browse, cast):
    serving(cast)
    published(cast)
    page = browse("community_worker").get(rota_of(None)[0]).content.decode()
    asker = Server.objects.get(person=cast.users["community_worker"].uid)
    takers = page.partition('name="taker"')[2].partition("</select>")[0]
    assert asker.name not in takers
    assert takers.count("<option") == Server.objects.count()


def test_a_rota_that_runs_leads_to_today(browse, cast):
    import time_machine

    serving(cast)
    rota = published(cast)
    with time_machine.travel(f"{rota.from_day}T10:00:00+08:00"):
        page = browse("community_secretary").get(rota_of(None)[0]).content.decode()
    assert 'href="#today"' in page
    assert 'id="today"' in page
