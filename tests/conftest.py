"""What all tests share: a home of their own, a fixed day, and a database that holds the cast.

The database of the tests is a copy of the template that holds the cast; every test runs in a transaction that is rolled back.
``transaction=True`` is not possible: emptying the tables is what the ledger's triggers refuse. A test that needs real
commits works on a copy of a template instance (tests/ledger/instances.py).
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from hypothesis import settings as hypothesis_settings

from tests.shared import create_database, database_name, drop_database, drop_shared, load_into_memory

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from xdist.remote import Producer

    from tests.ledger.instances import Instance
    from tests.scheduling import Scheduling

# Before the settings are loaded: they read YIBEN_HOME once.
os.environ["YIBEN_HOME"] = _home = tempfile.mkdtemp(prefix="yiben-tests-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiben.settings")
# What is imported is compiled once and kept, not compiled again by each process that a test starts.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A browser that is open leaves an event loop in its thread, for which Django would refuse the database to every other test
# there. The program itself has nothing that waits in a loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(shutil.rmtree, _home, ignore_errors=True)

pytest_plugins = ["tests.cast", "tests.ledger.instances"]

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
"""2026-05-20, ten in the morning in Asia/Shanghai."""

TESTS = Path(__file__).parent
PURE = {"layout", "packs", "rules", "sheets", "text"}
"""Folders of tests that know no database."""
MEETING = {"db", "django_db_setup", "_template", "site"}
"""Fixtures through which a test reaches a database."""

IS_LONG = os.environ.get("YIBEN_TEST_LONG") == "1"

# How long an example takes is never asserted.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # The settings may have been loaded before the line above: what they took from the environment is set again.
    home = Path(_home)
    settings.HOME, settings.EVIDENCE_FOLDER, settings.DOCUMENT_FOLDER = home, home / "evidence", home / "documents"
    settings.CACHES["default"]["LOCATION"] = str(home / "cache")
    # Argon2 is made to be slow; what is tested is not how slow it is.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Answer xdist, which asks in the process that hands the tests out; other kinds of ``--dist`` are its own."""
    if config.getvalue("dist") != "load":
        return None
    from tests.scheduling import Scheduling

    return Scheduling(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    factory: pytest.TempPathFactory | None = getattr(session.config, "_tmp_path_factory", None)
    if factory is not None and not os.environ.get("PYTEST_XDIST_WORKER"):
        drop_shared(factory)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in PURE or not _may_meet_a_database(item):
            item.add_marker(pytest.mark.pure)
        if not IS_LONG and item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="long: script/test --long"))


def _may_meet_a_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database or is where whole instances are made: pytest-django keeps all others from it."""
    if item.get_closest_marker("django_db") or MEETING & set(getattr(item, "fixturenames", ())):
        return True
    from_where = {getattr(each, "__module__", "") for each in vars(getattr(item, "module", item)).values()}
    return bool(from_where & {"tests.ledger.instances", "tests.shared", "tests.browser.conftest"})


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, _template: Instance
) -> Iterator[None]:
    """A copy of the template instead of a database that is migrated here: in memory on SQLite."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection

    from tests.cast import PASSWORD
    from yiben.accounts.models import User

    shutil.copytree(_template.home / "keys", Path(_home) / "keys", dirs_exist_ok=True)
    with django_db_blocker.unblock():
        url = create_database(_template.url)
        if url:
            connection.close()
            connection.settings_dict["NAME"] = database_name(url)
        else:
            load_into_memory(connection, _template.home / "yiben.sqlite3")
        User.objects.update(password=make_password(PASSWORD))
    yield
    with django_db_blocker.unblock():
        connection.close()
        drop_database(url)
