"""The web server: gunicorn with threads, started in this process."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication


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


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. On SQLite one process with threads: writers queue in it anyway."""
    options = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 120,
        "graceful_timeout": 10,
        "keepalive": 5,
        "loglevel": "warning",
        "limit_request_line": 8190,
    }
    Server(options).run()
