"""A published plan: its tree, views, gaps, spreadsheet and revision, for those it concerns."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from yiben.plans.models import Plan
from yiben.tasks.models import Task
from yiben.web.supervision_sheet import row_height


@pytest.fixture
def plan(published):
    return published


def text_of(response):
    return response.content.decode()


def parts_of(response):
    """Return the sheet, the workbook and the texts of an .xlsx, as they stand in the file."""
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        texts = re.findall(r"<t[^>]*>(.*?)</t>", file.read("xl/sharedStrings.xml").decode(), re.S)
        return file.read("xl/worksheets/sheet1.xml").decode(), file.read("xl/workbook.xml").decode(), texts


def test_a_plan_stands_in_the_list_with_its_lights(browse, plan):
    page = text_of(browse("district_reader").get("/plans/"))
    assert plan.title in page
    assert "红" in page


def test_the_tree_names_clauses_tasks_and_lights(browse, plan):
    page = text_of(browse("district_reader").get(f"/plans/{plan.uid}/"))
    assert "二、重点任务" in page
    assert "红 逾期20天" in page
    assert "红：过了期限没有完成" in page


@pytest.mark.parametrize("view", ["unit", "deadline", "alert", "gaps", "nonsense"])
def test_every_view_shows_tasks(browse, plan, view):
    page = browse("district_reader").get(f"/plans/{plan.uid}/?by={view}")
    assert page.status_code == 200
    assert "/tasks/" in text_of(page)


def test_a_unit_narrows_the_plan_to_its_tasks(browse, plan):
    page = text_of(browse("district_reader").get(f"/plans/{plan.uid}/?unit=LX-01-02"))
    assert "悬挂横幅20条" in page
    assert "更新宣传栏10块" not in page


def test_a_gap_is_worked_off_by_saying_that_the_clause_needs_no_task(browse, plan):
    client, clause = browse("subdistrict_officer"), plan.clauses.get(heading="总体要求")
    assert f"/clauses/{clause.uid}/" in text_of(client.get(f"/plans/{plan.uid}/"))
    client.post(f"/plans/{plan.uid}/clauses/{clause.uid}/", {"needs_none": "1"})
    assert f"/clauses/{clause.uid}/" not in text_of(client.get(f"/plans/{plan.uid}/"))


def test_a_gap_is_worked_off_by_adding_a_task(browse, plan, cast):
    clause = plan.clauses.get(heading="总体要求")
    form = {"title": "开动员会", "unit": cast.unit("section").uid, "due_on": "2026-06-30", "recurrence": ""}
    browse("subdistrict_officer").post(f"/plans/{plan.uid}/clauses/{clause.uid}/task/", form)
    assert Task.objects.get(title="开动员会").source == clause.uid


def test_a_reader_works_off_no_gap(browse, plan):
    client, clause = browse("district_reader"), plan.clauses.get(heading="总体要求")
    assert client.post(f"/plans/{plan.uid}/clauses/{clause.uid}/", {"needs_none": "1"}).status_code == 403
    assert client.post(f"/plans/{plan.uid}/clauses/{clause.uid}/task/", {"title": "x"}).status_code == 403


def test_a_record_that_names_no_task_is_a_gap(browse, plan, recorded, cast):
    task = Task.objects.get(due_on=date(2026, 4, 30))
    Task.objects.filter(pk=task.pk).update(kind="counted", book="activity", field="entry", target=2)
    recorded(on=date(2026, 4, 12))
    assert "消防演练" in text_of(browse("district_reader").get(f"/plans/{plan.uid}/"))


def test_the_spreadsheet_is_a3_landscape_with_repeated_headings(browse, plan):
    sheet, book, texts = parts_of(browse("district_reader").get(f"/plans/{plan.uid}/ledger.xlsx"))
    assert re.search(r'<pageSetup paperSize="8"[^>]*orientation="landscape"', sheet)
    assert 'fitToHeight="0"' in sheet
    assert "$1:$3" in book
    heads = texts[texts.index("序号") :]
    assert heads[:5] == ["序号", "任务", "出处条款", "牵头领导", "牵头单位"]
    assert "第 &amp;P 页，共 &amp;N 页" in sheet
    assert sheet.count("<row ") >= 3 + Task.objects.count()


def test_a_row_of_the_spreadsheet_is_as_high_as_its_longest_cell():
    short, long = ["字"] * 13, ["字"] * 12 + ["字" * 24]
    assert row_height(short) == 20
    assert row_height(long) == 5 * 16 + 4
    assert row_height(["一\n二\n三"] + ["字"] * 12) == 3 * 16 + 4


def test_the_spreadsheet_takes_no_text_for_a_formula(browse, plan):
    Task.objects.filter(due_on=date(2026, 4, 30)).update(title="=1+1", contact="@SUM(A1)")
    sheet, _book, texts = parts_of(browse("district_reader").get(f"/plans/{plan.uid}/ledger.xlsx"))
    assert {"'=1+1", "'@SUM(A1)"} <= set(texts)
    assert "<f>" not in sheet


def test_a_community_reads_the_plan_that_charges_it_with_its_own_tasks(browse, plan):
    page = text_of(browse("community_secretary").get(f"/plans/{plan.uid}/"))
    assert "更新宣传栏10块" in page
    assert "悬挂横幅20条" not in page
    assert "这一条下面没有任务" not in page


@pytest.mark.parametrize("name", ["foreign_secretary", "partner"])
def test_a_plan_of_others_is_not_there(browse, plan, name):
    client = browse(name)
    for address in ("", "reading/", "ledger.xlsx", "publish/", "revise/"):
        assert client.get(f"/plans/{plan.uid}/{address}").status_code == 404


def test_a_revision_begins_from_the_changed_document(browse, plan):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.plans.conftest import SCHEME

    form = {"document": SimpleUploadedFile("修订.txt", SCHEME), "day": "2026-03-01"}
    browse("subdistrict_officer").post(f"/plans/{plan.uid}/revise/", form)
    assert Plan.objects.get(revises=plan).state == Plan.DRAFT
    assert browse("district_reader").post(f"/plans/{plan.uid}/revise/", form).status_code == 403
