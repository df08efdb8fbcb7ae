"""Jobs and when they are due. A room declares its own in a module ``jobs``; the worker looks them up here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

Outcome = Mapping[str, Any]
"""What a job says when it is done, as plain JSON. ``findings`` lists what somebody has to look at: code and data."""

ATTEMPTS = 4
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
"""Before the second, the third, and every later attempt."""
LIMIT = timedelta(minutes=15)
"""The worker that took a job and has not finished by then is taken for dead."""
HORIZON = timedelta(days=400)
"""How far back a missed turn is looked for: far enough for a yearly one."""


@dataclass(frozen=True)
class Job:
    """A job: ``path`` is that of its function, ``label`` and ``says`` are translated when shown; ``says`` is filled
    from the outcome. ``rule`` is an iCalendar rule in local time, empty for a job that only somebody's act queues."""

    name: str
    path: str
    label: Any
    says: Any
    task: Task[..., Outcome]
    rule: str = ""
    attempts: int = ATTEMPTS
    limit: timedelta = LIMIT

    def last_due(self, now: datetime) -> datetime | None:
        """Return the turn that came last, the one of this very moment included; None without a rule or a turn."""
        if not self.rule:
            return None
        local = timezone.make_naive(now)
        begin = datetime.combine(local.date() - HORIZON, time.min)
        due = rrulestr(self.rule, dtstart=begin).before(local, inc=True)
        return timezone.make_aware(due) if due else None


_jobs: dict[str, Job] = {}


def job(
    name: str, *, label: Any, says: Any, rule: str = "", attempts: int = ATTEMPTS, limit: timedelta = LIMIT
) -> Callable[[Callable[..., Outcome]], Task[..., Outcome]]:
    """Declare a function of a module to be a job and return what queues it (``.enqueue(…)``).

    It must do no harm when it runs twice: a worker may be killed after the work and before the note of it.
    """

    def declare(function: Callable[..., Outcome]) -> Task[..., Outcome]:
        made: Task[..., Outcome] = task()(function)
        _jobs[made.module_path] = Job(name, made.module_path, label, says, made, rule, attempts, limit)
        return made

    return declare


def all_jobs() -> list[Job]:
    """Return every job declared, by name."""
    return sorted(_jobs.values(), key=lambda each: each.name)


def job_at(path: str) -> Job | None:
    """Return the job of a function's path; None for one that this version does not have."""
    return _jobs.get(path)
