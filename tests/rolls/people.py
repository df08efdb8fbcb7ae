"""Invented people, and short ways to put them on a roll. The numbers begin with a place that does not exist."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import Cast
from yiben.packs.id_numbers import check_character
from yiben.rolls.actions.people import Consent, put_on_roll
from yiben.rolls.models import Membership

TODAY = date(2026, 5, 20)
CONSENT = Consent(on=date(2026, 5, 1))


def number(born: str, order: int = 1) -> str:
    """An identity number of nobody."""
    first = f"990101{born}{order:03d}"
    return first + check_character(first)


ADULT = {"name": "欧阳喆堃", "phone": "13900007788", "birth_date": "1988-03-05", "id_number": number("19880305", 11)}
ELDER = ADULT | {"birth_date": "1958-03-05", "id_number": number("19580305", 11)}
CHILD = {"name": "小𬭎", "phone": "13900009911", "birth_date": "2015-06-07"}
OLD = {"name": "丁䶮", "birth_date": "1944-10-01", "estate": "听雨苑", "building": "9", "entrance": "9", "room": "909"}


def join(
    cast: Cast, typed: dict[str, str], roll: str = "volunteers", by: str = "community_secretary", **more: Any
) -> Membership:
    """Put somebody on a roll of the community."""
    given: dict[str, Any] = {"on": date(2026, 5, 2), "consent": CONSENT} | more
    unit = cast.unit(given.pop("unit", "community"))
    return put_on_roll(cast.caller(by), roll, unit, typed, **given)


def child(cast: Cast, **more: Any) -> Membership:
    """Put a child on the roll, with the guardian's separate consent."""
    consent = Consent(on=date(2026, 5, 1), is_separate=True, guardian="欧阳琬", relation="母亲")
    return join(cast, CHILD, consent=consent, **more)
