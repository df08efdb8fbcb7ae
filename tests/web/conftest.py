"""Browsers of the cast, and the forms they send."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    settings.DOCUMENT_FOLDER = tmp_path / "documents"
    # Counted sign-ins of other tests, all at the same frozen minute, are not this one's.
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.STATIC_ROOT = None  # the pages' own files are found, nothing is collected


@pytest.fixture(autouse=True)
def _no_limit_from_before() -> None:
    """How often somebody signed in within the last minute is kept in the cache, and would be across tests."""
    cache.clear()


@pytest.fixture
def browse(cast) -> Callable[[str], Client]:
    """Return the browser of somebody who has signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.users[name], backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def activity(cast) -> Callable[..., dict[str, Any]]:
    """Return what the form of an activity sends; keywords change it (fields with the prefix ``v_``)."""

    def form(**changes: Any) -> dict[str, Any]:
        sent = {
            "uid": str(uuid.uuid4()),
            "unit": cast.unit("community").uid,
            "day": "2026-05-20",
            "v.theme": "反诈宣传",
            "v.series": "safe_communities",
            "v.participants": "46",
            "do": "send",
        }
        return sent | {key.replace("v_", "v.", 1): value for key, value in changes.items()}

    return form


@pytest.fixture
def photo() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "#a3241a").save(kept, format="JPEG")
    return kept.getvalue()


@pytest.fixture
def recorded(cast) -> Callable[..., int]:
    """Record an activity and return its number."""
    from datetime import date

    from yiben.ledger.actions import record_entry

    def record(name: str = "community_secretary", unit: str = "community", **changes: Any) -> int:
        given: dict[str, Any] = {"on": date(2026, 5, 12), "partners": []} | changes
        values = {"theme": "消防演练", "series": "safe_communities", "participants": "68", "booklets": "120"}
        return record_entry(
            cast.caller(name),
            uid=str(uuid.uuid4()),
            book="activity",
            unit=cast.unit(unit),
            values=values | given.pop("values", {}),
            **given,
        ).seq

    return record


@pytest.fixture
def published(cast):
    """Return the plan of the scheme in tests/plans, every task accepted and followed."""
    from datetime import date

    from tests.plans.conftest import SCHEME
    from yiben.documents.actions import upload_document
    from yiben.plans.actions import begin_plan, decide, publish

    officer, unit = cast.caller("subdistrict_officer"), cast.unit("subdistrict")
    document = upload_document(officer, unit=unit, name="方案.txt", data=SCHEME)
    plan = begin_plan(officer, document, unit=unit, day=date(2026, 2, 20))
    for proposed in plan.proposed.all():
        decide(officer, proposed, "accepted")
    return publish(officer, plan)


ON_BOTH = {
    "test_every_address",
    "test_figures_and_reports",
    "test_ledger_list",
    "test_search",
    "test_rolls",
    "test_growth",
}
"""What asks the database in ways of its own; what the other pages show is the same on every one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/web/" in item.nodeid and item.path.stem not in ON_BOTH:
            item.add_marker(pytest.mark.looks)
