"""The ledger as a table: columns chosen by the book, rows, and the sums of all records that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yiben.audit.callers import Caller
from yiben.ledger.queries import Reading, hidden_fields
from yiben.packs.definitions import Book, Field, FieldType
from yiben.reports.wording import grouped_number
from yiben.units.months import month_of
from yiben.web.showing import NOTHING, month_text, show_value

MOST_CHOICES, MOST_NUMBERS = 2, 3
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One record in the list. ``choices`` and ``numbers`` follow the table's columns."""

    seq: int
    on: date
    title: str
    unit: str
    is_joint: bool
    choices: list[str]
    numbers: list[str]
    files: int
    is_corrected: bool
    counts_in: str


@dataclass(frozen=True)
class Table:
    """A page of the ledger. ``totals`` follow ``numbers`` and cover every record that matches, not only the page."""

    choices: list[Field]
    numbers: list[Field]
    rows: list[Row]
    totals: list[str]
    count: int
    files: int


def choice_columns(book: Book) -> list[Field]:
    """Return the rolled-up choices: they can be filtered by."""
    return [item for item in book.fields if item.rollup and item.type in {FieldType.CHOICE, FieldType.YESNO}]


def number_columns(book: Book) -> list[Field]:
    """Return the number fields whose values add up."""
    return [item for item in book.fields if item.add == "flow" and item.type.is_number]


def build_table(
    book: Book,
    readings: Sequence[Reading],
    names: Mapping[str, str],
    *,
    count: int,
    files: int,
    sums: Mapping[str, int],
    is_narrow: bool = False,
) -> Table:
    """Return a page of the ledger. ``is_narrow`` leaves a number out, for the panel beside it."""
    choices = [item for item in choice_columns(book) if item.short][:MOST_CHOICES]
    numbers = sorted(number_columns(book), key=lambda item: not item.short)[: MOST_NUMBERS - is_narrow]
    rows = [_row(reading, choices, numbers, names) for reading in readings]
    totals = [grouped_number(sums.get(item.id, 0), item.measure_word) for item in numbers]
    return Table(choices, numbers, rows, totals, count, files)


def table_lines(table: Table, *, with_units: bool) -> list[list[str]]:
    """Return the table as lines of plain cells, headings first, totals last, to be pasted into a spreadsheet."""
    heads = [_("No."), _("Day"), _("Record"), *([_("Unit")] if with_units else []), *(f.label for f in table.choices)]
    heads += [_("Joint"), *(f"{item.label}/{item.measure_word}" for item in table.numbers), _("Evidence")]
    lines = [heads]
    for row in table.rows:
        lines.append(
            [
                str(row.seq),
                row.on.isoformat(),
                row.title,
                *([row.unit] if with_units else []),
                *row.choices,
                _("joint") if row.is_joint else "",
                *(number.replace(",", "") for number in row.numbers),
                str(row.files),
            ]
        )
    return [[neutral(cell) for cell in line] for line in lines]


def export_lines(caller: Caller, book: Book, readings: Sequence[Reading], names: Mapping[str, str]) -> list[list[str]]:
    """Return records with every field of the book as lines of plain cells, without headings."""
    lines = []
    for reading in readings:
        entry, hidden = reading.entry, hidden_fields(caller, reading)
        hosts = "、".join(name for uid, name in names.items() if uid in reading.credited)
        cells = [str(entry.seq), entry.occurred_on.isoformat(), entry.unit.name if entry.unit else "", hosts]
        for item in export_fields(book):
            value = None if item.id in hidden else reading.values.get(item.id)
            text = "" if value is None else show_value(item, value, names)
            plain = grouped_number(value, item.measure_word).replace(",", "") if item.type.is_number and text else text
            cells.append(plain)
        lines.append([neutral(cell) for cell in cells])
    return lines


def export_heads(book: Book) -> list[str]:
    """Return the headings that stand over ``export_lines``."""
    named = [f"{item.label}/{item.measure_word}" if item.measure_word else item.label for item in export_fields(book)]
    return [_("No."), _("Day"), _("Unit"), _("Hosts"), *named]


def export_fields(book: Book) -> list[Field]:
    """Return the fields that an export holds: all but files."""
    return [item for item in book.fields if item.type is not FieldType.FILE]


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (CSV injection), numbers left as they are."""
    text = cell.replace("\t", " ").replace("\r", " ").replace("\n", " ") if cell else cell
    is_number = text.replace(".", "", 1).replace("-", "", 1).isdigit()
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not is_number else text


def _row(reading: Reading, choices: list[Field], numbers: list[Field], names: Mapping[str, str]) -> Row:
    entry = reading.entry
    is_late = entry.posted_period != month_of(entry.occurred_on)
    return Row(
        entry.seq,
        entry.occurred_on,
        reading.title,
        entry.unit.short_name if entry.unit else "",
        len(reading.credited) > 1,
        [show_value(item, reading.values.get(item.id), names) for item in choices],
        [
            grouped_number(reading.values[item.id], item.measure_word) if item.id in reading.values else NOTHING
            for item in numbers
        ],
        len(reading.evidence),
        entry.kind == "correction",
        month_text(entry.posted_period) if is_late else "",
    )
