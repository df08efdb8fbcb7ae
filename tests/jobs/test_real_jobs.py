"""The jobs of the rooms, each run twice: the second time changes nothing and says the same or nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from tests.cast import Cast
from tests.conftest import NOW
from tests.ledger.facts import new_id, record
from yiben.documents.files import path_of, write_file
from yiben.documents.jobs import clear_strays
from yiben.jobs.jobs import clear_results
from yiben.jobs.queries import last_runs
from yiben.jobs.working import run_due
from yiben.ledger.jobs import verify_ledger
from yiben.ledger.models import Entry
from yiben.web.jobs import clear_sessions

pytestmark = pytest.mark.django_db


def test_the_ledger_is_verified_and_nothing_is_written(cast: Cast):
    record(cast.unit("community"), NOW.date(), uid=new_id())
    before = Entry.objects.count()
    first, second = verify_ledger.call(), verify_ledger.call()
    assert first == second == {"entries": before, "found": 0, "findings": []}
    assert Entry.objects.count() == before


def test_a_finding_is_kept_with_the_run(cast: Cast, monkeypatch):
    from yiben.ledger.verifying import Finding, Verification

    found = Verification(7, [Finding("cell_differs", data={"unit": 1})])
    monkeypatch.setattr("yiben.ledger.jobs.verify", lambda **_: found)
    run_due("w")
    run = next(run for run in last_runs() if run.job == "ledger.verify")
    assert (run.state, run.findings) == ("done", [{"code": "cell_differs", "seq": 0, "unit": 1}])


def test_expired_sign_ins_go_with_what_was_typed_and_live_ones_stay(cast: Cast):
    for seconds in (-60, 3600):
        session = SessionStore()
        session["typed"] = {"path": "/", "typed": "x"}
        session.set_expiry(NOW + timedelta(seconds=seconds))
        session.save()
    assert [clear_sessions.call(), clear_sessions.call()] == [{"count": 1}, {"count": 0}]
    assert Session.objects.count() == 1


def test_half_written_files_of_yesterday_go_and_kept_files_stay(settings):
    folder = Path(settings.EVIDENCE_FOLDER)
    kept = path_of(folder, write_file(folder, b"a paper"))
    old, young = kept.parent / "writing-old", kept.parent / "writing-young"
    for path in (old, young):
        path.write_bytes(b"half")
    yesterday = (NOW - timedelta(days=2)).timestamp()
    for path in (old, kept):
        os.utime(path, (yesterday, yesterday))
    os.utime(young, (NOW.timestamp(), NOW.timestamp()))
    assert [clear_strays.call(), clear_strays.call()] == [{"count": 1}, {"count": 0}]
    assert (old.exists(), young.exists(), kept.exists()) == (False, True, True)


def test_old_results_are_cleared_away_once(cast: Cast):
    run_due("w")
    DBTaskResult.objects.update(finished_at=NOW - timedelta(days=31))
    first, second = clear_results.call(), clear_results.call()
    assert (first["count"] >= 4, second) == (True, {"count": 0})
