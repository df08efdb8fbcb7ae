"""The life of a matter: steps by right and state, clocks, joining, splitting, answers, what is passed over visibly."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection

from tests.cast import Cast
from tests.matters.cases import ISSUE, assigned, counted, issue, refused, step
from yiben.errors import Conflict
from yiben.ledger.models import Entry
from yiben.matters.actions import Brought, Said, erase_requester, register_matter, take_step
from yiben.matters.answers import procedure_of
from yiben.matters.models import Matter, MatterClock
from yiben.matters.queries import board, open_steps, read_matter, standing_of, visible_matters, waiting_matters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path


def test_an_issue_goes_its_whole_way(cast: Cast):
    worker, secretary = cast.caller("community_worker"), cast.caller("community_secretary")
    matter = assigned(cast, issue(cast))
    assert (matter.state, matter.number, matter.due_on) == ("assigned", "诉〔2026〕1号", date(2026, 5, 21))
    step(worker, matter, "accept")
    step(worker, matter, "first_reply", words="已报维修单位，两天内修好。")
    done = step(worker, matter, "reply", words="路灯已修好。", answers={"outcome": "solved"})
    assert (done.state, done.outcome, done.due_on) == ("replied", "solved", None)
    step(worker, matter, "rate", answers={"rating": "satisfied"})
    closed = step(secretary, matter, "close")
    assert (closed.is_done, closed.closed_on) == (True, date(2026, 5, 20))


def test_what_is_countable_stands_in_the_ledger(cast: Cast):
    test_an_issue_goes_its_whole_way(cast)
    assert [each["event"] for each in counted()] == ["received", "answered", "rated", "closed"]
    assert counted()[3]["is_late"] is False
    assert set(Entry.objects.filter(book="matter").values_list("unit_id", flat=True)) == {cast.unit("community").pk}


def test_a_step_is_taken_by_whom_it_is_given_and_from_its_state_only(cast: Cast):
    matter = issue(cast)
    with refused("no_access"):
        step(cast.caller("community_worker"), matter, "assign", lead=cast.unit("community"))
    with refused("matter_without_lead"):
        step(cast.caller("community_worker"), matter, "accept")
    assigned(cast, matter)
    with refused("matter_step"):
        step(cast.caller("community_worker"), matter, "reply", words="x", answers={"outcome": "solved"})


def test_another_communitys_matter_is_not_seen(cast: Cast):
    matter = issue(cast)
    with refused("matter_unknown"):
        read_matter(cast.caller("foreign_secretary"), matter.uid)
    assert not visible_matters(cast.caller("partner")).exists()


def test_whoever_was_faster_is_not_overwritten(cast: Cast):
    matter = issue(cast)
    assigned(cast, matter)
    with pytest.raises(Conflict):
        take_step(cast.caller("community_worker"), matter, "accept", Said(), revision=1)


def test_what_is_missing_stands_beside_its_field(cast: Cast):
    matter = assigned(cast, issue(cast))
    step(cast.caller("community_worker"), matter, "accept")
    with refused("values", words="required", outcome="required"):
        step(cast.caller("community_worker"), matter, "reply")


def test_a_wrong_dispatch_goes_back_in_time_only(cast: Cast):
    partner, matter = cast.caller("partner"), assigned(cast, issue(cast), cast.unit("organisation"))
    with time_machine.travel("2026-05-26T10:00:00+08:00"), refused("matter_barred"):
        step(partner, matter, "hand_back", words="不归我们管。")
    with time_machine.travel("2026-05-22T10:00:00+08:00"):
        back = step(partner, matter, "hand_back", words="不归我们管。")
    assert (back.state, back.lead) == ("registered", None)


def test_waiting_for_the_bringer_stops_the_clock_and_adds_the_days(cast: Cast):
    worker, matter = cast.caller("community_worker"), assigned(cast, issue(cast))
    step(worker, matter, "accept")
    step(worker, matter, "first_reply", words="收到。")
    assert Matter.objects.get(pk=matter.pk).due_on == date(2026, 5, 27)
    assert step(worker, matter, "ask", words="请说明是哪一盏。").due_on is None
    with time_machine.travel("2026-05-25T10:00:00+08:00"):
        assert step(worker, matter, "resume").due_on == date(2026, 6, 1)


def test_a_time_is_extended_once_and_no_further_than_the_rule(cast: Cast):
    secretary, matter = cast.caller("community_secretary"), assigned(cast, issue(cast))
    step(cast.caller("community_worker"), matter, "accept")
    with refused("values", until="extension_too_far"):
        step(secretary, matter, "extend", words="要等配件。", until=date(2026, 6, 11))
    extended = step(secretary, matter, "extend", words="要等配件。", until=date(2026, 6, 10))
    assert extended.clocks.get(clock="handling").due_on == date(2026, 6, 10)
    with refused("clock_extended"):
        step(secretary, matter, "extend", words="再等。")


def test_a_silent_helper_holds_the_reply_until_somebody_says_why_not(cast: Cast):
    worker = cast.caller("community_worker")
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    step(worker, matter, "accept")
    said = {"words": "已修好。", "answers": {"outcome": "solved"}}
    with refused("matter_held"):
        step(worker, matter, "reply", **said)
    replied = step(worker, matter, "reply", **said, over="协办单位已在电话里同意。")
    row = replied.steps.last()
    assert (row.over[0]["code"], row.over[0]["reason"]) == ("helpers_silent", "协办单位已在电话里同意。")


def test_a_helpers_opinion_lets_the_reply_go(cast: Cast):
    worker = cast.caller("community_worker")
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    step(worker, matter, "accept")
    with refused("matter_not_helping"):
        step(cast.caller("partner"), matter, "opinion", words="同意。", unit=cast.unit("centre"))
    step(cast.caller("partner"), matter, "opinion", words="同意。", unit=cast.unit("organisation"))
    assert step(worker, matter, "reply", words="已修好。", answers={"outcome": "solved"}).steps.last().over == []


def test_joining_keeps_both_and_counts_an_answer_for_each(cast: Cast):
    secretary, worker = cast.caller("community_secretary"), cast.caller("community_worker")
    first, second = issue(cast), issue(cast, title="路灯坏了")
    joined = step(secretary, second, "join", into=first)
    assert (joined.state, joined.joined_to, first.joined.count()) == ("joined", first, 1)
    assigned(cast, first)
    step(worker, first, "accept")
    step(worker, first, "reply", words="已修好。", answers={"outcome": "solved"})
    assert [each["event"] for each in counted()].count("answered") == 2


def test_nothing_is_joined_to_itself_or_in_a_circle(cast: Cast):
    secretary = cast.caller("community_secretary")
    first, second = issue(cast), issue(cast, title="路灯坏了")
    step(secretary, second, "join", into=first)
    with refused("values", into="join_impossible"):
        step(secretary, first, "join", into=second)


def test_a_split_matter_is_done_when_its_parts_are(cast: Cast):
    secretary, worker, partner = (cast.caller(name) for name in ("community_secretary", "community_worker", "partner"))
    matter = assigned(cast, issue(cast), helpers=[cast.unit("organisation")])
    part = step(secretary, matter, "split").parts.get()
    assert (part.lead, part.due_on) == (cast.unit("organisation"), Matter.objects.get(pk=matter.pk).due_on)
    step(worker, matter, "accept")
    step(worker, matter, "reply", words="已修好。", answers={"outcome": "solved"})
    with refused("matter_held"):
        step(secretary, matter, "close")
    step(partner, part, "accept")
    step(partner, part, "reply", words="配件已换。", answers={"outcome": "solved"})
    step(secretary, part, "close")
    assert step(secretary, matter, "close").is_done


def test_not_solved_leads_to_a_second_round_with_a_clock_of_its_own(cast: Cast):
    secretary, worker, matter = (
        cast.caller("community_secretary"),
        cast.caller("community_worker"),
        assigned(cast, issue(cast)),
    )
    step(worker, matter, "accept")
    step(worker, matter, "reply", words="已修好。", answers={"outcome": "solved"})
    step(worker, matter, "rate", answers={"rating": "not_satisfied"})
    with refused("matter_held"):
        step(secretary, matter, "close")
    again = step(secretary, matter, "rehandle", words="灯还是不亮。")
    clocks = MatterClock.objects.filter(matter=matter, clock="handling").order_by("turn")
    assert (again.round, [each.turn for each in clocks], clocks[0].stopped_on is None) == (2, [1, 2], False)


def test_handled_elsewhere_is_one_step(cast: Cast):
    closed = step(
        cast.caller("community_worker"),
        issue(cast),
        "elsewhere",
        words="物业当天已修好。",
        answers={"outcome": "solved"},
    )
    assert (closed.is_done, closed.outcome) == (True, "solved")


def test_what_comes_from_another_system_comes_once(cast: Cast):
    issue(cast, outside=("hotline", "20260520001"))
    with refused("matter_known"):
        issue(cast, outside=("hotline", "20260520001"))


def test_who_brought_it_and_what_was_said_is_kept_locked(cast: Cast):
    matter = issue(cast, requester={"name": "欧阳䶮", "phone": "13800000000"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT requester, told FROM matters_matter WHERE id = %s", [matter.pk])
        kept = str(cursor.fetchone())
    assert not [word for word in ("欧阳", "13800000000", "路灯") if word in kept]


def test_who_brought_it_is_shown_to_those_who_answer_and_can_be_forgotten(cast: Cast):
    matter = issue(cast, requester={"name": "欧阳䶮", "phone": "13800000000"})
    assert standing_of(cast.caller("community_worker"), matter).sees_requester
    assert not standing_of(cast.caller("leader"), matter).sees_requester
    erased = erase_requester(cast.caller("community_secretary"), matter, reason="本人要求。")
    assert erased.requester == {}
    with refused("nothing_to_erase"):
        erase_requester(cast.caller("community_secretary"), erased, reason="再来一次。")


def test_numbers_have_no_gap_and_belong_to_unit_kind_and_year(cast: Cast):
    numbers = [assigned(cast, issue(cast, title=f"第{n}件")).number for n in (1, 2, 3)]
    assert numbers == ["诉〔2026〕1号", "诉〔2026〕2号", "诉〔2026〕3号"]
    handed = step(cast.caller("community_worker"), Matter.objects.get(number=numbers[1]), "hand_back", words="派错了。")
    assert assigned(cast, handed).number == numbers[1]


def test_the_board_and_what_waits_are_those_of_the_post(cast: Cast):
    first, second = issue(cast), assigned(cast, issue(cast, title="停车难"))
    assert set(waiting_matters(cast.caller("community_secretary"))) == {first, second}
    assert set(waiting_matters(cast.caller("community_worker"))) == {first, second}
    assert [each.pk for each in board(cast.caller("subdistrict_officer"), state="assigned")] == [second.pk]
    assert not waiting_matters(cast.caller("district_reader")).exists()


def test_open_steps_are_those_of_the_state_and_the_caller(cast: Cast):
    matter, declared = issue(cast), procedure_of("issue")
    names = {each.id for each in open_steps(cast.caller("community_secretary"), matter, declared)}
    assert names == {"assign", "join", "refuse", "elsewhere"}
    assert {each.id for each in open_steps(cast.caller("supervisor"), matter, declared)} == {
        "assign",
        "join",
        "supervise",
        "refuse",
        "elsewhere",
    }
    assert open_steps(cast.caller("leader"), matter, declared) == []


def test_what_nobody_asked_is_refused(cast: Cast):
    with refused("values", title="required", came_on="day_in_future", topic="required"):
        register_matter(
            cast.caller("community_worker"),
            "issue",
            cast.unit("community"),
            Brought("", date(2026, 5, 21), answers={"account": ISSUE["account"]}),
        )
