"""The verbs of the queue: make due, claim, take up again, clear away. Only the worker calls them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.jobs.models import Occurrence
from yiben.jobs.registry import ATTEMPTS, HORIZON, LIMIT, PAUSES, Job, job_at

KEPT_DONE, KEPT_FAILED = timedelta(days=30), timedelta(days=90)


class WorkerLost(Exception):
    """The worker that had taken the job did not come back within the job's limit."""


def queue_due(jobs: Iterable[Job], now: datetime) -> int:
    """Queue the last turn of every scheduled job unless it was queued before, and return how many were new.

    After a downtime the turns before the last one are not made up for: one run does their work.
    """
    new = 0
    for job in jobs:
        due_at = job.last_due(now)
        if due_at is None or Occurrence.objects.filter(job=job.name, due_at=due_at).exists():
            continue
        with transaction.atomic():
            result = job.task.enqueue()
            _, is_new = Occurrence.objects.get_or_create(
                job=job.name, due_at=due_at, defaults={"result": UUID(result.id)}
            )
            if is_new:
                new += 1
            else:  # another worker was first
                DBTaskResult.objects.filter(pk=result.id).delete()
    return new


def claim(worker: str) -> DBTaskResult | None:
    """Take the next job that is ready, so that no other worker takes it; None when nothing is."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # asking takes no lock
        return None
    with exclusive_transaction(ready.db):
        row = ready.get_locked()
        if row is not None:
            row.claim(worker)
    return row


def take_up_again(now: datetime) -> int:
    """Queue again what failed and has attempts left, after its pause, and what a lost worker had taken.

    Return how many. What has no attempt left stays as failed, with its error.
    """
    again = 0
    for row in DBTaskResult.objects.running():
        if row.started_at is not None and now - row.started_at > _limit(row):
            row.set_failed(WorkerLost(f"not finished within {_limit(row)}"))
    for row in DBTaskResult.objects.failed():
        tried = len(row.worker_ids)
        if tried < _attempts(row):
            pause = PAUSES[min(tried, len(PAUSES)) - 1]
            same = DBTaskResult.objects.failed().filter(pk=row.pk, finished_at=row.finished_at)
            again += same.update(status=TaskResultStatus.READY, run_after=now + pause, finished_at=None)
    return again


@transaction.atomic
def run_again(caller: Caller, unit_id: int, run: UUID) -> None:
    """Queue again what failed for good, with one attempt; what was queued again meanwhile or cleared away is refused
    (``run_gone``)."""
    hooks.require(caller, "system.operate", unit_id)
    failed = DBTaskResult.objects.failed().filter(pk=run)
    if not failed.update(status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None):
        raise Refusal("run_gone")
    log(caller, "job.retry", str(run))


def clear_away(now: datetime) -> int:
    """Delete what was done a month ago or failed three months ago, and turns too old to come up again; return how
    many results went."""
    Occurrence.objects.filter(due_at__lt=now - HORIZON - timedelta(days=1)).delete()
    done = DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT_DONE)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=now - KEPT_FAILED)
    return sum(rows.delete()[0] for rows in (done, failed))


def _attempts(row: DBTaskResult) -> int:
    job = job_at(row.task_path)
    return job.attempts if job else ATTEMPTS


def _limit(row: DBTaskResult) -> timedelta:
    job = job_at(row.task_path)
    return job.limit if job else LIMIT
