"""What the browser's queue sends: the same answer for the same record, a reason for a refusal, nobody else's name."""

from __future__ import annotations

import json
import uuid

import pytest
from django.urls import reverse

from yiben.ledger.models import Draft, Entry
from yiben.tasks.models import Task, TaskReturn

FORM = "/ledger/activity/new/"
JSON = {"headers": {"accept": "application/json"}}


def owner(client) -> str:
    return client.get("/queue/token/").json()["owner"]


@pytest.fixture
def send(browse, activity):
    """Return what sends an activity as the queue of the secretary's browser does."""
    client = browse("community_secretary")
    whose = owner(client)
    return lambda **more: client.post(FORM, {**activity(**more), "queue_owner": more.get("whose", whose)}, **JSON)


def test_the_same_record_sent_twice_is_one_entry_and_the_same_answer(send):
    uid = str(uuid.uuid4())
    first, again = send(uid=uid), send(uid=uid)
    assert (first.status_code, first.json()) == (200, again.json())
    seq = Entry.objects.get(uid=uid).seq
    assert first.json() == {"url": reverse("entry-saved", args=[seq])}


def test_other_content_under_the_same_id_is_told_and_changes_nothing(send):
    uid = str(uuid.uuid4())
    send(uid=uid)
    changed = send(uid=uid, v_volunteers="99")
    assert (changed.status_code, changed.json()["error"]) == (409, "id_used")
    assert Entry.objects.filter(uid=uid).count() == 1


def test_what_is_wrong_is_told_in_sentences_and_no_draft_is_made(send):
    uid = str(uuid.uuid4())
    answer = send(uid=uid, v_volunteers="三个半")
    assert (answer.status_code, len(answer.json()["sentences"])) == (422, 2)
    assert not Draft.objects.filter(uid=uid).exists()


def test_what_somebody_else_typed_is_not_recorded(send, browse):
    uid = str(uuid.uuid4())
    answer = send(uid=uid, whose=owner(browse("community_worker")))
    assert (answer.status_code, answer.json()["error"]) == (422, "queue_of_another")
    assert not Entry.objects.filter(uid=uid).exists()


def test_without_a_sign_in_nothing_is_taken_and_nothing_is_kept_twice(client, activity):
    answer = client.post(FORM, activity(), **JSON)
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert "typed" not in client.session
    assert client.get("/queue/token/", **JSON).status_code == 302


def test_a_post_that_records_nothing_gets_no_token(browse):
    assert browse("district_reader").get("/queue/token/", **JSON).status_code == 403
    answer = browse("community_secretary").get("/queue/token/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert set(json.loads(answer.content)) == {"token", "owner"}


def test_a_return_sent_twice_is_one_return_and_a_changed_one_stands_beside_it(browse, published):
    task = Task.objects.filter(unit__code="LX-01-01").first()
    client = browse("community_secretary")
    told = {"progress": "已走访三户", "slot": "2026-05", "queue_owner": owner(client)}
    address = reverse("task-return", args=[task.uid])
    answers = [client.post(address, {**told, **more}, **JSON) for more in ({}, {}, {"progress": "已走访四户"})]
    assert {answer.json()["url"] for answer in answers} == {reverse("task-show", args=[task.uid])}
    assert [each.progress for each in TaskReturn.objects.filter(task=task)] == ["已走访三户", "已走访四户"]


def test_a_return_that_says_nothing_is_refused_with_its_sentence(browse, published):
    task = Task.objects.filter(unit__code="LX-01-01").first()
    client = browse("community_secretary")
    answer = client.post(reverse("task-return", args=[task.uid]), {"queue_owner": owner(client)}, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (422, "values")
