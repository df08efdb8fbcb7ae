"""Units below one parent, and what they recorded on the same days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from yiben.ledger.models import Entry
from yiben.ledger.queries import Reading, current, read_entries
from yiben.units.models import Unit
from yiben.units.months import month_of
from yiben.units.queries import children, path

TREE = "administrative"


def units_beside(unit: Unit, on: date) -> list[Unit]:
    """Return the other units directly below the unit's parent in the month of a day; none at the top."""
    row = path(unit, TREE)
    if len(row) < 2:
        return []
    month = month_of(on)
    return [each for each in children(row[-2], TREE, month, month) if each.pk != unit.pk]


def alike_entries(book: str, units: Collection[Unit], days: Collection[date]) -> list[Reading]:
    """Return the records of a book that count now, of those units and days: four queries for any number of them."""
    if not units or not days:
        return []
    entries = Entry.objects.filter(unit__in=list(units), book=book, occurred_on__in=list(days))
    entries = current(entries.filter(kind__in=("record", "correction")))
    return read_entries(entries.select_related("unit").order_by("occurred_on", "seq"))
