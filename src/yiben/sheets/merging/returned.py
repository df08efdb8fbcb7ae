"""Returned files merged into the issuer's layout: who sent what, what deviates, what is missing, the rows in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yiben.errors import Refusal
from yiben.sheets.cells import Value
from yiben.sheets.merging.answers import Answer, ReturnedFile, Status, read_answer, with_numbers
from yiben.sheets.merging.checking import Frame, check
from yiben.sheets.merging.deviations import Deviation
from yiben.sheets.merging.formulas import formulas_of
from yiben.sheets.merging.layouts import LayoutSheet, read_layout
from yiben.sheets.merging.putting import MergedRow, merged_rows, put_together, totals_of, values_of
from yiben.sheets.merging.scales import out_of_scale
from yiben.sheets.merging.taking import kinds_of, take
from yiben.sheets.merging.unit_lines import unit_lines
from yiben.sheets.merging.versions import Version, latest
from yiben.sheets.merging.writing import written
from yiben.sheets.opening import modern, open_workbook
from yiben.sheets.unit_names import UnitNames


@dataclass(frozen=True)
class FileOutcome:
    """What became of a file."""

    file: str
    unit: str | None
    status: Status
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True)
class Sent:
    """A merged row: the unit, its row in the file as sent (from 1), its values by heading."""

    unit: str
    row: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Merged:
    """Returned files, merged. ``missing``: units of which nothing came; ``missing_parts``: unit and sheet;
    ``dropped``: headings whose cells are not looked at; ``output``: the layout with the rows in it, an .xlsx or .docx."""

    files: tuple[FileOutcome, ...]
    missing: tuple[str, ...]
    missing_parts: tuple[tuple[str, str], ...]
    not_merged: tuple[str, ...]
    rows: Mapping[str, tuple[Sent, ...]]
    totals: Mapping[str, Mapping[str, int | Decimal | None]]
    dropped: tuple[str, ...]
    output: bytes


def merge_returned(
    files: Sequence[ReturnedFile], layout: ReturnedFile, units: UnitNames, *, issuer: str = ""
) -> Merged:
    """Merge returned tables into the issuer's layout, in the official order of the units. Where the layout asks whose table it
    is, the ``issuer`` stands: the merged one is theirs.

    Numbers are read as numbers and brought to the layout's unit of measure; a blank stays a blank; shares and averages
    come from the layout's formulas. What is not sure is a deviation that says so, and a file of which it is not sure
    whose it is, or which of two counts, is not merged. Raises TextProblem for a layout that cannot be opened, Refusal
    ``merge_layout_without_table`` for one without a table, ``merge_rows_impossible`` for one that cannot take more rows.
    """
    data = modern(layout.data, layout.name)
    form = with_numbers(open_workbook(data, layout.name))
    formulas = formulas_of(data)
    sheets = read_layout(form, units, formulas)
    if not sheets:
        raise Refusal("merge_layout_without_table", name=layout.name)
    answers = [read_answer(file, sheets, form, units) for file in sorted(files, key=lambda each: each.name)]
    frame = Frame(form, sheets, formulas, kinds_of(sheets, (t for each in answers for t in each.tables), units))
    _choose(answers)
    _join_parts(answers)
    for answer in answers:
        _read_values(frame, answer)
    accepted = _in_order([each for each in answers if each.status == "accepted"], units)
    for answer, deviation in out_of_scale(frame, accepted):
        answer.deviations.append(deviation)
    rows = {sheet.name: _rows_of(sheet, accepted, units) for sheet in sheets}
    composed = put_together(frame, rows)
    if issuer:
        for name, row, column, text in unit_lines(form, issuer):
            insertion = composed.insertions.get(name)
            composed.changed[name, insertion.moved(row) if insertion else row, column] = text
    return Merged(
        tuple(FileOutcome(each.name, each.unit, each.status, _all_deviations(each)) for each in answers),
        _missing(answers, units),
        tuple(_missing_parts(sheets, accepted)),
        tuple(each.name for each in answers if each.status != "accepted"),
        {sheet.name: _as_sent(sheet, rows[sheet.name]) for sheet in sheets},
        {sheet.name: totals_of(frame, sheet, rows[sheet.name]) for sheet in sheets},
        tuple(dict.fromkeys(c.heading for sheet in sheets for c in sheet.columns if c.is_forbidden)),
        written(data, sheets, composed),
    )


def _choose(answers: Sequence[Answer]) -> None:
    """Of several files of a unit that answer the same sheet let the latest count; ask where it is not clear which."""
    for unit in dict.fromkeys(each.unit for each in answers if each.status == "accepted"):
        own = [each for each in answers if each.unit == unit and each.status == "accepted"]
        twice = [each for each in own if any(other is not each and other.filled & each.filled for other in own)]
        if not twice:
            continue
        best = latest([Version(each.name, each.saved_at, each.content) for each in twice])
        for number, answer in enumerate(twice):
            others = "、".join(other.name for other in twice if other is not answer)
            answer.deviations.append(Deviation("returned_twice", answer.name, best is not None, {"others": others}))
            if number != best:
                answer.status = "ask" if best is None else "superseded"


def _join_parts(answers: Sequence[Answer]) -> None:
    """Say of no file that it lacks a sheet which another file of the same unit answers."""
    accepted = [each for each in answers if each.status == "accepted"]
    for answer in accepted:
        others = {name for each in accepted if each is not answer and each.unit == answer.unit for name in each.filled}
        left = {table.part.name for table in answer.tables if table.is_empty and table.layout.name in others}
        answer.deviations = [
            each
            for each in answer.deviations
            if not (each.code == "empty" and each.where in left)
            and not (each.code == "missing_sheet" and each.where in others)
        ]


def _read_values(frame: Frame, answer: Answer) -> None:
    for table in answer.tables:
        titles = [*_titles(table.part.sheet.rows[: table.part.heading.top]), table.part.name or "", answer.name]
        take(table, frame.kinds, [*titles, *_titles(table.layout.sheet.rows[: table.layout.top])])
    check(frame, answer.tables, answer.formulas)


def _titles(rows: Iterable[Sequence[Value]]) -> list[str]:
    return [value for row in rows for value in row if isinstance(value, str)]


def _all_deviations(answer: Answer) -> tuple[Deviation, ...]:
    found = [*answer.deviations, *(each for table in answer.tables for each in table.deviations)]
    return tuple(found) if answer.status != "empty" else tuple(answer.deviations)


def _official(units: UnitNames) -> dict[str, int]:
    ordered = sorted(range(len(units.units)), key=lambda number: (units.units[number].order, number))
    return {units.units[number].name: place for place, number in enumerate(ordered)}


def _in_order(accepted: Sequence[Answer], units: UnitNames) -> list[Answer]:
    order = _official(units)
    return sorted(accepted, key=lambda each: (order.get(str(each.unit), len(order)), str(each.unit), each.name))


def _rows_of(sheet: LayoutSheet, accepted: Sequence[Answer], units: UnitNames) -> list[MergedRow]:
    return [
        row
        for answer in accepted
        for table in answer.tables
        if table.layout.name == sheet.name
        for row in merged_rows(table, str(answer.unit), answer.name, units)
    ]


def _as_sent(sheet: LayoutSheet, rows: Sequence[MergedRow]) -> tuple[Sent, ...]:
    return tuple(Sent(row.unit, row.row, values_of(sheet, row)) for row in rows)


def _missing(answers: Sequence[Answer], units: UnitNames) -> tuple[str, ...]:
    came = {each.unit for each in answers if each.status in {"accepted", "ask", "superseded"}}
    return tuple(name for name in _official(units) if name not in came)


def _missing_parts(sheets: Sequence[LayoutSheet], accepted: Sequence[Answer]) -> Iterable[tuple[str, str]]:
    for unit in dict.fromkeys(str(each.unit) for each in accepted):
        filled = {name for each in accepted if each.unit == unit for name in each.filled}
        yield from ((unit, sheet.name) for sheet in sheets if sheet.name not in filled)
