"""The web server: gunicorn with threads, started in this process; background jobs in a thread of it when wanted."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

from gunicorn.app.base import BaseApplication

_GRACE = 10
"""Seconds that requests and a job in progress have for ending when the server stops."""


class Server(BaseApplication):
    """gunicorn with options of ours instead of a configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """Return the application."""
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()


def serve(host: str, port: int, workers: int, *, with_worker: bool) -> None:
    """Serve until stopped. On SQLite one process with threads: writers queue in it anyway."""
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 120,
        "graceful_timeout": _GRACE,
        "keepalive": 5,
        "loglevel": "warning",
        "limit_request_line": 8190,
    }
    Server({**options, **(_working_hooks() if with_worker else {})}).run()


def _working_hooks() -> dict[str, Any]:
    """Return gunicorn's hooks that start a worker in the forked process (a connection must not cross the fork) and
    stop it with that process. A job cut off there is taken up again after its limit."""
    stop = Event()
    threads: list[Thread] = []

    def start(_server: Any) -> None:
        from yiben.jobs.working import work, worker_name

        threads.append(Thread(target=work, args=(worker_name(), stop), name="jobs", daemon=True))
        threads[-1].start()

    def end(_arbiter: Any, _server: Any) -> None:
        stop.set()
        for thread in threads:
            thread.join(_GRACE)

    return {"post_worker_init": start, "worker_exit": end}
