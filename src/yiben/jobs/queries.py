"""What the worker has done, what waits, what failed for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from yiben.jobs.registry import ATTEMPTS, all_jobs, job_at

State = Literal["waiting", "running", "done", "failed"]
_STATES: dict[str, State] = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


@dataclass(frozen=True)
class Run:
    """One queued job as it stands. ``at``: finished, started, or to be run; None: at once. ``error`` is the last line
    of the last attempt's, also when another one will follow; ``attempts_left`` 0 with ``failed``: for good."""

    id: str
    job: str
    label: str
    state: State
    at: datetime | None
    attempts: int
    attempts_left: int
    says: str
    error: str
    findings: list[dict[str, Any]]


def read_run(row: DBTaskResult) -> Run:
    """Return a row of the queue as people read it; a job that this version does not have goes by its path."""
    job = job_at(row.task_path)
    value: dict[str, Any] = row.return_value or {}
    state = _STATES[row.status]
    attempts = len(row.worker_ids)
    waits_until = None if row.run_after == get_date_max() else row.run_after
    return Run(
        id=str(row.pk),
        job=job.name if job else row.task_path,
        label=str(job.label) if job else row.task_path,
        state=state,
        at={"waiting": waits_until, "running": row.started_at}.get(state, row.finished_at),
        attempts=attempts,
        attempts_left=max((job.attempts if job else ATTEMPTS) - attempts, 0),
        says=str(job.says) % value if job and state == "done" else "",
        error=row.traceback.strip().rpartition("\n")[2],
        findings=list(value.get("findings", [])),
    )


def last_runs() -> list[Run]:
    """Return the last finished run of every job, by name."""
    rows = [DBTaskResult.objects.finished().filter(task_path=job.path) for job in all_jobs()]
    return [read_run(row) for each in rows if (row := each.order_by("-finished_at").first()) is not None]


def open_runs() -> list[Run]:
    """Return what runs or waits, what is next in front."""
    rows = DBTaskResult.objects.filter(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.READY])
    return [read_run(row) for row in rows]


def failed_runs() -> list[Run]:
    """Return what failed and was not done since by a later run of the same job, the latest first."""
    found = []
    for row in DBTaskResult.objects.failed().order_by("-finished_at"):
        later = DBTaskResult.objects.successful().filter(task_path=row.task_path, finished_at__gt=row.finished_at)
        if row.args_kwargs != {"args": [], "kwargs": {}} or not later.exists():
            found.append(read_run(row))
    return found
