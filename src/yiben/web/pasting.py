"""What a pasted text proposes: records to be looked through, duties to be set. Nothing is kept of it by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.errors import TextProblem
from yiben.ledger.lines import ENTRY
from yiben.packs.definitions import Book, Field, FieldType
from yiben.plans.measuring import Measure, measure_for, measures_of
from yiben.plans.owners import UnitName, find_owners, is_collective
from yiben.plans.proposing import blank_terms
from yiben.sheets.cells import Workbook
from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import propose_import
from yiben.sheets.rows import plain_value
from yiben.sheets.unit_names import UnitName as SheetUnit
from yiben.sheets.unit_names import UnitNames
from yiben.text.messages import Asked, ChainRow, Counted, Message, Told, read_message
from yiben.units.models import Unit
from yiben.web.access import hand_books

_DAY_WORDS = re.compile(
    r"^(?:今天|今日|昨天|昨日|前天|(?:20\d\d年)?\d{1,2}月\d{1,2}[日号])?(?:[上中下]午|晚上|早上)?[,，]?"
)
_ANY = "数量"
"""A name for every number field, where only the measure word is to decide."""
_NOT_DONE = ("未", "没", "无", "不", "正在", "办理中", "请假")
_STANDING = (None, "occurred_on", "unit")
"""Columns that are no field of a book."""
_LONGEST = 80
_MOST = 200


@dataclass(frozen=True)
class ProposedEntry:
    """A record that the text tells of. ``book`` is None where no book is known by its numbers; ``unit`` is the uid of
    one that the post records for; ``elsewhere`` names the units of which it tells where those record for themselves.
    ``is_day_wrong``: a day is written there, and there is no such day."""

    number: int
    said: str
    book: Book | None
    unit: str
    on: date | None
    values: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    is_day_wrong: bool = False

    @property
    def book_field(self) -> str:
        """The name of the field in which a book is chosen for it."""
        return f"book.{self.number}"


@dataclass(frozen=True)
class ProposedDuty:
    """Something the text asks for, as the terms of a task."""

    number: int
    asked: Asked
    terms: Mapping[str, Any]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pasted:
    """Everything that a pasted text proposes. ``dropped`` are headings of columns that may not be taken."""

    entries: list[ProposedEntry] = field(default_factory=list)
    duties: list[ProposedDuty] = field(default_factory=list)
    rows: tuple[ChainRow, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it proposes nothing."""
        return not (self.entries or self.duties or self.rows)


def read_pasted(text: str, today: date, *, recording: Sequence[Unit], own: str, names: Sequence[UnitName]) -> Pasted:
    """Return what a text proposes: a copied table row by row, anything else as a message. ``recording`` are the units
    that the post records for, ``own`` the uid of its own, ``names`` those of all units that may be meant."""
    if _is_table(text):
        return _table(text, today, recording, own)
    message = read_message(text, today, [name for unit in names for name in unit.names])
    uids = {name: unit.uid for unit in names for name in unit.names}
    measures = measures_of(hand_books(), catalogue().offered.values())
    may_record = {unit.uid for unit in recording}
    at = next((unit.uid for unit in recording if unit.uid == own), recording[0].uid if recording else "")
    entries: list[ProposedEntry] = []
    for told in _worth_recording(message) if recording else []:
        unit = next((uids[name] for name in told.units if uids[name] in may_record), at if not told.units else "")
        book, values = _values(told, measures)
        elsewhere = () if unit else told.units
        entries.append(ProposedEntry(len(entries) + 1, told.text, book, unit, told.on, values, elsewhere))
    duties = [_duty(number, asked, own, names) for number, asked in enumerate(message.asked, start=1)]
    return Pasted(entries, duties, message.rows, message.left_out)


def _worth_recording(message: Message) -> list[Told]:
    """What was told, and the rows of a 接龙 that say how many was done."""
    rows = [
        Told(
            " ".join(part for part in (*row.units, row.state, *map(_written, row.numbers), row.rest) if part),
            None,
            row.units,
            row.numbers,
        )
        for row in message.rows
        if row.numbers and row.units and not row.state.startswith(_NOT_DONE)
    ]
    return [*message.told, *rows]


def _written(number: Counted) -> str:
    return f"{number.measure}{number.value}{number.unit}"


