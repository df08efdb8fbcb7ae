"""Whole instances for tests that need real commits or other processes: copies of a template that holds the cast.

A copy is a folder and, on SQLite, the database file in it; on PostgreSQL a database made ``WITH TEMPLATE``. The
database of the tests in this process is a copy too: migrating takes longer than a hundred tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.shared import create_database, drop_database, shared, shared_database

ROOT = Path(__file__).resolve().parents[2]
_SEED = "from tests.ledger.instances import seed; seed()"
_MIGRATE = "from tests.ledger.instances import migrate; migrate()"


@dataclass(frozen=True)
class Instance:
    """A home and, on PostgreSQL, the address of its database."""

    home: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("YIBEN_", "DJANGO_"))}
        address = {"YIBEN_DATABASE_URL": self.url} if self.url else {}
        return {**kept, **address, "YIBEN_HOME": str(self.home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def python(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True, timeout=300, check=False
        )

    def yiben(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "yiben.cli.main", *arguments)

    def answer(self, *arguments: str) -> tuple[int, Any]:
        """Run a command with --json and return its exit code and value."""
        done = self.yiben(*arguments, "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments], env=self.environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )


@pytest.fixture
def instance(_template: Instance, tmp_path: Path) -> Iterator[Instance]:
    """A copy of the template, for one test."""
    with copied(_template, tmp_path / "home") as made:
        yield made


@pytest.fixture
def other_instance(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Instance]:
    """An instance with the cast that began by itself: another origin than the tests' own database, which is a copy of the
    template as ``instance`` is."""
    with copied(migrated(tmp_path_factory), tmp_path / "other") as made:
        done = made.python("-c", _SEED)
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """A migrated instance with the cast."""
    return _made(tmp_path_factory, "template", _SEED, migrated(tmp_path_factory))


def migrated(factory: pytest.TempPathFactory) -> Instance:
    """Return the instance whose tables are there and empty, made once a run."""
    return _made(factory, "migrated", _MIGRATE)


def _made(factory: pytest.TempPathFactory, name: str, program: str, original: Instance | None = None) -> Instance:
    def make(folder: Path) -> None:
        made = Instance(folder / "home", shared_database(factory, original.url if original else ""))
        if original:
            shutil.copytree(original.home, made.home)
        done = made.python("-c", program)
        assert done.returncode == 0, done.stderr
        (folder / "url").write_text(made.url)

    folder = shared(factory, name, make)
    return Instance(folder / "home", (folder / "url").read_text())


@contextmanager
def empty(folder: Path) -> Iterator[Instance]:
    """An instance of which nothing is there yet."""
    with _database("") as url:
        yield Instance(folder, url)


@contextmanager
def copied(original: Instance, folder: Path) -> Iterator[Instance]:
    """A copy of an instance that nobody writes to."""
    with _database(original.url) as url:
        shutil.copytree(original.home, folder)
        yield Instance(folder, url)


def migrate() -> None:
    """Make the tables. Runs in the instance's own process."""
    from yiben.cli.main import prepare

    prepare()
    from yiben.migrating import make_tables

    make_tables()


def seed() -> None:
    """Write the cast. Runs in the instance's own process."""
    from yiben.cli.main import prepare

    prepare()
    from tests.cast import seed_cast

    seed_cast()


@contextmanager
def _database(original: str) -> Iterator[str]:
    """On PostgreSQL a new database, empty or copied; on SQLite nothing."""
    url = create_database(original)
    try:
        yield url
    finally:
        drop_database(url)
