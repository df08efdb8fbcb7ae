"""A ledger in which a few things are counted, and drafts about them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from yiben.text.reading import read_bytes


@pytest.fixture
def record(cast) -> Callable[..., int]:
    """Record an entry; the default unit is the community, the default day in March 2026."""
    from yiben.audit.callers import SYSTEM
    from yiben.ledger.actions import record_entry

    def _record(book: str, *, unit: str = "community", on: date = date(2026, 3, 5), **values: object) -> int:
        uid = str(uuid.uuid4())
        return record_entry(SYSTEM, uid=uid, book=book, unit=cast.unit(unit), on=on, values=values).seq

    return _record


@pytest.fixture
def hang(record) -> Callable[..., int]:
    """Record banners."""

    def _hang(count: int, **where: object) -> int:
        return record("publicity_material", kind="banner", campaign="safe_community", quantity=str(count), **where)

    return _hang


@pytest.fixture
def check(cast) -> Callable[..., list[tuple[float, str, str]]]:
    """Check a text and return (value, verdict, reason or the figure's unit and period) of each number."""
    from yiben.checking.drafts import check_draft
    from yiben.metrics.periods import parse_period
    from yiben.metrics.scopes import Scope

    def _check(text: str, *, caller: str = "district_officer", unit: str = "district", period: str = "2026"):
        scope = Scope(cast.unit(unit), parse_period(period))
        judged = check_draft(cast.caller(caller), scope, read_bytes(text.encode(), "draft.txt"))
        return [(each.claim.value, each.verdict, each.reason or _where(each)) for each in judged]

    return _check


def _where(judged) -> str:
    if judged.figure is None:
        return ""
    scope = judged.figure.request.scope
    return f"{scope.unit.short_name} {scope.period.text}"
