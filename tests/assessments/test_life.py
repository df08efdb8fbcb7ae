"""An assessment from its scheme to the final result, with an appeal; who may do and see what."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
import time_machine

from tests.assessments.cases import (
    ASSESSORS,
    SCHEME,
    activity,
    begun,
    judged,
    of,
    opened,
    published,
    reviewed,
)
from tests.cast import Cast
from tests.meetings.cases import entries, refused
from yiben.assessments.actions import (
    Decision,
    Proof,
    accept_result,
    appeal,
    decide_appeal,
    drop_assessment,
    finish_assessment,
    judge_unit,
    open_assessment,
    publish_draft,
    review_unit,
    score_self,
    tick_standard,
)
from yiben.assessments.computing import result_of, scheme_of, scores
from yiben.assessments.models import Appeal, Assessment, Said
from yiben.assessments.seeing import (
    read_appeal,
    read_assessed,
    read_judged,
    sees_points,
    sight_of,
    visible_assessments,
    waiting_assessments,
)
from yiben.errors import Conflict, Refusal
from yiben.ledger.models import Entry
from yiben.packs.assessments import exact

pytestmark = pytest.mark.django_db


def changed(**item: Any) -> dict[str, Any]:
    """The scheme with its first item changed."""
    scheme = deepcopy(SCHEME)
    scheme["items"][0] = {**scheme["items"][0], **item}
    return scheme


@pytest.mark.parametrize(
    ("item", "field", "code"),
    [
        ({"weight": "33"}, "items", "weights_not_whole"),
        ({"weight": "1/3x"}, "items.0", "item_unreadable"),
        ({"label": "上传照片数"}, "items.0", "not_scored_by"),
        ({"label": "公众号点击量"}, "items.0", "not_scored_by"),
        ({"label": "网格员个人得分"}, "items.0", "not_scored_by"),
        ({"metric": "base.nothing"}, "items.0", "metric_unknown"),
        ({"target": None}, "items.0", "item_incomplete"),
    ],
)
def test_a_scheme_is_refused_beside_its_item(cast: Cast, item: dict[str, Any], field: str, code: str):
    scheme = changed(**item)
    scheme["items"][0] = {key: value for key, value in scheme["items"][0].items() if value is not None}
    with refused("values", **{field: code}):
        begun(cast, scheme)
    assert not Assessment.objects.exists()


def test_only_units_below_are_assessed_and_somebody_judges_them(cast: Cast):
    with refused("values", units="unit_not_assessed"):
        begun(cast, units=[cast.unit("foreign")])
    with refused("assessors_too_few"):
        opened(cast, assessors=[])
    with refused("assessors_too_few"):
        opened(cast, {**SCHEME, "combine": "trimmed"})


def test_the_scheme_stays_as_it_was_when_the_units_were_told(cast: Cast):
    scheme = scheme_of(opened(cast))
    assert sum(exact(each.weight) for each in scheme.items) == 100
    assert [each.how for each in scheme.items] == ["metric", "checklist", "judgement"]


def test_a_score_comes_from_figure_checklist_and_judgements(cast: Cast):
    row = opened(cast)
    activity(cast)
    for item in ("duty", "study"):
        tick_standard(cast.caller("community_worker"), cast.unit("community"), "ten_rules", item, Proof(note="上墙"))
    judged(cast, row, "40", "45.5")
    assessed = of(row, cast)
    found = {each.item.id: each.points for each in scores(row, [assessed])[assessed.pk]}
    assert found == {"events": Fraction("33.5") / 3, "rules": Fraction("3.3"), "joint": Fraction("42.75")}


def test_points_stay_within_bounds_and_a_judgement_has_its_reason(cast: Cast):
    row = opened(cast)
    with refused("values", **{"points.events": "points_expected"}):
        score_self(cast.caller("community_secretary"), of(row, cast), {"events": "33.6"})
    officer, unit = cast.caller("section_officer"), cast.unit("section")
    with refused("values", **{"points.joint": "points_expected", "reason.joint": "required"}):
        judge_unit(officer, of(row, cast), unit, {"joint": "-1"}, {})
    with refused("no_assessor"):
        judge_unit(
            cast.caller("district_officer"), of(row, cast), cast.unit("district"), {"joint": "1"}, {"joint": "x"}
        )
    assert not Said.objects.exists()


def test_a_review_says_why_where_it_differs(cast: Cast):
    row, officer = opened(cast), cast.caller("subdistrict_officer")
    activity(cast)
    score_self(cast.caller("community_secretary"), of(row, cast), {"events": "33.5"})
    with refused("values", **{"reason.events": "reason_where_different"}):
        review_unit(officer, of(row, cast), {}, {})
    with refused("values", **{"reason.rules": "reason_where_different"}):
        review_unit(officer, of(row, cast), {"rules": "10"}, {"events": "只记了一场"})
    review_unit(officer, of(row, cast), {"rules": "10"}, {"events": "只记了一场", "rules": "制度刚移交"})
    assessed = of(row, cast)
    found = {each.item.id: each.stands for each in scores(row, [assessed])[assessed.pk]}
    assert (found["rules"], found["events"], assessed.reviewed_on is not None) == (10, Fraction("33.5") / 3, True)


def test_a_draft_is_held_back_by_what_is_missing(cast: Cast):
    row, officer = opened(cast), cast.caller("subdistrict_officer")
    with refused("assessment_lacks"):
        publish_draft(officer, row, over="急", revision=row.revision)
    for unit in ("community", "neighbour"):
        judged(cast, row, "40", unit=unit)
        reviewed(cast, row, unit)
    row.refresh_from_db()
    with refused("assessment_held") as caught:
        publish_draft(officer, row, revision=row.revision)
    codes = {code for code, _data in caught.value.data["unmet"]}
    assert codes == {"judgements_missing", "self_score_missing"}
    done = publish_draft(officer, row, over="已提醒", revision=row.revision)
    assert {each["reason"] for each in done.over} == {"已提醒"}


def test_appeals_run_for_working_days_and_what_came_later_does_not_count(cast: Cast):
    row = published(cast)
    assert row.appeal_until.isoformat() == "2026-05-27"
    before = of(row, cast).result
    activity(cast)
    assessed = of(row, cast)
    again = result_of(
        scheme_of(row), scores(row, [assessed], seq=assessed.seq, ticks_upto=assessed.ticks_upto)[assessed.pk]
    )
    assert again == before
    now = result_of(scheme_of(row), scores(row, [assessed])[assessed.pk])
    assert now["total"] != before["total"]


def test_an_appeal_has_reasons_in_time_and_before_agreeing(cast: Cast):
    row, secretary = published(cast), cast.caller("community_secretary")
    with refused("values", words="required"):
        appeal(secretary, of(row, cast), "events", " ")
    made = appeal(secretary, of(row, cast), "events", "漏算一场")
    with refused("values", item="appeal_known"):
        appeal(secretary, of(row, cast), "events", "再说一次")
    with refused("appeal_undecided"):
        accept_result(secretary, of(row, cast))
    officer = cast.caller("subdistrict_officer")
    decide_appeal(officer, made, Decision(Appeal.KEPT, "那一场在六月"))
    accept_result(secretary, of(row, cast))
    with refused("result_accepted"):
        appeal(secretary, of(row, cast), "rules", "还有一条")
    with time_machine.travel("2026-05-28T02:00:00Z"), refused("appeal_too_late"):
        appeal(secretary, of(row, cast), "rules", "迟了")


@pytest.mark.parametrize(
    ("decision", "points", "stands"),
    [
        (Appeal.KEPT, "", Fraction("33.5") / 3),
        (Appeal.CHANGED, "20", Fraction(20)),
        (Appeal.RECOUNTED, "", Fraction("67") / 3),
    ],
)
def test_a_decision_keeps_changes_or_counts_again(cast: Cast, decision: str, points: str, stands: Fraction):
    row, officer = published(cast), cast.caller("subdistrict_officer")
    made = appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏记一场")
    activity(cast)
    with refused("values", answer="required"):
        decide_appeal(officer, made, Decision(decision, "", points))
    decide_appeal(officer, made, Decision(decision, "核对过", points))
    items = {each["id"]: each for each in of(row, cast).result["items"]}
    assert Fraction(items["events"]["points"]) == stands
    assert of(row, cast, "neighbour").result["total"]
    with refused("appeal_decided"):
        decide_appeal(officer, made, Decision(decision, "再判", points))


def test_a_result_is_final_when_all_agreed_or_were_heard_and_stands_in_the_ledger(cast: Cast):
    row, officer = published(cast), cast.caller("subdistrict_officer")
    with refused("assessment_lacks"):
        finish_assessment(officer, row, revision=row.revision)
    made = appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏记一场")
    row.refresh_from_db()
    with time_machine.travel("2026-05-28T02:00:00Z"):
        with refused("assessment_lacks"):
            finish_assessment(officer, row, revision=row.revision)
        decide_appeal(officer, made, Decision(Appeal.CHANGED, "补上", "33.5"))
        row.refresh_from_db()
        final = finish_assessment(officer, row, revision=row.revision)
    assert final.state == Assessment.FINAL
    found = entries("assessment")
    assert [each["assessed"] for each in found] == [cast.unit("community").uid, cast.unit("neighbour").uid]
    assert found[0]["score"] == {"n": 61, "d": 80}
    assert [each["has_appealed"] for each in found] == [True, False]
    assert (found[0]["grade"], Entry.objects.get(book="assessment", seq=of(final, cast).entry).unit) == (
        "good",
        row.unit,
    )


def test_places_are_kept_only_where_the_scheme_ranks(cast: Cast):
    assert "place" not in of(published(cast), cast).result
    ranked = published(cast, {**SCHEME, "id": "ranked", "ranks": True})
    assert (of(ranked, cast).result["place"], of(ranked, cast, "neighbour").result["place"]) == (1, 2)


def test_whoever_was_faster_is_not_overwritten_and_a_dropped_one_says_why(cast: Cast):
    row, officer = begun(cast), cast.caller("subdistrict_officer")
    open_assessment(officer, row, revision=row.revision)
    with pytest.raises(Conflict):
        open_assessment(officer, row, revision=row.revision)
    row.refresh_from_db()
    with refused("reason_missing"):
        drop_assessment(officer, row, reason="", revision=row.revision)
    assert drop_assessment(officer, row, reason="改到年底", revision=row.revision).state == "dropped"


def test_a_community_sees_its_own_only_and_no_points_before_they_are_published(cast: Cast):
    row, secretary = opened(cast), cast.caller("community_secretary")
    assert [each.unit for each in sight_of(secretary, row).rows] == [cast.unit("community")]
    assert not sees_points(secretary, of(row, cast))
    with refused("assessment_unknown"):
        read_assessed(secretary, row.uid, "LX-01-02")
    with refused("no_access"):
        score_self(secretary, of(row, cast, "neighbour"), {"joint": "50"})
    with refused("no_access"):
        review_unit(secretary, of(row, cast), {}, {})
    assert visible_assessments(secretary).count() == 1
    assert not visible_assessments(secretary).filter(pk=begun(cast).pk).exists()


@pytest.mark.parametrize(
    ("who", "sees", "whole", "judges"),
    [
        ("subdistrict_officer", True, True, 1),
        ("section_officer", True, False, 1),
        ("district_reader", True, True, 0),
        ("supervisor", True, True, 0),
        ("community_worker", True, False, 0),
        ("foreign_secretary", False, False, 0),
        ("partner", False, False, 0),
        ("resident", False, False, 0),
        ("system_admin", False, False, 0),
    ],
)
def test_who_sees_and_who_judges(cast: Cast, who: str, sees: bool, whole: bool, judges: int):
    row, caller = opened(cast), cast.caller(who)
    assert visible_assessments(caller).filter(pk=row.pk).exists() is sees
    sight = sight_of(caller, row)
    assert (sight.whole, len(sight.judging)) == (whole, judges)
    if who not in ASSESSORS.values():
        with pytest.raises(Refusal):
            read_judged(caller, row.uid, "LX-01-01")
        with refused("no_access"):
            judge_unit(caller, of(row, cast), cast.unit("section"), {"joint": "50"}, {"joint": "x"})


def test_an_appeal_is_read_by_the_unit_and_the_assessing_unit_alone(cast: Cast):
    row = published(cast)
    made = appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏记一场")
    assert read_appeal(cast.caller("subdistrict_officer"), made.uid) == made
    for who in ("foreign_secretary", "section_officer", "resident"):
        with refused("assessment_unknown"):
            read_appeal(cast.caller(who), made.uid)


@pytest.mark.parametrize(
    ("who", "opened_asks", "published_asks"),
    [
        ("community_secretary", {"self"}, {"look"}),
        ("section_officer", {"judge"}, set()),
        ("subdistrict_officer", {"judge"}, set()),
        ("community_worker", set(), set()),
        ("foreign_secretary", set(), set()),
    ],
)
def test_an_assessment_waits_for_whom_it_waits(cast: Cast, who: str, opened_asks: set[str], published_asks: set[str]):
    opened(cast)
    assert {each.what for each in waiting_assessments(cast.caller(who))} == opened_asks
    Assessment.objects.all().update(state=Assessment.DROPPED)
    row = published(cast)
    assert {each.what for each in waiting_assessments(cast.caller(who))} == published_asks
    appeal(cast.caller("community_secretary"), of(row, cast), "events", "漏记一场")
    asks = {each.what for each in waiting_assessments(cast.caller("subdistrict_officer"))}
    assert asks == {"decide"}
