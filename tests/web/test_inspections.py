"""Pages of rounds: planning, drawing, the visit on a phone, findings, the circular, each with its refusal."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest

from tests.inspections.cases import TODAY, opened, planned, visit_of, visited
from yiben.dispatches.models import Dispatch
from yiben.inspections.models import Round, Visit
from yiben.inspections.queries import frame_of, usual_kind
from yiben.matters.models import Matter
from yiben.units.models import Unit

pytestmark = pytest.mark.django_db
PLAN = {
    "checklist": "supervision",
    "title": "二季度督查",
    "approval": "督检考〔2026〕7号",
    "begins_on": "2026-05-18",
    "ends_on": "2026-05-29",
}
YES = {"answer.posters": "yes", "answer.slogans": "yes", "answer.banners": "yes"}


def do(client, row: Round, name: str, **sent: str):
    return client.post(
        f"/inspections/{row.uid}/", {"do": name, "revision": Round.objects.get(pk=row.pk).revision, **sent}
    )


def test_a_round_is_planned_drawn_and_begun(browse, cast):
    client = browse("subdistrict_officer")
    assert client.post("/inspections/new/", {**PLAN, "approval": ""}).status_code == 422
    place = client.post("/inspections/new/", PLAN)["Location"]
    row = Round.objects.get()
    assert do(client, row, "open").status_code == 422
    assert do(client, row, "draw", size="x").status_code == 422
    assert do(client, row, "draw", size="2", seed="2026").status_code == 302
    assert do(client, row, "open").status_code == 302
    page = client.get(place).content.decode()
    assert "种子2026" in page
    assert row.title in client.get("/inspections/").content.decode()
    assert browse("supervisor").get(place).status_code == 200


def test_a_draft_comes_back_filled_when_it_is_refused(browse, cast):
    page = browse("subdistrict_officer").post("/inspections/new/", {**PLAN, "ends_on": "2026-05-01"})
    assert page.status_code == 422
    assert 'value="二季度督查"' in page.content.decode()
    assert re.search(r'<a href="#ends_on">至：', page.content.decode())
    page = browse("subdistrict_officer").post("/inspections/new/", {**PLAN, "ends_on": "明天"})
    assert page.status_code == 422


def test_anybody_who_sees_the_round_sees_how_it_was_drawn(browse, cast):
    row = opened(cast, 2, "2026")
    page = browse("district_reader").get(f"/inspections/{row.uid}/draws/").content.decode()
    assert "SHA-256" in page
    assert page.count("抽中") >= 2
    assert browse("community_secretary").get(f"/inspections/{row.uid}/draws/").status_code == 403


def test_a_visit_is_kept_and_leads_to_the_next(browse, cast):
    row, client = opened(cast, 2), browse("subdistrict_officer")
    first, second = row.visits.all()
    place = f"/inspections/visits/{first.uid}/"
    bad = client.post(place, {**YES, "answer.banners": "", "note.banners": "没有挂", "revision": first.revision})
    assert (bad.status_code, "没有挂" in bad.content.decode()) == (422, True)
    done = client.post(place, {**YES, "answer.banners": "no", "revision": first.revision, "do": "next"})
    assert done["Location"] == f"/inspections/visits/{second.uid}/"
    assert Visit.objects.get(pk=first.pk).state == "done"
    assert client.post(place, {**YES, "revision": first.revision}).status_code == 409


def test_a_visit_kept_by_mistake_is_corrected_on_its_page(browse, cast):
    row = opened(cast, 1, "2026")
    visit = visited(cast, row, posters="no")
    client, place = browse("subdistrict_officer"), f"/inspections/visits/{visit.uid}/"
    assert "?do=correct" in client.get(place).content.decode()
    assert "门口没有" in client.get(f"{place}?do=correct").content.decode()
    sent = {**YES, "do": "correct", "revision": visit.revision, "on": "2026-05-20"}
    missing = client.post(place, {**sent, "reason": ""})
    assert (missing.status_code, 'href="#reason"' in missing.content.decode()) == (422, True)
    assert client.post(place, {**sent, "reason": "点错了单位"}).status_code == 302
    page = client.get(place).content.decode()
    assert [words in page for words in ("点错了单位", "门口没有")] == [True, True]
    assert "?do=correct" not in browse("leader").get(place).content.decode()
    assert browse("community_secretary").post(place, {**sent, "reason": "x"}).status_code in (403, 404)


def test_a_photo_is_shown_to_who_sees_the_visit_alone(browse, cast, photo):
    visit, client = visit_of(opened(cast, 4), "LX-01-01"), browse("subdistrict_officer")
    sent = {**YES, "revision": visit.revision, "photos.posters": io.BytesIO(photo)}
    assert client.post(f"/inspections/visits/{visit.uid}/", sent).status_code == 302
    place = f"/inspections/papers/{visit.papers.get().pk}/"
    assert browse("community_worker").get(place).headers["Content-Type"] == "image/jpeg"
    assert browse("foreign_secretary").get(place).status_code == 404


def test_a_finding_is_handed_on_with_one_click_and_its_state_stands_on_the_round(browse, cast):
    row, client = opened(cast, 4), browse("subdistrict_officer")
    answer = visited(cast, row, "LX-01-01", banners="no").answers.get(item="banners")
    hand = f"/inspections/answers/{answer.uid}/hand/"
    assert browse("community_secretary").post(hand).status_code == 403
    assert client.post(hand).status_code == 302
    assert client.post(hand).status_code == 422
    page = client.get(f"/inspections/{row.uid}/").content.decode()
    assert f"/matters/{Matter.objects.get().uid}/" in page
    assert "待定措施" in page
    again = client.post(f"/inspections/visits/{answer.visit.uid}/again/")["Location"]
    assert "复查" in client.get(again).content.decode()


def test_a_number_opens_to_the_visits_behind_it(browse, cast):
    row, client = opened(cast, 4), browse("subdistrict_officer")
    visited(cast, row, "LX-01-01", banners="no")
    visited(cast, row, "LX-01-02")
    page = client.get(f"/inspections/{row.uid}/?of=banners.no").content.decode()
    table = page[page.index('id="visits"') : page.index('id="findings"')]
    assert "枫林社区" in table
    assert "桥西社区" not in table


def test_the_circular_names_the_picked_cases_and_becomes_a_document(browse, cast):
    from tests.dispatches.papers import subdistrict_series

    row, client = opened(cast, 4), browse("subdistrict_officer")
    visit = visited(cast, row, "LX-01-01", banners="no")
    place = f"/inspections/{row.uid}/circular/"
    page = client.get(f"{place}?case={visit.uid}").content.decode()
    assert "（一）枫林社区。横幅没有悬挂（门口没有）。" in page
    assert "?of=banners.no#visits" in page
    file = client.get(f"{place}?case={visit.uid}&do=docx").content
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(file)).paragraphs)
    assert "到位0个，未到位1个，到位率0%" in text
    series = subdistrict_series(cast)
    answer = client.post(place, {"do": "draft", "series": series.uid, "case": visit.uid})
    made = Dispatch.objects.get()
    assert (answer["Location"], made.kind, made.number) == (f"/dispatches/{made.uid}/", "通报", None)
    assert browse("supervisor").get(place).status_code == 403


def test_the_table_is_taken_away_as_a_sheet(browse, cast):
    row = opened(cast, 4)
    visited(cast, row, "LX-01-01")
    answer = browse("subdistrict_officer").get(f"/inspections/{row.uid}/results.xlsx")
    assert answer.content[:2] == b"PK"
    assert browse("community_secretary").get(f"/inspections/{row.uid}/results.xlsx").status_code == 403


def test_a_community_sees_its_own_visit_and_nothing_of_the_others(browse, cast):
    row, client = opened(cast, 4), browse("community_secretary")
    visited(cast, row, "LX-01-02", banners="no")
    page = client.get(f"/inspections/{row.uid}/").content.decode()
    assert "枫林社区" in page
    assert "桥西社区" not in page
    assert not re.search(r'name="do" value="(close|add|draw)"', page)
    assert do(client, row, "close", reason="x").status_code == 403


def test_a_round_is_changed_while_it_is_prepared(browse, cast):
    row, client = planned(cast), browse("subdistrict_officer")
    sent = {**PLAN, "title": "二季度再督查", "unannounced": "1"}
    assert do(client, row, "change", **{**sent, "title": ""}).status_code == 422
    assert do(client, row, "change", **sent).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.is_announced, row.ends_on) == ("二季度再督查", False, date(2026, 5, 29))
    assert do(client, row, "drop", reason="").status_code == 422
    assert do(client, row, "drop", reason="并到三季度").status_code == 302
    assert TODAY


def test_an_entry_leads_back_to_the_visit_that_left_it(browse, cast):
    visit = visited(cast, opened(cast, 4), "LX-01-01")
    page = browse("subdistrict_officer").get(f"/entries/{visit.entry}/").content.decode()
    assert f"/inspections/visits/{visit.uid}/" in page


def test_a_round_draws_among_the_kind_that_it_says(browse, cast):
    client = browse("subdistrict_officer")
    form = client.get("/inspections/new/").content.decode()
    assert re.search(r'name="kinds" value="community" checked', form)
    client.post("/inspections/new/", {**PLAN, "kinds": "community"})
    row = Round.objects.get()
    do(client, row, "draw", size="1", seed="2026")
    kinds = Unit.objects.filter(code__in=[each[0] for each in row.draws.get().frame]).values_list("kind", flat=True)
    assert set(kinds) == {"community"}
    assert len(frame_of(row)) < len(frame_of(Round(unit=row.unit, checklist=row.checklist, kinds=[])))
    for kind in ("planet", "section"):
        assert client.post("/inspections/new/", {**PLAN, "kinds": kind}).status_code == 422


def test_the_kind_that_is_ticked_at_first_is_one_that_the_list_is_for(cast):
    assert usual_kind(cast.unit("district"), "supervision", TODAY) == "community"
    assert usual_kind(cast.unit("section"), "supervision", TODAY) == "community"


def test_what_is_missing_is_listed_with_links_and_photos_are_kept(browse, cast, photo, settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path
    visit = visit_of(opened(cast))
    client, place = browse("subdistrict_officer"), f"/inspections/visits/{visit.uid}/"
    sent = {**YES, "answer.banners": "", "revision": visit.revision}
    page = client.post(place, {**sent, "photos.posters": io.BytesIO(photo)})
    told = page.content.decode()
    assert page.status_code == 422
    assert 'href="#q-answer.banners"' in told
    kept = re.findall(r'name="kept.posters" value="([^"]+)"', told)
    assert len(kept) == 1
    forged = client.post(place, {**sent, "answer.banners": "yes", "kept.slogans": kept[0]})
    assert forged.status_code == 422
    assert client.post(place, {**sent, "answer.banners": "yes", "kept.posters": kept[0]}).status_code == 302
    assert [each.item for each in visit.papers.all()] == ["posters"]
