"""Links with several steps, taking out what was joined, forgetting by itself, search, the column of an export, days in words."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine
from django.db.models import Sum

from tests.matters.cases import assigned, counted, issue, refused, step
from yiben.ledger.models import Entry, Line
from yiben.ledger.queries import current
from yiben.matters.actions import Said
from yiben.matters.actions.forgetting import forget_requesters
from yiben.matters.actions.importing import import_orders
from yiben.matters.actions.linking import make_handler_link, step_by_link, withdraw_link
from yiben.matters.models import HandlerLink, Matter, MatterClock
from yiben.search.queries import find
from yiben.sentences import say

pytestmark = pytest.mark.django_db


def linked(cast) -> tuple[Matter, str]:
    matter = assigned(cast, issue(cast), cast.unit("organisation"))
    return matter, make_handler_link(cast.caller("community_secretary"), matter, cast.unit("organisation"))


def test_a_link_takes_every_step_of_its_unit_while_it_is_valid(cast):
    _matter, secret = linked(cast)
    step_by_link(secret, "accept", Said())
    step_by_link(secret, "first_reply", Said(words="明天上门。"))
    done = step_by_link(secret, "reply", Said(words="修好了。", answers={"outcome": "solved"}))
    assert done.state == "replied"
    assert HandlerLink.objects.get().used_at is not None


def test_a_link_that_was_replaced_or_withdrawn_opens_nothing(cast):
    matter, secret = linked(cast)
    step_by_link(secret, "accept", Said())
    newer = make_handler_link(cast.caller("community_secretary"), matter, cast.unit("organisation"))
    with refused("matter_link_withdrawn"):
        step_by_link(secret, "first_reply", Said(words="明天上门。"))
    withdraw_link(cast.caller("community_secretary"), HandlerLink.objects.latest("pk"))
    with refused("matter_link_withdrawn"):
        step_by_link(newer, "first_reply", Said(words="明天上门。"))


def test_a_link_ends_with_its_matter(cast):
    matter, secret = linked(cast)
    step_by_link(secret, "accept", Said())
    step_by_link(secret, "reply", Said(words="修好了。", answers={"outcome": "solved"}))
    step(cast.caller("community_secretary"), matter, "close", over="电话问过")
    with refused("matter_link_done"):
        step_by_link(secret, "first_reply", Said(words="明天上门。"))


def joined(cast) -> tuple[Matter, Matter]:
    whole, part = assigned(cast, issue(cast)), assigned(cast, issue(cast, title="三号楼路灯又不亮"))
    return whole, step(cast.caller("community_secretary"), part, "join", into=whole)


def running(matter: Matter) -> set[tuple[str, date]]:
    return set(MatterClock.objects.filter(matter=matter, stopped_on=None).values_list("clock", "due_on"))


def test_what_was_joined_is_taken_out_where_it_stood_with_its_times(cast):
    whole, part = joined(cast)
    assert part.is_done
    assert not running(part)
    out = step(cast.caller("community_secretary"), part, "take_out", words="不是同一盏灯。")
    assert (out.state, out.is_done, out.joined_to) == ("assigned", False, None)
    assert running(out) == running(whole)
    assert out.due_on == whole.due_on
    assert [each.step for each in whole.steps.all()][-2:] == ["received_joined", "released_joined"]
    assert [each["event"] for each in counted()][-2:] == ["merged", "separated"]


def test_it_is_taken_out_with_a_reason_by_who_assigns_and_not_of_what_is_done(cast):
    whole, part = joined(cast)
    with refused("values", words="required"):
        step(cast.caller("community_secretary"), part, "take_out")
    with refused("no_access"):
        step(cast.caller("community_worker"), part, "take_out", words="不同")
    worker = cast.caller("community_worker")
    step(worker, whole, "accept")
    step(worker, whole, "reply", words="好了", answers={"outcome": "solved"})
    step(cast.caller("community_secretary"), whole, "close", over="问过")
    with refused("whole_done"):
        step(cast.caller("community_secretary"), part, "take_out", words="不同")


def test_what_was_taken_out_is_answered_by_itself(cast):
    whole, part = joined(cast)
    step(cast.caller("community_secretary"), part, "take_out", words="不同")
    worker = cast.caller("community_worker")
    step(worker, whole, "accept")
    step(worker, whole, "reply", words="好了", answers={"outcome": "solved"})
    assert [each["event"] for each in counted()].count("answered") == 1


def test_requesters_are_forgotten_a_declared_time_after_the_end(cast):
    worker = cast.caller("community_worker")
    matter = assigned(cast, issue(cast, requester={"name": "柳如是", "phone": "13800001111"}))
    step(worker, matter, "accept")
    step(worker, matter, "reply", words="好了", answers={"outcome": "solved"})
    step(cast.caller("community_secretary"), matter, "close", over="问过")
    before = counted()
    assert forget_requesters(date(2027, 5, 19)) == 0
    with time_machine.travel("2027-05-20T10:00:00+08:00"):
        assert [forget_requesters(date(2027, 5, 20)), forget_requesters(date(2027, 5, 20))] == [1, 0]
    matter.refresh_from_db()
    assert (matter.requester, matter.secret) == ({}, None)
    assert matter.steps.last().step == "forgotten"
    assert counted() == before


def test_an_open_matter_keeps_who_brought_it(cast):
    issue(cast, requester={"name": "柳如是"})
    assert forget_requesters(date(2030, 1, 1)) == 0


def test_matters_are_found_by_what_they_are_about_and_never_by_who_brought_them(cast):
    issue(cast, requester={"name": "柳如是", "phone": "13800001111"})
    kinds = [(each.kind, each.label) for each in find(cast.caller("community_worker"), "路灯")]
    assert ("matter", "三号楼前路灯不亮") in kinds
    assert find(cast.caller("community_worker"), "柳如是") == []
    assert [each for each in find(cast.caller("foreign_secretary"), "路灯") if each.kind == "matter"] == []


def test_the_column_of_the_number_can_be_named(cast):
    table = "流转标记,标题,受理时间\nA-1,路灯不亮,2026-05-18\nA-2,井盖松动,2026-05-18\n".encode()
    given = (cast.caller("community_worker"), cast.unit("community"), "hotline", "导出.csv", table)
    with refused("hotline_columns"):
        import_orders(*given)
    assert len(import_orders(*given, number="流转标记").new) == 2


def test_a_name_is_never_taken_for_the_number(cast):
    table = "信访人,信访事项,信访日期\n某甲,路灯不亮,2026-05-18\n".encode()
    with refused("hotline_columns"):
        who = cast.caller("community_worker")
        import_orders(who, cast.unit("community"), "petition", "导出.csv", table, number="信访人")


def test_days_in_refusals_are_written_as_people_write_them():
    assert "2026年12月21日" in say("clock_ran_out", {"clock": "退单", "due": "2026-12-21"})
    assert "2026-12-21" in say("number_expected", {"typed": "2026-12-21"})


def test_a_late_hand_back_says_what_to_do(cast):
    matter = assigned(cast, issue(cast))
    with time_machine.travel("2026-06-20T10:00:00+08:00"), refused("matter_barred") as _none:
        step(cast.caller("community_worker"), matter, "hand_back", words="不归我们")
    assert "改派" in say("hand_back_late", {"due": "2026-05-22"})


def test_what_was_taken_out_again_no_longer_counts_as_joined(cast):
    _whole, part = joined(cast)
    merged = Entry.objects.filter(book="matter", kind="record", supersedes=None)
    before = current(merged).count()
    step(cast.caller("community_secretary"), part, "take_out", words="不是同一盏灯。")
    voided = Entry.objects.get(kind="void")
    assert json.loads(bytes(voided.body))["reason"] == "不是同一盏灯。"
    assert current(merged).count() == before  # one less that was joined, one that was taken out
    old = Entry.objects.get(seq=voided.supersedes)
    assert json.loads(bytes(old.body))["values"]["event"] == "merged"
    assert Line.objects.filter(seq__in=[old.seq, voided.seq]).aggregate(Sum("amount"))["amount__sum"] == 0
