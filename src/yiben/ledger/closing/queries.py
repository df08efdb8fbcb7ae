"""How far units have come with their months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.closing.gates import changed_since, open_before, units_below
from yiben.ledger.models import Closing, PeriodState, Seal
from yiben.ledger.sealing.keys import key_id
from yiben.ledger.sealing.statements import Signed
from yiben.units.models import Unit
from yiben.units.months import next_month
from yiben.units.queries import units_in_order


@dataclass(frozen=True)
class Stand:
    """A unit's month: its state (“” when nothing was said of it), and the entries that came after it was submitted."""

    unit: Unit
    month: int
    closing: Closing | None
    changed: int = 0

    @property
    def state(self) -> str:
        """The state of the closing, "" for none."""
        return self.closing.state if self.closing else ""


def stand_of(unit: Unit, month: int) -> Stand:
    """Return how a unit stands with a month."""
    closing = Closing.objects.filter(unit=unit, month=month).first()
    changed = changed_since(closing) if closing and closing.state == Closing.SUBMITTED else 0
    return Stand(unit, month, closing, changed)


def stands_below(unit: Unit, month: int) -> list[Stand]:
    """Return how the units directly below stand with a month, in official order."""
    return [stand_of(each, month) for each in units_below(unit, month)]


def closable_units(caller: Caller) -> list[Unit]:
    """Return the units whose months the caller may submit or close, in official order."""
    return units_in_order(units_allowed(caller, "period.close"))


def months_of(unit: Unit, today: date) -> list[int]:
    """Return the months that a unit can look at, latest first: from the first one that counts to the present one."""
    present = posting_calendar().month_of(today)
    month = open_before(unit, present) or present
    closed = PeriodState.objects.filter(unit=unit).values_list("month", flat=True)
    months = {month, *closed}
    while month < present:
        month = next_month(month)
        months.add(month)
    return sorted(months, reverse=True)


def seals_of(months: Iterable[int], unit: Unit) -> dict[int, Seal]:
    """Return the seal under which each month of a unit was closed, by month."""
    return {each.month: each for each in Seal.objects.filter(month__in=list(months), unit=unit)}


def sent_back_months(unit: Unit) -> list[Closing]:
    """Return the months of a unit that were sent back and are not submitted again yet, latest first."""
    return list(Closing.objects.filter(unit=unit, state=Closing.SENT_BACK))


def submitted_below(unit: Unit, today: date) -> list[tuple[int, list[Unit]]]:
    """Return the months that units directly below a unit have submitted and that wait for it to close them or to send them
    back, with the units, the earliest first."""
    below = units_below(unit, posting_calendar().month_of(today))
    found: dict[int, list[Unit]] = {}
    waiting = Closing.objects.filter(unit__in=below, state=Closing.SUBMITTED, is_missing=False)
    for each in waiting.select_related("unit").order_by("month", "unit__order", "unit__code"):
        found.setdefault(each.month, []).append(each.unit)
    return list(found.items())


def last_key() -> str:
    """Return the id of the key that signed the last seal, "" before the first: what an office tells the one above."""
    last = Seal.objects.last()
    return key_id(str(Signed(bytes(last.statement), last.signature).says["key"])) if last else ""
