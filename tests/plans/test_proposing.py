"""A reading becomes clauses and proposed tasks; what is unclear is asked."""

from __future__ import annotations

from datetime import date

from tests.plans.test_owners import UNITS
from yiben.plans.proposing import draft_clauses, draft_tasks
from yiben.rules.calendars import shipped_calendar

OUTLINE = [
    {"level": 1, "number": "一", "heading": "总体要求", "start": 0},
    {"level": 1, "number": "二", "heading": "重点任务", "start": 40},
    {"level": 2, "number": "一", "heading": "广泛宣传", "start": 50},
    {"level": 2, "number": "二", "heading": "排查整治", "start": 90},
]


def task(**more):
    return {"start": 60, "end": 70, "text": "区教育局要开展讲座4场", "action": "开展讲座", "owner": "区教育局", **more}


def drafts(*rows):
    reading = {"outline": OUTLINE, "tasks": list(rows)}
    clauses = draft_clauses(reading, 120)
    return draft_tasks(reading, clauses, unit="s1", units=UNITS, day=date(2026, 3, 2), work=shipped_calendar())


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