def _values(told: Told, measures: Sequence[Measure]) -> tuple[Book | None, dict[str, Any]]:
    """The book that most numbers of a sentence fit, with what it tells of that book's fields."""
    fits = [
        (number, fit)
        for number in told.numbers
        if (fit := measure_for(number.measure, number.unit, measures) or measure_for(told.text, number.unit, measures))
    ]
    counted = Counter(fit.book for _number, fit in fits)
    known = catalogue().books
    best = max(counted, key=lambda each: counted[each], default="") or _named(told.text, known)
    book = known.get(best)
    if book is None:
        return None, {}
    values: dict[str, Any] = {}
    for number, fit in fits:
        if fit.book == book.id:
            values |= dict(fit.where)
            if fit.field != ENTRY:
                values.setdefault(fit.field, str(number.value))
    for number in told.numbers:
        if (item := _field_of(book, number)) is not None:
            values.setdefault(item.id, str(number.value))
    title = next((item for item in book.fields if item.id == book.title and item.type is FieldType.TEXT), None)
    if title is not None:
        values[title.id] = _subject(told)
    return book, values


def _field_of(book: Book, number: Counted) -> Field | None:
    """The number field of a book with this measure word; of several, the one whose label is most like what is counted."""
    fits = [
        item
        for item in book.fields
        if item.type.is_number
        and measure_for(_ANY, number.unit, [Measure(book.id, item.id, item.measure_word, (_ANY,))])
    ]
    alike = {item.id: len(set(item.label) & set(number.measure)) for item in fits}
    best = [item for item in fits if alike[item.id] == max(alike.values())]
    return best[0] if len(best) == 1 else None


def _named(text: str, known: Mapping[str, Book]) -> str:
    """The book whose own name stands in the text, the longest name first."""
    named = [book for book in known.values() if book.label in text]
    return max(named, key=lambda book: len(book.label)).id if named else ""


def _subject(told: Told) -> str:
    """What was done, without when and by whom."""
    said = _DAY_WORDS.sub("", re.split(r"[,，]", told.text)[0] or told.text)
    for name in told.units:
        said = said.replace(name, "")
    return said.strip()[:_LONGEST]


def _duty(number: int, asked: Asked, own: str, names: Sequence[UnitName]) -> ProposedDuty:
    owners = find_owners(asked.who, names) if asked.who else find_owners("", names)
    each = is_collective(asked.who)
    lead = own if each or not owners.units else owners.units[0]
    co_units = [uid for uid in owners.units if uid != lead]
    terms = blank_terms(asked.what[:300], lead) | {"co_units": co_units, "owner_said": asked.who}
    if asked.due is not None:
        terms |= {"due_on": asked.due.day.isoformat(), "due_said": asked.due.said}
    terms |= {"by_each": each and bool(co_units)}
    return ProposedDuty(number, asked, terms, owners.unknown)


def _fitting(workbook: Workbook, known: UnitNames, book: Book) -> int:
    """How many columns fit fields of the book."""
    columns = propose_import(workbook, known, [book]).columns
    return sum(1 for _sheet, column in columns if column.field not in _STANDING)


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= 2 and sum(1 for line in lines if "\t" in line) >= max(2, len(lines) // 2)


def _table(text: str, today: date, recording: Sequence[Unit], own: str) -> Pasted:
    """A copied table: each row a record of the book whose fields its headings fit best. Days without a year are of this
    one."""
    units = {unit.name: unit for unit in recording}
    known = UnitNames(tuple(SheetUnit(unit.name, unit.order, (unit.short_name, *unit.aliases)) for unit in recording))
    try:
        workbook = open_workbook(f"{today.year}年\n{text}".encode(), "")
    except TextProblem:  # lines with tabs that hold no table
        return Pasted()
    fits = {each.id: _fitting(workbook, known, each) for each in hand_books()}
    best = max(fits, key=lambda each: fits[each], default="")
    book = catalogue().books[best] if best and fits[best] else None
    proposed = propose_import(workbook, known, [book] if book else [])
    fields = {column.heading: column.field for _sheet, column in proposed.columns}
    at = next((unit.uid for unit in recording if unit.uid == own), recording[0].uid if recording else "")
    entries: list[ProposedEntry] = []
    for record in proposed.records[:_MOST] if recording else []:
        unit = next((units[name].uid for name in record.units if name in units), at)
        told = {heading: plain_value(value) for heading, value in record.values.items() if value is not None}
        values = {
            str(fields[heading]): str(value) for heading, value in told.items() if fields.get(heading) not in _STANDING
        }
        said = " ".join(str(value) for value in told.values())[:_LONGEST]
        day = record.on if record.day is not None and record.day.precision == "day" else None
        is_wrong = "date_invalid" in record.flags
        entries.append(ProposedEntry(len(entries) + 1, said, book, unit, day, values, is_day_wrong=is_wrong))
    return Pasted(entries, dropped=proposed.dropped)
