"""Fields and choices from a later day on: checked when they are asked for, added on their day, taken back until then."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.cast import Cast
from tests.ledger.facts import refused
from yiben.audit.callers import SYSTEM
from yiben.catalog.models import LaterAddition
from yiben.catalog.queries import catalogue
from yiben.ledger.jobs import add_later
from yiben.ledger.temporary.actions.books import Wanted, add_field
from yiben.ledger.temporary.actions.later import add_choice_from, add_due, add_field_from, withdraw_addition
from yiben.ledger.temporary.queries import waiting_additions
from yiben.ledger.verifying import verify
from yiben.packs.definitions import FieldType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
FIELD = Wanted("到场单位数", FieldType.COUNT, "家")
TODAY, NEW_YEAR = date(2026, 11, 30), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def labels() -> list[str]:
    book = catalogue().book("activity")
    return [each.label for each in book.fields] if book else []


def test_a_field_waits_for_its_day_and_is_asked_for_from_then_on():
    assert add_field_from(SYSTEM, "activity", FIELD, NEW_YEAR).from_day == NEW_YEAR
    assert add_due(date(2026, 12, 31)) == (0, [])
    assert "到场单位数" not in labels()
    assert add_due(NEW_YEAR) == (1, [])
    assert ("到场单位数" in labels(), add_due(NEW_YEAR), waiting_additions("activity")) == (True, (0, []), [])
    assert verify().findings == []


def test_today_it_is_added_at_once():
    assert add_field_from(SYSTEM, "activity", FIELD, TODAY) is None
    assert "到场单位数" in labels()


def test_a_choice_waits_for_its_day():
    add_choice_from(SYSTEM, "activity", "series", "邻里节", NEW_YEAR)
    add_due(NEW_YEAR)
    assert "邻里节" in [each.label for each in catalogue().book("activity").field("series").choices]


def test_what_would_be_refused_on_the_day_is_refused_now():
    with refused("field_name_used"):
        add_field_from(SYSTEM, "activity", Wanted(labels()[0], FieldType.TEXT), NEW_YEAR)
    with refused("label_forbidden"):
        add_field_from(SYSTEM, "activity", Wanted("民族", FieldType.TEXT), NEW_YEAR)
    with refused("field_without_choices"):
        add_choice_from(SYSTEM, "activity", "theme", "邻里节", NEW_YEAR)
    with refused("addition_past"):
        add_field_from(SYSTEM, "activity", FIELD, date(2026, 11, 29))
    assert not LaterAddition.objects.exists()


def test_the_same_does_not_wait_twice():
    add_field_from(SYSTEM, "activity", FIELD, NEW_YEAR)
    with refused("addition_waits"):
        add_field_from(SYSTEM, "activity", FIELD, date(2027, 2, 1))


def test_it_can_be_taken_back_until_its_day():
    row = add_field_from(SYSTEM, "activity", FIELD, NEW_YEAR)
    withdraw_addition(SYSTEM, row.uid)
    assert (add_due(NEW_YEAR), waiting_additions("activity")) == ((0, []), [])
    with refused("addition_unknown"):
        withdraw_addition(SYSTEM, row.uid)


def test_what_is_refused_on_its_day_is_named_and_stays_to_be_seen():
    add_field_from(SYSTEM, "activity", FIELD, NEW_YEAR)
    add_field(SYSTEM, "activity", FIELD)
    with time_machine.travel(NEW_YEAR, tick=False):
        told = add_later.call()
    assert (told["count"], told["findings"]) == (
        0,
        [{"code": "field_name_used", "book": "activity", "label": "到场单位数"}],
    )
    (row,) = waiting_additions("activity")
    assert row.state == "refused"
    withdraw_addition(SYSTEM, row.uid)
    assert waiting_additions("activity") == []


def test_only_who_may_extend_a_book_asks_for_more(cast: Cast):
    with refused("no_access"):
        add_field_from(cast.caller("community_secretary"), "activity", FIELD, NEW_YEAR)
    row = add_field_from(SYSTEM, "activity", FIELD, NEW_YEAR)
    with refused("no_access"):
        withdraw_addition(cast.caller("community_secretary"), row.uid)
