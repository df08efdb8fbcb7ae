"""From the records of a sheet to rows of an import: what each says by field, what was inferred, what was not read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from yiben.ledger.importing.mapping import DAY, FOR_ALL, kinds_for, typed_value
from yiben.ledger.lines import ENTRY, total_fields
from yiben.ledger.models import ImportFile, ImportRow
from yiben.packs.definitions import Book, Field
from yiben.sheets.cells import text_of
from yiben.sheets.opening import open_workbook
from yiben.sheets.reading import FoundColumn, ProposedImport, find_columns, propose_import
from yiben.sheets.records import Record
from yiben.sheets.unit_names import UnitName, UnitNames
from yiben.units.models import Unit

_SAID = {
    "approx": "row_approx",
    "hidden": "row_hidden",
    "cancelled": "row_cancelled",
    "date_carried": "row_date_carried",
    "unit_misspelt": "row_misspelt",
    "duplicate_of": "row_duplicate",
    "near_duplicate_of": "row_near",
    "total_only": "row_total",
    "id_checksum_wrong": "row_id_wrong",
    "id_precision_lost": "row_id_lost",
    "id_15_digits": "row_id_old",
}
"""Flags of a record that are said beside its row."""
_DAY_ASKED = {"date_missing": "", "date_invalid": "row_date_invalid", "year_unknown": "row_year_unknown"}


MARK = "导入编号"
"""The heading in a file of refused rows under which each says which row it is: the import's id, #, its number."""


@dataclass(slots=True)
class StagedRow:
    """A row on its way into the staging table: what ImportRow keeps, without the cost of a model for every row."""

    number: int
    sheet: str
    row: int
    entry_uid: str
    unit_text: str
    kind: str
    cells: dict[str, str]
    given: dict[str, Any]
    verdict: str = ""
    counts_later: bool = False
    remarks: list[Any] = field(default_factory=list)
    problems: list[Any] = field(default_factory=list)
    checked: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Asked:
    """The questions of a file: what stood in cells that could not be read, and what is wrong or unsure with days."""

    texts: Mapping[tuple[str | None, int, str], str]
    days: Mapping[tuple[str | None, int], tuple[str, str]]
    unsure: Mapping[tuple[str | None, int], str]


def unit_names(units: Mapping[str, Unit]) -> UnitNames:
    """Return the names by which a sheet may call units."""
    names = [
        UnitName(unit.name, unit.order, tuple(each for each in (unit.short_name, *unit.aliases) if each))
        for unit in units.values()
    ]
    return UnitNames(tuple(names))


def columns_of(
    data: bytes, name: str, book: Book | None, units: Mapping[str, Unit]
) -> tuple[list[FoundColumn], list[str]]:
    """Return the columns of a file and the headings that are left out. Raises TextProblem for what is no table."""
    return find_columns(open_workbook(data, name), unit_names(units), [book] if book else [])


def read_file(file: ImportFile, book: Book, units: Mapping[str, Unit], data: bytes = b"") -> ProposedImport:
    """Return what the sheets of a file say, or another one of the same headings (``data``), read as its mapping asks."""
    columns = [FoundColumn(each["sheet"], each["heading"], each["kind"], None, ()) for each in file.columns]
    kinds = kinds_for(book, columns, file.mapping)
    workbook = open_workbook(data or bytes(file.content or b""), file.name)
    return propose_import(workbook, unit_names(units), [book], kinds)


