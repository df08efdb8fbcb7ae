"""Checks while a record is entered: what cannot be is refused, what is unlikely is asked about once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.ledger.calendars import posting_month
from yiben.ledger.checks.history import months_before, read_history
from yiben.ledger.checks.kinds import Doubt, event_of, far_above, is_impossible, is_twin, told
from yiben.ledger.checks.neighbours import alike_entries, units_beside
from yiben.packs.definitions import Book, Check, Field
from yiben.units.models import Unit

Checks = Mapping[str, Check]
"""Checks by their full id."""


def impossible(
    book: Book, values: Mapping[str, Any], on: date | None, *, musts: bool = True, checks: Checks | None = None
) -> list[Doubt]:
    """Return the comparisons of tier must (or, without ``musts``, of the others) that a record breaks. ``checks``: those of
    the kind “impossible” that the book has, where many records are looked at."""
    if on is None:
        return []
    if checks is None:
        checks = catalogue().checks_of("impossible", book.id)
    return [
        Doubt(key, "check_impossible", check.left[0], {"means": check.means, "remedy": check.remedy})
        for key, check in checks.items()
        if (check.tier == "must") == musts and is_impossible(check, book, values, on)
    ]


def doubts(book: Book, unit: Unit, on: date, values: Mapping[str, Any], *, record: int = 0) -> list[Doubt]:
    """Return what is unlikely about a record that is otherwise right. ``record`` is the number of the record that it
    corrects, which is no twin of its own. Of another unit's record nothing is told but that it is alike."""
    return [
        *impossible(book, values, on, musts=False),
        *_outliers(book, unit, on, values),
        *_twins(book, unit, on, values, record),
    ]


def summed_fields(book: Book, check: Check) -> list[Field]:
    """Return the number fields that a check of a kind that adds up looks at."""
    wanted = "stock" if check.kind == "stale_stock" else "flow"
    found = [item for item in book.fields if item.type.is_number and item.add == wanted]
    return [item for item in found if check.field in (None, item.id)]


def _outliers(book: Book, unit: Unit, on: date, values: Mapping[str, Any]) -> list[Doubt]:
    checks = {key: check for key, check in catalogue().checks_of("outlier", book.id).items() if check.each}
    if not checks:
        return []
    month = posting_month(on)
    spans = {key: [month, *months_before(month, check.months or 1)] for key, check in checks.items()}
    history = read_history(unit, [book.id], {month for span in spans.values() for month in span})
    found = []
    for key, check in checks.items():
        for item in summed_fields(book, check):
            amount = values.get(item.id)
            if not isinstance(amount, int):
                continue
            before = history.averages(book.id, item.id, spans[key])
            usual = far_above(amount, before, **_bounds(check, check.each or 2))
            if usual is not None:
                said = {"label": item.label, "amount": told(item, amount), "usual": told(item, usual)}
                found.append(Doubt(key, "check_outlier_each", item.id, {**said, "remedy": check.remedy}))
    return found


def _bounds(check: Check, factor: int) -> dict[str, int]:
    return {"factor": factor, "history": check.history or 2, "least": check.least or 0}


def _twins(book: Book, unit: Unit, on: date, values: Mapping[str, Any], record: int) -> list[Doubt]:
    checks = catalogue().checks_of("twin", book.id)
    if not checks or not book.title:
        return []
    own, found = event_of(book, values), []
    for each in alike_entries(book.id, units_beside(unit, on), {on}):
        whose = each.entry.unit
        if whose is None or each.entry.record_seq == record:
            continue
        for key, check in checks.items():
            if is_twin(own, event_of(book, each.values), check.similarity or 100):
                said = {"unit": whose.short_name, "on": on.isoformat(), "remedy": check.remedy}
                found.append(Doubt(key, "check_twin_recorded", "credited", said))
    return found
