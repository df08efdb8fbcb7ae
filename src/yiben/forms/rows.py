"""The rows of a list: records of a book, or people on a roll, whose numbers stay masked without a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.forms.bindings import ListBinding
from yiben.forms.layout import ListArea
from yiben.forms.list_sources import AGE, DAY, SINCE, UNIT
from yiben.ledger.queries import Reading, find_entries, hidden_fields, read_entries, visible_entries
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Field as BookField
from yiben.packs.definitions import FieldType, smallest_per_unit
from yiben.rolls.actions.standing import export_roll
from yiben.rolls.queries import Standing, access_roll, standings
from yiben.sheets.filling import Given
from yiben.units.queries import short_names, subtree_ids

MOST_ROWS: Final = 5000
_SEXES: Final = {"male": "男", "female": "女"}


@dataclass(frozen=True)
class ListRows:
    """The rows of a list by column; ``opened`` people stand in it with their full numbers, ``masked`` without."""

    rows: tuple[Mapping[int, Given], ...]
    entries: tuple[int, ...] = ()
    opened: int = 0
    masked: int = 0


def list_rows(caller: Caller, area: ListArea, binding: ListBinding, scope: Scope, reason: str) -> ListRows:
    """Return the rows that a list holds for a scope, records by day, people by the strokes of their surnames.

    Full numbers of people only with a ``reason``, which is written into the log (rolls.export_roll); of minors for whom
    nobody approved, never. Refuses a roll that the caller may not read.
    """
    kind, _colon, name = binding.source.partition(":")
    columns = {column: binding.columns.get(heading, "") for column, heading in area.columns}
    if kind == "book":
        return _records(caller, name, columns, area.ordinal, scope)
    return _people(caller, name, columns, area.ordinal, scope, reason)


def _records(caller: Caller, book: str, columns: Mapping[int, str], ordinal: int, scope: Scope) -> ListRows:
    units = subtree_ids(scope.unit, scope.tree, scope.period.end, scope.as_of)
    entries = find_entries(
        caller, book, start=scope.period.start, end=scope.period.end, unit_ids=units, choices={}
    ).order_by("occurred_on", "seq")[:MOST_ROWS]
    readings = read_entries(entries)
    rows = _numbered(_rows(caller, readings, columns), ordinal)
    return ListRows(rows, tuple(each.entry.seq for each in readings))


def rows_of_entries(caller: Caller, area: ListArea, binding: ListBinding, seqs: Sequence[int]) -> ListRows:
    """Return the rows that records make, as they were recorded: a correction is another record.

    What the caller may not see, what was erased and what stayed with another office is left out of its row; the row of a
    record that the caller may not read at all is empty.
    """
    columns = {column: binding.columns.get(heading, "") for column, heading in area.columns}
    readings = read_entries(visible_entries(caller).filter(seq__in=seqs).select_related("unit"))
    rows = dict(zip((each.entry.seq for each in readings), _rows(caller, readings, columns), strict=True))
    return ListRows(_numbered([rows.get(seq, {}) for seq in seqs], area.ordinal), tuple(seqs))


def _rows(caller: Caller, readings: Sequence[Reading], columns: Mapping[int, str]) -> list[dict[int, Given]]:
    names = _unit_names(readings)
    rows = []
    for reading in readings:
        unseen = hidden_fields(caller, reading) | reading.elsewhere | reading.erased.keys()
        rows.append(
            {
                column: _value(reading, field, names)
                for column, field in columns.items()
                if field and field not in unseen
            }
        )
    return rows


def _numbered(rows: Sequence[Mapping[int, Given]], ordinal: int) -> tuple[Mapping[int, Given], ...]:
    if ordinal < 0:
        return tuple(rows)
    return tuple({**row, ordinal: number} for number, row in enumerate(rows, start=1))


def _unit_names(readings: Sequence[Reading]) -> dict[str, str]:
    uids: set[str] = set()
    for reading in readings:
        for item in reading.book.fields if reading.book else ():
            if item.type is FieldType.UNIT and item.id in reading.values:
                value = reading.values[item.id]
                uids.update([value] if isinstance(value, str) else value)
    return short_names(uids)


def _value(reading: Reading, field: str, names: Mapping[str, str]) -> Given:
    if field == DAY:
        return reading.entry.occurred_on
    if field == UNIT:
        return reading.entry.unit.short_name if reading.entry.unit else ""
    item = reading.book.field(field) if reading.book else None
    value = reading.values.get(field)
    return None if item is None or value in (None, "", []) else _given(item, value, names)


def _given(item: BookField, value: Any, names: Mapping[str, str]) -> Given:
    if item.type.is_number:
        per_unit = smallest_per_unit(item.measure_word)
        return int(value) if per_unit == 1 else Decimal(int(value)) / per_unit
    if item.type is FieldType.YESNO:
        return "是" if value else "否"
    if item.type is FieldType.DATE:
        return date.fromisoformat(value)
    if item.type in {FieldType.CHOICE, FieldType.MULTICHOICE}:
        chosen = [item.choice(each) for each in (value if isinstance(value, list) else [value])]
        return "、".join(each.label for each in chosen if each)
    if item.type is FieldType.UNIT:
        return "、".join(names.get(each, "") for each in (value if isinstance(value, list) else [value]))
    if item.type is FieldType.PERCENT:
        return Decimal(value["n"] * 100) / Decimal(value["d"])
    return value if isinstance(value, str) else None


def _people(caller: Caller, name: str, columns: Mapping[int, str], ordinal: int, scope: Scope, reason: str) -> ListRows:
    today = timezone.localdate()
    roll, units = access_roll(caller, name)
    below = units & set(subtree_ids(scope.unit, scope.tree, scope.period.end))
    if reason.strip():
        exported = export_roll(caller, name, reason=reason, unit_ids=sorted(below))
        people, is_open = exported.rows, exported.open
    else:
        people, is_open = standings(caller, roll, today, unit_ids=below), frozenset()
    rows = [
        {
            column: _particular(person, field, is_open=person.membership.uid in is_open)
            for column, field in columns.items()
            if field
        }
        for person in people
    ]
    opened = sum(each.membership.uid in is_open for each in people)
    return ListRows(_numbered(rows, ordinal), (), opened, len(people) - opened)


def _particular(person: Standing, field: str, *, is_open: bool) -> Given:
    who = person.who
    said: dict[str, Given] = {
        "name": who.name,
        "sex": _SEXES.get(who.sex, ""),
        "birth_date": who.birth_date if is_open else None,
        "id_number": who.id_number if is_open else who.shown_number,
        "phone": who.phone if is_open else who.shown_phone,
        "address": who.address if is_open else who.shown_address,
        AGE: person.age,
        UNIT: person.membership.unit.short_name,
        SINCE: person.membership.joined_on,
    }
    return said.get(field)
