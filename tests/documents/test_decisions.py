"""What people decided about a reading can be exported as an annotated document."""

from __future__ import annotations

import pytest

from tests.plans.conftest import SCHEME
from yiben.documents.decisions import annotated, decision_log


@pytest.fixture
def decided(cast, settings, tmp_path):
    from yiben.documents.actions import note_decision, upload_document

    settings.DOCUMENT_FOLDER = tmp_path / "documents"
    caller = cast.caller("subdistrict_officer")
    document = upload_document(caller, unit=cast.units["subdistrict"], name="方案.txt", data=SCHEME)

    def decide(what, number=0, after=None, **undo):
        task = document.reading["tasks"][number]
        place = {"start": task["start"], "end": task["end"]}
        note_decision(caller, document, what, {**place, "undo": undo}, {**place, **(after or {})})
        return document

    return decide


def test_accepted_tasks_are_kept_and_dropped_ones_are_not(decided):
    decided("task.accepted", 0)
    found = annotated(decided("task.dropped", 1))
    assert len(found["tasks"]) == 1
    assert found["undecided"] == decided("task.accepted", 0).reading["tasks"][2:]


def test_an_edit_gives_the_action(decided):
    found = annotated(decided("task.edited", 0, {"title": "印制手册"}))
    (task,) = found["tasks"]
    assert task["action"] == "印制手册"
    assert task["text"] in SCHEME.decode()


def test_what_was_taken_back_does_not_count_and_stays_in_the_log(decided):
    from yiben.documents.models import Decision

    document = decided("task.accepted", 0)
    decided("task.undone", 0, {"step": Decision.objects.get().pk})
    assert annotated(document)["tasks"] == []
    assert [row["taken_back"] for row in decision_log(document)] == [True, False]


def test_merged_tasks_are_one_from_the_first_to_the_last(decided):
    document = decided("task.accepted", 0)
    one, two = document.reading["tasks"][:2]
    (task,) = annotated(decided("task.merged", 0, kept=[one, two]))["tasks"]
    assert (task["start"], task["end"]) == (one["start"], two["end"])


def test_a_number_that_was_entered_takes_no_task_away(decided):
    decided("task.accepted", 0)
    assert len(annotated(decided("fact.entered", 0))["tasks"]) == 1
