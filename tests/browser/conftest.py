"""A demo district served on a port of its own, and Debian's Chromium to walk it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Site:
    """A served demo: its address, the passwords by user name, its home and its environment for commands."""

    url: str
    passwords: dict[str, str]
    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a yiben command on the demo's database."""
        return run_yiben(self.environment, *arguments)


def run_yiben(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yiben.cli.main", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


@contextmanager
def served_demo(home: Path) -> Iterator[Site]:
    """Build the demo in an empty folder and serve it on a free port."""
    environment = {**os.environ, "YIBEN_HOME": str(home)}
    drop = own_database(environment)
    built = run_yiben(environment, "demo", "--no-serve", "--json")
    assert built.returncode == 0, built.stderr
    accounts = json.loads(built.stdout)["accounts"]
    port = free_port()
    command = [sys.executable, "-m", "yiben.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        yield Site(url, {row["username"]: row["password"] for row in accounts}, home, environment)
    finally:
        server.terminate()
        server.wait(20)
        drop()


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing: script/setup --tests installs it (apt-get install -y chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served_demo(tmp_path_factory.mktemp("demo")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with opened_browser() as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=WIDE, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console is read: an error there, a breach of the content policy too, fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    refused = [text for text in complaints if "status of 4" not in text]  # a refusal answers 4xx and says so
    assert not refused


@pytest.fixture(scope="session")
def states(site: Site, chromium: Browser) -> dict[str, Any]:
    """Everybody signed in, once for all tests that only look."""
    from tests.browser.pages import sign_everybody_in

    return sign_everybody_in(site, chromium)


@pytest.fixture(scope="session")
def places(site: Site, chromium: Browser, states: dict[str, Any]) -> dict[str, str]:
    """The addresses that the demo decides, with what it lacks made once."""
    from tests.browser.pages import find_places

    return find_places(site, chromium, states)


def sign_in(page: Page, site: Site, username: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", site.passwords[username])
    page.click("main button")
    page.wait_for_url(f"{site.url}/")


def own_database(environment: dict[str, str]):
    """On PostgreSQL, create a database for the demo and return what drops it."""
    url = environment.get("YIBEN_DATABASE_URL", "")
    if not url:
        return lambda: None
    import psycopg

    parts = urlsplit(url)
    name = f"demo_{uuid.uuid4().hex[:12]}"
    environment["YIBEN_DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")

    def drop() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return drop


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not answer")
