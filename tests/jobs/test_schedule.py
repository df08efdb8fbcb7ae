"""The calendar of jobs: every turn once, a missed one once, never a second time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.conftest import NOW
from tests.jobs import samples
from yiben.jobs.actions import clear_away, queue_due
from yiben.jobs.models import Occurrence
from yiben.jobs.registry import Job, all_jobs

DAILY = Job("samples.daily", samples.fail_once.module_path, "daily", "", samples.fail_once, "FREQ=DAILY;BYHOUR=6;BYMINUTE=30;BYSECOND=0")  # fmt: skip
HALF_PAST_SIX = datetime(2026, 5, 19, 22, 30, tzinfo=UTC)
"""06:30 in Asia/Shanghai on 2026-05-20."""


def test_a_turn_is_due_at_its_moment_in_local_time_and_not_before():
    assert DAILY.last_due(HALF_PAST_SIX) == HALF_PAST_SIX
    assert DAILY.last_due(HALF_PAST_SIX - timedelta(seconds=1)) == HALF_PAST_SIX - timedelta(days=1)


def test_a_yearly_rule_is_found_and_a_job_without_one_is_never_due():
    yearly = Job("y", "p", "", "", samples.fail, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5;BYHOUR=8;BYMINUTE=0;BYSECOND=0")
    assert yearly.last_due(NOW) == datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
    assert Job("n", "p", "", "", samples.fail).last_due(NOW) is None


@pytest.mark.django_db
def test_a_turn_is_queued_once_however_often_it_is_looked_at():
    assert [queue_due([DAILY], NOW + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    assert queue_due([DAILY], NOW + timedelta(days=1)) == 1
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_after_a_week_of_downtime_one_run_makes_up_for_all():
    queue_due([DAILY], NOW)
    assert queue_due([DAILY], NOW + timedelta(days=7)) == 1
    assert Occurrence.objects.count() == 2


@pytest.mark.django_db
def test_a_worker_that_comes_second_leaves_nothing_in_the_queue(monkeypatch):
    queue_due([DAILY], NOW)
    blind = type("Blind", (), {"exists": lambda self: False})()
    monkeypatch.setattr(Occurrence.objects, "filter", lambda **_: blind)
    assert (queue_due([DAILY], NOW), DBTaskResult.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_clearing_away_forgets_no_turn_that_could_come_up_again():
    queue_due([DAILY], NOW)
    later = NOW + timedelta(days=399)
    clear_away(later)
    assert Occurrence.objects.count() == 1


def test_every_job_of_the_program_is_scheduled_and_named_once():
    jobs = [each for each in all_jobs() if not each.name.startswith("samples.")]
    assert {each.name for each in jobs} >= {
        "ledger.verify",
        "web.clear_sessions",
        "documents.clear_strays",
        "jobs.clear",
    }
    assert len({each.name for each in jobs}) == len(jobs)
    on_demand = {"documents.read_batch", "ledger.open_import", "ledger.stage_import", "ledger.take_import"}
    assert {each.name for each in jobs if not each.last_due(NOW)} == on_demand
