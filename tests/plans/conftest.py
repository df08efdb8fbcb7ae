"""A scheme of the sub-district, uploaded and turned into a draft plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

SCHEME = Path(__file__).with_name("scheme.txt").read_bytes()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


@pytest.fixture
def officer(cast):
    return cast.caller("subdistrict_officer")


@pytest.fixture
def document(db, cast, officer):
    from yiben.documents.actions import upload_document

    return upload_document(officer, unit=cast.units["subdistrict"], name="方案.txt", data=SCHEME)


@pytest.fixture
def plan(document, cast, officer):
    from yiben.plans.actions import begin_plan

    return begin_plan(officer, document, unit=cast.units["subdistrict"], day=date(2026, 2, 20))


@pytest.fixture
def published(plan, officer):
    from yiben.plans.actions import decide, publish
    from yiben.plans.models import ProposedTask

    for proposed in plan.proposed.all():
        decide(officer, proposed, ProposedTask.ACCEPTED)
    return publish(officer, plan)
