"""A returned file as it was opened: its tables found, its unit, and what is to become of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from yiben.errors import TextProblem
from yiben.sheets.cells import Sheet, Value, Workbook, text_of
from yiben.sheets.merging.computing import CellError, NotUnderstood, Sheets
from yiben.sheets.merging.deviations import Deviation, at
from yiben.sheets.merging.formulas import Place, formulas_of
from yiben.sheets.merging.layouts import LayoutSheet
from yiben.sheets.merging.matching import match_workbook
from yiben.sheets.merging.senders import sender_of, strangers
from yiben.sheets.merging.taking import SentTable, collect
from yiben.sheets.opening import open_workbook
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import read_number

Status = Literal["accepted", "ask", "superseded", "empty", "wrong_unit"]
_OLD = frozenset({"xls", "et"})
_TEXT_ALONE = frozenset({"csv", "docx"})
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_SAVED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<")


@dataclass(frozen=True)
class ReturnedFile:
    """A file as it lies in the folder, and when it was saved last (None: not known)."""

    name: str
    data: bytes
    saved_at: datetime | None = None


@dataclass
class Answer:
    """A returned file, read. ``formulas``: the places of its own formulas, None for a file that keeps none."""

    name: str
    status: Status
    unit: str | None = None
    deviations: list[Deviation] = field(default_factory=list)
    tables: list[SentTable] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    formulas: Set[Place] | None = None
    saved_at: datetime | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, for telling whether two files say the same."""
        return tuple(
            (table.layout.name, row.item, *(text_of(cell) for cell in row.cells.values()))
            for table in self.tables
            for row in table.rows
        )

    @property
    def filled(self) -> set[str]:
        """The layout's sheets that it answers."""
        return {table.layout.name for table in self.tables if not table.is_empty}


def read_answer(file: ReturnedFile, layout: Sequence[LayoutSheet], form: Workbook, units: UnitNames) -> Answer:
    """Return a file read as an answer to the layout: status ``accepted`` unless it is empty, nobody's or unreadable."""
    answer = Answer(file.name, "accepted")
    try:
        workbook = open_workbook(file.data, file.name)
    except TextProblem as problem:
        is_empty = problem.code == "document_empty"
        answer.status = "empty" if is_empty else "ask"
        code = "empty" if is_empty else "unreadable"
        answer.deviations.append(Deviation(code, file.name, is_empty, {"reason": problem.code}))
        answer.unit = sender_of(file.name, Workbook((), "", file.name), [], form, units).unit
        return answer
    if workbook.kind in _OLD:
        answer.deviations.append(Deviation("converted_from_xls", file.name))
    formulas = formulas_of(file.data)
    answer.formulas = set(formulas) if workbook.kind == "xlsx" else None
    answer.saved_at = _saved_at(file) if workbook.kind in ("xlsx", "docx") else file.saved_at
    known = _computed(with_numbers(workbook), formulas)
    _read(answer, known, layout, form, units)
    return answer


def own_rows(table: SentTable, unit: str) -> None:
    """Keep a unit's own rows of a table in which each unit has one; say where it filled another's."""
    own = {item.row for item in table.layout.items if item.unit == unit}
    for row in table.rows:
        if row.item not in own and table.is_answered(row):
            owner = next((item.unit for item in table.layout.items if item.row == row.item), None)
            said = {"text": str(owner), "unit": unit}
            table.deviations.append(Deviation("wrong_unit", at(table.part.name, row.row + 1), False, said))
    table.rows = [row for row in table.rows if row.item in own]


def _read(answer: Answer, workbook: Workbook, layout: Sequence[LayoutSheet], form: Workbook, units: UnitNames) -> None:
    matched = match_workbook(layout, workbook, units, form)
    answer.tables = [collect(part, units) for part in matched.parts]
    sender = sender_of(answer.name, workbook, answer.tables, form, units)
    answer.unit = sender.unit
    answer.missing = tuple(sheet.name for sheet in matched.missing)
    is_blank = not any(sheet.filled(row) for sheet in workbook.sheets for row in range(len(sheet.rows)))
    if sender.unit is not None:
        for table in answer.tables:
            if table.layout.kind == "units" and not sender.is_contradicted:
                own_rows(table, sender.unit)
            elif table.layout.kind == "list":
                table.deviations += strangers(table, sender.unit, units)
    if is_blank or (answer.tables and all(table.is_empty for table in answer.tables)):
        answer.status = "empty"
        answer.deviations.append(Deviation("empty", answer.name))
    elif not answer.tables:
        answer.status = "ask"
    elif sender.is_contradicted:
        answer.status = "wrong_unit"
    elif sender.unit is None:
        answer.status = "ask"
        answer.deviations.append(Deviation("unit_unknown", answer.name, sure=False))
    if not is_blank:
        answer.deviations += [*sender.deviations, *matched.deviations]
        answer.deviations += [each for part in matched.parts for each in part.deviations]
    if answer.status == "accepted":
        empty = [table for table in answer.tables if table.is_empty]
        answer.deviations += [Deviation("empty", str(table.part.name)) for table in empty]
        answer.missing += tuple(table.layout.name for table in empty)


def with_numbers(workbook: Workbook) -> Workbook:
    """Return a .csv or Word file with its numbers as numbers, since those know nothing but text; others as they are."""
    if workbook.kind not in _TEXT_ALONE:
        return workbook

    def read(cell: Value) -> Value:
        return read_number(cell).value if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell

    return replace(
        workbook,
        sheets=tuple(
            replace(sheet, rows=tuple(tuple(read(cell) for cell in row) for row in sheet.rows))
            for sheet in workbook.sheets
        ),
    )


def _computed(workbook: Workbook, formulas: Mapping[Place, str]) -> Workbook:
    """Return a workbook with its formulas computed anew: what was kept of them may be old, or nothing."""
    if not formulas:
        return workbook
    values: dict[Place, Value] = {
        (sheet.name or "", row, column): value
        for sheet in workbook.sheets
        for row, cells in enumerate(sheet.rows)
        for column, value in enumerate(cells)
    }
    known = Sheets(values, formulas)
    return replace(workbook, sheets=tuple(_with_results(sheet, known) for sheet in workbook.sheets))


def _with_results(sheet: Sheet, known: Sheets) -> Sheet:
    name = sheet.name or ""
    places = [place for place in known.formulas if place[0] == name]
    if not places:
        return sheet
    height = max(len(sheet.rows), *(row + 1 for _name, row, _column in places))
    rows = [list(cells) for cells in sheet.rows] + [[] for _ in range(height - len(sheet.rows))]
    for place in places:
        try:
            value = known.value(place)
        except CellError:
            value = None
        except NotUnderstood:
            continue
        cells = rows[place[1]]
        cells += [None] * (place[2] + 1 - len(cells))
        cells[place[2]] = value
    return replace(sheet, rows=tuple(tuple(cells) for cells in rows))


def _saved_at(file: ReturnedFile) -> datetime | None:
    """When a file says that it was saved; else when it was put into the folder."""
    with zipfile.ZipFile(io.BytesIO(file.data)) as book:
        said = _SAVED.search(book.read("docProps/core.xml")) if "docProps/core.xml" in book.namelist() else None
    if said is None:
        return file.saved_at
    try:
        moment = datetime.fromisoformat(said[1].decode("ascii").strip())
    except ValueError:
        return file.saved_at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
