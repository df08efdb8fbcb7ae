"""The background jobs on a page, for whoever runs the system."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.cast import PEOPLE
from yiben.ledger.jobs import verify_ledger

OPERATOR = "system_admin"


def put(status: str, **more: object) -> DBTaskResult:
    """A run of the nightly verification as the queue keeps it."""
    result = verify_ledger.enqueue()
    row = DBTaskResult.objects.get(pk=result.id)
    DBTaskResult.objects.filter(pk=row.pk).update(status=status, **more)
    return row


def test_a_job_is_shown_with_what_came_of_it(browse):
    put("SUCCESSFUL", finished_at=timezone.now(), return_value={"entries": 12, "found": 0, "findings": []})
    shown = browse(OPERATOR).get("/jobs/").content.decode()
    assert "核对台账" in shown
    assert "12" in shown


def test_what_was_found_is_said_in_words(browse):
    finding = {"code": "trigger_missing", "seq": 0, "name": "yiben_line_insert"}
    put("SUCCESSFUL", finished_at=timezone.now(), return_value={"entries": 12, "found": 1, "findings": [finding]})
    page = browse(OPERATOR).get("/jobs/")
    assert len(page.context["findings"]) == 1
    assert page.context["findings"][0] in page.content.decode()


def test_a_job_that_failed_stands_in_front_with_its_error(browse):
    put("FAILED", finished_at=timezone.now(), traceback="Traceback\nOSError: 磁盘满了", worker_ids=["a"] * 9)
    shown = browse(OPERATOR).get("/jobs/").content.decode()
    assert "OSError: 磁盘满了" in shown
    assert shown.index("磁盘满了") < shown.index("上次")


def test_what_waits_is_listed(browse):
    put("READY")
    assert [row.cells[1].state for row in browse(OPERATOR).get("/jobs/").context["open"].rows] == ["n"]


@pytest.mark.parametrize("name", [each for each in PEOPLE if each != OPERATOR])
def test_nobody_else_sees_them(browse, name):
    client = browse(name)
    assert client.get("/jobs/").status_code == 403
    assert "/jobs/" not in client.get("/style/").content.decode()


def test_what_failed_for_good_is_tried_once_more(browse, cast):
    failed = put("FAILED", finished_at=timezone.now(), traceback="OSError", worker_ids=["a"] * 9)
    operator = browse(OPERATOR)
    assert "再试一次" in operator.get("/jobs/").content.decode()
    assert operator.post(f"/jobs/{failed.pk}/again/")["Location"] == "/jobs/"
    assert DBTaskResult.objects.get(pk=failed.pk).status == "READY"
    assert operator.post(f"/jobs/{failed.pk}/again/").status_code == 422
    assert browse("security_admin").post(f"/jobs/{failed.pk}/again/").status_code == 403


def test_what_is_tried_again_by_itself_has_no_button(browse):
    put("FAILED", finished_at=timezone.now(), traceback="OSError", worker_ids=["a"])
    assert "再试一次" not in browse(OPERATOR).get("/jobs/").content.decode()
