"""What would be taken from a 台账 that exists: its columns, a record for every row, what has to be asked.

Nothing is guessed unseen: what was inferred, repeated or not understood is a flag of its record, a question, or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yiben.packs.definitions import Book
from yiben.sheets.cells import Sheet, Workbook, is_blank, text_of
from yiben.sheets.checks import repeats
from yiben.sheets.columns import Column, Columns, Kind, read_columns
from yiben.sheets.context import Context, context_of
from yiben.sheets.layout import Table, find_tables
from yiben.sheets.records import Question, Record
from yiben.sheets.rows import RowReader
from yiben.sheets.totals import PrintedTotal, check_totals
from yiben.sheets.unit_names import UnitNames

_SAMPLED, _SAMPLES = 20, 3


@dataclass(frozen=True)
class ProposedImport:
    """What a workbook would give."""

    columns: tuple[tuple[str | None, Column], ...]
    dropped: tuple[str, ...]
    records: tuple[Record, ...]
    totals: tuple[PrintedTotal, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class FoundColumn:
    """A column of a sheet before its rows are read; ``samples`` are its first values as they stand."""

    sheet: str | None
    heading: str
    kind: Kind
    field: str | None
    samples: tuple[str, ...]


def find_columns(
    workbook: Workbook, units: UnitNames | None = None, books: Iterable[Book] = ()
) -> tuple[list[FoundColumn], list[str]]:
    """Return the columns of a workbook but those that only number the rows, and the headings that are left out unseen."""
    known, shelves = units or UnitNames(), list(books)
    found: list[FoundColumn] = []
    dropped: list[str] = []
    like: Table | None = None
    for sheet in workbook.sheets:
        for table in find_tables(sheet, like):
            like = table
            read = read_columns(sheet, table, known, shelves)
            rows = [row.number for row in table.rows if row.kind == "record"][:_SAMPLED]
            for column in read.kept:
                cells = (sheet.shown(row, column.index) for row in rows)
                samples = tuple(dict.fromkeys(text_of(cell) for cell in cells if not is_blank(cell)))[:_SAMPLES]
                if column.kind != "ordinal" and not column.is_part:
                    found.append(FoundColumn(sheet.name, column.heading, column.kind, column.field, samples))
            dropped += [heading for heading in read.dropped if heading not in dropped]
    return found, dropped


def propose_import(
    workbook: Workbook,
    units: UnitNames | None = None,
    books: Iterable[Book] = (),
    kinds: Mapping[str, Kind] | None = None,
) -> ProposedImport:
    """Return what would be taken from a workbook. ``kinds`` says of headings what they hold, where that is known."""
    known, shelves = units or UnitNames(), list(books)
    columns: list[tuple[str | None, Column]] = []
    dropped: list[str] = []
    records: list[Record] = []
    totals: list[PrintedTotal] = []
    questions: list[Question] = []
    like: Table | None = None
    for sheet in workbook.sheets:
        for table in find_tables(sheet, like):
            read = read_columns(sheet, table, known, shelves, kinds)
            like = table
            columns += [(sheet.name, column) for column in read.kept]
            dropped += [heading for heading in read.dropped if heading not in dropped]
            context = context_of(workbook, sheet, table, known, has_days=read.first("date") is not None)
            taken, asked, places = _read_table(sheet, table, read, known, context)
            totals += check_totals(sheet, table, read, places, records)
            records += taken
            questions += asked
    _mark_repeats(records)
    return ProposedImport(tuple(columns), tuple(dropped), tuple(records), tuple(totals), tuple(questions))


def _read_table(
    sheet: Sheet, table: Table, columns: Columns, units: UnitNames, context: Context
) -> tuple[list[Record], list[Question], dict[int, Record]]:
    """Return the records of a table, the questions, and the records by row number (from 0)."""
    reader = RowReader(sheet, columns, units, context)
    places: dict[int, Record] = {}
    alone: dict[int, Record] = {}
    """A 小计 that no row stands above: a record of its own, unless the rows it sums up stand below."""
    is_first = True
    for row in table.rows:
        if row.kind == "section":
            reader.enter_section(row.label)
            is_first = True
        elif row.kind == "record" and (record := reader.read(row.number)) is not None:
            places |= {at: each for at, each in alone.items() if each.units != record.units}
            places[row.number], is_first = record, False
            alone = {}
        elif row.kind == "total":
            subtotal = reader.read_subtotal(row.number, row.label)
            places |= alone
            alone = {row.number: subtotal} if subtotal is not None and is_first else {}
            is_first = True
    places |= alone
    return list(places.values()), reader.questions, places


def _mark_repeats(records: list[Record]) -> None:
    for index, (code, first) in repeats(records).items():
        earlier, record = records[first], records[index]
        same_sheet = earlier.sheet == record.sheet
        record.flags[code] = earlier.row if same_sheet else f"{earlier.sheet}!{earlier.row}"
