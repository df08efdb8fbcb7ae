"""A rota is fair by construction: laws that hold for any list of people, days, absences and wishes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiben.packs.rosters import Shift
from yiben.rosters.days import days_between, kind_of_day, span_of
from yiben.rosters.fairness import KINDS, Drawn, Server, Slot, draw, served
from yiben.rules.calendars import shipped_calendar

FIRST = date(2026, 9, 14)
WORK = shipped_calendar()


def slots_of(days: int, shifts: int = 1, start: date = FIRST) -> list[Slot]:
    found = []
    for day in days_between(start, start + timedelta(days=days - 1)):
        found += [Slot(day, f"s{number}", 0, kind_of_day(day, WORK)) for number in range(shifts)]
    return found


def people(count: int, **given: object) -> list[Server]:
    return [Server(f"p{at}", **given) for at in range(count)]  # type: ignore[arg-type]


def spread(drawn: Drawn, servers: list[Server], kind: str) -> int:
    numbers = served(drawn.duties, kind)  # type: ignore[arg-type]
    counts = [numbers.get(each.key, 0) for each in servers]
    return max(counts) - min(counts)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 45), st.integers(1, 9), st.integers(1, 2))
def test_with_nobody_away_no_two_differ_by_more_than_one(days, count, shifts):
    servers = people(count)
    drawn = draw(slots_of(days, shifts), servers)
    assert all(each.server for each in drawn.duties)
    assert all(spread(drawn, servers, kind) <= 1 for kind in KINDS)


@settings(deadline=None, max_examples=30)
@given(st.integers(2, 7), st.lists(st.integers(3, 25), min_size=2, max_size=5))
def test_range_after_range_the_sums_never_differ_by_more_than_one(count, lengths):
    before: list[dict] = [{} for _each in range(count)]
    start = FIRST
    for days in lengths:
        servers = [Server(f"p{at}", before=before[at]) for at in range(count)]
        drawn = draw(slots_of(days, start=start), servers)
        for kind in KINDS:
            numbers = served(drawn.duties, kind)
            for at, each in enumerate(servers):
                before[at][kind] = before[at].get(kind, 0) + numbers.get(each.key, 0)
            sums = [row.get(kind, 0) for row in before]
            assert max(sums) - min(sums) <= 1
        start += timedelta(days=days)


away = st.lists(st.frozensets(st.integers(0, 29)), min_size=2, max_size=6)


@settings(deadline=None, max_examples=60)
@given(away, away)
def test_nobody_serves_while_away_and_no_place_stays_free_while_somebody_is_there(gone, wished):
    servers = [
        Server(
            f"p{at}",
            frozenset(FIRST + timedelta(days=each) for each in days),
            frozenset(FIRST + timedelta(days=each) for each in (wished[at] if at < len(wished) else ())),
        )
        for at, days in enumerate(gone)
    ]
    drawn = draw(slots_of(30), servers)
    known = {each.key: each for each in servers}
    for each in drawn.duties:
        if each.server is None:
            assert all(each.slot.day in one.away for one in servers)
        else:
            assert each.slot.day not in known[each.server].away


@settings(deadline=None, max_examples=30)
@given(away)
def test_wishes_change_no_number(wished):
    days = [frozenset(FIRST + timedelta(days=each) for each in one) for one in wished]
    plain = draw(slots_of(30), [Server(f"p{at}") for at in range(len(days))])
    with_wishes = draw(slots_of(30), [Server(f"p{at}", wishes=each) for at, each in enumerate(days)])
    for kind in KINDS:
        assert served(plain.duties, kind) == served(with_wishes.duties, kind)


@settings(deadline=None, max_examples=20)
@given(away)
def test_the_same_is_drawn_from_the_same(gone):
    servers = [Server(f"p{at}", frozenset(FIRST + timedelta(days=one) for one in each)) for at, each in enumerate(gone)]
    assert draw(slots_of(30), servers) == draw(slots_of(30), servers)


def test_the_odd_ones_go_to_who_served_least():
    servers = [Server("a", before={"workday": 3}), Server("b", before={"workday": 2}), Server("c")]
    drawn = draw(slots_of(4), servers)
    assert served(drawn.duties, "workday") == {"a": 1, "b": 1, "c": 2}


def test_with_enough_people_nobody_serves_two_days_running_or_twice_a_day():
    drawn = draw(slots_of(30, 2), people(8))
    days: dict[str, list[date]] = {}
    for each in drawn.duties:
        days.setdefault(each.server or "", []).append(each.slot.day)
    gaps = [(two - one).days for own in days.values() for one, two in pairwise(own)]
    assert min(gaps) > 1


def test_a_wish_that_can_be_had_is_had_and_one_that_cannot_is_said():
    free = frozenset({FIRST + timedelta(days=3)})
    assert not draw(slots_of(10), [Server("a", wishes=free), *people(3)]).remarks
    everybody = draw(slots_of(10), people(2, wishes=free))
    assert [(each.code, each.day) for each in everybody.remarks] == [("wish", FIRST + timedelta(days=3))]


def test_what_absence_leaves_uneven_and_empty_is_said():
    gone = frozenset(days_between(FIRST, FIRST + timedelta(days=6)))
    drawn = draw(slots_of(8), [Server("a", gone), Server("b", gone)])
    assert [each.code for each in drawn.remarks].count("nobody") == 7
    uneven = draw(slots_of(12), [Server("a", gone), Server("b")])
    assert [(each.kind, each.most - each.least) for each in uneven.remarks if each.code == "uneven"]


def test_each_duty_says_why():
    drawn = draw(slots_of(4), [Server("a", before={"workday": 3}, last_on=date(2026, 9, 11)), Server("b")])
    first = next(each for each in drawn.duties if each.server == "a")
    assert (first.before, first.most, first.last_on) == (3, 3, date(2026, 9, 11))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-09-20", "workday"),
        ("2026-09-25", "holiday"),
        ("2026-10-04", "holiday"),
        ("2026-10-17", "weekend"),
        ("2027-10-01", "holiday"),
    ],
)
def test_days_are_what_the_calendar_says(day, kind):
    assert kind_of_day(date.fromisoformat(day), WORK) == kind


def test_a_night_ends_the_next_day():
    zone = ZoneInfo("Asia/Shanghai")
    night = Shift(id="night", label="夜班", begins="17:30", ends="08:30")
    assert span_of(FIRST, night, zone)[1] == datetime(2026, 9, 15, 8, 30, tzinfo=zone)
    whole = Shift(id="whole", label="全天", begins="08:30", ends="08:30")
    assert span_of(FIRST, whole, zone)[1] == datetime(2026, 9, 15, 8, 30, tzinfo=zone)
