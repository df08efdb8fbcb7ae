"""A task on its page: recorded against, returned on, passed on, changed and struck off."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.ledger.models import Entry
from yiben.tasks.models import Task, TaskReturn


@pytest.fixture
def task(published):
    return Task.objects.get(due_on=date(2026, 4, 30))


@pytest.fixture
def counted(task):
    Task.objects.filter(pk=task.pk).update(
        kind="counted", book="activity", field="participants", target=100, target_word="人"
    )
    return Task.objects.get(pk=task.pk)


def text_of(response):
    return response.content.decode()


def test_a_task_shows_its_terms_clause_and_story(browse, task):
    page = text_of(browse("community_secretary").get(f"/tasks/{task.uid}/"))
    assert "枫林社区居民委员会" in page
    assert "抓好阵地建设" in page
    assert "下达" in page


def test_recording_against_a_task_moves_it(browse, counted, activity):
    client = browse("community_secretary")
    form = text_of(client.get(f"/ledger/activity/new/?task={counted.uid}"))
    assert f'value="{counted.uid}" selected' in form
    page = client.post("/ledger/activity/new/", activity(task=counted.uid), follow=True)
    assert "46/100 人" in text_of(page)
    assert "反诈宣传" in text_of(client.get(f"/tasks/{counted.uid}/"))
    assert counted.title in text_of(client.get(f"/entries/{Entry.objects.latest('seq').seq}/"))


def test_a_task_that_does_not_concern_the_unit_is_refused_beside_its_field(browse, published, activity):
    other = Task.objects.get(due_on=date(2026, 5, 31))
    page = browse("community_secretary").post("/ledger/activity/new/", activity(task=other.uid))
    assert page.status_code == 422
    assert "没有这项任务" in text_of(page)
    assert "反诈宣传" in text_of(page)


def test_a_draft_keeps_the_task(browse, counted, activity):
    client = browse("community_secretary")
    page = client.post("/ledger/activity/new/", activity(task=counted.uid, do="draft"), follow=True)
    assert f'value="{counted.uid}" selected' in text_of(page)


def test_a_return_stands_beside_the_box_next_time(browse, task):
    client = browse("community_secretary")
    client.post(f"/tasks/{task.uid}/return/", {"progress": "换了六块", "problems": "缺材料", "next_steps": "下周装完"})
    page = text_of(client.get(f"/tasks/{task.uid}/return/"))
    assert "换了六块" in page
    assert "下周装完" in page


def test_a_return_without_progress_comes_back_with_what_was_typed(browse, task):
    page = browse("community_secretary").post(f"/tasks/{task.uid}/return/", {"progress": " ", "problems": "缺材料"})
    assert page.status_code == 422
    assert "缺材料" in text_of(page)
    assert not TaskReturn.objects.exists()


def test_a_return_does_not_move_a_counted_task(browse, counted):
    client = browse("community_secretary")
    client.post(f"/tasks/{counted.uid}/return/", {"progress": "到场一百人"})
    assert "0/100 人" in text_of(client.get(f"/tasks/{counted.uid}/"))


def test_the_supervisor_strikes_off_with_a_reason_and_takes_up_again(browse, task):
    client = browse("supervisor")
    refused = client.post(f"/tasks/{task.uid}/move/", {"do": "close", "reason": " "})
    assert (refused.status_code, Task.objects.get(pk=task.pk).state) == (422, "open")
    unseen = client.post(f"/tasks/{task.uid}/move/", {"do": "close", "reason": "已到现场看过"})
    assert (unseen.status_code, Task.objects.get(pk=task.pk).state) == (422, "open")
    client.post(f"/tasks/{task.uid}/move/", {"do": "close", "reason": "已到现场看过", "unfulfilled": "1"})
    assert Task.objects.get(pk=task.pk).state == "closed"
    client.post(f"/tasks/{task.uid}/move/", {"do": "reopen", "reason": "少两块"})
    assert Task.objects.get(pk=task.pk).state == "open"


@pytest.mark.parametrize("name", ["community_secretary", "community_worker", "district_reader", "leader"])
def test_who_does_the_work_does_not_strike_it_off(browse, task, name):
    assert browse(name).post(f"/tasks/{task.uid}/move/", {"do": "close", "reason": "做完了"}).status_code == 403
    assert Task.objects.get(pk=task.pk).state == "open"


def test_the_lead_passes_a_task_on_to_a_unit_below_it(browse, task, cast):
    client, centre = browse("community_secretary"), cast.unit("centre")
    client.post(f"/tasks/{task.uid}/delegate/", {"to": centre.uid, "note": "请本周完成"})
    assert centre in Task.objects.get(pk=task.pk).co_units.all()
    assert "请本周完成" in text_of(client.get(f"/tasks/{task.uid}/"))
    refused = client.post(f"/tasks/{task.uid}/delegate/", {"to": cast.unit("neighbour").uid})
    assert refused.status_code == 422


def test_a_change_of_an_older_version_shows_both_texts(browse, task):
    client = browse("subdistrict_officer")
    form = {"title": "更新宣传栏12块", "unit": task.unit.uid, "due_on": "2026-06-30", "version": "1"}
    client.post(f"/tasks/{task.uid}/change/", form)
    page = client.post(f"/tasks/{task.uid}/change/", {**form, "title": "更新宣传栏14块"})
    assert page.status_code == 409
    assert "更新宣传栏12块" in text_of(page)
    assert "更新宣传栏14块" in text_of(page)
    assert Task.objects.get(pk=task.pk).title == "更新宣传栏12块"


def test_who_is_charged_does_not_change_the_task(browse, task):
    page = browse("community_secretary").post(f"/tasks/{task.uid}/change/", {"title": "少做一点", "version": "1"})
    assert page.status_code == 403


@pytest.mark.parametrize("name", ["foreign_secretary", "partner"])
def test_a_task_of_others_is_not_there(browse, task, name):
    client = browse(name)
    assert client.get(f"/tasks/{task.uid}/").status_code == 404
    assert client.post(f"/tasks/{task.uid}/return/", {"progress": "x"}).status_code == 404


def test_the_workbench_names_what_is_overdue_apart_from_what_is_due(browse, task, cast):
    page = text_of(browse("community_secretary").get("/"))
    assert "已逾期" in page
    assert task.title in page
    assert task.title not in text_of(browse("foreign_secretary").get("/"))


def test_a_host_reads_a_joint_record_in_its_own_ledger_and_corrects_nothing(browse, recorded, cast):
    client, seq = browse("partner"), recorded(partners=[cast.unit("organisation").uid])
    assert "消防演练" in text_of(client.get("/ledger/activity/"))
    assert "消防演练" in text_of(client.get(f"/entries/{seq}/"))
    assert client.get(f"/entries/{seq}/correct/").status_code == 403
    assert client.get(f"/entries/{recorded()}/").status_code == 404


def test_the_form_of_a_record_against_a_task_is_answered_as_the_task_asks(browse, task):
    where = {"kind": "board", "campaign": "safe_community"}
    Task.objects.filter(pk=task.pk).update(
        kind="counted", book="publicity_material", field="quantity", where=where, target=10, target_word="块"
    )
    client = browse("community_secretary")
    assert 'value="board" selected' in text_of(client.get(f"/ledger/publicity_material/new/?task={task.uid}"))
    assert "宣传栏" in text_of(client.get(f"/tasks/{task.uid}/"))


def test_a_correction_moves_a_record_to_another_task(browse, counted, activity, published):
    client = browse("community_secretary")
    client.post("/ledger/activity/new/", activity(task=counted.uid))
    seq = Entry.objects.latest("seq").seq
    page = text_of(client.get(f"/entries/{seq}/correct/"))
    assert f'value="{counted.uid}" selected' in page
    client.post(f"/entries/{seq}/correct/", activity(task="", reason="不是为这项任务做的"))
    assert "0/100 人" in text_of(client.get(f"/tasks/{counted.uid}/"))


def test_who_looks_after_units_sees_what_waits_in_them(browse, task):
    page = text_of(browse("subdistrict_officer").get("/"))
    assert "各单位情况" in page
    assert "各单位情况" not in text_of(browse("community_secretary").get("/"))
