"""A promise stays open until it is kept; keeping it leaves one entry; what came of it is done with it."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.matters.cases import refused
from tests.meetings.cases import entries
from tests.promises.cases import TODAY, promised, visit
from yiben.ledger.actions import correct_entry, void_entry
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.promises.actions import keep_promise, set_promised_task
from yiben.promises.queries import open_promises
from yiben.tasks.models import Task

pytestmark = pytest.mark.django_db


def open_ones(cast, who: str = "community_worker") -> list[str]:
    found = open_promises(cast.caller(who), [cast.unit("community").pk], TODAY)
    return [each.words for each in found]


def figure(cast, metric: str) -> int | None:
    return evaluate([request_figure(metric, Scope(cast.unit("community"), parse_period("2026-05")))])[0].value


def test_a_promise_is_open_until_it_is_kept(cast):
    made = visit(cast)
    assert open_ones(cast) == ["报修楼道灯"]
    keep_promise(cast.caller("community_worker"), promised(cast, made.seq), on=TODAY, note="换了灯")
    assert open_ones(cast) == []
    assert [(each["is_late"]) for each in entries("promise")] == [False]
    assert (figure(cast, "promises_made"), figure(cast, "promises_kept_in_time")) == (1, 1)


def test_a_visit_without_a_promise_promises_nothing(cast):
    made = visit(cast, has_promise="no", promised="", promise_by="")
    assert open_ones(cast) == []
    with refused("promise_unknown"):
        promised(cast, made.seq)


def test_a_promise_needs_its_words_and_its_day(cast):
    with refused("values", promised="required_if_yes", promise_by="required_if_yes"):
        visit(cast, promised="", promise_by="")


@pytest.mark.parametrize(
    ("on", "code"), [(None, "required"), (date(2026, 5, 21), "day_in_future"), (date(2026, 5, 19), "promise_backwards")]
)
def test_a_promise_is_kept_between_its_visit_and_today(cast, on, code):
    made = visit(cast)
    with refused("values", on=code):
        keep_promise(cast.caller("community_worker"), promised(cast, made.seq), on=on)
    assert open_ones(cast) == ["报修楼道灯"]


def test_kept_twice_is_refused_and_counts_once(cast):
    made = visit(cast)
    keep_promise(cast.caller("community_worker"), promised(cast, made.seq), on=TODAY)
    with refused("promise_kept"):
        keep_promise(cast.caller("community_worker"), promised(cast, made.seq), on=TODAY)
    assert figure(cast, "promises_kept") == 1


def test_a_corrected_visit_keeps_its_promise_open_once(cast):
    made, who = visit(cast), cast.caller("community_worker")
    values = {"reason": "民情走访", "kind": "listening", "households": "1", "has_promise": "yes"}
    values |= {"promised": "报修楼道灯和门禁", "promise_by": "2026-05-26"}
    fresh = correct_entry(who, made.seq, uid=str(uuid.uuid4()), values=values, on=TODAY, reason="漏写了门禁")
    assert open_ones(cast) == ["报修楼道灯和门禁"]
    keep_promise(who, promised(cast, fresh.seq), on=TODAY)
    assert open_ones(cast) == []


def test_a_visit_that_was_taken_back_promises_nothing(cast):
    made = visit(cast)
    void_entry(cast.caller("community_secretary"), made.seq, uid=str(uuid.uuid4()), reason="记错了")
    assert open_ones(cast) == []


def test_a_task_of_a_promise_is_struck_off_when_it_is_kept(cast):
    made, who = visit(cast), cast.caller("community_worker")
    task = set_promised_task(who, promised(cast, made.seq))
    assert (task.unit, task.due_on) == (cast.unit("community"), date(2026, 5, 25))
    assert set_promised_task(who, promised(cast, made.seq)).pk == task.pk
    keep_promise(who, promised(cast, made.seq), on=TODAY, note="换了灯")
    task.refresh_from_db()
    assert (task.state, task.is_unfulfilled) == (Task.CLOSED, False)


def test_who_may_not_record_for_the_unit_keeps_nothing(cast):
    made = visit(cast)
    with refused("no_access"):
        keep_promise(cast.caller("subdistrict_officer"), promised(cast, made.seq, "subdistrict_officer"), on=TODAY)
    assert open_ones(cast, "foreign_secretary") == []
    with refused("entry_unknown"):
        promised(cast, made.seq, "foreign_secretary")
