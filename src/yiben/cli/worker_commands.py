"""yiben worker: background jobs."""

from __future__ import annotations

import argparse
import signal
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from yiben.cli.output import emit

if TYPE_CHECKING:
    from yiben.jobs.queries import Run

STATES = {"waiting": "等待", "running": "在做", "done": "完成", "failed": "失败"}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command of the worker."""
    worker = commands.add_parser("worker", help="做后台任务：夜间核对台账、清理等")
    way = worker.add_mutually_exclusive_group()
    way.add_argument("--once", action="store_true", help="把到时的都做了就退出")
    way.add_argument("--list", action="store_true", help="列出上次做的、等着的、失败的；有失败或不符时退出码为 1")
    worker.add_argument("--json", action="store_true")
    worker.set_defaults(run=run_worker)


def run_worker(arguments: argparse.Namespace) -> int:
    """Work until stopped, or once, or only tell."""
    from django.conf import settings
    from django.db import connection

    from yiben.cli.writing_lock import hold_writing_lock

    if arguments.list:
        return _list(arguments.json)
    hold_writing_lock(Path(settings.HOME), connection.vendor)
    if arguments.once:
        runs = run_once()
        emit(
            {"runs": [_value(run) for run in runs]},
            [once_line(runs)] + [run_line(r) for r in runs],
            as_json=arguments.json,
        )
        return 0
    return _work(arguments.json)


def run_once() -> list[Run]:
    """Do everything that is due and return how it went."""
    from yiben.jobs.queries import read_run
    from yiben.jobs.working import run_due, worker_name

    return [read_run(row) for row in run_due(worker_name())]


def once_line(runs: list[Run]) -> str:
    """Say in one line what was done."""
    if not runs:
        return "后台任务：没有到时的。"
    wrong = sum(run.state == "failed" for run in runs)
    found = sum(len(run.findings) for run in runs)
    rest = "、".join([f"{wrong} 项失败"] * bool(wrong) + [f"{found} 处要看"] * bool(found)) or "都好"
    return f"后台任务：做了 {len(runs)} 项，{rest}。"


def run_line(run: Run) -> str:
    """Say how one job went or stands."""
    from django.utils import timezone

    at = f"{timezone.localtime(run.at):%Y-%m-%d %H:%M}" if run.at else ""
    said = f"：{run.says}" if run.says else ""
    if run.state == "failed" or (run.state == "waiting" and run.error):
        again = f"，还会再试 {run.attempts_left} 次" if run.attempts_left else ""
        said = f"：第 {run.attempts} 次没有做成{again}。{run.error}"
    return f"  {STATES[run.state]}  {at:<16}  {run.label}{said}"


def failing_jobs() -> list[str]:
    """Say what failed for good, for ``yiben doctor``; nothing where the queue's tables are not made yet."""
    from django.db import connection

    from yiben.jobs.queries import failed_runs

    if "jobs_occurrence" not in connection.introspection.table_names():
        return []
    lost = [run for run in failed_runs() if not run.attempts_left]
    return [f"后台任务“{run.label}”没有做成：{run.error}" for run in lost]


def _list(as_json: bool) -> int:
    from yiben.jobs.queries import failed_runs, last_runs, open_runs
    from yiben.sentences import say

    parts = {"last": last_runs(), "open": open_runs(), "failed": failed_runs()}
    lines = []
    for title, name in (("上次：", "last"), ("等着和在做：", "open"), ("失败：", "failed")):
        lines += [title, *(map(run_line, parts[name]) if parts[name] else ["  没有"])]
    findings = [finding for run in parts["last"] for finding in run.findings]
    lines += [say(finding["code"], finding) for finding in findings]
    emit({name: [_value(run) for run in runs] for name, runs in parts.items()}, lines, as_json=as_json)
    return 1 if findings or any(not run.attempts_left for run in parts["failed"]) else 0


def _value(run: Run) -> dict[str, Any]:
    return asdict(run)


def _work(as_json: bool) -> int:
    from yiben.jobs.working import work, worker_name

    stop, name = Event(), worker_name()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    said = "后台任务在做。Ctrl+C 停止；正在做的那一项会做完。"
    emit({"worker": name}, [said], as_json=as_json)
    work(name, stop)
    return 0
