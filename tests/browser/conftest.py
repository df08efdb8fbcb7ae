"""A demo district served on a port of its own, and Debian's Chromium to walk it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.shared import create_database, drop_database, shared, shared_database

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one shows the same pages without the windows, menus and extensions of a browser: half of the work."""
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


def build_demo(home: Path, url: str = "") -> str:
    """Build the demo in a folder that is not there yet and return what the command said, as JSON."""
    built = run_yiben(environment_of(home, url), "demo", "--no-serve", "--json")
    assert built.returncode == 0, built.stderr
    return built.stdout


def environment_of(home: Path, url: str) -> dict[str, str]:
    address = {"YIBEN_DATABASE_URL": url} if url else {}
    return {**os.environ, "YIBEN_HOME": str(home), **address}


@contextmanager
def served(home: Path, url: str, said: str) -> Iterator[Site]:
    """Serve a demo on a free port."""
    environment = environment_of(home, url)
    accounts = json.loads(said)["accounts"]
    port = free_port()
    command = [sys.executable, "-m", "yiben.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield Site(address, {row["username"]: row["password"] for row in accounts}, home, environment)
    finally:
        server.terminate()
        server.wait(20)


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
    """The demo, built once a run, copied and served for each worker."""

    def make(folder: Path) -> None:
        url = shared_database(tmp_path_factory)
        (folder / "said.json").write_text(build_demo(folder / "home", url), encoding="utf-8")
        (folder / "url").write_text(url)

    built = shared(tmp_path_factory, "demo", make)
    original, home = (built / "url").read_text(), tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(built / "home", home)
    url = create_database(original) if original else ""
    with served(home, url, (built / "said.json").read_text(encoding="utf-8")) as made:
        yield made
    drop_database(url)


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
    page.wait_for_url(lambda there: "/accounts/login/" not in there)  # an administrator comes to the posts


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


def first_link(page: Page, pattern: str) -> str:
    """Return the path of the first link of a page that matches."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(each => each.getAttribute('href'))")
    return next(path for link in links if re.match(pattern, path := link.partition("?")[0]))
