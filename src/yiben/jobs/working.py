"""The worker: makes due what the calendar asks for, runs what is queued, one job after the other."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Iterator
from threading import Event
from time import monotonic

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as Runner
from django_tasks_db.models import DBTaskResult

from yiben.jobs.actions import claim, queue_due, take_up_again
from yiben.jobs.registry import all_jobs

INTERVAL = 2.0
"""Seconds between two looks at the queue."""
TICK = 20.0
"""Seconds between two looks at the calendar and at what has to be taken up again."""
PAUSE = 10.0
"""Seconds to wait for a database that does not answer."""

logger = logging.getLogger("yiben.jobs")


def worker_name() -> str:
    """Return a name that no other worker has: host, process, chance."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def run_due(name: str) -> list[DBTaskResult]:
    """Run everything that is due now and return it as it ended. A job that fails now waits for its next attempt."""
    _look_around()
    return list(_run_ready(name, Event()))


def work(name: str, stop: Event) -> None:
    """Work until ``stop`` is set; the job in progress is finished first. A database that is away is waited for."""
    looked = -TICK
    while not stop.is_set():
        close_old_connections()
        try:
            if monotonic() - looked >= TICK:
                _look_around()
                looked = monotonic()
            for _done in _run_ready(name, stop):
                pass
        except (OperationalError, InterfaceError):
            logger.exception("The database does not answer; the worker tries again in %s s.", PAUSE)
            connection.close()
            stop.wait(PAUSE)
        stop.wait(INTERVAL)
    connection.close()


def _look_around() -> None:
    now = timezone.now()
    take_up_again(now)
    queue_due(all_jobs(), now)


def _run_ready(name: str, stop: Event) -> Iterator[DBTaskResult]:
    runner = Runner(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    while not stop.is_set() and (row := claim(name)) is not None:
        runner.run_task(row)
        yield row
