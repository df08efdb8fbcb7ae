"""What each kind of check finds, and what it leaves in peace."""

from __future__ import annotations

from datetime import date

import pytest

from yiben.ledger.checks.kinds import (
    Event,
    event_of,
    far_above,
    is_copied,
    is_impossible,
    is_round,
    is_twin,
    told,
)
from yiben.packs.definitions import Book, Check, Field
from yiben.units.months import months_apart

pytestmark = pytest.mark.pure

ON = date(2026, 5, 20)
BOOK = Book.model_validate(
    {
        "id": "visit",
        "label": "走访",
        "entry_word": "次",
        "title": "reason",
        "fields": (
            {"id": "reason", "label": "事由", "type": "text"},
            {"id": "kind", "label": "类别", "type": "choice", "rollup": True},
            {"id": "place", "label": "地点", "type": "place"},
            *({"id": name, "label": name, "type": "count", "unit": "人"} for name in ("men", "women", "people")),
            {"id": "paid", "label": "金额", "type": "amount"},
            {"id": "ended", "label": "结束", "type": "date"},
        ),
    }
)


def comparing(left: tuple[str, ...], op: str, right: tuple[str, ...] = (), than: int | None = None) -> Check:
    given = {"left": left, "op": op, "right": right, "than": than}
    texts = {"label": "对不上", "means": "对不上。", "remedy": "请核对。"}
    return Check.model_validate({"id": "c", "tier": "must", "kind": "impossible", "book": "visit", **texts, **given})


SUM = comparing(("men", "women"), "==", ("people",))
PAID = comparing(("paid",), "<=", than=1000)
ENDED = comparing(("ended",), ">=", ("occurred_on",))


@pytest.mark.parametrize(
    ("check", "values", "is_broken"),
    [
        (SUM, {"men": 3, "women": 4, "people": 8}, True),
        (SUM, {"men": 3, "women": 5, "people": 8}, False),
        (SUM, {"men": 3, "people": 8}, False),
        (SUM, {"men": 0, "women": 0, "people": 1}, True),
        (PAID, {"paid": 100_001}, True),
        (PAID, {"paid": 100_000}, False),
        (ENDED, {"ended": "2026-05-19"}, True),
        (ENDED, {"ended": "2026-05-20"}, False),
        (ENDED, {}, False),
    ],
)
def test_a_comparison_is_broken_only_by_what_was_said(check, values, is_broken):
    assert is_impossible(check, BOOK, values, ON) is is_broken


@pytest.mark.parametrize(
    ("amount", "before", "usual"),
    [
        (91, [30, 30, 30], 30),
        (90, [30, 30, 30], None),
        (91, [30, 30], None),
        (19, [2, 2, 2], None),
        (91, [30, 28, 4000, 31, 29], 30),  # a campaign among them moves no median
        (400, [30, 28, 400, 31, 410, 390], None),
        (50, [0, 0, 0], None),
    ],
    ids=["three times", "not above", "no history", "too small to matter", "one campaign", "many campaigns", "nothing"],
)
def test_a_sum_is_far_above_the_median_of_enough_months(amount, before, usual):
    assert far_above(amount, before, factor=3, history=3, least=20) == usual


@pytest.mark.parametrize(
    ("now", "before", "is_same"),
    [
        ({"entry": 4, "people": 120, "men": 60}, {"entry": 4, "people": 120, "men": 60}, True),
        ({"entry": 4, "people": 120, "men": 61}, {"entry": 4, "people": 120, "men": 60}, False),
        ({"entry": 4, "people": 120}, {"entry": 4, "people": 120}, False),
        ({"entry": 4, "people": 120, "men": 0}, {"entry": 4, "people": 120}, False),
        ({"entry": 4, "people": 120, "men": 60, "women": 0}, {"entry": 4, "people": 120, "men": 60}, True),
        ({}, {}, False),
    ],
)
def test_a_month_is_copied_when_all_of_enough_sums_are_the_same(now, before, is_same):
    assert is_copied(now, before, 3) is is_same


@pytest.mark.parametrize(
    ("records", "is_all_round"),
    [
        ([[50, 100], [30], [20, 0]], True),
        ([[50, 100], [31], [20]], False),
        ([[50], [30]], False),
        ([[50], [30], [0]], False),
    ],
    ids=["all round", "one counted", "too few", "nothing told is not round"],
)
def test_a_month_is_round_when_every_number_of_enough_records_is(records, is_all_round):
    assert is_round(records, 10, 3) is is_all_round


EVENT = Event("社区反诈宣传活动", {"kind": "safe"}, "红叶广场")


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        (Event("社区反诈宣传活动", {"kind": "safe"}, "红叶广场"), True),
        (Event("社区反诈宣传活动进楼院", {}, ""), True),
        (Event("社区反诈宣传活动", {"kind": "health"}, ""), False),
        (Event("社区反诈宣传活动", {"kind": "safe"}, "石阶服务中心"), False),
        (Event("消防演练", {"kind": "safe"}, "红叶广场"), False),
        (Event(""), False),
    ],
    ids=["the same", "a little longer", "of another kind", "elsewhere", "something else", "without a name"],
)
def test_two_records_are_one_event_when_name_kind_and_place_agree(other, is_one):
    assert is_twin(EVENT, other, 75) is is_one
    assert is_twin(other, EVENT, 75) is is_one


def test_an_event_is_read_from_a_record():
    values = {"reason": "反诈", "kind": "safe", "place": "广场", "people": 3}
    assert event_of(BOOK, values) == Event("反诈", {"kind": "safe"}, "广场")


def test_months_are_counted_across_years():
    assert [months_apart(202511, month) for month in (202511, 202512, 202605)] == [0, 1, 6]


def test_a_stored_number_is_told_as_it_is_typed():
    paid, people = BOOK.field("paid"), BOOK.field("people")
    assert isinstance(paid, Field)
    assert isinstance(people, Field)
    assert [told(paid, 12050), told(paid, 12000), told(people, 12050)] == ["120.50", "120", "12050"]
