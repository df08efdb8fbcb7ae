"""A month is submitted, sent back, closed and sealed; what comes later counts later."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from yiben.errors import Refusal

APRIL = 202604


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def community(cast):
    return cast.unit("community")


@pytest.fixture
def secretary(cast):
    return cast.caller("community_secretary")


@pytest.fixture
def officer(cast):
    return cast.caller("subdistrict_officer")


@pytest.fixture
def district(cast):
    return cast.caller("district_officer")


def record(caller, unit, on, people="30", **more):
    from yiben.ledger.actions import record_entry

    given = {"uid": str(uuid.uuid4()), "book": "activity", "unit": unit, "on": on}
    return record_entry(caller, values={"theme": "夜校", "participants": people}, **given, **more)


def why(unit, month):
    from yiben.ledger.closing.actions import explained_by
    from yiben.ledger.closing.gates import gates

    return explained_by(gates(unit, month, date(2026, 5, 20)), "已核对")


def close(caller, unit, month=APRIL):
    from yiben.ledger.closing.actions import close_month

    return close_month(caller, unit, month, why(unit, month))


def codes(unit, month=APRIL):
    from yiben.ledger.closing.gates import gates

    return [gate.code for gate in gates(unit, month, date(2026, 5, 20))]


def test_a_month_that_is_not_over_is_barred(community, secretary):
    from yiben.ledger.closing.actions import submit_month

    with pytest.raises(Refusal) as refusal:
        submit_month(secretary, community, 202605)
    assert [each["code"] for each in refusal.value.data["blockers"]] == ["month_not_over"]


def test_what_is_open_passes_with_a_reason_only(community, secretary):
    from yiben.ledger.actions import save_draft
    from yiben.ledger.closing.actions import submit_month

    save_draft(secretary, uid=str(uuid.uuid4()), unit=community, book="activity", fields={})
    with pytest.raises(Refusal, match="closing_unexplained"):
        submit_month(secretary, community, APRIL, {"drafts_unsent": "  "})
    kept = submit_month(secretary, community, APRIL, {"drafts_unsent": "下月再报"} | why(community, APRIL))
    assert kept.state == "submitted"
    assert "drafts_unsent" in kept.explained


def test_a_submitted_month_is_sent_back_with_a_reason_by_the_unit_above(community, secretary, officer):
    from yiben.ledger.closing.actions import send_back, submit_month

    submit_month(secretary, community, APRIL, why(community, APRIL))
    with pytest.raises(Refusal, match="no_access"):
        send_back(secretary, community, APRIL, "人数不对")
    with pytest.raises(Refusal, match="reason_missing"):
        send_back(officer, community, APRIL, " ")
    assert send_back(officer, community, APRIL, "人数不对").state == "sent_back"
    with pytest.raises(Refusal, match="not_submitted"):
        send_back(officer, community, APRIL, "再看看")


def test_entries_after_the_submission_are_told(community, secretary, cast):
    from yiben.ledger.closing.actions import submit_month
    from yiben.ledger.closing.queries import stand_of

    submit_month(secretary, community, APRIL, why(community, APRIL))
    record(secretary, community, date(2026, 4, 28))
    assert stand_of(community, APRIL).changed == 1
    assert "changed_since_submission" in codes(cast.unit("subdistrict"))


def test_a_closed_month_takes_no_line_and_what_comes_later_counts_later(community, secretary, officer):
    record(secretary, community, date(2026, 4, 10))
    close(officer, community)
    with pytest.raises(Refusal) as refusal:
        record(secretary, community, date(2026, 4, 11))
    assert (refusal.value.code, refusal.value.data["counts_in"]) == ("closed_period", 202605)
    assert record(secretary, community, date(2026, 4, 11), may_post_late=True).posted_period == 202605
    with pytest.raises(Refusal, match="closed_already"):
        close(officer, community)


def test_the_unit_above_closes_without_those_that_are_missing_and_names_them(cast, community, secretary, district):
    from yiben.ledger.closing.actions import submit_month
    from yiben.ledger.models import Closing

    submit_month(secretary, community, APRIL, why(community, APRIL))
    closed = close(district, cast.unit("subdistrict"))
    missing = {each.pk for each in closed.missing}
    assert cast.unit("neighbour").pk in missing
    assert community.pk not in missing
    assert Closing.objects.get(unit=cast.unit("neighbour"), month=APRIL).is_missing


def test_earlier_open_months_are_told_and_closed_together(cast, community, secretary, officer):
    from yiben.ledger.queries import period_is_closed

    record(secretary, community, date(2026, 2, 3))
    assert "earlier_months_open" in codes(community)
    close(officer, community)
    assert [period_is_closed(community.pk, month) for month in (202602, 202603, 202604)] == [True, True, True]


def test_who_closes_is_the_unit_above_and_at_the_top_itself(cast, community, secretary, officer, district):
    from yiben.ledger.closing.actions import close_month

    with pytest.raises(Refusal, match="no_access"):
        close_month(secretary, community, APRIL)
    with pytest.raises(Refusal, match="no_access"):
        close_month(officer, cast.unit("subdistrict"), APRIL)
    assert close(district, cast.unit("district")).closing.state == "closed"


def test_a_silent_book_and_a_sum_far_above_the_months_before_are_asked_about(community, secretary):
    for month in (1, 2, 3):
        record(secretary, community, date(2026, month, 5), "30")
    assert "book_silent" in codes(community)
    record(secretary, community, date(2026, 4, 5), "91")
    assert "book_silent" not in codes(community)
    assert "check_outlier" in codes(community)
    assert "check_outlier" not in codes(community, 202603)


def past_total(unit, start=date(2024, 1, 1), end=date(2024, 12, 31)):
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_total

    return record_total(
        SYSTEM, "activity", unit, start, end, {"entry": "8"}, id=str(uuid.uuid4()), beside=True, reason="往年"
    )


def test_a_total_of_a_year_before_the_ledger_was_begun_opens_no_month(community):
    from yiben.ledger.closing.queries import months_of

    past_total(community)
    assert "earlier_months_open" not in codes(community)
    assert months_of(community, date(2026, 5, 20)) == [202605]


def test_single_records_of_a_past_year_do(secretary, community):
    from yiben.ledger.closing.gates import open_before

    past_total(community)
    record(secretary, community, date(2024, 3, 5))
    assert open_before(community, APRIL) == 202403


def test_totals_beside_single_records_are_closed_with_them(secretary, community):
    from yiben.ledger.closing.gates import open_before

    record(secretary, community, date(2026, 2, 5))
    past_total(community, date(2026, 3, 1), date(2026, 3, 31))
    assert open_before(community, APRIL) == 202602
