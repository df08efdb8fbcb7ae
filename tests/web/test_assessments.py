"""Pages of assessments: put together on screen, scored, judged, reviewed, published, appealed, final, each with its refusal."""

from __future__ import annotations

import io

import docx
import pytest

from tests.assessments.cases import begun, of, opened, published
from tests.assessments.test_checklists import PDF
from yiben.assessments.actions import appeal
from yiben.assessments.models import Appeal, Assessment
from yiben.sheets.opening import open_workbook

pytestmark = pytest.mark.django_db


def form(cast, **changed: str) -> dict[str, object]:
    """A scheme of two items, as the form sends it."""
    sent: dict[str, object] = {
        "do": "keep",
        "unit": cast.unit("subdistrict").uid,
        "title": "三季度考核",
        "period": "2026Q3",
        "applies": "community",
        "combine": "mean",
        "grades": "优秀90、良好60、不合格0",
        "units": [cast.unit("community").uid],
        "assessors": [cast.unit("section").uid],
        "items.0.label": "活动",
        "items.0.weight": "62.5",
        "items.0.how": "metric",
        "items.0.metric": "base.activity_entries",
        "items.0.bands": "12:100 6:80 0:0",
        "items.1.label": "评议",
        "items.1.weight": "37.5",
        "items.1.how": "judgement",
    }
    return {**sent, **{name.replace("__", "."): value for name, value in changed.items()}}


def do(client, row: Assessment, name: str, **sent: str):
    revision = Assessment.objects.get(pk=row.pk).revision
    return client.post(f"/assessments/{row.uid}/", {"do": name, "revision": revision, **sent})


def test_an_office_puts_a_scheme_together_on_screen(browse, cast):
    client = browse("subdistrict_officer")
    bad = client.post("/assessments/new/", form(cast, items__0__weight="60"))
    assert bad.status_code == 422
    assert "现在是97.5" in bad.content.decode()
    assert 'value="12:100 6:80 0:0"' in bad.content.decode()
    assert client.post("/assessments/new/", form(cast, items__1__label="照片数量")).status_code == 422
    assert client.post("/assessments/new/", form(cast)).status_code == 302
    kept = Assessment.objects.get().scheme
    assert [each["weight"] for each in kept["items"]] == ["62.5", "37.5"]
    assert kept["grades"][0] == {"id": "excellent", "label": "优秀", "least": 90}


def test_a_shipped_scheme_fills_the_form_and_is_changed(browse, cast):
    client = browse("subdistrict_officer")
    page = client.get("/assessments/new/?scheme=community_year").content.decode()
    assert 'value="12.5"' in page
    row = begun(cast)
    place = f"/assessments/{row.uid}/edit/"
    assert 'value="33.5"' in client.get(place).content.decode()
    sent = form(cast, revision=str(row.revision))
    assert client.post(place, {**sent, "title": ""}).status_code == 422
    assert client.post(place, sent).status_code == 302
    assert Assessment.objects.get().title == "三季度考核"
    assert browse("community_secretary").get(place).status_code == 404


def test_a_scheme_made_on_screen_is_made_again_for_the_next_year(browse, cast):
    first = begun(cast, title="2026年上半年考核")
    client = browse("subdistrict_officer")
    assert f"?like={first.uid}" in client.get("/assessments/").content.decode()
    assert f"?like={first.uid}" in client.get(f"/assessments/{first.uid}/").content.decode()
    page = client.get(f"/assessments/new/?like={first.uid}").content.decode()
    assert [
        f'value="{each}"' in page for each in ("2027年上半年考核", "2027H1", "33.5", "优秀90、良好60、不合格0")
    ] == [True] * 4
    assert page.count('data-label="枫林社区" checked') == 1
    assert browse("community_secretary").get(f"/assessments/new/?like={first.uid}").status_code == 403
    assert client.get("/assessments/new/?like=nothing").status_code == 404


def test_rows_grow_and_another_kind_shows_its_units(browse, cast):
    client = browse("subdistrict_officer")
    page = client.post("/assessments/new/", {**form(cast), "do": "more"}).content.decode()
    assert "三季度考核" in page
    page = client.post("/assessments/new/", {**form(cast), "do": "kind", "applies": "service_centre"}).content.decode()
    assert "红叶服务中心" in page


