"""A layout as a form to fill on screen, and what was typed put into a copy of it. Pure.

What comes out is a file as a unit would have sent it: merging reads it like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yiben.sheets.cells import Value, Workbook, text_of
from yiben.sheets.columns import Kind, kind_of_column
from yiben.sheets.days import read_day
from yiben.sheets.filling import Given, fill_cells, place_in
from yiben.sheets.merging.answers import ReturnedFile, read_answer, with_numbers
from yiben.sheets.merging.composing import compose
from yiben.sheets.merging.formulas import formulas_of
from yiben.sheets.merging.layouts import Item, LayoutColumn, LayoutSheet, read_layout
from yiben.sheets.merging.unit_lines import unit_lines
from yiben.sheets.merging.writing import written
from yiben.sheets.opening import modern, open_workbook
from yiben.sheets.scanning import column_letters
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain, read_number
from yiben.sheets.word_tables import fill_word
from yiben.text.opening import kind_of

MOST_CELLS = 600
"""A table that asks for more is filled in a spreadsheet."""
LIST_ROWS = 12
"""Rows of a list that has no lower end, on screen."""
_WRITTEN = re.compile(r"[-+]?[\d,]+(?:\.\d+)?")
"""A number in figures, with or without the commas of thousands."""
_EXACT = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_NUMBERS = frozenset({"count", "amount", "hours", "percent"})
_COPIED: frozenset[Kind] = frozenset({"text", "person", "phone", "address", "place", "choice"})
"""What a new table takes over from the last one: names and places stay, numbers do not."""


@dataclass(frozen=True)
class Asked:
    """A cell to be filled: its place (“Sheet!B4”), the heading above it, what stands in it already, what was sent last.
    ``given``: that is a figure which the one who asks has put in."""

    place: str
    heading: str
    value: str = ""
    last: str = ""
    is_number: bool = False
    given: str = ""
    column: int = 0


@dataclass(frozen=True)
class AskedRow:
    """A row to be filled; ``label`` is what the layout calls it, "" for a row of a list; ``at`` is its row there."""

    label: str
    cells: tuple[Asked, ...]
    at: int = 0


@dataclass(frozen=True)
class AskedSheet:
    """A sheet of the layout as a form. ``is_list``: rows are added one below the other."""

    name: str
    is_list: bool
    headings: tuple[str, ...]
    rows: tuple[AskedRow, ...]


def asked_sheets(
    layout: ReturnedFile,
    units: UnitNames,
    unit: str,
    last: ReturnedFile | None = None,
    given: Mapping[str, str] | None = None,
    *,
    is_own: bool = False,
    rows: int = 0,
) -> tuple[AskedSheet, ...]:
    """Return the form of a layout for a unit (official name), with what it sent ``last`` beside it; () for a layout that
    asks for more than ``MOST_CELLS``. Computed cells, numbers of rows and the unit's own name are not asked. ``given`` are
    figures by place that stand in cells in which nothing else does.

    ``is_own``: ``last`` answers this very table and stands in the form, all of it, to be changed; what was left blank there
    stays blank, with the figure beside it. A list has at least as many ``rows``, as far as ``MOST_CELLS`` goes, whatever
    room the layout has.
    """
    form, sheets = _opened(layout, units)
    sent = _sent(form, sheets, units, last)
    found = tuple(
        _with(
            _asked(sheet, units, unit, sent.get(sheet.name, _Sent()), is_own=is_own, rows=rows),
            given or {},
            is_own=is_own,
        )
        for sheet in sheets
    )
    return found if sum(len(row.cells) for each in found for row in each.rows) <= MOST_CELLS else ()


def _with(sheet: AskedSheet, given: Mapping[str, str], *, is_own: bool) -> AskedSheet:
    rows = tuple(
        replace(row, cells=tuple(_given(cell, given.get(cell.place, ""), is_own=is_own) for cell in row.cells))
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def _given(cell: Asked, text: str, *, is_own: bool) -> Asked:
    if not text or cell.value:
        return cell
    return replace(cell, value="" if is_own else text, given=text)


def filled_copy(layout: ReturnedFile, units: UnitNames, unit: str, typed: Mapping[str, str], *, rows: int = 0) -> bytes:
    """Return the layout with what was typed, by place, and the unit's name where the layout asks for it. Places that the
    form does not ask are left out; what reads as a number or a day is put in as one. Rows for which the layout has no room
    are put in."""
    data = for_unit(ReturnedFile(layout.name, modern(layout.data, layout.name)), unit)
    named = ReturnedFile(layout.name, data)
    form, sheets = _opened(named, units)
    lists: dict[str, list[dict[int, Value]]] = {}
    items: dict[str, dict[int, dict[int, Value]]] = {}
    for sheet in sheets:
        own = _own_columns(sheet, units)
        for row in _asked(sheet, units, unit, _Sent(), rows=rows).rows:
            told: dict[int, Value] = {
                cell.column: _value(text, cell) for cell in row.cells if (text := typed.get(cell.place, "").strip())
            }
            if told and sheet.kind == "list":
                lists.setdefault(sheet.name, []).append({**dict.fromkeys(own, unit), **told})
            elif told:
                items.setdefault(sheet.name, {})[row.at] = told
    return written(data, sheets, compose(form, sheets, formulas_of(data), lists, items))


def for_unit(layout: ReturnedFile, unit: str, given: Mapping[str, str] | None = None) -> bytes:
    """Return the layout as a unit gets it: its name stands where the layout asks for it, and the figures that are
    ``given`` by place. What is older than .xlsx and .docx stays as it is."""
    if not layout.data.startswith(b"PK"):
        return layout.data
    lines = unit_lines(open_workbook(layout.data, layout.name), unit)
    cells: dict[str, Given] = {_address(sheet, row, column): text for sheet, row, column, text in lines}
    cells |= {place: _value(text, Asked(place, "", is_number=True)) for place, text in (given or {}).items()}
    return _filled(layout.data, cells, layout.name) if cells else layout.data


def _opened(layout: ReturnedFile, units: UnitNames) -> tuple[Workbook, tuple[LayoutSheet, ...]]:
    data = modern(layout.data, layout.name)
    form = with_numbers(open_workbook(data, layout.name))
    return form, read_layout(form, units, formulas_of(data))


def _filled(data: bytes, cells: Mapping[str, Given], name: str) -> bytes:
    if kind_of(data) != "docx":
        return fill_cells(data, cells, name)
    places = {place: value for address, value in cells.items() if (place := place_in(address)) is not None}
    return fill_word(data, places, name)


@dataclass(frozen=True)
class _Sent:
    """What was sent last of a sheet: by the item's label and the layout's column, and the rows of a list in their order."""

    items: Mapping[tuple[str, int], str] = field(default_factory=dict)
    rows: Sequence[Mapping[int, str]] = ()


def _asked(
    layout: LayoutSheet, units: UnitNames, unit: str, sent: _Sent, *, is_own: bool = False, rows: int = 0
) -> AskedSheet:
    own = _own_columns(layout, units)
    columns = [each for each in layout.given if each.index not in own]
    if layout.kind == "list":
        kept = sent.rows if is_own else ()
        count = max(_count_rows(layout, columns, rows), len(kept) + bool(kept))  # nothing that was sent is left out
        found = tuple(
            AskedRow("", tuple(_list_cells(layout, columns, at, kept[at] if at < len(kept) else {})), layout.first + at)
            for at in range(count)
        )
    else:
        items = [each for each in layout.items if not each.is_total and each.unit in (None, unit)]
        found = tuple(
            AskedRow(item.label, tuple(_item_cells(layout, columns, item, sent, is_own=is_own)), item.row)
            for item in items
        )
    headings = tuple(each.heading for each in columns if any(_is_free(layout, row, each) for row in _rows_of(layout)))
    return AskedSheet(layout.name, layout.kind == "list", headings, tuple(row for row in found if row.cells))


def _rows_of(layout: LayoutSheet) -> Sequence[int]:
    return _list_rows(layout) if layout.kind == "list" else [item.row for item in layout.items if not item.is_total]


def _list_rows(layout: LayoutSheet) -> range:
    return range(layout.first, layout.stop if layout.stop is not None else layout.first + LIST_ROWS)


def _count_rows(layout: LayoutSheet, columns: Sequence[LayoutColumn], wanted: int) -> int:
    """As many rows as the layout has room for, or as are wanted, as far as a page goes."""
    least = len(_list_rows(layout))
    return max(least, min(wanted, MOST_CELLS // max(len(columns), 1)))


def _list_cells(
    layout: LayoutSheet, columns: Sequence[LayoutColumn], at: int, kept: Mapping[int, str]
) -> Iterator[Asked]:
    """The cells of a row of a list. One for which the layout has no room looks like its first."""
    row = layout.first + at
    has_room = row in _list_rows(layout)
    for column in columns:
        if not _is_free(layout, row if has_room else layout.first, column):
            continue
        is_number = kind_of_column(column.heading, (), UnitNames(())) in _NUMBERS
        shown = text_of(layout.sheet.value(row, column.index)) if has_room else ""
        value = kept.get(column.index, "") if kept else shown
        yield Asked(_place(layout, row, column.index), column.heading, value, "", is_number, column=column.index)


def _item_cells(
    layout: LayoutSheet, columns: Sequence[LayoutColumn], item: Item, sent: _Sent, *, is_own: bool
) -> Iterator[Asked]:
    """The cells of an item. What answered an earlier table is other days' and stands beside, but for names and places."""
    for column in columns:
        if not _is_free(layout, item.row, column):
            continue
        kind = kind_of_column(column.heading, (), UnitNames(()))
        last = sent.items.get((item.label, column.index), "")
        taken = last if is_own or kind in _COPIED else ""
        value = text_of(layout.sheet.value(item.row, column.index)) or taken
        beside, place = "" if is_own else last, _place(layout, item.row, column.index)
        yield Asked(place, column.heading, value, beside, kind in _NUMBERS, column=column.index)


