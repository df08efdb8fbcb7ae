"""Nothing is merged unseen: what is asked about waits; what was left out can be put back; what was sent back says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.collecting.test_collections import _own_folder, begin, officer, secretary  # noqa: F401  (fixtures)
from tests.ledger.facts import refused
from tests.sheets.making import xlsx
from tests.sheets.returns import listing
from yiben.collections.actions import check_file, drop_files, put_back, send_back, send_table, sign_for, withdraw
from yiben.collections.queries import left_out, unit_stands, waiting_collections

DUE = date(2026, 5, 22)


def filled(unit, people):
    return xlsx(listing([(1, "2026-04-03", "消防演练", people, 600, "=E4/D4", "")], unit=unit.name))


def states(collection, day=DUE):
    return [each.state(DUE, day) for each in unit_stands(collection)]


@pytest.fixture
def asked(begin):  # noqa: F811
    return begin(due_on=DUE)


def test_a_table_in_which_something_is_asked_about_waits_until_somebody_looked(cast, asked, officer):  # noqa: F811
    (taken,) = drop_files(officer, asked, [("枫林社区.xlsx", filled(cast.unit("community"), "三十多"))])
    assert (states(asked), sum(asked.outcome["rows"].values())) == (["asks", "unsigned"], 0)
    assert asked.outcome["missing"] == ["桥西社区居民委员会"]
    check_file(officer, taken)
    asked.refresh_from_db()
    assert (states(asked)[0], sum(asked.outcome["rows"].values())) == ("returned", 1)


def test_an_earlier_table_does_not_step_in_for_one_that_waits(cast, asked, officer, secretary):  # noqa: F811
    unit = cast.unit("community")
    drop_files(officer, asked, [("枫林社区.xlsx", filled(unit, 30))])
    drop_files(officer, asked, [("枫林社区（改）.xlsx", filled(unit, "三十多"))])
    assert (states(asked)[0], sum(asked.outcome["rows"].values())) == ("asks", 0)


def test_what_was_left_out_can_be_put_back(cast, asked, officer, secretary):  # noqa: F811
    (taken,) = drop_files(officer, asked, [("枫林社区.xlsx", filled(cast.unit("community"), 30))])
    withdraw(officer, taken)
    assert (states(taken.collection)[0], left_out(asked)) == ("unsigned", [taken])
    with refused("no_access"):
        put_back(secretary, taken)
    put_back(officer, taken)
    assert (states(taken.collection)[0], left_out(asked)) == ("returned", [])


def test_what_was_sent_back_is_owed_again_with_its_reason(cast, asked, officer, secretary):  # noqa: F811
    unit = cast.unit("community")
    taken = send_table(secretary, asked, unit, "a.xlsx", filled(unit, 30))
    with refused("values"):
        send_back(officer, taken, " ")
    send_back(officer, taken, "人数对不上")
    assert next((each.reason, each.state(DUE, DUE)) for each in unit_stands(asked)) == ("人数对不上", "sent_back")
    assert [each.uid for each, _late in waiting_collections(secretary, unit, DUE)] == [asked.uid]
    send_table(secretary, asked, unit, "b.xlsx", filled(unit, 31))
    assert states(asked)[0] == "returned"


def test_who_has_not_signed_is_told_from_who_has_not_sent(cast, asked, secretary):  # noqa: F811
    sign_for(secretary, asked, cast.unit("community"))
    sign_for(secretary, asked, cast.unit("community"))
    assert states(asked) == ["owed", "unsigned"]
    assert states(asked, DUE + timedelta(days=1)) == ["late", "late"]
    with refused("no_access"):
        sign_for(secretary, asked, cast.unit("neighbour"))
