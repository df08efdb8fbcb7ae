"""A visit that promises something, for the tests."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from tests.cast import Cast
from yiben.ledger.actions import record_entry
from yiben.ledger.appending import Appended
from yiben.promises.queries import Promised, read_promise

TODAY = date(2026, 5, 20)
VISIT = {
    "reason": "民情走访",
    "kind": "listening",
    "households": "1",
    "needs": ["facility", "safety"],
    "said": "楼道灯坏了。",
    "has_promise": "yes",
    "promised": "报修楼道灯",
    "promise_by": "2026-05-25",
}


def visit(cast: Cast, on: date = TODAY, **changed: Any) -> Appended:
    """A visit of the community, with its promise."""
    given = {name: value for name, value in {**VISIT, **changed}.items() if value != ""}
    who, unit = cast.caller("community_worker"), cast.unit("community")
    return record_entry(who, uid=str(uuid.uuid4()), book="home_visit", unit=unit, on=on, values=given)


def promised(cast: Cast, seq: int, who: str = "community_worker") -> Promised:
    return read_promise(cast.caller(who), seq, TODAY)
