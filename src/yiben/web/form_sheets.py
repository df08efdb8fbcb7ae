"""A form as its pages show it: the sheets with every blank marked, what wants a look, values to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.forms.computing import CellValue, place_text
from yiben.forms.exchange import as_tsv, neutral
from yiben.forms.preparing import Prepared
from yiben.forms.queries import values_then
from yiben.sheets.cells import Sheet, is_blank, text_of
from yiben.web.kit.sheets import SheetCell, SheetView
from yiben.web.scoping import figure_url
from yiben.web.showing import listed

MOST_ROWS, MOST_COLUMNS = 120, 40
LONG = 14
"""Characters of a text that runs over the empty cells behind it."""
FLAGS = {
    "missing": gettext_lazy("not reported, stays empty"),
    "partly": gettext_lazy("some have not reported: %(missing)s"),
    "zero": gettext_lazy("nothing recorded"),
    "outlier": gettext_lazy("far from the last time"),
    "later": gettext_lazy("not begun yet, stays empty"),
    "no_base": gettext_lazy("nothing to compare with, stays empty"),
    "running": gettext_lazy("the period is not over: earlier ones count to the same day"),
    "overlap": gettext_lazy("the units sum up to %(summed)s: what they did together counts once"),
}


@dataclass(frozen=True)
class Looked:
    """A cell that wants a look: its headings, its value, why, and where it opens."""

    heading: str
    text: str
    why: str
    url: str


@dataclass(frozen=True)
class Copied:
    """A filled cell to be copied by itself."""

    id: str
    heading: str
    text: str


Place = tuple[str, int, int]


def sheet_views(prepared: Prepared) -> list[SheetView]:
    """Return the sheets of a form as they would be filled; of a long or wide one its beginning."""
    values = {_place(each): each for each in prepared.filling.cells}
    last = values_then(prepared.last)
    drawn = _Drawn(prepared, values, last)
    return [drawn.sheet(each) for each in prepared.file.sheets if not each.is_hidden and each.rows]


def looked_at(prepared: Prepared) -> list[Looked]:
    """Return the cells that want a look."""
    return [
        Looked(each.bound.blank.heading, value_text(each), flag_text(each), cell_url(each))
        for each in prepared.filling.cells
        if each.flag
    ]


def copies(prepared: Prepared, most: int = 300) -> list[Copied]:
    """Return the filled cells, each to be copied by itself."""
    filled = [each for each in prepared.filling.cells if each.value is not None][:most]
    return [Copied(f"c{at}", each.bound.blank.heading, value_text(each)) for at, each in enumerate(filled)]


def form_lines(prepared: Prepared) -> str:
    """Return the first sheet that has bound cells as lines to be pasted, in the order of its cells."""
    values = {_place(each): each for each in prepared.filling.cells}
    found = []
    for sheet in prepared.file.sheets:
        name = sheet.name or ""
        rows = sorted({row for at, row, _column in values if at == name})
        if not rows:
            continue
        for row in range(rows[0], rows[-1] + 1):
            columns = range(len(sheet.rows[row]) if row < len(sheet.rows) else 0)
            width = max([*columns, *(c for at, r, c in values if at == name and r == row)], default=-1) + 1
            found.append([_line_text(prepared, sheet, values, row, column) for column in range(width)])
    return as_tsv(found)


def cell_url(cell: CellValue) -> str:
    """Return the address at which a cell's figure opens: of a comparison what is compared first."""
    request = cell.requests[0]
    return figure_url(request.key, request.scope)


def value_text(cell: CellValue) -> str:
    """Return a cell's value as the form will show it; nothing for one that stays empty."""
    if cell.value is None:
        return ""
    return text_of(cell.value * 100) + "%" if cell.bound.blank.is_percent else text_of(cell.value)


def flag_text(cell: CellValue) -> str:
    """Return why a cell wants a look."""
    said = {"missing": listed(cell.missing), "summed": text_of(cell.summed)}
    return str(FLAGS[cell.flag]) % said if cell.flag else ""


def _place(cell: CellValue) -> Place:
    blank = cell.bound.blank
    return blank.sheet, blank.row, blank.column


