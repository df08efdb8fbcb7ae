"""Histories of a small ledger: recording, totals, correcting, voiding, erasing, closing months, founding and closing
units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from hypothesis import strategies as st

from tests.cast import Cast
from tests.ledger.facts import close_months, last_seq, new_id
from yiben.audit.callers import SYSTEM
from yiben.errors import Refusal
from yiben.ledger.actions import (
    correct_entry,
    correct_total,
    erase_value,
    record_entry,
    record_estimate,
    record_opening,
    record_total,
    replace_estimate,
    void_entry,
)
from yiben.ledger.lines import AGGREGATES, KINDS_WITH_LINES
from yiben.ledger.models import Entry
from yiben.units.actions import close_unit, found_unit
from yiben.units.models import Unit

MONTHS = (202601, 202602, 202603, 202604)
VERBS = (
    ["record"] * 6 + ["total"] * 3 + ["correct"] * 5 + ["close months"] * 4 + ["found", "shut"] * 2 + ["void", "erase"]
)
SERIES = ["", "general", "safe_communities", "safe_homes", "safe_handout"]


@dataclass(frozen=True)
class Step:
    """One step; numbers choose among what is there when it is taken."""

    verb: str
    unit: int
    partner: int | None
    target: int
    month: int
    day: int
    series: int
    amounts: tuple[int | None, int | None]
    centres: int
    is_material: bool


STEPS = st.builds(
    Step,
    verb=st.sampled_from(VERBS),
    unit=st.integers(0, 5),
    partner=st.none() | st.integers(0, 5),
    target=st.integers(0, 20),
    month=st.sampled_from(MONTHS),
    day=st.integers(1, 28),
    series=st.integers(0, len(SERIES) - 1),
    amounts=st.tuples(*(st.none() | st.integers(0, 99) for _ in range(2))),
    centres=st.integers(0, 3),
    is_material=st.sampled_from([False, False, False, True]),
)
HISTORIES = st.lists(STEPS, min_size=3, max_size=14)


@dataclass
class Ledger:
    """The ledger while a history is played."""

    cast: Cast
    units: list[Unit] = field(default_factory=list)
    founded: list[Unit] = field(default_factory=list)
    newest: list[int] = field(default_factory=list)
    closed: dict[int, int] = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)

    def unit(self, number: int) -> Unit:
        return self.units[number % len(self.units)]


@contextmanager
def played(cast: Cast, steps: list[Step]) -> Iterator[Ledger]:
    """Play a history and undo it at the end. A step that the rules refuse changes nothing and is passed over."""
    names = ("community", "neighbour", "foreign", "subdistrict", "district")
    ledger = Ledger(cast, [cast.unit(name) for name in names])
    with transaction.atomic():
        for step in steps:
            play(ledger, step)
        yield ledger
        transaction.set_rollback(True)


def play(ledger: Ledger, step: Step) -> None:
    """Take one step."""
    before = last_seq()
    try:
        with transaction.atomic():
            _VERBS[step.verb](ledger, step)
    except Refusal:
        assert last_seq() == before
    ledger.seqs.append(last_seq())


def _given(ledger: Ledger, step: Step) -> dict[str, object]:
    first, second = step.amounts
    if step.is_material:
        campaign = "safe_community" if step.series else ""
        return {"kind": "banner" if step.centres else "poster", "quantity": first or 0, "campaign": campaign}
    centres = [
        ledger.cast.unit(name).code for bit, name in enumerate(("centre", "other_centre")) if step.centres >> bit & 1
    ]
    values = {"theme": "议事会", "series": SERIES[step.series], "centres": centres, "note": f"第{step.day}次"}
    return {**values, "participants": first, "volunteers": second, "booklets": first}


def _hosts(ledger: Ledger, step: Step) -> list[str]:
    return [] if step.partner is None else [ledger.unit(step.partner).uid]


def _record(ledger: Ledger, step: Step) -> None:
    made = record_entry(
        SYSTEM,
        uid=new_id(),
        book="publicity_material" if step.is_material else "activity",
        unit=ledger.unit(step.unit),
        on=date(step.month // 100, step.month % 100, step.day),
        values=_given(ledger, step),
        partners=_hosts(ledger, step),
        may_post_late=True,
    )
    ledger.newest.append(made.seq)


def _total(ledger: Ledger, step: Step) -> None:
    """Record a number without single entries, of that day or to the end of some later month; every other one is put
    beside what is there, with a reason."""
    book = "publicity_material" if step.is_material else "activity"
    on, is_beside = date(step.month // 100, step.month % 100, step.day), step.day % 2 == 0
    given = {"id": new_id(), "reason": "只有总数" if is_beside else "", "beside": is_beside, "late": True}
    unit, until = ledger.unit(step.unit), date(2026, 4, 28) if step.centres else on
    if step.target % 3 == 0:
        made = record_opening(SYSTEM, book, unit, on, _numbers(step), until=until, **given)
    else:
        verb = record_total if step.target % 3 == 1 else record_estimate
        made = verb(SYSTEM, book, unit, on, until, _numbers(step), **given)
    ledger.newest.append(made.seq)


def _numbers(step: Step) -> dict[str, object]:
    first, second = step.amounts
    if step.is_material:
        return {"entry": second, "quantity": first, "kind": "banner" if step.centres else "poster"}
    return {"entry": first, "participants": second, "volunteers": first, "series": SERIES[step.series]}


def _correct_total(ledger: Ledger, place: int, step: Step, entry: Entry) -> None:
    numbers = _numbers(Step(**{**step.__dict__, "is_material": entry.book != "activity"}))
    if entry.kind == "estimate" and step.day % 2:
        made = replace_estimate(SYSTEM, entry.seq, id=new_id(), values=numbers)
    else:
        made = correct_total(SYSTEM, entry.seq, id=new_id(), reason="核对后更正", values=numbers)
    ledger.newest[place] = made.seq


def _correct(ledger: Ledger, step: Step) -> None:
    place = _target(ledger, step)
    entry = Entry.objects.get(seq=ledger.newest[place])
    if entry.kind in AGGREGATES:
        _correct_total(ledger, place, step, entry)
        return
    book = entry.book
    made = correct_entry(
        SYSTEM,
        ledger.newest[place],
        uid=new_id(),
        reason="抄错了",
        values=_given(ledger, Step(**{**step.__dict__, "is_material": book != "activity"})),
        on=date(step.month // 100, step.month % 100, step.day),
        partners=_hosts(ledger, step),
        may_post_late=True,
    )
    ledger.newest[place] = made.seq


def _void(ledger: Ledger, step: Step) -> None:
    place = _target(ledger, step)
    if Entry.objects.get(seq=ledger.newest[place]).kind != "void":
        ledger.newest[place] = void_entry(SYSTEM, ledger.newest[place], uid=new_id(), reason="记重了").seq


def _erase(ledger: Ledger, step: Step) -> None:
    erase_value(SYSTEM, ledger.newest[_target(ledger, step)], field="note", reason="本人要求")


def _close_months(ledger: Ledger, step: Step) -> None:
    unit = ledger.unit(step.unit)
    last = ledger.closed.get(unit.pk, 0)
    close_months(unit, *(month for month in MONTHS if last < month <= step.month))
    ledger.closed[unit.pk] = max(last, step.month)


def _found(ledger: Ledger, step: Step) -> None:
    parent = ledger.cast.unit("subdistrict" if step.day % 2 else "other_subdistrict")
    code = f"NEW-{len(ledger.units)}"
    on = date(step.month // 100, step.month % 100, 1)
    unit = found_unit(SYSTEM, code=code, kind="community", name=f"新设{code}社区", on=on, parent=parent)
    ledger.units.append(unit)
    ledger.founded.append(unit)


def _shut(ledger: Ledger, step: Step) -> None:
    if ledger.founded:
        unit = ledger.founded[-1]
        days = [entry.occurred_on for entry in Entry.objects.filter(kind__in=KINDS_WITH_LINES)]
        close_unit(SYSTEM, unit, on=max([*days, unit.founded_on]), reason="并入")
        ledger.founded.pop()


def _target(ledger: Ledger, step: Step) -> int:
    if not ledger.newest:
        raise Refusal("entry_unknown", seq=0)
    return step.target % len(ledger.newest)


_VERBS = {
    "record": _record,
    "total": _total,
    "correct": _correct,
    "void": _void,
    "erase": _erase,
    "found": _found,
    "shut": _shut,
    "close months": _close_months,
}
