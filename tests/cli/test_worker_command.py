"""yiben worker: what it tells of jobs that were done, failed or found something."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from tests.cli.conftest import Run
from tests.jobs import samples
from yiben.cli.worker_commands import failing_jobs
from yiben.jobs.working import run_due
from yiben.ledger.verifying import Finding, Verification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the ledger's own job is scheduled."""
    from yiben.jobs.registry import all_jobs

    monkeypatch.setattr("yiben.jobs.working.all_jobs", lambda: [j for j in all_jobs() if j.name == "ledger.verify"])


def test_once_does_what_is_due_and_says_so_in_one_line(run: Run, cast):
    said = run("worker", "--once")
    assert (said.code, said.out.splitlines()[0]) == (0, "后台任务：做了 1 项，都好。")
    assert run("worker", "--once").out == "后台任务：没有到时的。\n"


def test_a_job_that_failed_for_good_is_listed_with_its_error_and_by_the_doctor(run: Run, cast):
    samples.fail.enqueue()
    run_due("w")
    assert (run("worker", "--list").code, failing_jobs()) == (0, [])  # there are attempts left
    DBTaskResult.objects.failed().update(worker_ids=["w"] * 3)
    said = run("worker", "--list")
    assert (said.code, "ValueError: the folder is full" in said.out) == (1, True)
    assert len(failing_jobs()) == 1


def test_what_the_nightly_verification_found_is_told_in_sentences(run: Run, cast, monkeypatch):
    found = Verification(7, [Finding("body_or_hash_changed", 3, {"number": 3})])
    monkeypatch.setattr("yiben.ledger.jobs.verify", lambda **_: found)
    once, listed = run("worker", "--once"), run("worker", "--list")
    assert (once.code, "1 处要看" in once.out, listed.code) == (0, True, 1)
    assert "3" in listed.out.splitlines()[-1]
    value = run("worker", "--list", "--json").value
    assert value["last"][0]["findings"] == [{"code": "body_or_hash_changed", "seq": 3, "number": 3}]