def _line_text(prepared: Prepared, sheet: Sheet, values: Mapping[Place, CellValue], row: int, column: int) -> str:
    place = (sheet.name or "", row, column)
    if place in values:
        return value_text(values[place])
    return prepared.filling.facts.get(place) or neutral(text_of(sheet.value(row, column)))


class _Drawn:
    def __init__(self, prepared: Prepared, values: Mapping[Place, CellValue], last: Mapping[str, str]) -> None:
        self.prepared, self.values, self.last = prepared, values, last
        self.open = {(each.sheet, each.row, each.column) for each in prepared.filling.unbound}
        self.listed: dict[Place, str] = {
            (area.sheet, area.first + number, column): text_of(value)
            for area, rows in prepared.filling.lists
            for number, row in enumerate(rows.rows[: (area.stop or MOST_ROWS) - area.first])
            for column, value in row.items()
        }

    def sheet(self, sheet: Sheet) -> SheetView:
        name = sheet.name or ""
        used = {(row, column) for at, row, column in [*self.values, *self.open, *self.listed] if at == name}
        height = max([len(sheet.rows), *(row + 1 for row, _column in used)], default=0)
        filled = [max(sheet.filled(row), default=-1) for row in range(len(sheet.rows))]
        wide = [merge.right for merge in sheet.merges]
        width = max([*filled, *(column for _row, column in used), *wide], default=-1) + 1
        last = max(
            [row for row in range(len(sheet.rows)) if sheet.filled(row)] + [row for row, _column in used], default=-1
        )
        rows = [self.row(sheet, row, min(width, MOST_COLUMNS)) for row in range(min(height, last + 1, MOST_ROWS))]
        left = max(last + 1 - MOST_ROWS, 0)
        remark = _("%(count)s more rows are in the file.") % {"count": left} if left else ""
        return SheetView(name, rows, remark)

    def row(self, sheet: Sheet, row: int, width: int) -> list[SheetCell]:
        cells: list[SheetCell] = []
        end = 0
        for column in range(width):
            if (row, column) in sheet.covered or column < end:
                continue
            cells.append(self.cell(sheet, row, column, width))
            end = column + cells[-1].columns
        return cells

    def overflow(self, sheet: Sheet, row: int, column: int, width: int, text: str) -> int:
        """How many columns a long text covers: as on paper it runs over the empty cells behind it."""
        end = column + 1
        name = sheet.name or ""
        while end < width and len(text) > LONG:
            place = (name, row, end)
            is_taken = place in self.values or place in self.open or place in self.listed
            is_taken = is_taken or place in self.prepared.filling.facts or (row, end) in sheet.anchors
            if is_taken or (row, end) in sheet.covered or not is_blank(sheet.value(row, end)):
                break
            end += 1
        return end - column

    def cell(self, sheet: Sheet, row: int, column: int, width: int) -> SheetCell:
        place = (sheet.name or "", row, column)
        merge = sheet.anchors.get((row, column))
        columns = min(merge.right, width - 1) - column + 1 if merge else 1
        rows = min(merge.bottom, len(sheet.rows) - 1) - row + 1 if merge else 1
        if place in self.values:
            found = self.values[place]
            then = self.last.get(place_text(found.bound.blank), "")
            notes = [flag_text(found)] if found.flag in ("missing", "later", "no_base", "running") else []
            text = value_text(found)
            notes += [_("last %(value)s") % {"value": then}] if then and then != text else []
            state = "look" if found.flag and found.flag != "zero" else "filled"
            url = cell_url(found) if text else ""
            return SheetCell(text, state, url, " · ".join(notes), columns, rows, is_number=True)
        if place in self.open:
            return SheetCell("", "open", columns=columns, rows=rows)
        text = self.prepared.filling.facts.get(place) or self.listed.get(place, "")
        if text:
            return SheetCell(text, "filled", columns=columns, rows=rows)
        value = sheet.value(row, column)
        if isinstance(value, str) and merge is None:
            columns = self.overflow(sheet, row, column, width, value)
        is_number = not is_blank(value) and not isinstance(value, str)
        is_formula = (row, column) in self.prepared.file.formulas.get(sheet.name or "", ())
        note = _("computes itself") if is_formula else ""
        return SheetCell("" if is_formula else text_of(value), "written", "", note, columns, rows, is_number)
