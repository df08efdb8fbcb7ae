"""A lower room asks upward; without an answer it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.cast import Cast
from yiben.audit import hooks
from yiben.audit.actions import log
from yiben.audit.callers import SYSTEM, Caller
from yiben.audit.models import AuditEvent
from yiben.errors import Refusal

SOMEBODY = Caller(person="p", post="q")


@pytest.fixture
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(hooks, "_answerers", {})
    return None


@pytest.mark.usefixtures("_nobody_answers")
def test_without_an_answerer_nothing_is_allowed():
    assert not hooks.allow(SOMEBODY, "entry.read", 1)
    with pytest.raises(Refusal, match="no_access"):
        hooks.require(SOMEBODY, "entry.read", 1)


@pytest.mark.usefixtures("_nobody_answers")
def test_without_an_answerer_every_month_is_closed_and_no_unit_can_be():
    assert hooks.period_is_closed(1, 202603)
    assert hooks.unit_close_blockers(1, date(2026, 5, 20)) == [{"code": "no_ledger"}]


@pytest.mark.usefixtures("_nobody_answers")
def test_without_a_ledger_no_change_of_structure_is_recorded():
    with pytest.raises(Refusal, match="no_ledger"):
        hooks.after_structure_change(1, [1])


@pytest.mark.usefixtures("_nobody_answers")
def test_a_registered_answerer_is_asked_and_an_unknown_hook_is_none():
    hooks.register("allow", lambda caller, verb, unit, **_: verb == "entry.read")
    assert hooks.allow(SOMEBODY, "entry.read", 1)
    assert not hooks.allow(SOMEBODY, "entry.void", 1)
    with pytest.raises(KeyError):
        hooks.register("allow_all", lambda: True)


def test_the_program_itself_is_allowed_everything():
    assert hooks.allow(SYSTEM, "entry.erase", None)


def test_what_is_logged_names_person_post_and_verb(cast: Cast):
    caller = cast.caller("community_worker")
    log(caller, "report.download", "safe_community/annual", period="2025")
    event = AuditEvent.objects.latest("pk")
    assert (event.person, event.post) == (caller.person, caller.post)
    assert (event.verb, event.subject, event.detail) == ("report.download", "safe_community/annual", {"period": "2025"})
