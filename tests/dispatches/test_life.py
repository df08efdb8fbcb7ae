"""The life of a document: each step by who may take it, nothing skipped, nothing overwritten, numbers without gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from tests.cast import Cast
from tests.dispatches.papers import NOTICE, printed, signed, subdistrict_series
from tests.ledger.facts import refused
from yiben.audit.callers import SYSTEM
from yiben.dispatches.actions.drafting import (
    begin_dispatch,
    change_dispatch,
    check_dispatch,
    countersign,
    hand_in,
    send_back,
    sign_dispatch,
)
from yiben.dispatches.actions.issuing import (
    archive_dispatch,
    keep_scan,
    number_dispatch,
    print_dispatch,
    send_dispatch,
    withdraw_dispatch,
)
from yiben.dispatches.actions.receiving import sign_for
from yiben.dispatches.building import number_of, official_of
from yiben.dispatches.life import STATES, STEPS
from yiben.dispatches.models import Series
from yiben.dispatches.queries import (
    file_of,
    open_steps,
    read_dispatch,
    unsigned_receipts,
    visible_dispatches,
    waiting_dispatches,
)
from yiben.ledger.canonical import digest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DOCUMENT_FOLDER = tmp_path


@pytest.fixture
def series(cast: Cast) -> Series:
    return subdistrict_series(cast)


def test_a_notice_goes_its_whole_way(cast, series):
    officer, leader = cast.caller("subdistrict_officer"), cast.caller("leader")
    made = begin_dispatch(officer, series, NOTICE)
    made = hand_in(officer, made, revision=made.revision)
    made = check_dispatch(officer, made, revision=made.revision, opinion="可发")
    with time_machine.travel("2026-03-01T02:00:00Z"):
        made = sign_dispatch(leader, made, revision=made.revision, opinion="同意")
    made = number_dispatch(officer, made, revision=made.revision)
    assert (number_of(made), made.dated_on) == ("枫街办发〔2026〕1号", date(2026, 3, 1))
    made = print_dispatch(officer, made, revision=made.revision, count=20)
    assert digest(file_of(made, "printed")) == made.printed
    made = keep_scan(officer, made, "扫描件.pdf", b"%PDF-1.4 sealed", revision=made.revision)
    units = [cast.unit("community"), cast.unit("neighbour")]
    sent = {"on": date(2026, 3, 2), "to": "", "way": "network", "units": units}
    made = send_dispatch(officer, made, revision=made.revision, **sent)
    made = archive_dispatch(officer, made, revision=made.revision, retention="30年", place="2026-1")
    taken = ["begin", "hand_in", "check", "sign", "number", "print", "keep_scan", "send", "archive"]
    assert [each.step for each in made.steps.all()] == taken


def test_steps_are_refused_to_who_may_not_take_them_and_out_of_their_turn(cast, series):
    officer = cast.caller("subdistrict_officer")
    made = begin_dispatch(officer, series, NOTICE)
    with refused("dispatch_step"):
        number_dispatch(officer, made, revision=made.revision)
    made = check_dispatch(officer, hand_in(officer, made, revision=1), revision=2)
    for name in ("subdistrict_officer", "community_secretary", "district_reader", "resident", "outsider"):
        with refused("no_access"):
            sign_dispatch(cast.caller(name), made, revision=made.revision)
    assert made.state == "signing"


def test_who_may_not_read_a_document_does_not_find_it(cast, series):
    made = begin_dispatch(SYSTEM, series, NOTICE)
    for name in ("community_secretary", "foreign_secretary", "partner", "resident", "outsider", "system_admin"):
        assert not visible_dispatches(cast.caller(name)).exists()
        with refused("dispatch_unknown"):
            read_dispatch(cast.caller(name), made.uid)


def test_two_people_do_not_overwrite_one_another(cast, series):
    made = begin_dispatch(SYSTEM, series, NOTICE)
    change_dispatch(SYSTEM, made, replace(NOTICE, note="联系人：李明"), revision=1)
    with refused("dispatch_changed", conflict=True):
        change_dispatch(SYSTEM, made, replace(NOTICE, note=""), revision=1)
    made.refresh_from_db()
    assert made.content["note"] == "联系人：李明"


def test_what_lacks_its_text_is_not_handed_in_and_what_was_signed_does_not_change(cast, series):
    bare = begin_dispatch(SYSTEM, series, replace(NOTICE, body=" "))
    with refused("dispatch_lacks") as caught:
        hand_in(SYSTEM, bare, revision=bare.revision)
    assert caught.value.data["lacks"] == [("official_body_missing", {})]
    made = signed(series)
    with refused("dispatch_step"):
        change_dispatch(SYSTEM, made, replace(NOTICE, title="别的"), revision=made.revision)


def test_offices_that_countersign_all_agree_before_it_is_signed(cast, series):
    made = hand_in(SYSTEM, begin_dispatch(SYSTEM, series, NOTICE), revision=1)
    offices = [cast.unit("community"), cast.unit("neighbour")]
    made = check_dispatch(SYSTEM, made, revision=made.revision, offices=offices)
    assert made.state == "countersigning"
    secretary = cast.caller("community_secretary")
    assert [each.pk for each in waiting_dispatches(secretary)] == [made.pk]
    with refused("values"):
        countersign(secretary, made, offices[0], agrees=False)
    made = countersign(secretary, made, offices[0], agrees=True)
    with refused("no_access"):
        countersign(secretary, made, offices[1], agrees=True)
    made = countersign(SYSTEM, made, offices[1], agrees=False, opinion="第二条时间太紧")
    assert made.state == "countersigning"
    assert countersign(SYSTEM, made, offices[1], agrees=True).state == "signing"


def test_what_is_sent_back_comes_back_with_its_reason_and_is_countersigned_anew(cast, series):
    made = hand_in(SYSTEM, begin_dispatch(SYSTEM, series, NOTICE), revision=1)
    made = check_dispatch(SYSTEM, made, revision=made.revision, offices=[cast.unit("community")])
    with refused("values"):
        send_back(SYSTEM, made, reason=" ", revision=made.revision)
    made = send_back(SYSTEM, made, reason="时限与上级不一致", revision=made.revision)
    assert (made.state, made.countersigns.count()) == ("drafting", 0)
    made = check_dispatch(SYSTEM, hand_in(SYSTEM, made, revision=made.revision), revision=made.revision + 1)
    made = send_back(cast.caller("leader"), made, reason="再核一次数字", revision=made.revision)
    assert [each.step for each in made.steps.all()][-1] == "refuse"


def test_numbers_run_without_a_gap_within_a_year_and_a_withdrawn_one_is_not_given_again(cast, series):
    with time_machine.travel("2026-12-30T02:00:00Z"):
        first, second = signed(series), signed(series)
        first = number_dispatch(SYSTEM, first, revision=first.revision)
        withdraw_dispatch(SYSTEM, first, reason="重复行文", revision=first.revision)
        second = number_dispatch(SYSTEM, second, revision=second.revision)
    with time_machine.travel("2027-01-04T02:00:00Z"):
        third = signed(series)
        third = number_dispatch(SYSTEM, third, revision=third.revision)
    assert [number_of(each) for each in (first, second, third)] == [
        "枫街办发〔2026〕1号",
        "枫街办发〔2026〕2号",
        "枫街办发〔2027〕1号",
    ]


def test_what_was_numbered_is_withdrawn_only_by_who_issues(cast, series):
    made = signed(series)
    made = number_dispatch(SYSTEM, made, revision=made.revision)
    assert "withdraw" not in open_steps(cast.caller("leader"), made)
    with refused("no_access"):
        withdraw_dispatch(cast.caller("section_officer"), made, reason="不发了", revision=made.revision)
    assert "withdraw" in open_steps(cast.caller("subdistrict_officer"), made)


def test_a_unit_signs_once_for_what_was_sent_to_it(cast, series):
    made = printed(series)
    units = [cast.unit("community"), cast.unit("neighbour")]
    sent = {"on": made.dated_on, "to": "", "way": "paper", "units": units}
    made = send_dispatch(SYSTEM, made, revision=made.revision, **sent)
    secretary = cast.caller("community_secretary")
    assert [each.unit for each in unsigned_receipts(secretary)] == [units[0]]
    at = sign_for(secretary, made, units[0]).at
    assert sign_for(secretary, made, units[0]).at == at
    with refused("no_access"):
        sign_for(secretary, made, units[1])
    with refused("dispatch_not_sent_to"):
        sign_for(SYSTEM, made, cast.unit("foreign"))
    assert [each.unit for each in unsigned_receipts(cast.caller("foreign_secretary"))] == []
    assert [each.unit.pk for each in made.receipts.filter(at=None)] == [units[1].pk]


@pytest.mark.parametrize(
    ("on", "to", "way"), [(None, "区政府", "paper"), (date(2020, 1, 1), "区政府", "paper"), (None, "", "")]
)
def test_what_is_sent_says_when_to_whom_and_how(cast, series, on, to, way):
    made = printed(series)
    with refused("values"):
        send_dispatch(SYSTEM, made, revision=made.revision, on=on, to=to, way=way)


def test_a_scan_that_bears_a_degree_of_secrecy_is_refused(cast, series):
    made = printed(series)
    with refused("file_secret"):
        keep_scan(SYSTEM, made, "机密★1年.pdf", b"%PDF-1.4", revision=made.revision)
    made.refresh_from_db()
    assert made.stamped == ""


def test_a_word_is_a_series_once_a_unit(cast, series):
    with refused("series_word_used"):
        subdistrict_series(cast)


def test_every_state_but_the_last_ones_leads_on_and_no_step_skips():
    left = {state for step in STEPS.values() for state in step.states}
    assert set(STATES) - left == {"archived", "withdrawn"}
    order = {state: at for at, state in enumerate(STATES)}
    onward = [
        (order[state], order[step.leads_to])
        for name, step in STEPS.items()
        for state in step.states
        if step.leads_to and name not in {"send_back", "refuse", "withdraw"}
    ]
    assert all(0 < there - here <= 2 for here, there in onward)


def test_offices_that_issue_a_document_together_countersign_it_unasked(cast, series):
    joint = replace(NOTICE, jointly=("临溪区应急管理局", cast.unit("community").short_name))
    made = begin_dispatch(SYSTEM, series, joint)
    made = hand_in(SYSTEM, made, revision=made.revision)
    made = check_dispatch(SYSTEM, made, revision=made.revision)
    assert made.state == "countersigning"
    assert [each.unit for each in made.countersigns.all()] == [cast.unit("community")]
    with refused("dispatch_step"):
        sign_dispatch(SYSTEM, made, revision=made.revision)
    assert countersign(SYSTEM, made, cast.unit("community"), agrees=True).state == "signing"


def test_a_joint_document_names_its_offices_in_full_the_lead_office_once(cast, series):
    typed = ("临溪区应急管理局", cast.unit("community").code, series.unit.name, "临溪区应急管理局")
    made = begin_dispatch(SYSTEM, series, replace(NOTICE, jointly=typed))
    names = (series.unit.name, "临溪区应急管理局", cast.unit("community").name)
    assert (official_of(made).offices, official_of(made).heads) == (names, names)
    alone = begin_dispatch(SYSTEM, series, replace(NOTICE, jointly=typed, is_joint_head=False))
    assert (official_of(alone).offices, official_of(alone).heads) == (names, ())
