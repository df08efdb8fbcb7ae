"""A task that each unit does by itself, and turns of a recurring duty: who stands how. Wednesday, 20 May 2026."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from yiben.errors import Refusal

TODAY = date(2026, 5, 20)


@pytest.fixture
def make(cast):
    from yiben.tasks.actions import TaskTerms, set_task

    def task(**terms):
        both = (cast.unit("community"), cast.unit("neighbour"))
        asked = {
            "title": "各社区开展活动",
            "unit": cast.unit("subdistrict"),
            "co_units": both,
            "by_each": True,
            **terms,
        }
        officer = cast.caller("subdistrict_officer")
        return set_task(officer, TaskTerms(**asked), source_kind="plan", source="x", charge=cast.unit("subdistrict"))

    return task


@pytest.fixture
def counted(make):
    return make(
        kind="counted", book="activity", field="entry", target=1, recurrence="每季度", starts_on=date(2026, 1, 1)
    )


def held(cast, task, on, **more):
    from yiben.ledger.actions import record_entry

    values = {"theme": "宣传", "participants": "30"}
    secretary, unit = cast.caller("community_secretary"), cast.unit("community")
    record_entry(
        secretary, uid=str(uuid.uuid4()), book="activity", unit=unit, on=on, values=values, refs=[task.uid], **more
    )


def reported(cast, task, slot, **more):
    from yiben.tasks.actions import send_return

    return send_return(
        cast.caller("community_secretary"), task, unit=cast.unit("community"), slot=slot, progress="做了", **more
    )


def stand(cast, task, unit=None):
    from yiben.tasks.following import follow

    return follow([task], TODAY, unit_id=cast.unit(unit).pk if unit else None)[0]


def test_one_units_return_leaves_the_others_missing(make, cast):
    task = make(recurrence="每月25日前", starts_on=date(2026, 4, 1), due_on=date(2026, 12, 31))
    reported(cast, task, "2026-04")
    assert stand(cast, task, "community").missing == []
    assert [slot.label for slot in stand(cast, task, "neighbour").missing] == ["2026-04"]
    assert stand(cast, task).shown.reason == "return_missing"


def test_the_whole_is_done_when_every_unit_has_done_it(make, cast):
    from yiben.tasks.actions import send_return

    task = make(due_on=date(2026, 5, 31))
    assert reported(cast, task, "2026-05", is_done=True).is_done
    assert (stand(cast, task).settled_shares, stand(cast, task).is_settled) == (1, False)
    neighbour = cast.unit("neighbour")
    send_return(cast.caller("subdistrict_officer"), task, unit=neighbour, slot="2026-05", progress="做了", is_done=True)
    assert stand(cast, task).is_settled


def test_the_unit_that_looks_after_it_sends_no_return(make, cast):
    from yiben.tasks.actions import send_return

    with pytest.raises(Refusal, match="task_not_yours"):
        send_return(
            cast.caller("subdistrict_officer"), make(), unit=cast.unit("subdistrict"), slot="2026-05", progress="做了"
        )


def test_a_counted_duty_is_judged_turn_by_turn_and_unit_by_unit(counted, cast):
    held(cast, counted, date(2026, 2, 10))
    assert stand(cast, counted, "community").shown.reason != "target_missed"
    assert [slot.label for slot in stand(cast, counted, "neighbour").missing] == ["2026Q1"]
    assert not stand(cast, counted, "community").is_settled
    held(cast, counted, date(2026, 5, 10))
    assert stand(cast, counted, "community").is_settled


def test_a_joint_entry_counts_for_each_of_its_hosts_and_once_for_all(counted, cast):
    held(cast, counted, date(2026, 5, 10), partners=[cast.unit("neighbour").uid])
    assert stand(cast, counted, "community").achieved == stand(cast, counted, "neighbour").achieved == 1
    assert stand(cast, counted).achieved == 1


def test_a_recurring_duty_of_which_every_turn_was_reported_is_done(make, cast):
    task = make(by_each=False, unit=cast.unit("community"), co_units=(), recurrence="每月", due_on=date(2026, 4, 30))
    for month in range(1, 5):
        reported(cast, task, f"2026-0{month}")
    assert stand(cast, task).is_settled
    assert stand(cast, task).shown.light == "green"


def test_the_number_of_statements_does_not_grow_with_the_tasks(make, counted, cast, django_assert_num_queries):
    from yiben.tasks.following import follow
    from yiben.tasks.queries import visible_tasks

    caller = cast.caller("subdistrict_officer")
    for number in range(12):
        make(title=f"第{number}项", kind="counted", book="activity", field="entry", target=number + 1)
    with django_assert_num_queries(7):
        assert len(follow(visible_tasks(caller), TODAY)) == 13
