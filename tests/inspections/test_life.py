"""A round from its number in the yearly plan to the last re-inspection."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from PIL import Image

from tests.cast import Cast
from tests.inspections.cases import TODAY, YES, opened, planned, visit_of, visited
from tests.meetings.cases import entries, refused
from yiben.errors import Conflict, Refusal
from yiben.inspections.actions import (
    Sampling,
    Seen,
    add_unit,
    close_round,
    correct_visit,
    draw_sample,
    drop_round,
    hand_on,
    open_round,
    record_visit,
    visit_again,
)
from yiben.inspections.declared import questions_of
from yiben.inspections.models import Answer, Visit
from yiben.inspections.queries import (
    frame_of,
    read_visit,
    read_visit_paper,
    standing_problems,
    visible_rounds,
    visible_visits,
    visits_of,
    visits_to_make,
)
from yiben.inspections.results import in_order, results_by_item, results_by_unit
from yiben.ledger.models import Entry
from yiben.ledger.papers import Paper, paper_bytes
from yiben.matters.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    settings.EVIDENCE_FOLDER, settings.DOCUMENT_FOLDER = tmp_path / "evidence", tmp_path / "documents"


def test_a_round_has_its_number_in_the_yearly_plan_or_a_signed_reason(cast: Cast):
    with refused("values", approval="approval_or_reason"):
        planned(cast, approval="")
    assert planned(cast).unapproved == {}
    row = planned(cast, approval="", unapproved="上级临时部署")
    assert (row.unapproved["reason"], row.unapproved["person"]) == (
        "上级临时部署",
        cast.users["subdistrict_officer"].uid,
    )


def test_the_frame_are_the_units_below_for_which_the_questions_are(cast: Cast):
    codes = [unit.code for unit, _parent in frame_of(planned(cast))]
    assert codes == ["LX-01-01", "LX-01-01-C1", "LX-01-02", "LX-01-02-C1"]
    section = planned(cast, "section_officer", "section")
    assert [unit.code for unit, _parent in frame_of(section)] == codes


def test_a_sample_is_drawn_again_with_a_reason_only_and_both_draws_stay(cast: Cast):
    row, officer = planned(cast), cast.caller("subdistrict_officer")
    with refused("values", size="sample_size"):
        draw_sample(officer, row, Sampling(5, "a"), revision=row.revision)
    draw_sample(officer, row, Sampling(2, "a"), revision=row.revision)
    row.refresh_from_db()
    with refused("values", reason="draw_again_reason"):
        draw_sample(officer, row, Sampling(2, "b"), revision=row.revision)
    draw_sample(officer, row, Sampling(2, "b", reason="种子记错"), revision=row.revision)
    assert [each.seed for each in row.draws.all()] == ["a", "b"]


def test_nothing_begins_without_a_sample(cast: Cast):
    row = planned(cast)
    with refused("round_without_sample"):
        open_round(cast.caller("subdistrict_officer"), row, revision=row.revision)
    assert opened(cast).visits.count() == 2


def test_a_visit_leaves_the_packs_entry_of_the_inspecting_unit(cast: Cast):
    row = opened(cast, 4)
    visit = visited(cast, row, "LX-01-01", banners="no")
    entry = Entry.objects.get(seq=visit.entry)
    assert (entry.book, entry.unit) == ("supervision_visit", cast.unit("subdistrict"))
    body = json.loads(bytes(entry.body))
    assert body["source"] == {"kind": "visit", "ref": visit.uid}
    assert entries("supervision_visit") == [
        {
            "place_visited": cast.unit("community").uid,
            "posters_up": True,
            "slogans_playing": True,
            "banners_hung": False,
        }
    ]


def test_every_question_is_answered_and_a_visit_is_kept_once(cast: Cast):
    row, officer = opened(cast), cast.caller("subdistrict_officer")
    visit = visit_of(row)
    with refused("values", **{"answer.banners": "question_unanswered", "answer.posters": "question_applies"}):
        record_visit(officer, visit, Seen(TODAY, {"posters": "na", "slogans": "yes"}), revision=visit.revision)
    with refused("values", on="visit_before_round"):
        record_visit(officer, visit, Seen(date(2026, 5, 1), YES), revision=visit.revision)
    visited(cast, row)
    with pytest.raises(Conflict):
        record_visit(officer, visit, Seen(TODAY, YES), revision=visit.revision)
    assert Entry.objects.filter(book="supervision_visit").count() == 1


def photo_with_place() -> bytes:
    kept = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 40), "#a3241a").save(kept, format="JPEG", exif=exif)
    return kept.getvalue()


def test_a_visit_is_corrected_with_a_reason_and_the_ledger_by_a_correction(cast: Cast):
    row, officer = opened(cast, 1), cast.caller("subdistrict_officer")
    visit = visited(cast, row, posters="no")
    first = Entry.objects.get(book="supervision_visit")
    seen = Seen(TODAY, {**YES, "banners": "no"}, notes={"banners": "只挂了一条"}, note="记错了")
    with refused("reason_missing", reason="required"):
        correct_visit(officer, visit, seen, reason=" ", revision=visit.revision)
    kept = correct_visit(officer, visit, seen, reason="与另一家记混", revision=visit.revision)
    newest = Entry.objects.filter(book="supervision_visit").latest("seq")
    assert (newest.kind, newest.record_seq) == ("correction", first.seq)
    assert [json.loads(bytes(newest.body))["values"][name] for name in ("posters_up", "banners_hung")] == [True, False]
    assert {each.item: each.answer for each in kept.answers.all()} == {**YES, "banners": "no"}
    before = kept.before.get()
    assert (before.said["answers"]["posters"], before.reason) == (["no", "门口没有"], "与另一家记混")
    with pytest.raises(Conflict):
        correct_visit(officer, visit, seen, reason="再改", revision=visit.revision)


def test_a_visit_to_come_and_a_finding_handed_on_are_not_corrected_away(cast: Cast):
    row, officer = opened(cast, 2), cast.caller("subdistrict_officer")
    with refused("visit_not_made"):
        correct_visit(officer, visit_of(row), Seen(TODAY, YES), reason="x", revision=1)
    visit = visited(cast, row, posters="no")
    hand_on(officer, visit.answers.get(item="posters"))
    with refused("values", **{"answer.posters": "answer_handed_on"}):
        correct_visit(officer, visit, Seen(TODAY, YES), reason="x", revision=visit.revision)
    with refused("no_access"):
        correct_visit(cast.caller("community_secretary"), visit, Seen(TODAY, YES), reason="x", revision=visit.revision)


def test_a_photo_stands_behind_the_entry_and_loses_where_it_was_taken(cast: Cast):
    visit = visit_of(opened(cast))
    seen = Seen(TODAY, YES, photos={"posters": [Paper("门口.jpg", photo_with_place())]})
    done = record_visit(cast.caller("subdistrict_officer"), visit, seen, revision=visit.revision)
    paper = done.papers.get()
    assert not Image.open(io.BytesIO(paper_bytes(paper.digest, paper.name))).getexif().get_ifd(0x8825)
    assert Entry.objects.get(seq=done.entry).evidence_refs.count() == 1
    with pytest.raises(Refusal):
        read_visit_paper(cast.caller("foreign_secretary"), paper.pk)


def test_a_no_becomes_a_matter_once_and_its_state_comes_back(cast: Cast):
    officer = cast.caller("subdistrict_officer")
    visit = visited(cast, opened(cast, 4), "LX-01-01", posters="no")
    answer = hand_on(officer, visit.answers.get(item="posters"))
    matter = Matter.objects.get(uid=answer.matter)
    assert (matter.procedure, matter.lead, matter.channel) == ("rectification", cast.unit("community"), "inspection")
    assert (matter.title, matter.told["problem"]) == ("枫林社区：海报没有张贴", "海报没有张贴（门口没有）")
    assert standing_problems([answer])[answer.matter].state == "待定措施"
    assert (matter.number != "", matter.due_on is not None) == (True, True)
    with refused("problem_known"):
        hand_on(officer, answer)
    with refused("nothing_to_hand_on"):
        hand_on(officer, visit.answers.get(item="slogans"))
    assert Matter.objects.count() == 1


def test_going_there_again_is_a_visit_of_its_own_also_after_the_round(cast: Cast):
    row, officer = opened(cast), cast.caller("subdistrict_officer")
    first, clean = (
        visited(cast, row, each.unit.code, **said)
        for each, said in zip(row.visits.all(), ({"posters": "no"}, {}), strict=True)
    )
    with refused("nothing_to_look_at_again"):
        visit_again(officer, clean)
    row.refresh_from_db()
    close_round(officer, row, revision=row.revision)
    again = visit_again(officer, first)
    assert visit_again(officer, first) == again
    record_visit(officer, again, Seen(TODAY, YES), revision=again.revision)
    result = next(each for each in results_by_unit(visits_of(officer, row)) if each.visit == first)
    assert (result.answers["posters"].answer, result.again["posters"].answer) == ("no", "yes")


def test_shares_are_of_those_to_whom_a_question_applied(cast: Cast):
    row = opened(cast, 4)
    visited(cast, row, "LX-01-01", banners="no")
    visited(cast, row, "LX-01-02")
    rows = results_by_unit(visits_of(cast.caller("subdistrict_officer"), row))
    asked = questions_of("supervision")
    found = {each.item.id: (each.yes, each.no, each.share) for each in results_by_item(asked, rows)}
    assert found["banners"] == (1, 1, 0.5)
    assert found["posters"] == (2, 0, 1)
    assert in_order(rows) == (1, 2)


def test_a_unit_is_added_with_a_reason_and_a_round_ends_with_one_where_units_are_left(cast: Cast):
    row, officer = opened(cast, 1), cast.caller("subdistrict_officer")
    other = next(unit for unit, _p in frame_of(row) if unit != visit_of(row).unit)
    with refused("values", reason="required"):
        add_unit(officer, row, other, reason=" ", revision=row.revision)
    with refused("values", unit="unit_not_in_frame"):
        add_unit(officer, row, cast.unit("foreign"), reason="群众反映", revision=row.revision)
    assert add_unit(officer, row, other, reason="群众反映", revision=row.revision).added == "群众反映"
    row.refresh_from_db()
    with refused("round_visits_left"):
        close_round(officer, row, revision=row.revision)
    assert close_round(officer, row, reason="台风停查", revision=row.revision).state == "closed"
    draft = planned(cast)
    assert drop_round(officer, draft, reason="合并到下季度", revision=draft.revision).state == "dropped"


@pytest.mark.parametrize(("is_announced", "before", "after"), [(True, 1, 1), (False, 0, 1)])
def test_an_unannounced_round_is_not_seen_before_the_visit(cast: Cast, is_announced: bool, before: int, after: int):
    row, secretary = opened(cast, 4, is_announced=is_announced), cast.caller("community_secretary")
    assert visible_rounds(secretary).count() == before
    visited(cast, row, "LX-01-02")
    assert visible_rounds(secretary).count() == before
    visited(cast, row, "LX-01-01")
    assert visible_rounds(secretary).count() == after
    assert {each.unit.code for each in visible_visits(secretary)} <= {"LX-01-01", "LX-01-01-C1"}


@pytest.mark.parametrize(
    ("who", "sees", "may_lead", "may_visit"),
    [
        ("subdistrict_officer", 4, True, True),
        ("district_officer", 4, False, False),
        ("district_reader", 4, False, False),
        ("supervisor", 4, False, False),
        ("community_secretary", 2, False, False),
        ("community_worker", 2, False, False),
        ("foreign_secretary", 0, False, False),
        ("section_officer", 0, False, False),
        ("partner", 0, False, False),
        ("resident", 0, False, False),
        ("system_admin", 0, False, False),
        ("security_admin", 0, False, False),
    ],
)
def test_who_sees_leads_and_visits(cast: Cast, who: str, sees: int, may_lead: bool, may_visit: bool):
    row, caller = opened(cast, 4), cast.caller(who)
    assert visible_visits(caller).count() == sees
    assert visits_to_make(caller).exists() is may_visit
    if not may_lead:
        with refused("no_access"):
            close_round(caller, row, revision=row.revision)
    if not may_visit:
        with refused("no_access"):
            record_visit(caller, visit_of(row), Seen(TODAY, YES), revision=1)
    if not sees:
        with refused("visit_unknown"):
            read_visit(caller, visit_of(row).uid)


def test_whoever_was_faster_is_not_overwritten(cast: Cast):
    row, officer = planned(cast), cast.caller("subdistrict_officer")
    draw_sample(officer, row, Sampling(1, "a"), revision=row.revision)
    with pytest.raises(Conflict):
        open_round(officer, row, revision=row.revision)
    assert Visit.objects.count() == Answer.objects.count() == 0