def _is_free(layout: LayoutSheet, row: int, column: LayoutColumn) -> bool:
    is_computed = layout.is_computed(None if layout.kind == "list" else row, column.index)
    return (
        not is_computed
        and (row, column.index) not in layout.sheet.covered
        and (row, column.index) not in layout.formulas
    )


def _own_columns(layout: LayoutSheet, units: UnitNames) -> frozenset[int]:
    """The columns of a list that only say whose row it is."""
    if layout.kind != "list":
        return frozenset()
    return frozenset(each.index for each in layout.given if kind_of_column(each.heading, (), units) == "unit")


def _sent(
    form: Workbook, sheets: Sequence[LayoutSheet], units: UnitNames, last: ReturnedFile | None
) -> dict[str, _Sent]:
    """What was sent last, by sheet."""
    if last is None:
        return {}
    found: dict[str, _Sent] = {}
    for table in read_answer(last, sheets, form, units).tables:
        labels = {item.row: item.label for item in table.layout.items}
        told = {
            (labels[row.item], index): text_of(cell)
            for row in table.rows
            if row.item in labels
            for index, cell in row.cells.items()
        }
        rows = [
            {index: text_of(cell) for index, cell in row.cells.items()}
            for row in table.rows
            if table.layout.kind == "list" and table.is_answered(row)
        ]
        found[table.layout.name] = _Sent(told, rows)
    return found


def _value(text: str, asked: Asked) -> Given:
    if _EXACT.fullmatch(text):
        number = read_number(text).value
        return text if number is None else number
    if asked.is_number:  # what is written in words stays: merging says what it was counted as
        number = read_number(text).value if _WRITTEN.fullmatch(plain(text)) else None
        return text if number is None else number
    if re.search(r"日期|时间", asked.heading):
        day = read_day(text)
        return day.on if day and day.on and day.precision == "day" and not day.is_invalid else text
    return text


def _place(layout: LayoutSheet, row: int, column: int) -> str:
    return _address(layout.name, row, column)


def _address(sheet: str, row: int, column: int) -> str:
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{column_letters(column + 1)}{row + 1}"
