"""Invented bodies and meetings for the tests: a committee of members, an assembly of everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.meetings.actions import (
    Counts,
    Held,
    Plan,
    Resolved,
    add_members,
    hold_meeting,
    open_body,
    plan_meeting,
    resolve,
)
from yiben.meetings.models import Body, Meeting, Resolution

TODAY = date(2026, 5, 20)
NAMES = ("方一舟", "钱小满", "宋知秋", "沈若溪", "卫青岚", "蒋晚晴")


@contextmanager
def refused(code: str, **fields: str) -> Iterator[Refusal]:
    """Expect a refusal with this code, and these codes beside fields; give what it says."""
    with pytest.raises(Refusal) as caught:
        yield caught  # type: ignore[misc]
    assert caught.value.code == code
    assert {name: each for name, each, _data in caught.value.fields if name in fields} == fields


def body(
    cast: Cast, kind: str = "representatives_meeting", names: Sequence[str] = NAMES, unit: str = "community"
) -> Body:
    """A body of a unit, its members since the first of the year."""
    who = cast.caller("community_secretary" if unit == "community" else "foreign_secretary")
    made = open_body(who, cast.unit(unit), kind, "", on=date(2026, 1, 1))
    if names:
        add_members(who, made, names, on=date(2026, 1, 1))
    return made


def plan(*bodies: Body, on: date = TODAY, **given: Any) -> Plan:
    return Plan(**{"title": "", "on": on, "bodies": bodies, **given})


def held(cast: Cast, *bodies: Body, absent: int = 0, on: date = TODAY, **given: Any) -> Meeting:
    """A meeting of the bodies, held with so many of each body's members absent."""
    meeting = plan_meeting(cast.caller("community_secretary"), plan(*bodies, on=on, **given))
    came = {row.pk: "absent" for each in bodies for row in list(each.memberships.all())[:absent]}
    return hold_meeting(
        cast.caller("community_worker"), meeting, Held(on, came, others="present"), revision=meeting.revision
    )


def counted(cast: Cast, assembly: Body, entitled: int, present: int, on: date = TODAY) -> Meeting:
    """A meeting of everybody, held with these numbers."""
    meeting = plan_meeting(cast.caller("community_secretary"), plan(assembly, on=on))
    told = Held(on, counts={assembly.uid: Counts(entitled, present)})
    return hold_meeting(cast.caller("community_worker"), meeting, told, revision=meeting.revision)


def resolved(cast: Cast, meeting: Meeting, text: str = "加装充电棚", **given: Any) -> Resolution:
    """A resolution of the leading body with a task of the community."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    first = fresh.sittings.select_related("body__unit").first()
    assert first is not None
    terms = {"in_favour": first.present, "unit": cast.unit("community"), "due_on": date(2026, 6, 30), **given}
    return resolve(cast.caller("community_worker"), fresh, first.body, Resolved(text, **terms), revision=fresh.revision)


def entries(book: str) -> list[dict[str, Any]]:
    """The plain values of the entries of a book, in order."""
    return [json.loads(bytes(each.body))["values"] for each in Entry.objects.filter(book=book).order_by("seq")]
