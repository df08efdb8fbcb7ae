"""Queued jobs: run once, tried again with growing pauses, kept with their error, taken from a lost worker."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from tests.conftest import NOW
from tests.jobs import samples
from yiben.jobs.actions import claim, clear_away, take_up_again
from yiben.jobs.queries import failed_runs, last_runs, open_runs, read_run
from yiben.jobs.working import run_due, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yiben.jobs.working.all_jobs", list)


def states() -> list[str]:
    return [read_run(row).state for row in DBTaskResult.objects.order_by("enqueued_at")]


def test_what_is_queued_runs_once_in_its_order():
    samples.write.enqueue("first")
    samples.write.enqueue("second")
    assert [read_run(row).says for row in run_due("w")] == ["first", "second"]
    assert run_due("w") == []
    assert samples.done() == ["first", "second"]


def test_two_claims_never_take_the_same_job():
    samples.write.enqueue("one")
    assert claim("a") is not None
    assert claim("b") is None


def test_a_job_for_later_waits_for_its_time(time_machine_at):
    samples.write.using(run_after=NOW + timedelta(hours=1)).enqueue("later")
    assert run_due("w") == []
    time_machine_at(NOW + timedelta(hours=1, seconds=1))
    assert len(run_due("w")) == 1


def test_a_failed_job_is_tried_again_after_growing_pauses_and_then_left(time_machine_at):
    samples.fail.enqueue()
    run_due("w")
    waits = []
    for hours in (1, 2, 3):
        take_up_again(NOW)
        waits += [run.at - NOW for run in open_runs()]
        time_machine_at(NOW + timedelta(hours=hours))
        run_due("w")
    assert waits == [timedelta(minutes=1), timedelta(minutes=5)]
    assert [(run.attempts, run.attempts_left, run.error) for run in failed_runs()] == [
        (3, 0, "ValueError: the folder is full")
    ]


def test_a_job_that_succeeds_at_the_second_attempt_is_done(time_machine_at):
    samples.fail_once.enqueue()
    run_due("w")
    take_up_again(NOW)
    assert open_runs()[0].error == "OSError: not yet"
    time_machine_at(NOW + timedelta(minutes=2))
    run_due("w")
    assert (states(), failed_runs()) == (["done"], [])


def test_the_job_of_a_lost_worker_is_taken_up_after_its_limit_and_not_before(time_machine_at):
    samples.write.enqueue("kept")
    claim("lost")
    time_machine_at(NOW + timedelta(minutes=14))
    assert (take_up_again(NOW + timedelta(minutes=14)), states()) == (0, ["running"])
    time_machine_at(NOW + timedelta(minutes=17))
    assert take_up_again(NOW + timedelta(minutes=16)) == 1
    assert [read_run(row).says for row in run_due("other")] == ["kept"]


def test_a_job_that_this_version_does_not_have_fails_with_its_path():
    result = samples.write.enqueue("x")
    DBTaskResult.objects.filter(pk=result.id).update(task_path="yiben.gone.job")
    assert run_due("w")[0].status == "FAILED"
    take_up_again(NOW)
    assert open_runs()[0].label == "yiben.gone.job"


def test_old_results_are_cleared_away_and_young_and_failed_ones_stay():
    for day in (1, 31):
        done = samples.write.enqueue("x")
        run_due("w")
        DBTaskResult.objects.filter(pk=done.id).update(finished_at=NOW - timedelta(days=day))
    failed = samples.fail.enqueue()
    run_due("w")
    DBTaskResult.objects.filter(pk=failed.id).update(finished_at=NOW - timedelta(days=80), worker_ids=["w"] * 3)
    assert [clear_away(NOW), clear_away(NOW)] == [1, 0]
    assert states() == ["done", "failed"]


def test_the_last_run_of_each_job_is_listed():
    for line in ("old", "new"):
        samples.write.enqueue(line)
        run_due("w")
    assert [run.says for run in last_runs() if run.job == "samples.write"] == ["new"]


def test_a_database_that_is_away_is_waited_for_and_told(monkeypatch: pytest.MonkeyPatch, caplog):
    stop, tries = Event(), []

    def away(_worker: str) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("the server closed the connection")
        stop.set()

    monkeypatch.setattr("yiben.jobs.working.claim", away)
    for name in ("INTERVAL", "PAUSE"):
        monkeypatch.setattr(f"yiben.jobs.working.{name}", 0)
    monkeypatch.setattr("yiben.jobs.working.connection.close", lambda: None)  # the test's own transaction stays
    work("w", stop)
    assert (len(tries), "does not answer" in caplog.text) == (2, True)
