"""The command, in processes of its own: two workers, a killed one, one that is asked to stop."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.browser.conftest import free_port, wait_for
from tests.ledger.instances import Instance
from tests.shared import BASE_URL

WORKER = ("-c", "import tests.jobs.process as p; p.worker()")


def queue(instance: Instance, call: str) -> None:
    done = instance.python("-c", f"import tests.jobs.process as p; p.ready(); from tests.jobs import samples; {call}")
    assert done.returncode == 0, done.stderr


def lines(instance: Instance, name: str = "done.txt") -> list[str]:
    path = instance.home / name
    return path.read_text().splitlines() if path.exists() else []


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_due_is_done_once_and_told(instance: Instance):
    code, first = instance.answer("worker", "--once")
    assert (code, {run["state"] for run in first["runs"]}) == (0, {"done"})
    assert {run["job"] for run in first["runs"]} >= {"ledger.verify", "jobs.clear"}
    assert instance.answer("worker", "--once") == (0, {"runs": []})
    listed = instance.yiben("worker", "--list")
    assert (listed.returncode, "上次：" in listed.stdout) == (0, True)


def test_two_workers_do_every_job_and_every_turn_once(instance: Instance):
    queue(instance, "[samples.write.enqueue(str(n)) for n in range(40)]")
    workers = [instance.start("-m", "yiben.cli.main", "worker", "--once", "--json") for _ in range(2)]
    said = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(lines(instance), key=int) == [str(n) for n in range(40)]
    assert sum(text.count('"ledger.verify"') for text in said) == 1


def test_the_job_of_a_killed_worker_is_done_by_the_next_one(instance: Instance):
    queue(instance, "samples.slow.enqueue(60)")
    killed = instance.start(*WORKER)
    until(lambda: lines(instance, "begun.txt") == ["begun"])
    killed.kill()
    killed.communicate(timeout=20)
    queue(instance, "p.shorten(0)")
    other = instance.start(*WORKER)
    until(lambda: lines(instance) == ["slept 0"])
    stop(other)


def test_a_worker_that_is_asked_to_stop_finishes_its_job(instance: Instance):
    queue(instance, "samples.slow.enqueue(2); samples.write.enqueue('next')")
    worker = instance.start(*WORKER)
    until(lambda: lines(instance, "begun.txt") == ["begun"])
    stop(worker)
    assert lines(instance) == ["slept 2"]


def test_an_idle_worker_stops_at_once(instance: Instance):
    worker = instance.start("-m", "yiben.cli.main", "worker", "--json")
    assert worker.stdout is not None
    worker.stdout.readline()
    stop(worker)


@pytest.mark.parametrize("arguments", [("--once", "--list"), ("--twice",)])
def test_wrong_use_exits_with_2(instance: Instance, arguments: tuple[str, ...]):
    assert instance.yiben("worker", *arguments).returncode == 2


def stop(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert worker.returncode == 0


@pytest.mark.parametrize(("given", "works"), [((), not BASE_URL), (("--worker",), True), (("--no-worker",), False)])
def test_the_server_works_in_a_thread_where_it_is_told_to(instance: Instance, given: tuple[str, ...], works: bool):
    port = free_port()
    server = instance.start("-m", "yiben.cli.main", "serve", "--port", str(port), *given)
    wait_for(f"http://127.0.0.1:{port}", server)
    if works:
        until(lambda: len(instance.answer("worker", "--list")[1]["last"]) >= 4)
    stop(server)
    assert bool(instance.answer("worker", "--list")[1]["last"]) == works
