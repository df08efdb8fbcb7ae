"""A page asks the database as often for forty tasks as for ten."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from yiben.audit.callers import SYSTEM
from yiben.tasks.actions import TaskTerms, set_task
from yiben.tasks.models import Task

PAGES = ["/", "/notices/", "/ledger/", "/ledger/activity/new/", "/reports/"]


def set_tasks(cast: Cast, count: int) -> None:
    unit, charge = cast.unit("community"), cast.unit("subdistrict")
    counted = {"kind": Task.COUNTED, "book": "activity", "field": "volunteers", "target": 40}
    for number in range(count):
        more = counted if number % 2 else {"recurrence": "每月25日前"}
        terms = TaskTerms(f"任务{number}", unit, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 1), **more)
        set_task(SYSTEM, terms, source_kind="plan", source="p", charge=charge)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_forty_tasks_as_for_ten(page, browse, cast: Cast, recorded):
    recorded()
    client, asked = browse("community_secretary"), []
    for more in (10, 30):
        set_tasks(cast, more)
        client.get(page)  # what is asked once a process is asked here
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
