"""A task moves by entries and returns alone; who may say what about it."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiben.errors import Conflict, Refusal

TODAY = date(2026, 5, 20)


@pytest.fixture
def officer(cast):
    return cast.caller("subdistrict_officer")


@pytest.fixture
def secretary(cast):
    return cast.caller("community_secretary")


@pytest.fixture
def make(cast, officer):
    from yiben.tasks.actions import TaskTerms, set_task

    def task(**terms):
        asked = {"title": "开展平安宣传", "unit": cast.units["community"], **terms}
        return set_task(officer, TaskTerms(**asked), source_kind="plan", source="x", charge=cast.units["subdistrict"])

    return task


@pytest.fixture
def counted(make):
    return make(kind="counted", book="activity", field="participants", target=100, due_on=date(2026, 6, 30))


def record(caller, unit, task, people, **more):
    from yiben.ledger.actions import record_entry

    values = {"theme": "宣传", "participants": str(people)}
    return record_entry(
        caller, uid=str(uuid.uuid4()), book="activity", unit=unit, on=TODAY, values=values, refs=[task.uid], **more
    )


def achieved(task):
    from yiben.tasks.queries import follow

    return follow([task], TODAY)[0].achieved


def test_a_counted_task_moves_by_the_entries_that_name_it(counted, cast, secretary):
    record(secretary, cast.units["community"], counted, 30)
    record(secretary, cast.units["community"], counted, 25)
    assert achieved(counted) == 55


def test_a_correction_and_a_void_move_it_back(counted, cast, secretary):
    from yiben.ledger.actions import correct_entry, void_entry

    first = record(secretary, cast.units["community"], counted, 30)
    values = {"theme": "宣传", "participants": "40"}
    later = correct_entry(secretary, first.seq, uid=str(uuid.uuid4()), reason="写错", values=values, on=TODAY)
    assert achieved(counted) == 40
    void_entry(secretary, later.seq, uid=str(uuid.uuid4()), reason="重复")
    assert achieved(counted) == 0


def test_an_entry_of_two_hosts_counts_once(counted, cast, secretary):
    record(secretary, cast.units["community"], counted, 30, partners=[cast.units["neighbour"].uid])
    assert achieved(counted) == 30


def test_an_entry_that_names_no_task_moves_none(counted, cast, secretary, make):
    record(secretary, cast.units["community"], make(title="另一项"), 30)
    assert achieved(counted) == 0


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.integers(0, 500), max_size=4))
def test_progress_is_the_sum_of_the_entries(counted, cast, secretary, people):
    before = achieved(counted)
    for number in people:
        record(secretary, cast.units["community"], counted, number)
    assert achieved(counted) == before + sum(people)


@pytest.fixture
def boards(make):
    where = {"kind": "board", "campaign": "safe_community"}
    return make(kind="counted", book="publicity_material", field="quantity", where=where, target=6)


def publicity(caller, unit, task, kind, quantity):
    from yiben.ledger.actions import record_entry

    values = {"kind": kind, "quantity": str(quantity)}
    given = {"book": "publicity_material", "unit": unit, "on": TODAY, "values": values, "refs": [task.uid]}
    return record_entry(caller, uid=str(uuid.uuid4()), **given)


def test_only_records_with_the_value_that_a_task_asks_for_count(boards, cast, secretary):
    publicity(secretary, cast.units["community"], boards, "board", 4)
    publicity(secretary, cast.units["community"], boards, "poster", 30)
    assert achieved(boards) == 4


def test_a_value_that_the_book_does_not_have_is_refused(make):
    with pytest.raises(Refusal) as refusal:
        make(kind="counted", book="publicity_material", field="quantity", where={"kind": "balloon"}, target=6)
    assert refusal.value.fields[0][0] == "book"


def test_a_correction_counts_for_another_task(counted, boards, make, cast, secretary):
    from yiben.ledger.actions import correct_entry

    other = make(kind="counted", book="activity", field="participants", target=50)
    first = record(secretary, cast.units["community"], counted, 30)
    values = {"theme": "宣传", "participants": "30"}
    given = {"reason": "记错了任务", "values": values, "on": TODAY, "refs": [other.uid]}
    correct_entry(secretary, first.seq, uid=str(uuid.uuid4()), **given)
    assert (achieved(counted), achieved(other)) == (0, 30)


def test_a_narrative_task_is_told_by_its_return(make, cast, secretary):
    from yiben.tasks.actions import send_return
    from yiben.tasks.queries import follow

    task = make(recurrence="每月25日前", starts_on=date(2026, 4, 1), due_on=date(2026, 10, 31))
    assert follow([task], TODAY)[0].shown.reason == "return_missing"
    send_return(secretary, task, unit=cast.units["community"], slot="2026-04", progress="宣传栏换了一半")
    assert follow([task], TODAY)[0].missing == []


def test_a_return_says_something_and_comes_from_a_unit_concerned(make, cast, secretary):
    from yiben.tasks.actions import send_return

    task = make()
    with pytest.raises(Refusal) as empty:
        send_return(secretary, task, unit=cast.units["community"], slot="2026-05", progress="  ")
    assert empty.value.fields[0][0] == "progress"
    foreign = cast.caller("foreign_secretary")
    with pytest.raises(Refusal, match="task_not_yours"):
        send_return(foreign, task, unit=cast.units["foreign"], slot="2026-05", progress="做了")


def test_a_helping_unit_does_not_say_that_the_whole_task_is_done(make, cast, secretary):
    from yiben.tasks.actions import send_return

    task = make(unit=cast.unit("subdistrict"), co_units=(cast.unit("community"),))
    told = send_return(secretary, task, unit=cast.unit("community"), slot="2026-05", progress="做了", is_done=True)
    assert not told.is_done


def test_one_turn_of_a_recurring_duty_does_not_end_it(make, cast, secretary):
    from yiben.tasks.actions import send_return
    from yiben.tasks.queries import follow

    task = make(recurrence="每月25日前", starts_on=date(2026, 3, 1), due_on=date(2026, 10, 31))
    send_return(secretary, task, unit=cast.unit("community"), slot="2026-03", progress="做了", is_done=True)
    assert follow([task], TODAY)[0].shown.reason == "return_missing"


def test_striking_off_is_the_supervisors_word(make, cast, secretary):
    from yiben.tasks.actions import close_task
    from yiben.tasks.models import Task

    task = make(due_on=date(2026, 5, 1))
    with pytest.raises(Refusal, match="no_access"):
        close_task(secretary, task, charge=cast.units["district"], reason="做完了")
    supervisor, district = cast.caller("supervisor"), cast.units["district"]
    with pytest.raises(Refusal, match="task_unfulfilled"):
        close_task(supervisor, task, charge=district, reason="现场看过")
    closed = close_task(supervisor, task, charge=district, reason="现场看过", unfulfilled=True)
    assert closed.is_unfulfilled
    assert closed.state == Task.CLOSED


def test_a_task_closed_takes_no_return_until_it_is_reopened(make, cast, secretary):
    from yiben.tasks.actions import close_task, reopen_task, send_return

    task, charge, supervisor = make(), cast.units["district"], cast.caller("supervisor")
    close_task(supervisor, task, charge=charge, reason="完成", unfulfilled=True)
    task.refresh_from_db()
    with pytest.raises(Refusal, match="task_not_open"):
        send_return(secretary, task, unit=cast.units["community"], slot="2026-05", progress="补充")
    reopen_task(supervisor, task, charge=charge, reason="没有真做完")
    task.refresh_from_db()
    assert send_return(secretary, task, unit=cast.units["community"], slot="2026-05", progress="补充").pk


def test_two_changes_of_one_task_do_not_overwrite_each_other(make, cast, officer):
    from yiben.tasks.actions import TaskTerms, change_task

    task, charge = make(), cast.units["subdistrict"]
    change_task(officer, task, TaskTerms(title="改一", unit=task.unit), version=1, charge=charge)
    with pytest.raises(Conflict) as conflict:
        change_task(officer, task, TaskTerms(title="改二", unit=task.unit), version=1, charge=charge)
    assert (conflict.value.data["theirs"], conflict.value.data["yours"]) == ("改一", "改二")


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"title": " "}, "title"),
        ({"starts_on": date(2026, 6, 1), "due_on": date(2026, 5, 1)}, "due_on"),
        ({"recurrence": "经常"}, "recurrence"),
        ({"kind": "counted", "book": "activity", "field": "participants", "target": 0}, "target"),
        ({"kind": "counted", "book": "nothing", "field": "entry", "target": 2}, "book"),
        ({"kind": "counted", "book": "activity", "field": "theme", "target": 2}, "field"),
    ],
)
def test_terms_that_cannot_be_followed_are_refused_beside_their_field(make, terms, field):
    with pytest.raises(Refusal) as refusal:
        make(**terms)
    assert refusal.value.fields[0][0] == field


def test_what_is_due_this_week_is_the_units_own(make, cast, secretary):
    from yiben.tasks.queries import due_this_week

    mine, later = make(due_on=date(2026, 5, 22)), make(title="以后", due_on=date(2026, 7, 1))
    shared = make(title="共同", unit=cast.units["subdistrict"], co_units=(cast.units["community"],), due_on=TODAY)
    due = [row.task for row in due_this_week(secretary, cast.units["community"].pk, TODAY)]
    assert due == [shared, mine]
    assert later not in due


def test_a_task_is_passed_on_downwards_only(make, cast, secretary):
    from yiben.tasks.actions import delegate_task

    task, community = make(), cast.units["community"]
    delegate_task(secretary, task, unit=community, to=cast.units["centre"], note="本周")
    assert cast.units["centre"] in task.co_units.all()
    assert task.events.last().detail == {"to": cast.units["centre"].uid, "note": "本周"}
    for elsewhere in ("neighbour", "subdistrict", "community"):
        with pytest.raises(Refusal, match="delegate_not_below"):
            delegate_task(secretary, task, unit=community, to=cast.units[elsewhere])


def test_only_the_lead_passes_a_task_on(make, cast, secretary):
    from yiben.tasks.actions import delegate_task

    task = make(unit=cast.units["subdistrict"], co_units=(cast.units["community"],))
    with pytest.raises(Refusal, match="delegate_not_lead"):
        delegate_task(secretary, task, unit=cast.units["community"], to=cast.units["centre"])
    with pytest.raises(Refusal, match="no_access"):
        delegate_task(cast.caller("foreign_secretary"), task, unit=task.unit, to=cast.units["centre"])


def test_an_entry_refers_to_a_task_of_its_unit_that_is_open(make, cast, secretary):
    from yiben.tasks.actions import close_task
    from yiben.tasks.queries import refs_for

    mine, theirs = make(), make(unit=cast.units["subdistrict"], co_units=(cast.units["community"],))
    assert refs_for(secretary, mine.uid, cast.units["community"]) == [mine.uid]
    assert refs_for(secretary, theirs.uid, cast.units["community"]) == [theirs.uid]
    assert refs_for(secretary, "", cast.units["community"]) == []
    with pytest.raises(Refusal, match="task_not_yours"):
        refs_for(secretary, mine.uid, cast.units["centre"])
    close_task(cast.caller("supervisor"), mine, charge=cast.units["district"], reason="完成", unfulfilled=True)
    with pytest.raises(Refusal, match="task_not_open"):
        refs_for(secretary, mine.uid, cast.units["community"])


def test_a_change_of_the_shared_units_stands_in_the_history(make, cast, officer):
    from yiben.tasks.actions import TaskTerms, change_task

    task, centre = make(), cast.units["centre"]
    terms = TaskTerms(title=task.title, unit=task.unit, co_units=(centre,))
    change_task(officer, task, terms, version=1, charge=cast.units["subdistrict"])
    assert task.events.last().detail["before"]["co_units"] == [[], [centre.uid]]
