"""Short ways to record, to close months and to ask for figures."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import pytest

from yiben.audit.callers import SYSTEM, Caller
from yiben.errors import Conflict, Refusal
from yiben.ledger.actions import correct_entry, record_entry
from yiben.ledger.appending import Appended
from yiben.ledger.models import Arrival, PeriodState
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import FigureRequest, Scope
from yiben.sentences import say_error
from yiben.units.models import Unit

DAY = date(2026, 3, 5)
EVENT = {"theme": "反诈宣传进楼院", "series": "safe_communities", "participants": 46, "booklets": 120, "volunteers": 8}


def new_id() -> str:
    return str(uuid.uuid4())


def record(
    unit: Unit,
    on: date | None = DAY,
    *,
    uid: str = "",
    caller: Caller = SYSTEM,
    book: str = "activity",
    partners: Sequence[Unit] = (),
    evidence: Sequence[str] = (),
    late: bool = False,
    **values: object,
) -> Appended:
    """Record an event (or, in another book, just ``values``)."""
    given = {**EVENT, **values} if book == "activity" else values
    hosts = [each.uid for each in partners]
    return record_entry(
        caller,
        uid=uid or new_id(),
        book=book,
        unit=unit,
        on=on,
        values=given,
        partners=hosts,
        evidence=evidence,
        may_post_late=late,
    )


def correct(
    seq: int,
    on: date = DAY,
    *,
    uid: str = "",
    caller: Caller = SYSTEM,
    reason: str = "数字抄错了",
    partners: Sequence[Unit] = (),
    late: bool = False,
    **values: object,
) -> Appended:
    """Correct an event: what is not named in ``values`` is as in ``EVENT``."""
    return correct_entry(
        caller,
        seq,
        uid=uid or new_id(),
        reason=reason,
        values={**EVENT, **values},
        on=on,
        partners=[each.uid for each in partners],
        may_post_late=late,
    )


def close_months(unit: Unit, *months: int) -> None:
    PeriodState.objects.bulk_create(PeriodState(unit=unit, month=month) for month in months)


def request(metric: str, unit: Unit, period: str = "2026", **scope: object) -> FigureRequest:
    return request_figure(metric, Scope(unit, parse_period(period), **scope))  # type: ignore[arg-type]


def figure(metric: str, unit: Unit, period: str = "2026", **scope: object) -> int | None:
    return evaluate([request(metric, unit, period, **scope)])[0].value


def last_seq() -> int:
    return Arrival.objects.get().last_seq


@contextmanager
def refused(code: str, *, conflict: bool = False) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """Expect a refusal with this code, and a sentence for it and for everything it lists; nothing is recorded."""
    before = last_seq()
    with pytest.raises(Conflict if conflict else Refusal) as caught:
        yield caught
    assert caught.value.code == code
    assert all(say_error(caught.value))
    assert last_seq() == before
