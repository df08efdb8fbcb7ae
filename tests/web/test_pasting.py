"""A pasted message, list or table proposes records and duties; nothing is kept before somebody has looked."""

from __future__ import annotations

import pytest

from yiben.ledger.models import Draft, Entry
from yiben.tasks.models import Task

MESSAGE = """张三 10:32
@所有人 请各社区今天下午5点前报送防汛排查情况
李四 10:33
收到
昨天枫林社区开展活动，发放手册120册，参与居民46人。
"""
CHAIN = "#接龙\n1. 张三 枫林社区 已完成 12户\n2. 李四 桥西社区 未完成 3户"
TABLE = "日期\t活动名称\t参加人数\t宗教信仰\n2026-05-12\t消防演练\t68\t无\n2026-05-13\t反诈宣传\t46\t无"


def text_of(response):
    return response.content.decode()


def paste(client, text, **more):
    return client.post("/paste/", {"text": text, **more}, follow=True)


def test_a_message_is_read_into_a_duty_and_a_record_and_nothing_is_kept(browse):
    page = text_of(paste(browse("community_secretary"), MESSAGE))
    assert "报送防汛排查情况" in page
    assert 'value="entry.1"' in page
    assert (Draft.objects.count(), Task.objects.count()) == (0, 0)


def test_a_record_opens_as_a_draft_filled_with_what_the_message_says(browse, cast):
    page = paste(browse("community_secretary"), MESSAGE, do="entry.1")
    draft = Draft.objects.get()
    assert page.redirect_chain == [(f"/drafts/{draft.uid}/", 302)]
    assert (draft.book, draft.unit) == ("activity", cast.unit("community"))
    assert draft.fields["other_day"] == "2026-05-19"
    assert 'value="46"' in text_of(page)
    assert not Entry.objects.filter(kind="record").exists()


def test_a_duty_becomes_a_task_once_it_was_confirmed(browse, cast):
    client = browse("subdistrict_officer")
    page = text_of(paste(client, MESSAGE, do="duty.1"))
    assert 'value="2026-05-20"' in page
    form = {"title": "报送防汛排查情况", "unit": cast.unit("subdistrict").uid, "due_on": "2026-05-20", "measure": ""}
    client.post("/paste/task/", {**form, "co_units": [cast.unit("community").uid], "by_each": "1"})
    task = Task.objects.get()
    assert (task.title, task.due_on.isoformat(), task.by_each) == ("报送防汛排查情况", "2026-05-20", True)


def test_a_task_that_cannot_be_followed_comes_back_as_typed(browse, cast):
    form = {"title": " ", "unit": cast.unit("subdistrict").uid, "contact": "留着的联系人", "measure": ""}
    page = browse("subdistrict_officer").post("/paste/task/", form)
    assert page.status_code == 422
    assert "留着的联系人" in text_of(page)


def test_who_sets_no_tasks_sees_the_duty_and_sets_none(browse, cast):
    client = browse("community_secretary")
    assert 'value="duty.1"' not in text_of(paste(client, MESSAGE))
    assert client.post("/paste/task/", {"title": "报表", "unit": cast.unit("community").uid}).status_code == 403
    assert not Task.objects.exists()


def test_names_of_a_list_are_nowhere(browse):
    page = text_of(paste(browse("community_secretary"), CHAIN))
    without_box = page.partition("<textarea")[0]
    assert "已完成" in without_box
    assert "张三" not in without_box
    paste(browse("community_secretary"), CHAIN, do="entry.1", **{"book.1": "activity"})
    assert "张三" not in str([draft.fields for draft in Draft.objects.all()])


def test_what_is_not_done_yet_is_no_record(browse, cast):
    page = text_of(paste(browse("community_secretary"), "#接龙\n1. 枫林社区 未完成 3户\n2. 枫林社区 已完成 5户"))
    assert 'value="entry.1"' in page
    assert 'value="entry.2"' not in page


def test_rows_of_a_table_are_kept_as_drafts_without_the_columns_that_may_not_be(browse):
    page = text_of(paste(browse("community_secretary"), TABLE))
    assert "宗教信仰" in page.partition("<textarea")[0]
    paste(browse("community_secretary"), TABLE, do="entries", take=["1", "2"])
    drafts = list(Draft.objects.all())
    assert {draft.fields["values"]["theme"] for draft in drafts} == {"消防演练", "反诈宣传"}
    assert "无" not in str([draft.fields for draft in drafts])


def test_a_day_without_a_year_is_of_this_one_and_one_that_does_not_exist_is_not_ticked(browse):
    rows = "日期\t活动名称\t参加人数\n5月9日\t消防演练\t68\n2026-02-30\t反诈宣传\t46"
    page = text_of(paste(browse("community_secretary"), rows))
    assert "2026年5月9日" in page or "5月9日" in page
    assert "写的日期不对，暂按今天" in page
    assert page.count(' checked aria-label="') == 1


def test_a_record_of_a_unit_that_records_for_itself_is_not_kept(browse):
    client = browse("subdistrict_officer")
    assert 'value="entry.1"' not in text_of(paste(client, MESSAGE))
    paste(client, MESSAGE, do="entry.1")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "收到", "好的，谢谢"])
def test_what_proposes_nothing_says_so(browse, text):
    page = paste(browse("community_secretary"), text)
    assert page.status_code == 200
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["resident", "system_admin"])
def test_who_has_no_ledger_pastes_nothing(browse, name):
    assert paste(browse(name), MESSAGE).status_code == 403
