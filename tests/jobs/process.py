"""What the processes of test_processes.py run: a worker that is in a hurry and knows the sample jobs."""

from __future__ import annotations

from datetime import timedelta

from yiben.cli.main import main, prepare


def ready() -> None:
    prepare()
    from tests.jobs import samples  # noqa: F401 - declares its jobs


def worker() -> None:
    ready()
    from yiben.jobs import actions, working

    working.INTERVAL, working.TICK = 0.1, 0.5
    actions.PAUSES = (timedelta(0),)
    raise SystemExit(main(["worker"]))


def shorten(seconds: float) -> None:
    """Let the queued sleeper sleep no longer than that when it is taken up again."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.running().update(args_kwargs={"args": [seconds], "kwargs": {}})
