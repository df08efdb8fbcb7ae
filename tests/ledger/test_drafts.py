"""A draft is edited freely until it is sent."""

from __future__ import annotations

from datetime import date

from tests.cast import Cast
from tests.ledger.facts import DAY, EVENT, figure, new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.ledger.actions import discard_draft, save_draft, send_draft
from yiben.ledger.models import Draft
from yiben.ledger.queries import drafts_of, read_draft
from yiben.units.actions import close_unit


def save(cast: Cast, uid: str, caller: str = "community_worker", **fields: object) -> Draft:
    return save_draft(cast.caller(caller), uid=uid, unit=cast.unit("community"), book="activity", fields=fields)


def test_a_draft_keeps_what_was_typed_exactly_as_typed(cast: Cast):
    uid = new_id()
    save(cast, uid, participants="大概三十")
    save(cast, uid, participants="大概三十二")
    (kept,) = drafts_of(cast.caller("community_worker"))
    assert (kept.uid, kept.fields) == (uid, {"participants": "大概三十二"})


def test_a_sent_draft_is_an_entry_and_no_draft_any_more(cast: Cast):
    uid, worker = new_id(), cast.caller("community_worker")
    save(cast, uid)
    made = send_draft(worker, uid, book="activity", unit=cast.unit("community"), on=DAY, values=EVENT)
    assert (made.uid, Draft.objects.count()) == (uid, 0)
    assert figure("events", cast.unit("district")) == 1
    with refused("sent_already", conflict=True):
        save(cast, uid)


def test_a_draft_that_is_refused_stays(cast: Cast):
    uid, worker = new_id(), cast.caller("community_worker")
    save(cast, uid, participants="-3")
    with refused("values"):
        values = {**EVENT, "participants": "-3"}
        send_draft(worker, uid, book="activity", unit=cast.unit("community"), on=DAY, values=values)
    assert read_draft(worker, uid)


def test_a_draft_sent_twice_gives_the_same_entry(cast: Cast):
    uid, worker = new_id(), cast.caller("community_worker")
    given = {"book": "activity", "unit": cast.unit("community"), "on": DAY, "values": EVENT}
    assert send_draft(worker, uid, **given).seq == send_draft(worker, uid, **given).seq


def test_a_draft_belongs_to_its_post_alone(cast: Cast):
    uid, secretary = new_id(), cast.caller("community_secretary")
    save(cast, uid)
    assert read_draft(secretary, uid) is None
    discard_draft(secretary, uid)
    with refused("draft_unknown"):
        save(cast, uid, caller="community_secretary")
    assert Draft.objects.get().post == cast.caller("community_worker").post


def test_a_discarded_draft_is_gone(cast: Cast):
    uid = new_id()
    save(cast, uid)
    discard_draft(cast.caller("community_worker"), uid)
    assert not Draft.objects.exists()


def test_an_id_that_is_none_is_refused(cast: Cast):
    with refused("id_invalid"):
        save(cast, "draft-1")


def test_a_unit_with_unsent_drafts_is_not_closed(cast: Cast):
    unit, on = cast.unit("foreign"), date(2026, 5, 10)
    record(unit)
    uid = new_id()
    save_draft(SYSTEM, uid=uid, unit=unit, book="activity", fields={})
    with refused("unit_not_clear") as caught:
        close_unit(SYSTEM, unit, on=on, reason="并入枫林社区")
    assert [blocker["code"] for blocker in caught.value.data["blockers"]] == ["draft_unsent"]
    discard_draft(SYSTEM, uid)
    assert close_unit(SYSTEM, unit, on=on, reason="并入枫林社区").closed_on == on