def test_it_is_walked_to_the_draft(browse, cast):
    row, officer = begun(cast), browse("subdistrict_officer")
    assert do(officer, row, "open").status_code == 302
    own = f"/assessments/{row.uid}/units/LX-01-01/"
    secretary = browse("community_secretary")
    assert secretary.post(own, {"do": "self", "points.events": "99"}).status_code == 422
    assert secretary.post(own, {"do": "self", "points.events": "30", "words.events": "办了三场"}).status_code == 302
    judge = f"/assessments/{row.uid}/judge/LX-01-01/"
    section = browse("section_officer")
    assert section.post(judge, {"points.joint": "40"}).status_code == 422
    assert section.post(judge, {"points.joint": "40", "reason.joint": "配合好"}).status_code == 302
    assert "40" in section.get(judge).content.decode()
    refused = do(officer, row, "publish")
    assert (refused.status_code, "桥西社区还没有复核" in refused.content.decode()) == (422, True)
    assert officer.post(own, {"do": "review", "reason.events": ""}).status_code == 422
    reasons = {f"reason.{name}": "按台账" for name in ("events", "rules", "joint")}
    assert officer.post(own, {"do": "review", **reasons}).status_code == 302


def test_points_are_shown_with_the_draft_and_not_before(browse, cast):
    row = opened(cast)
    own = f"/assessments/{row.uid}/units/LX-01-01/"
    assert "还没有公布" in browse("community_secretary").get(own).content.decode()
    assert browse("community_secretary").get(f"/assessments/{row.uid}/units/LX-01-02/").status_code == 404
    row = published(cast)
    page = browse("community_secretary").get(f"/assessments/{row.uid}/units/LX-01-01/").content.decode()
    assert "2家评议，取中间：得42.75分" in page
    assert "as_of=" in page
    assert "人物" not in page.partition("<main")[2].partition("</main>")[0]


def test_an_appeal_goes_up_with_papers_and_is_answered(browse, cast):
    row, secretary = published(cast), browse("community_secretary")
    own = f"/assessments/{row.uid}/units/LX-01-01/"
    assert secretary.post(own, {"do": "appeal", "item": "events"}).status_code == 422
    sent = {"do": "appeal", "item": "events", "words": "漏算一场", "papers": io.BytesIO(PDF)}
    sent["papers"].name = "签到表.pdf"
    assert secretary.post(own, sent).status_code == 302
    made = Appeal.objects.get()
    place, officer = f"/assessments/appeals/{made.uid}/", browse("subdistrict_officer")
    assert secretary.post(place, {"decision": "changed", "points": "33", "answer": "自批"}).status_code == 403
    assert officer.post(place, {"decision": "changed", "answer": "补上"}).status_code == 422
    assert officer.post(place, {"decision": "changed", "points": "33.5", "answer": "补上一场"}).status_code == 302
    assert "补上一场" in secretary.get(own).content.decode()
    paper = f"/assessments/papers/{made.papers.get().pk}/"
    assert [browse(who).get(paper).status_code for who in ("community_worker", "foreign_secretary")] == [200, 404]


def test_units_agree_and_the_result_is_final_and_taken_away(browse, cast):
    row, officer = published(cast), browse("subdistrict_officer")
    assert do(officer, row, "finish").status_code == 422
    own = f"/assessments/{row.uid}/units/LX-01-01/"
    assert browse("community_secretary").post(own, {"do": "accept"}).status_code == 302
    row.assessed.exclude(unit=cast.unit("community")).update(accepted_on="2026-05-20")
    assert do(officer, row, "finish").status_code == 302
    sheet = open_workbook(officer.get(f"/assessments/{row.uid}/result.xlsx").content, "a.xlsx").sheets[0]
    assert [str(cell) for cell in sheet.rows[2][1:5]] == ["枫林社区", "11.17", "0", "42.75"]
    paper = docx.Document(io.BytesIO(officer.get(f"/assessments/{row.uid}/result.docx").content))
    assert paper.tables[0].rows[1].cells[1].text == "枫林社区"
    assert browse("community_secretary").get(f"/assessments/{row.uid}/result.xlsx").status_code == 403
    assert of(row, cast).entry


def test_an_appeal_is_not_there_for_others(browse, cast):
    row = published(cast)
    made = appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏算一场")
    for who in ("foreign_secretary", "section_officer", "partner"):
        assert browse(who).get(f"/assessments/appeals/{made.uid}/").status_code == 404
    assert browse("resident").get("/assessments/").status_code == 403
