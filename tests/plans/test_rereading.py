"""A repair is taken back: the text is read anew, and what was decided stays."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.documents.repairs import changes_of
from yiben.errors import Refusal
from yiben.plans.models import Plan, ProposedTask

PAPER = """砚湖街道春季平安宣传安排(2026年)

一、重点任务
（一）入户宣传。听荷社区要在12月20日前开展(夜间)入户宣传4次。
（二）夜间巡查。各社区每月组织一次夜间巡查。
（三）张贴提示。各社区6月底前张贴提示(彩色)20张。
"""


@pytest.fixture
def paper(db, cast, officer):
    from yiben.documents.actions import upload_document

    return upload_document(officer, unit=cast.units["subdistrict"], name="安排.txt", data=PAPER.encode())


@pytest.fixture
def plan(paper, cast, officer):
    from yiben.plans.actions import begin_plan

    return begin_plan(officer, paper, unit=cast.units["subdistrict"], day=date(2026, 2, 20))


@pytest.fixture
def take_back(officer, plan):
    from yiben.plans.actions import reread

    def send(number=1, *, is_reverted=True):
        document = Plan.objects.get().document
        place = changes_of(document)[number - 1].place
        return reread(officer, document, [place], is_reverted=is_reverted)

    return send


def texts(plan):
    text = Plan.objects.get(pk=plan.pk).document.text
    return [text[each.start : each.end] for each in plan.proposed.all()]


def test_the_text_stands_again_as_it_arrived_at_that_place_alone(take_back):
    document = take_back()
    assert "安排(2026年）" in document.text
    assert "开展（夜间）入户" in document.text
    assert [each.is_reverted for each in changes_of(document)] == [True, *[False] * 5]


def test_taking_the_taking_back_back_gives_the_first_reading_again(take_back, paper):
    take_back()
    document = take_back(is_reverted=False)
    assert (document.text, document.reading["tasks"]) == (paper.text, paper.reading["tasks"])
    assert not document.reading["reverted"]


def test_what_was_decided_stays_and_the_rest_is_proposed_as_it_is_read_now(take_back, plan, officer):
    from yiben.plans.actions import decide

    first, second, third = plan.proposed.all()
    decide(officer, second, ProposedTask.ACCEPTED)
    before = texts(plan)
    take_back()
    assert plan.proposed.get(pk=second.pk).state == ProposedTask.ACCEPTED
    assert texts(plan)[1:] == before[1:]
    assert {first.clause_id, second.clause_id, third.clause_id} == {*plan.clauses.values_list("pk", flat=True)[1:]}


def test_spans_move_with_the_text(cast, officer):
    from yiben.documents.actions import upload_document
    from yiben.plans.actions import begin_plan, reread

    noted = "砚湖街道安排\n\n一、重點(diǎn)任務(wù)\n听荷社區開展宣傳(chuán)4次。\n各社区組織(zhī)巡查，每月1次。\n"
    document = upload_document(officer, unit=cast.units["subdistrict"], name="注音.txt", data=noted.encode())
    plan = begin_plan(officer, document, unit=cast.units["subdistrict"], day=date(2026, 2, 20))
    before = texts(plan)
    place = next(each.place for each in changes_of(document) if each.repair.before == "(diǎn)")
    reread(officer, document, [place], is_reverted=True)
    assert "重点(diǎn)任" in Plan.objects.get(pk=plan.pk).document.text
    assert texts(plan) == before


def test_several_repairs_are_taken_back_at_once_and_made_again(plan, paper, officer):
    from yiben.documents.decisions import annotated
    from yiben.plans.actions import decide, reread

    decide(officer, plan.proposed.last(), ProposedTask.ACCEPTED)
    before = texts(plan)[-1].replace("（", "(").replace("）", ")")
    places = [each.place for each in changes_of(paper)]
    document = reread(officer, Plan.objects.get().document, places, is_reverted=True)
    assert document.text == PAPER
    assert [each["text"] for each in annotated(document)["tasks"]] == [before]
    document = reread(officer, document, places, is_reverted=False)
    assert (document.text, document.reading["tasks"]) == (paper.text, paper.reading["tasks"])


def test_undo_ends_where_the_text_was_read_anew(take_back, plan, officer):
    from yiben.plans.actions import decide, undo_step

    decide(officer, plan.proposed.first(), ProposedTask.ACCEPTED)
    take_back()
    with pytest.raises(Refusal, match="nothing_to_undo"):
        undo_step(officer, plan)
    decide(officer, plan.proposed.last(), ProposedTask.DROPPED)
    assert undo_step(officer, plan) == plan.proposed.last()


def test_the_text_of_a_followed_plan_stays_as_it_was_read(take_back, plan, officer):
    from yiben.plans.actions import decide, publish

    for each in plan.proposed.all():
        decide(officer, each, ProposedTask.ACCEPTED)
    publish(officer, plan)
    with pytest.raises(Refusal, match="plan_not_draft"):
        take_back()


def test_a_place_where_nothing_was_repaired_is_refused(officer, plan):
    from yiben.plans.actions import reread

    with pytest.raises(Refusal, match="repair_unknown"):
        reread(officer, plan.document, [(0, 1)], is_reverted=True)


def test_who_may_not_upload_takes_nothing_back(cast, plan):
    from yiben.plans.actions import reread

    place = changes_of(plan.document)[0].place
    with pytest.raises(Refusal, match="no_access"):
        reread(cast.caller("community_secretary"), plan.document, [place], is_reverted=True)


def test_the_annotated_document_counts_in_the_text_as_it_is_now(take_back, plan, officer):
    from yiben.documents.decisions import annotated
    from yiben.plans.actions import decide

    decide(officer, plan.proposed.last(), ProposedTask.ACCEPTED)
    (task,) = annotated(take_back())["tasks"]
    assert task["text"] == texts(plan)[-1]
