"""A reading becomes clauses and proposed tasks; what is unclear is asked."""

from __future__ import annotations

from datetime import date

import pytest

from tests.plans.test_owners import UNITS
from yiben.plans.measuring import Measure, measure_for, measures_of
from yiben.plans.proposing import draft_clauses, draft_tasks, plan_end, plan_title
from yiben.rules.calendars import shipped_calendar

OUTLINE = [
    {"level": 1, "number": "一", "heading": "总体要求", "start": 0},
    {"level": 1, "number": "二", "heading": "重点任务", "start": 40},
    {"level": 2, "number": "一", "heading": "广泛宣传", "start": 50},
    {"level": 2, "number": "二", "heading": "排查整治", "start": 90},
]


def task(**more):
    return {"start": 60, "end": 70, "text": "区教育局要开展讲座4场", "action": "开展讲座", "owner": "区教育局", **more}


def drafts(*rows, measures=()):
    reading = {"outline": OUTLINE, "tasks": list(rows)}
    clauses = draft_clauses(reading, 120)
    return draft_tasks(
        reading, clauses, unit="s1", units=UNITS, day=date(2026, 3, 2), work=shipped_calendar(), measures=measures
    )


def test_a_clause_runs_to_the_next_heading_of_its_level():
    clauses = draft_clauses({"outline": OUTLINE}, 120)
    assert [(each.start, each.end, each.parent) for each in clauses] == [
        (0, 40, None),
        (40, 120, None),
        (50, 90, 1),
        (90, 120, 1),
    ]


def test_a_task_belongs_to_the_innermost_clause_around_it():
    assert drafts(task())[0].clause == 2
    assert drafts(task(start=45, end=48))[0].clause == 1


def test_the_named_unit_leads_and_the_helpers_share():
    terms = drafts(task(co_owners=["公安分局"]))[0].terms
    assert (terms["unit"], terms["co_units"]) == ("edu", ["pol"])


def test_a_collective_owner_leaves_the_lead_with_the_plans_unit():
    terms = drafts(task(owner="各社区"))[0].terms
    assert (terms["unit"], terms["co_units"]) == ("s1", ["c1", "c2"])


def test_a_target_and_a_deadline_are_taken_over():
    target = {"measure": "讲座", "op": ">=", "value": 4, "unit": "场"}
    terms = drafts(task(target=target, deadline="--06-30"))[0].terms
    assert (terms["target"], terms["target_word"], terms["due_on"]) == (4, "场", "2026-06-30")


def test_what_is_unclear_is_a_problem_of_the_proposal():
    found = drafts(task(owner="区水务局", deadline={"relative": "选举日前3天"}))[0].problems
    assert [each["code"] for each in found] == ["deadline_relative", "owner_unknown"]


def test_units_of_a_collective_each_do_the_task_and_a_named_pair_together():
    assert drafts(task(owner="各社区"))[0].terms["by_each"]
    assert not drafts(task(owner="区教育局、公安分局"))[0].terms["by_each"]


def test_a_target_that_a_book_counts_makes_a_counted_task():
    banners = Measure("publicity_material", "quantity", "条", ("横幅",))
    target = {"measure": "横幅", "op": ">=", "value": 20, "unit": "条"}
    named = drafts(task(text="悬挂横幅不少于20条", target=target), measures=[banners])[0].terms
    assert (named["kind"], named["book"], named["field"]) == ("counted", "publicity_material", "quantity")
    other = drafts(task(text="制作展板不少于20条", target=target), measures=[banners])[0].terms
    assert (other["kind"], other["target"]) == ("narrative", 20)


def test_a_leader_and_a_contact_that_the_text_names_are_taken_over():
    terms = drafts(task(leader="副主任", contact="办公室"))[0].terms
    assert (terms["lead_leader"], terms["contact"]) == ("副主任", "办公室")


def test_a_metric_over_one_value_of_a_required_choice_counts_for_a_task(db, cast):
    from yiben.catalog.queries import catalogue

    known = catalogue()
    measures = measures_of(known.books.values(), known.metrics.values())
    found = measure_for("更新宣传栏6块", "块", measures)
    assert (found.book, found.field) == ("publicity_material", "quantity")
    assert dict(found.where) == {"kind": "board", "campaign": "safe_community"}
    assert not any(each.names[0] == "平安宣传活动场次" for each in measures)  # over four values of an optional choice


def test_two_measures_that_fit_alike_are_left_to_a_person():
    pair = [Measure("a", "entry", "场", ("宣传活动",)), Measure("b", "entry", "场", ("集中宣传",))]
    assert measure_for("开展宣传活动和集中宣传共4场", "场次", pair) is None
    assert measure_for("开展宣传活动4场", "场次", pair) == pair[0]


@pytest.mark.parametrize(
    ("reading", "due", "end"),
    [
        ({"period": "2026-03-01/2026-10-31", "title": "2026年工作方案"}, ["2026-05-31"], date(2026, 10, 31)),
        ({"title": "某街道2026年宣传工作方案"}, ["2026-05-31"], date(2026, 12, 31)),
        ({"title": "某街道夏季消防行动方案"}, ["2026-08-31"], date(2026, 8, 31)),
        ({"title": "某街道关于开展7月活动的通知"}, [], date(2026, 12, 31)),
    ],
)
def test_a_plan_ends_with_its_period_its_year_or_its_last_deadline(reading, due, end):
    assert plan_end(reading, date(2026, 3, 2), [{"due_on": each} for each in due]) == end


def test_a_plan_is_called_after_the_paper_that_a_notice_sends_out():
    assert plan_title("某办关于印发《某街道工作方案》的通知") == "某街道工作方案"
    assert plan_title("某办关于开展《民法典》宣传的通知") == "某办关于开展《民法典》宣传的通知"
