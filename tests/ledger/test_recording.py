"""What may be recorded, and that everything wrong is said at once, beside its field."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import FOUNDED, Cast
from tests.ledger.facts import DAY, figure, new_id, record, refused
from yiben.audit.callers import SYSTEM
from yiben.errors import Refusal
from yiben.ledger.actions import record_entry
from yiben.ledger.queries import read_entry

TODAY = date(2026, 5, 20)


def problems(caught: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, str]]:
    return [(field, code) for field, code, _ in caught.value.fields]


def test_what_was_recorded_is_read_back_and_counted(cast: Cast):
    made = record(cast.unit("community"), note="来了两个班的学生")
    reading = read_entry(SYSTEM, made.seq)
    assert reading.title == "反诈宣传进楼院"
    assert reading.values["note"] == "来了两个班的学生"
    assert "note" not in reading.body["values"]
    assert figure("activity_participants", cast.unit("district"), "2026-03") == 46


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-3", "negative"),
        ("1e12", "too_large"),
        ("三十", "number_in_words"),
        ("约200", "approximate"),
        ("12.5", "not_whole"),
        ("很多", "not_a_number"),
        ("9" * 20, "too_large"),
    ],
)
def test_a_number_that_is_not_one_is_refused_beside_its_field(typed, code, cast: Cast):
    with refused("values") as caught:
        record(cast.unit("community"), participants=typed)
    assert problems(caught) == [("participants", code)]


@pytest.mark.parametrize("typed", ["120", "１２０", " 120 ", 120, "120人"])
def test_a_number_may_be_typed_as_people_type_it(typed, cast: Cast):
    made = record(cast.unit("community"), participants=typed)
    assert read_entry(SYSTEM, made.seq).values["participants"] == 120


def test_all_problems_come_at_once(cast: Cast):
    with refused("values") as caught:
        record(cast.unit("community"), None, theme="", participants="-3", series="不存在", colour="红")
    fields = dict(problems(caught))
    assert fields["theme"] == "required"
    assert fields["participants"] == "negative"
    assert fields["series"] == "unknown_choice"
    assert fields["colour"] == "unknown_field"
    assert fields["occurred_on"] == "required"


def test_today_can_be_recorded_and_tomorrow_cannot(cast: Cast):
    assert record(cast.unit("community"), TODAY).posted_period == 202605
    with refused("values") as caught:
        record(cast.unit("community"), date(2026, 5, 21))
    assert problems(caught) == [("occurred_on", "day_in_future")]


def test_the_founding_day_can_be_recorded_and_the_day_before_cannot(cast: Cast):
    assert record(cast.unit("community"), FOUNDED).posted_period == 202401
    with refused("values") as caught:
        record(cast.unit("community"), date(2023, 12, 31))
    assert problems(caught) == [("occurred_on", "unit_not_there")]


def test_an_unknown_host_is_refused_and_the_unit_itself_is_host_once(cast: Cast):
    unit = cast.unit("community")
    made = record(unit, partners=[unit, cast.unit("neighbour")])
    assert read_entry(SYSTEM, made.seq).credited == sorted([unit.uid, cast.unit("neighbour").uid])
    with refused("values") as caught:
        values = {"theme": "夜校"}
        record_entry(SYSTEM, uid=new_id(), book="activity", unit=unit, on=DAY, values=values, partners=["nobody"])
    assert problems(caught) == [("credited", "unit_unknown")]


def test_a_book_that_is_not_installed_is_refused(cast: Cast):
    with refused("book_unknown"):
        record(cast.unit("community"), book="fishing", theme="钓鱼")


def test_a_partner_keeps_no_books_but_may_be_host(cast: Cast):
    partner = cast.unit("organisation")
    assert record(cast.unit("community"), partners=[partner]).seq
    with refused("unit_keeps_no_books"):
        record(partner)


def test_money_is_kept_in_fen(cast: Cast):
    given = {"direction": "received", "amount": "1,234.50", "purpose": "宣传经费"}
    made = record(cast.unit("community"), book="fund", **given)
    assert read_entry(SYSTEM, made.seq).body["values"]["amount"] == 123450
    assert figure("funds_received", cast.unit("district"), "2026") == 123450
