"""A scheme is read, decided on task by task with plain forms, and published."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.plans.conftest import SCHEME
from yiben.documents.models import Document
from yiben.plans.models import Plan, ProposedTask
from yiben.tasks.models import Task


@pytest.fixture
def officer(browse):
    return browse("subdistrict_officer")


@pytest.fixture
def upload(officer, cast):
    def send(data=SCHEME, name="方案.txt", **more):
        form = {"unit": cast.unit("subdistrict").uid, "day": "2026-02-20", **more}
        return officer.post("/plans/", {**form, "document": SimpleUploadedFile(name, data)}, follow=True)

    return send


@pytest.fixture
def plan(upload):
    upload()
    return Plan.objects.get()


def decide(client, proposed, do="accept", **more):
    return client.post(f"/plans/{proposed.plan.uid}/reading/{proposed.uid}/", {"do": do, **more}, follow=True)


def terms(proposed, **changes):
    kept = proposed.terms
    plain = {name: kept[name] for name in ("title", "unit", "lead_leader", "contact", "phase", "recurrence")}
    dates = {"starts_on": kept["starts_on"], "due_on": kept["due_on"], "target": str(kept["target"] or "")}
    return {**plain, **dates, "co_units": kept["co_units"], "version": str(proposed.version), "measure": "", **changes}


def text_of(response):
    return response.content.decode()


def picture(kind):
    kept = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(kept, kind)
    return kept.getvalue()


def spreadsheet():
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    book.add_worksheet().write_string(0, 0, "台账")
    book.close()
    return kept.getvalue()


def test_a_scheme_opens_beside_its_tasks(upload):
    page = text_of(upload())
    assert "广泛开展宣传活动" in page
    assert "任务 1" in page
    assert "条待定" in page
    assert Document.objects.get().name == "方案.txt"


def test_accepting_goes_on_to_the_next_undecided(officer, plan):
    first, second = plan.proposed.all()[:2]
    page = decide(officer, first)
    assert page.redirect_chain == [(f"/plans/{plan.uid}/reading/?task={second.uid}#task-{second.uid}", 302)]
    assert plan.proposed.get(pk=first.pk).state == ProposedTask.ACCEPTED


def test_an_edit_changes_the_terms_and_accepts(officer, plan, cast):
    proposed = plan.proposed.first()
    lead = cast.unit("section").uid
    decide(officer, proposed, **terms(proposed, title="印制宣传手册", unit=lead, measure="activity:entry", target="4"))
    kept = plan.proposed.get(pk=proposed.pk)
    assert (kept.state, kept.terms["title"], kept.terms["unit"]) == ("accepted", "印制宣传手册", lead)
    assert (kept.terms["kind"], kept.terms["book"], kept.terms["target"]) == ("counted", "activity", 4)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": "2026-06-01", "due_on": "2026-05-01"}, "早于开始日期"),
        ({"recurrence": "经常"}, "经常"),
        ({"title": " "}, "请填写"),
        ({"measure": "activity:entry", "target": "四"}, "四"),
        ({"unit": "no-such-unit"}, "no-such-unit"),
    ],
)
def test_terms_that_cannot_be_followed_come_back_as_typed(officer, plan, changes, sentence):
    proposed = plan.proposed.first()
    page = decide(officer, proposed, **terms(proposed, contact="留着的联系人", **changes))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "留着的联系人" in text_of(page)
    assert plan.proposed.get(pk=proposed.pk).state == ProposedTask.PENDING


def test_two_officers_editing_one_task_see_both_texts(officer, browse, plan):
    proposed = plan.proposed.first()
    decide(browse("district_officer"), proposed, **terms(proposed, title="他人的改法"))
    page = decide(officer, proposed, **terms(proposed, title="我的改法"))
    assert page.status_code == 409
    assert "他人的改法" in text_of(page)
    assert "我的改法" in text_of(page)
    assert plan.proposed.get(pk=proposed.pk).terms["title"] == "他人的改法"


def test_merging_takes_the_next_one_in(officer, plan):
    first, second = plan.proposed.all()[:2]
    decide(officer, first, "merge")
    assert second.terms["title"] in plan.proposed.get(pk=first.pk).terms["title"]
    last = plan.proposed.exclude(state=ProposedTask.DROPPED).last()
    assert "没有可并入" in text_of(decide(officer, last, "merge"))


def test_splitting_needs_two_titles(officer, plan):
    first = plan.proposed.first()
    page = decide(officer, first, "split", titles="只有一个")
    assert page.status_code == 422
    decide(officer, first, "split", titles="印手册\n发手册")
    assert plan.proposed.filter(terms__title="发手册").exists()


def test_undo_takes_back_one_decision_after_the_other(officer, plan):
    first, second = plan.proposed.all()[:2]
    decide(officer, first, "merge")
    decide(officer, first, "drop")
    officer.post(f"/plans/{plan.uid}/reading/undo/")
    officer.post(f"/plans/{plan.uid}/reading/undo/")
    kept = plan.proposed.get(pk=first.pk)
    assert (kept.terms, kept.state) == (first.terms, "pending")
    assert plan.proposed.get(pk=second.pk).state == ProposedTask.PENDING
    assert "没有可以撤销" in text_of(officer.post(f"/plans/{plan.uid}/reading/undo/"))


def test_undoing_a_split_takes_its_parts_away(officer, plan):
    count = plan.proposed.count()
    decide(officer, plan.proposed.first(), "split", titles="印手册\n发手册")
    officer.post(f"/plans/{plan.uid}/reading/undo/")
    assert plan.proposed.count() == count


def test_a_task_the_reader_missed_is_added_by_hand(officer, plan):
    clause = plan.clauses.get(heading="总体要求")
    page = officer.post(f"/plans/{plan.uid}/reading/add/", {"clause": clause.uid, "title": "开动员会"}, follow=True)
    assert "开动员会" in text_of(page)
    assert plan.proposed.get(terms__title="开动员会").clause == clause


def test_publishing_lists_what_is_undecided_and_then_publishes(officer, plan):
    page = officer.post(f"/plans/{plan.uid}/publish/")
    assert page.status_code == 422
    assert plan.proposed.first().terms["title"] in text_of(page)
    for proposed in plan.proposed.all():
        decide(officer, proposed)
    officer.post(f"/plans/{plan.uid}/publish/")
    assert Plan.objects.get().state == Plan.PUBLISHED
    assert Task.objects.count() == plan.proposed.count()


def test_a_recurring_duty_without_an_end_says_until_when_it_is_followed(plan, officer):
    proposed = plan.proposed.filter(terms__recurrence__startswith="每季度").first()
    assert {"code": "recurrence_endless", "on": proposed.terms["due_on"]} in proposed.problems
    assert "没有写到什么时候为止" in text_of(officer.get(f"/plans/{plan.uid}/reading/"))


def test_an_empty_document_is_refused_and_a_file_above_the_limit_is_not_read(upload, settings):
    assert "里没有文字" in text_of(upload(b" "))
    settings.DOCUMENT_LIMIT_BYTES = 16
    assert "MB" in text_of(upload())
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"PK\x03\x04broken", "已损坏"),
        (lambda: picture("PNG"), "是图片"),
        (lambda: picture("PDF"), "是扫描件"),
        (lambda: spreadsheet(), "是电子表格"),
    ],
)
def test_what_is_no_readable_document_is_refused_in_words_and_nothing_is_kept(upload, make, sentence):
    page = upload(make(), name="方案.docx")
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert "方案.docx" in text_of(page)
    assert not Document.objects.exists()


def test_a_wrongly_named_document_is_read_by_its_content(upload):
    from docx import Document as Docx

    paper, kept = Docx(), io.BytesIO()
    for line in SCHEME.decode().splitlines():
        paper.add_paragraph(line)
    paper.save(kept)
    assert "广泛开展宣传活动" in text_of(upload(kept.getvalue(), name="方案.txt"))


def test_an_upload_without_a_file_or_with_a_bad_day_keeps_the_page(officer, upload, cast):
    page = officer.post("/plans/", {"unit": cast.unit("subdistrict").uid})
    assert "请先选择文件" in text_of(page)
    assert "不是有效日期" in text_of(upload(day="三月"))
    assert not Plan.objects.exists()


@pytest.mark.parametrize("name", ["community_secretary", "district_reader", "supervisor", "section_officer"])
def test_those_who_may_not_change_plans_neither_upload_nor_decide(browse, plan, cast, name):
    client, proposed = browse(name), plan.proposed.first()
    form = {"unit": cast.unit("subdistrict").uid, "document": SimpleUploadedFile("x.txt", SCHEME)}
    assert client.post("/plans/", form).status_code == 403
    assert decide(client, proposed).status_code == 404
    assert plan.proposed.get(pk=proposed.pk).state == ProposedTask.PENDING
