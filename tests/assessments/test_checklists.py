"""Ticking a standard with what proves it, taking it back, the history, who may."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from tests.cast import Cast
from tests.meetings.cases import refused
from yiben.assessments.actions import Proof, tick_standard, untick_standard
from yiben.assessments.declared import checklist_of, checklists_for
from yiben.assessments.models import Tick
from yiben.assessments.queries import (
    checklists_seen,
    history_of,
    last_tick,
    read_checklist_unit,
    read_tick_paper,
    standings,
    units_with,
)
from yiben.errors import Refusal
from yiben.ledger.actions import record_entry, void_entry
from yiben.ledger.papers import Paper
from yiben.ledger.queries import last_seq

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    settings.EVIDENCE_FOLDER, settings.DOCUMENT_FOLDER = tmp_path / "evidence", tmp_path / "documents"


def activity(cast: Cast, unit: str = "community", who: str = "community_secretary") -> int:
    values = {"theme": "消防演练", "series": "safe_communities", "participants": "68"}
    return record_entry(
        cast.caller(who),
        uid=str(uuid.uuid4()),
        book="activity",
        unit=cast.unit(unit),
        on=TODAY,
        values=values,
        partners=[],
    ).seq


def tick(cast: Cast, item: str = "duty", who: str = "community_worker", **proof: object) -> Tick:
    given = proof or {"note": "制度上墙"}
    return tick_standard(cast.caller(who), cast.unit("community"), "ten_rules", item, Proof(**given))


def met(cast: Cast) -> int:
    return standings([cast.unit("community")], checklist_of("ten_rules"))[0].met


def test_a_standard_needs_something_that_proves_it_and_words_are_enough(cast: Cast):
    with refused("values", note="tick_without_proof"):
        tick(cast, on=TODAY)
    with refused("values", on="day_in_future"):
        tick(cast, on=date(2026, 5, 21), note="明天")
    tick(cast)
    assert met(cast) == 1


def test_a_record_proves_it_until_it_is_voided(cast: Cast):
    seq = activity(cast)
    with refused("values", entry="tick_entry_elsewhere"):
        tick(cast, entry=activity(cast, "foreign", "foreign_secretary"))
    tick(cast, "visits", entry=seq)
    before = last_seq()
    void_entry(cast.caller("community_secretary"), seq, uid=str(uuid.uuid4()), reason="记重了")
    assert met(cast) == 0
    assert standings([cast.unit("community")], checklist_of("ten_rules"), as_of=before)[0].met == 1
    with refused("values", entry="tick_entry_elsewhere"):
        tick(cast, "visits", entry=seq)


def test_unticking_needs_a_reason_and_stays_in_the_history(cast: Cast):
    worker, unit = cast.caller("community_worker"), cast.unit("community")
    with refused("not_ticked"):
        untick_standard(worker, unit, "ten_rules", "duty", "停了")
    tick(cast)
    upto = last_tick()
    with refused("reason_missing"):
        untick_standard(worker, unit, "ten_rules", "duty", " ")
    untick_standard(worker, unit, "ten_rules", "duty", "人手不够，停了")
    assert met(cast) == 0
    assert standings([unit], checklist_of("ten_rules"), upto=upto)[0].met == 1
    assert [each.is_met for each in history_of(unit, "ten_rules")] == [False, True]


def test_a_paper_is_kept_and_a_marked_one_is_refused(cast: Cast):
    with pytest.raises(Refusal) as caught:
        tick(cast, papers=[Paper("机密★值班表.pdf", PDF)])
    assert caught.value.code == "file_secret"
    assert not Tick.objects.exists()
    paper = tick(cast, papers=[Paper("值班表.pdf", PDF)]).papers.get()
    assert read_tick_paper(cast.caller("subdistrict_officer"), paper.pk) == paper
    with refused("evidence_unknown"):
        read_tick_paper(cast.caller("foreign_secretary"), paper.pk)


def test_a_checklist_is_for_its_kinds_of_units(cast: Cast):
    assert [each.id for each in checklists_for(cast.unit("subdistrict"))] == ["duty_system"]
    with refused("checklist_not_for_unit"):
        tick_standard(
            cast.caller("subdistrict_officer"), cast.unit("subdistrict"), "ten_rules", "duty", Proof(note="有")
        )
    with refused("checklist_unknown"):
        tick_standard(
            cast.caller("community_worker"), cast.unit("community"), "supervision", "posters", Proof(note="有")
        )


@pytest.mark.parametrize(
    ("who", "sees", "may_tick"),
    [
        ("community_secretary", 1, True),
        ("community_worker", 1, True),
        ("subdistrict_officer", 2, False),
        ("district_reader", 3, False),
        ("supervisor", 3, False),
        ("foreign_secretary", 1, False),
        ("section_officer", 0, False),
        ("partner", 0, False),
        ("resident", 0, False),
        ("audit_admin", 0, False),
    ],
)
def test_who_sees_which_units_and_who_ticks(cast: Cast, who: str, sees: int, may_tick: bool):
    caller = cast.caller(who)
    assert len(units_with(caller, checklist_of("ten_rules"), TODAY)) == sees
    if may_tick:
        tick(cast, who=who)
        return
    with refused("no_access"):
        tick(cast, who=who)
    if not sees:
        assert all(checklist.id == "duty_system" for checklist, _units in checklists_seen(caller, TODAY))
        with refused("unit_unknown"):
            read_checklist_unit(caller, "LX-01-01")
