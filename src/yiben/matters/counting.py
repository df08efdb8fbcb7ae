"""The entries that matters leave: what a step counts goes into a book of the keeping unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from yiben.audit.callers import Caller
from yiben.catalog.queries import current_book
from yiben.ledger.leaving import leave_entry, take_entries_back
from yiben.matters.clocks import is_late
from yiben.matters.models import Matter
from yiben.packs.definitions import Field
from yiben.packs.procedures import Counted
from yiben.packs.values import value_to_form


def leave_counts(
    caller: Caller,
    matter: Matter,
    counts: Sequence[Counted],
    fields: Sequence[Field],
    said: Mapping[str, Any],
    on: date,
) -> list[int]:
    """Leave the entries of a step and return their numbers. ``each``: one for every matter joined to it, too. ``fields``
    are the questions that ``said`` answers."""
    made: list[int] = []
    for counted in counts:
        rows = [matter, *(matter.joined.select_related("unit") if counted.each else ())]
        for row in rows:
            values = values_of(row, matter, counted, fields, said, on)
            source = {"kind": "matter", "ref": row.uid}
            made.append(leave_entry(caller, book=counted.book, unit=row.unit, on=on, values=values, source=source).seq)
    return made


def take_counts_back(caller: Caller, matter: Matter, counts: Sequence[Counted], on: date, reason: str) -> None:
    """Void what a step of a day left for a matter, because the step was undone: by its book and its fixed values."""
    for counted in counts:
        fixed = {name: value for name, value in counted.values.items() if not value.startswith("@")}
        source = {"kind": "matter", "ref": matter.uid}
        take_entries_back(
            caller, book=counted.book, unit=matter.unit, on=on, source=source, values=fixed, reason=reason
        )


def values_of(
    row: Matter, whole: Matter, counted: Counted, fields: Sequence[Field], said: Mapping[str, Any], on: date
) -> dict[str, object]:
    """Return the values of one entry as a form gives them; what the book does not know as a choice is left out."""
    book, _version = current_book(counted.book)
    given: dict[str, object] = {}
    for name, value in counted.values.items():
        found = _of(row, whole, value[1:], fields, said, on) if value.startswith("@") else value
        field = book.field(name)
        if found in (None, "") or field is None:
            continue
        if field.choices and field.choice(str(found)) is None:
            continue
        given[name] = found
    return given


def _of(row: Matter, whole: Matter, name: str, fields: Sequence[Field], said: Mapping[str, Any], on: date) -> object:
    if name == "title":
        return row.title
    if name == "channel":
        return row.channel
    if name == "source":
        return row.source_kind
    if name == "days":
        return (on - row.came_on).days
    if name == "is_late":
        return "yes" if any(is_late(each, on) for each in whole.clocks.filter(helper=None)) else "no"
    if name == "outcome" and not said.get("outcome"):
        return whole.outcome
    found = said.get(name, row.answers.get(name, whole.answers.get(name)))
    asked = next((each for each in fields if each.id == name), None)
    return value_to_form(asked, found) if asked is not None and found is not None else found
