"""Invented matters for the tests: taking one in, taking a step with the usual answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.ledger.models import Entry
from yiben.matters.actions import Brought, Said, register_matter, take_step
from yiben.matters.models import Matter
from yiben.units.models import Unit

ISSUE = {"topic": "facility", "account": "三号楼前的路灯不亮。"}


@contextmanager
def refused(code: str, **fields: str) -> Iterator[None]:
    """Expect a refusal with this code, and these codes beside fields."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
    assert {name: each for name, each, _data in caught.value.fields if name in fields} == fields


def counted() -> list[dict[str, Any]]:
    """The plain values of all entries that matters have left, in order."""
    rows = Entry.objects.filter(book="matter", kind="record").order_by("seq")
    return [json.loads(bytes(each.body))["values"] for each in rows]


def issue(cast: Cast, who: str = "community_worker", unit: str = "community", **given: Any) -> Matter:
    """A resident's issue, taken in today."""
    brought = Brought(
        **{"title": "三号楼前路灯不亮", "came_on": date(2026, 5, 20), "channel": "phone", "answers": ISSUE, **given}
    )
    return register_matter(cast.caller(who), "issue", cast.unit(unit), brought)


def step(caller: Caller, matter: Matter, name: str, **said: Any) -> Matter:
    """Take a step of the matter as it stands now."""
    fresh = Matter.objects.get(pk=matter.pk)
    return take_step(caller, fresh, name, Said(**said), revision=fresh.revision)


def assigned(cast: Cast, matter: Matter, lead: Unit | None = None, **said: Any) -> Matter:
    """Have the secretary assign it, to the community itself unless said otherwise."""
    given = {"lead": lead or cast.unit("community"), **said}
    return step(cast.caller("community_secretary"), matter, "assign", **given)
