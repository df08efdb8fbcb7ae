"""A rota from drawing to the handover book: who may, what is refused, what stays to be seen."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tests.matters.cases import refused
from tests.meetings.cases import entries
from tests.rosters.cases import TODAY, drawn, duty, published, serving
from yiben.errors import Conflict
from yiben.rosters.actions import (
    Asked,
    answer_swap,
    ask_swap,
    change_desk,
    change_duty,
    draw_rota,
    end_server,
    hand_over,
    note_absence,
    publish_rota,
    receive,
    withdraw_absence,
    withdraw_rota,
    withdraw_swap,
)
from yiben.rosters.models import Rota, Swap
from yiben.rosters.queries import not_received, on_duty_at, public_duty, read_rota

pytestmark = pytest.mark.django_db


def who(cast, name: str = "community_secretary"):
    return cast.caller(name)


def counts(rota: Rota, kind: str) -> list[int]:
    rows = rota.duties.filter(day_kind=kind).values_list("server_id", flat=True)
    return sorted(list(rows).count(each) for each in set(rows))


def test_a_rota_gives_everybody_the_same_or_one_more(cast):
    serving(cast)
    rota = drawn(cast, date(2026, 6, 1), date(2026, 6, 30))
    assert counts(rota, "workday") == [14, 14, 14]
    assert counts(rota, "weekend") == [4, 4, 4]
    assert counts(rota, "holiday") == [2, 2, 2]
    assert rota.duties.filter(day=date(2026, 6, 19)).first().day_kind == "holiday"


def test_what_one_rota_leaves_uneven_the_next_evens_out(cast):
    serving(cast)
    kind = "holiday_duty"
    for start, end in ((date(2026, 5, 23), date(2026, 5, 30)), (date(2026, 5, 31), date(2026, 6, 14))):
        rota = draw_rota(who(cast), cast.unit("community"), Asked(kind, start, end, {}))
        publish_rota(who(cast), rota, revision=rota.revision)
    rows = [each.server_id for one in Rota.objects.filter(kind=kind) for each in one.duties.all()]
    assert sorted(rows.count(each) for each in set(rows)) == [2, 3, 3]


def test_nobody_serves_while_away_and_an_absence_can_be_taken_back(cast):
    first, *_others = serving(cast)
    absence = note_absence(who(cast, "community_worker"), first, date(2026, 5, 20), date(2026, 5, 24))
    assert not drawn(cast).duties.filter(server=first, day__lte=date(2026, 5, 24)).exists()
    withdraw_absence(who(cast), absence)
    assert drawn(cast).duties.filter(server=first, day__lte=date(2026, 5, 24)).exists()


def test_somebody_says_for_themselves_that_they_cannot_and_for_no_other(cast):
    first, second, _third = serving(cast)
    note_absence(who(cast, "community_worker"), first, TODAY, None, is_wish=True)
    with refused("no_access"):
        note_absence(who(cast, "community_worker"), second, TODAY, None)
    with refused("values", from_day="required"):
        note_absence(who(cast), second, None, None)
    with refused("values", to_day="absence_range"):
        note_absence(who(cast), second, TODAY, date(2026, 5, 1))


def test_a_new_draft_takes_the_place_of_the_one_before(cast):
    serving(cast)
    earlier = drawn(cast)
    drawn(cast)
    earlier.refresh_from_db()
    assert earlier.state == Rota.WITHDRAWN


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (None, date(2026, 6, 1), "from_day", "required"),
        (date(2026, 6, 2), date(2026, 6, 1), "to_day", "rota_range"),
        (date(2026, 6, 1), date(2026, 9, 1), "to_day", "rota_range"),
    ],
)
def test_a_range_that_is_none_is_refused(cast, start, end, field, code):
    serving(cast)
    with refused("values", **{field: code}):
        draw_rota(who(cast), cast.unit("community"), Asked("office_duty", start, end, {}))


def test_nobody_who_serves_and_no_right_to_plan_are_refused(cast):
    with refused("values", servers="nobody_serves"):
        drawn(cast)
    serving(cast)
    with refused("no_access"):
        draw_rota(who(cast, "community_worker"), cast.unit("community"), Asked("office_duty", TODAY, TODAY, {}))


def test_a_draft_is_seen_by_who_plans_alone(cast):
    serving(cast)
    rota = drawn(cast)
    with refused("rota_unknown"):
        read_rota(who(cast, "community_worker"), rota.uid)
    publish_rota(who(cast), rota, revision=rota.revision)
    assert read_rota(who(cast, "community_worker"), rota.uid) == rota
    with refused("rota_unknown"):
        read_rota(who(cast, "foreign_secretary"), rota.uid)


def test_days_of_a_published_rota_are_not_given_twice(cast):
    serving(cast)
    published(cast)
    with refused("values", from_day="rota_taken"):
        drawn(cast, date(2026, 5, 31), date(2026, 6, 2))


def test_an_older_sight_of_a_rota_changes_nothing(cast):
    serving(cast)
    rota = drawn(cast)
    with pytest.raises(Conflict) as caught:
        publish_rota(who(cast), rota, revision=rota.revision - 1)
    assert caught.value.code == "rota_changed"


def test_a_duty_of_a_draft_is_given_by_hand_with_a_reason(cast):
    first, second, third = serving(cast)
    rota = drawn(cast)
    own = duty(rota, first)
    free = third if not rota.duties.filter(day=own.day, server=third).exists() else second
    with refused("values", reason="required"):
        change_duty(who(cast), own, free, reason=" ", revision=rota.revision)
    assert change_duty(who(cast), own, free, reason="培训", revision=rota.revision).is_by_hand
    note_absence(who(cast), first, own.day, None)
    rota.refresh_from_db()
    with refused("values", server="server_away"):
        change_duty(who(cast), own, first, reason="换回", revision=rota.revision)


def test_a_published_rota_changes_by_swaps_alone(cast):
    first, second, _third = serving(cast)
    rota = published(cast)
    with refused("rota_published"):
        change_duty(who(cast), duty(rota, first), second, reason="随手", revision=rota.revision)


def test_a_swap_holds_once_the_other_agreed_and_stays_to_be_seen(cast):
    first, second, _third = serving(cast)
    rota = published(cast)
    gives = next(
        each
        for each in rota.duties.filter(server=second)
        if not rota.duties.filter(day=each.day, server=first).exists()
    )
    back = next(
        each
        for each in rota.duties.filter(server=first)
        if not rota.duties.filter(day=each.day, server=second).exists()
    )
    swap = ask_swap(who(cast), gives, first, back=back, reason="家里有事")
    gives.refresh_from_db()
    assert gives.server == second
    with refused("swap_not_yours"):
        answer_swap(who(cast), swap, agrees=True)
    answer_swap(who(cast, "community_worker"), swap, agrees=True)
    gives.refresh_from_db()
    back.refresh_from_db()
    assert (gives.server, back.server) == (first, second)
    assert [each.step for each in rota.steps.all()][-2:] == ["swap_asked", "swapped"]
    with refused("swap_answered"):
        answer_swap(who(cast, "community_worker"), swap, agrees=False)


def free_for(rota: Rota, giver, taker):
    """A duty of one on a day on which the other has none."""
    return next(
        each
        for each in rota.duties.filter(server=giver).select_related("rota", "server")
        if not rota.duties.filter(day=each.day, server=taker).exists()
    )


def test_who_plans_answers_for_somebody_without_an_account_and_it_says_so(cast):
    first, second, _third = serving(cast)
    gives = free_for(published(cast), first, second)
    swap = ask_swap(who(cast, "community_worker"), gives, second)
    with refused("swap_asked"):
        ask_swap(who(cast, "community_worker"), gives, second)
    assert answer_swap(who(cast), swap, agrees=True).is_confirmed_for


def test_a_swap_is_declined_or_taken_back_and_nothing_changes(cast):
    first, second, _third = serving(cast)
    gives = free_for(published(cast), first, second)
    swap = ask_swap(who(cast, "community_worker"), gives, second)
    assert withdraw_swap(who(cast, "community_worker"), swap).state == Swap.WITHDRAWN
    again = ask_swap(who(cast, "community_worker"), gives, second)
    assert answer_swap(who(cast), again, agrees=False).state == Swap.DECLINED
    gives.refresh_from_db()
    assert gives.server == first


def test_nobody_gives_away_the_duty_of_another(cast):
    _first, second, third = serving(cast)
    rota = published(cast)
    with refused("no_access"):
        ask_swap(who(cast, "community_worker"), duty(rota, second), third)
    with refused("values", taker="required"):
        ask_swap(who(cast), duty(rota, second), second)


def test_a_rota_is_withdrawn_with_a_reason_until_a_shift_was_handed_over(cast):
    serving(cast)
    rota = published(cast)
    with refused("values", reason="required"):
        withdraw_rota(who(cast), rota, reason="", revision=rota.revision)
    hand_over(who(cast, "community_worker"), cast.unit("community"), "office_duty", TODAY, "day", happened="无事")
    with refused("rota_served"):
        withdraw_rota(who(cast), rota, reason="重排", revision=rota.revision)


def test_a_shift_is_handed_over_once_counts_and_is_received_by_another(cast):
    serving(cast)
    published(cast)
    unit, worker = cast.unit("community"), who(cast, "community_worker")
    record = hand_over(worker, unit, "office_duty", TODAY, "day", happened="接报漏水一起", left="等维修", incidents=1)
    assert entries("duty") == [{"day_kind": "workday", "incidents": 1, "on_duty": 1}]
    with refused("shift_handed"):
        hand_over(worker, unit, "office_duty", TODAY, "day", happened="再写")
    with refused("shift_own"):
        receive(worker, record)
    assert list(not_received([unit.pk], record.ends_at)) == [record]
    receive(who(cast), record, words="已联系维修")
    assert not not_received([unit.pk], record.ends_at).exists()


def test_a_shift_that_has_not_begun_or_stands_on_no_rota_is_not_handed_over(cast):
    serving(cast)
    unit, worker = cast.unit("community"), who(cast, "community_worker")
    with refused("shift_unknown"):
        hand_over(worker, unit, "office_duty", TODAY, "day", happened="无事")
    published(cast)
    with refused("shift_unknown"):
        hand_over(worker, unit, "office_duty", date(2026, 5, 22), "day", happened="无事")
    with refused("values", happened="required"):
        hand_over(worker, unit, "office_duty", TODAY, "day", happened=" ")


def test_residents_see_a_telephone_and_no_name_unless_the_unit_says_so(cast):
    serving(cast)
    published(cast)
    unit, now = cast.unit("community"), timezone.now()
    assert on_duty_at(unit, now)
    assert public_duty(unit, now) is None
    with refused("values", phone="required"):
        change_desk(who(cast), unit, phone=" ", is_shown=True, shows_name=False)
    change_desk(who(cast), unit, phone="0000-7654321", is_shown=True, shows_name=False)
    assert public_duty(unit, now) == ("0000-7654321", "")
    change_desk(who(cast), unit, phone="0000-7654321", is_shown=True, shows_name=True)
    assert public_duty(unit, now)[1]


def test_who_stops_serving_keeps_what_they_served(cast):
    first, *_others = serving(cast)
    end_server(who(cast), first, on=date(2026, 5, 22))
    with refused("server_ended"):
        end_server(who(cast), first, on=date(2026, 5, 22))
    assert not drawn(cast).duties.filter(server=first, day__gt=date(2026, 5, 22)).exists()