def marks_in(proposed: ProposedImport) -> dict[int, int]:
    """Return which row of an import each record of a file of refused rows stands for, by the record's place in it."""
    found: dict[int, int] = {}
    for place, record in enumerate(proposed.records):
        _uid, _mark, number = str(record.values.get(MARK) or "").partition("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            found[place] = int(number)
    return found


def left_cells(file: ImportFile, row: ImportRow) -> dict[str, str]:
    """Return a row by heading as the file of refused rows holds it: as it is written in the sheet, a day that could be read
    with its year."""
    headings = dict.fromkeys(each["heading"] for each in file.columns)
    days = {heading for heading in headings if file.mapping.get(heading) == DAY}
    on = row.given.get("on", "")
    return {heading: (on if heading in days else "") or row.cells.get(heading, "") for heading in headings}


def is_mended(file: ImportFile, row: ImportRow, said: StagedRow) -> bool:
    """Whether a row that came back is another than it went out: what nobody touched keeps its verdict."""
    return any(text != said.cells.get(heading, "") for heading, text in left_cells(file, row).items())


def import_marked(columns: Iterable[FoundColumn]) -> str:
    """Return the import whose refused rows a file holds, by its column ``MARK``; "" for any other file."""
    samples = [text for column in columns if column.heading == MARK for text in column.samples]
    return samples[0].partition("#")[0] if samples else ""


def rows_of(
    file: ImportFile, book: Book, units: Mapping[str, Unit], proposed: ProposedImport, after: int = 0
) -> Iterator[StagedRow]:
    """Yield the rows of a file that are not there yet, in their order; none has a verdict."""
    by_name = {unit.name: unit.uid for unit in units.values()}
    questions = proposed.questions
    asked = _Asked(
        {(each.sheet, each.row, each.heading): each.text for each in questions},
        {(each.sheet, each.row): (each.code, each.text) for each in questions if each.code in _DAY_ASKED},
        {(each.sheet, each.row): each.text for each in questions if each.code == "date_unsure"},
    )
    takes, uid_of = _Takes.of(file, book), _uids(file)
    places: dict[tuple[str | None, str], str] = {
        (sheet, column.kind): column.heading for sheet, column in reversed(proposed.columns) if not column.is_part
    }
    for number, record in enumerate(proposed.records[after:], after + 1):
        sheet = record.sheet or ""
        yield StagedRow(
            number=number,
            sheet=sheet[:64],
            row=record.row,
            entry_uid=uid_of(sheet, record.row),
            unit_text=str(record.flags.get("unit_unknown", ""))[:128],
            kind="total" if "total_only" in record.flags else "record",
            cells=_cells(record, asked, places),
            given=_given(file, takes, record, by_name, asked),
        )


def _uids(file: ImportFile) -> Callable[[str, int], str]:
    """What gives the id of the entry that a row becomes, the same whenever the file is read: a UUID of version 8 (RFC 9562,
    5.8) of 48 bits for file and book, 42 for the sheet and 32 for the row's number. So the rows of a file lie beside one
    another in the index of ids: what they cost there does not grow with the ledger."""
    named = f"{file.digest}/{file.book}"

    @cache
    def before(sheet: str) -> str:
        whole, own = (hashlib.sha256(name.encode()).hexdigest() for name in (named, f"{named}/{sheet}"))
        variant = "89ab"[int(own[3], 16) & 3]
        return f"{whole[:8]}-{whole[8:12]}-8{own[:3]}-{variant}{own[4:7]}-{own[7:11]}"

    return lambda sheet, row: f"{before(sheet)}{row:08x}"


def _cells(record: Record, asked: _Asked, places: Mapping[tuple[str | None, str], str]) -> dict[str, str]:
    """What stands in a row by heading as it is written there, what could not be read included; what is left out for “as
    above” is said. ``places``: the headings of day and unit by sheet."""
    shown = {}
    if heading := places.get((record.sheet, "date")):
        shown[heading] = record.day_text or (record.day.iso if record.day else "")
    if heading := places.get((record.sheet, "unit")):
        shown[heading] = record.unit_text or "、".join(record.units)
    shown |= {heading: text_of(value) for heading, value in record.values.items()}
    if record.written:
        shown.update(record.written)
    if asked.texts:
        for heading, text in shown.items():
            shown[heading] = text or asked.texts.get((record.sheet, record.row, heading), "")
    return {heading: text for heading, text in shown.items() if text}


@dataclass(frozen=True)
class _Takes:
    """What rows of a file give: the field of each heading, and what holds for all rows, of events and of totals."""

    book: Book
    fields: Mapping[str, tuple[str, Field | None]]
    for_all: Mapping[bool, Mapping[str, Any]]

    @classmethod
    def of(cls, file: ImportFile, book: Book) -> _Takes:
        known = {item.id: item for item in book.fields}
        fields = {heading: (name, known.get(name)) for heading, name in file.mapping.items() if name}
        whole = {key.removeprefix(FOR_ALL): value for key, value in file.mapping.items() if key.startswith(FOR_ALL)}
        allowed = {True: {item.id for item in total_fields(book)}, False: set(known)}
        return cls(book, fields, {each: {k: v for k, v in whole.items() if k in allowed[each]} for each in allowed})


def _given(
    file: ImportFile, takes: _Takes, record: Record, by_name: Mapping[str, str], asked: _Asked
) -> dict[str, Any]:
    uids = [by_name[name] for name in record.units if name in by_name]
    values: dict[str, Any] = {}
    is_total = "total_only" in record.flags
    for heading, value in record.values.items():
        if value is None or heading not in takes.fields:
            continue
        name, item = takes.fields[heading]
        if name != ENTRY or is_total:
            values[name] = typed_value(item, heading, value)
    for name, value in takes.for_all[is_total].items():
        values.setdefault(name, value)
    has_unknown = "unit_unknown" in record.flags
    return {
        "on": record.on.isoformat() if record.on else "",
        "unit": uids[0] if uids else "" if has_unknown else file.unit.uid,
        "partners": uids[1:],
        "values": values,
        "approx": _about_fields(file, record) if record.flags else [],
        "noted": _noted(record, asked),
        "unread": _unread(file, takes.book, record, asked) if record.flags or record.on is None else [],
    }


def _about_fields(file: ImportFile, record: Record) -> list[str]:
    """The fields whose numbers the sheet gives as “about”."""
    named = (file.mapping.get(heading, "") for heading in record.flags.get("approx", ()))
    return sorted({name for name in named if name})


def _noted(record: Record, asked: _Asked) -> list[list[Any]]:
    noted = [[_SAID[code], {"about": _about(value)}] for code, value in record.flags.items() if code in _SAID]
    if record.day is not None and record.day.precision == "month" and "total_only" not in record.flags:
        noted.append(["row_month_only", {"about": record.day.iso}])
    if (record.sheet, record.row) in asked.unsure:
        noted.append(["row_date_unsure", {"about": asked.unsure[record.sheet, record.row]}])
    return noted


def _about(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return "" if value is True else str(value)


def _unread(file: ImportFile, book: Book, record: Record, asked: _Asked) -> list[list[Any]]:
    """What stands in a row and could not be read, as problems beside its fields."""
    found: list[list[Any]] = []
    for code in ("not_a_number", "hours_unclear"):
        for heading in record.flags.get(code, []):
            item = book.field(file.mapping.get(heading, ""))
            if item is not None:
                typed = asked.texts.get((record.sheet, record.row, heading), "")
                found.append([item.id, "not_a_number", {"label": item.label, "typed": typed}])
    if record.on is None:
        code, text = asked.days.get((record.sheet, record.row), ("date_missing", ""))
        said = _DAY_ASKED[code]
        found.append([DAY, said, {"text": text}] if said else [DAY, "required", {}])
    return found
