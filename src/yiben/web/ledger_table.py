"""A book of the ledger as a list: columns chosen by the book, rows, the sums of all records that match, its copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiben.audit.callers import Caller
from yiben.ledger.calendars import posting_calendar
from yiben.ledger.queries import Reading, hidden_fields
from yiben.packs.definitions import Book, Field, FieldType
from yiben.reports.wording import grouped_number
from yiben.web.kit.copies import plain_number
from yiben.web.kit.tables import Cell, Column, Row
from yiben.web.showing import NOTHING, called, day_text, listed, month_text, show_value
from yiben.web.totals import KIND_LABELS

MOST_CHOICES, MOST_NUMBERS = 2, 3


def choice_columns(book: Book) -> list[Field]:
    """Return the rolled-up choices: they can be filtered by."""
    return [item for item in book.fields if item.rollup and item.type in {FieldType.CHOICE, FieldType.YESNO}]


def number_columns(book: Book) -> list[Field]:
    """Return the number fields whose values add up."""
    return [item for item in book.fields if item.add == "flow" and item.type.is_number]


def shown_choices(book: Book) -> list[Field]:
    """Return the choices that have a column in the list."""
    return [item for item in choice_columns(book) if item.short][:MOST_CHOICES]


def shown_numbers(book: Book, *, is_narrow: bool) -> list[Field]:
    """Return the numbers that have a column; ``is_narrow`` leaves one out, for the panel beside the list."""
    return sorted(number_columns(book), key=lambda item: not item.short)[: MOST_NUMBERS - is_narrow]


def ledger_columns(book: Book, *, with_units: bool, is_narrow: bool) -> list[Column]:
    """Return the columns of the list of a book."""
    columns = [
        Column("seq", _("No."), "number", can_sort=True, is_minor=True),
        Column("day", _("Day"), "short", can_sort=True),
        Column("title", _("Record"), "title"),
    ]
    if with_units:
        columns.append(Column("unit", _("Unit"), "short", can_sort=True))
    columns += [Column(f"c.{item.id}", item.label, "short") for item in shown_choices(book)]
    columns.append(Column("joint", _("Joint"), "short", is_minor=True))
    columns += [
        Column(item.id, item.label, "number", item.measure_word, can_sort=True)
        for item in shown_numbers(book, is_narrow=is_narrow)
    ]
    return [*columns, Column("files", _("Evidence"), "number", is_minor=True), Column("state", _("State"), "state")]


def ledger_row(
    reading: Reading, columns: Sequence[Column], names: Mapping[str, str], url: str, *, is_selected: bool
) -> Row:
    """Return a record under ``ledger_columns``; ``url`` opens it beside the list."""
    entry, book = reading.entry, reading.book
    fields = {item.id: item for item in book.fields} if book else {}
    is_joint, files = len(reading.credited) > 1, len(reading.evidence)
    cells = {
        "seq": Cell(str(entry.seq)),
        "day": Cell(day_text(entry.occurred_on, short=True), plain=entry.occurred_on.isoformat()),
        "title": Cell(called(reading), url),
        "unit": Cell(entry.unit.short_name if entry.unit else ""),
        "joint": Cell(_("joint") if is_joint else NOTHING, plain=_("joint") if is_joint else ""),
        "files": Cell(str(files)),
        "state": _state(reading),
    }
    for column in columns:
        item = fields.get(column.id.removeprefix("c."))
        if item is not None and column.id not in cells:
            cells[column.id] = _value(item, reading, names)
    return Row([cells.get(column.id, Cell()) for column in columns], is_selected=is_selected)


def count_text(count: int) -> str:
    """Return "3 records" in the reader's language."""
    shown = grouped_number(count)
    return ngettext("%(shown)s record", "%(shown)s records", count) % {"shown": shown}


def more_text(count: int) -> str:
    """Return "more than 10,000 records" in the reader's language."""
    return _("more than %(shown)s records") % {"shown": grouped_number(count)}


def export_columns(book: Book) -> list[Column]:
    """Return the columns of an export: number, day, units, then every field but files."""
    named = [
        Column(item.id, item.label, "number" if item.type.is_number else "text", item.measure_word)
        for item in export_fields(book)
    ]
    return [
        Column("seq", _("No."), "number"),
        Column("day", _("Day"), "short"),
        Column("unit", _("Unit")),
        Column("hosts", _("Hosts")),
        *named,
    ]


def export_lines(caller: Caller, book: Book, readings: Sequence[Reading], names: Mapping[str, str]) -> list[list[str]]:
    """Return records with every field of the book as lines of plain cells under ``export_columns``."""
    lines = []
    for reading in readings:
        entry, hidden = reading.entry, hidden_fields(caller, reading)
        hosts = listed(name for uid, name in names.items() if uid in reading.credited)
        cells = [str(entry.seq), entry.occurred_on.isoformat(), entry.unit.name if entry.unit else "", hosts]
        for item in export_fields(book):
            value = None if item.id in hidden else reading.values.get(item.id)
            text = "" if value is None else show_value(item, value, names)
            is_number = item.type.is_number and text
            cells.append(plain_number(grouped_number(value, item.measure_word)) if is_number else text)
        lines.append(cells)
    return lines


def export_fields(book: Book) -> list[Field]:
    """Return the fields that an export holds: all but files."""
    return [item for item in book.fields if item.type is not FieldType.FILE]


def _value(item: Field, reading: Reading, names: Mapping[str, str]) -> Cell:
    if not item.type.is_number:
        return Cell(show_value(item, reading.values.get(item.id), names))
    if item.id not in reading.values:
        return Cell(NOTHING, plain="")
    text = grouped_number(reading.values[item.id], item.measure_word)
    return Cell(text, plain=plain_number(text))


def _state(reading: Reading) -> Cell:
    entry = reading.entry
    if entry.kind in KIND_LABELS:
        return Cell(str(KIND_LABELS[entry.kind]), state="y")
    if entry.kind == "correction":
        return Cell(_("corrected"), state="g")
    if entry.posted_period != posting_calendar().month_of(entry.occurred_on):
        return Cell(_("counts in %(month)s") % {"month": month_text(entry.posted_period)}, state="y")
    return Cell(_("sent"), state="n")
