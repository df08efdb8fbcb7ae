"""The issuer's layout: what each of its sheets wants, from whom, and where it is put."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from yiben.packs.boundaries import forbidden_in_label
from yiben.sheets.cells import Sheet, Workbook, is_blank, text_of
from yiben.sheets.layout import LINE_ORDINAL, NOTE, TOTAL, heading_bottom, headings_under, told_apart
from yiben.sheets.merging.formulas import Place, by_sheet
from yiben.sheets.merging.measures import Measure, measure_in
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

LayoutKind = Literal["list", "items", "units"]
"""Each unit adds rows; each unit fills the numbers of given items; each unit fills its own row."""

_SAMPLE = re.compile(r"(?:例|示例|样例|举例|范例|例如|如)(?:[::\d].*)?")
_MOSTLY = 0.6
_FEWEST = 2
_MOST_SAMPLES = 2
"""Rows that a list shows as an example; more that leave nothing to be filled are a text."""
_EXPLAINS = re.compile(r"说明|须知|字典|代码|解释|选项|下拉|目录|封面")
_DIVIDES = re.compile(r"/|AVERAGE", re.IGNORECASE)
_RATIO = re.compile(r"率$|比例|占比|比重|百分比|[%%]|人均|户均|平均|均值|同比|环比|增幅|增长|满意度")


@dataclass(frozen=True)
class LayoutColumn:
    """A column of the layout, from 0. ``is_ratio``: adding it up means nothing."""

    index: int
    heading: str
    measure: Measure | None = None
    is_ratio: bool = False
    is_forbidden: bool = False


@dataclass(frozen=True)
class Item:
    """A row that the layout names itself: an item or a unit (``unit`` is its official name)."""

    row: int
    label: str
    is_total: bool = False
    is_ratio: bool = False
    unit: str | None = None


@dataclass(frozen=True)
class LayoutSheet:
    """A sheet of the layout. Rows and columns from 0; ``first`` is the first row under the heading that is filled."""

    name: str
    kind: LayoutKind
    sheet: Sheet = field(repr=False)
    top: int
    bottom: int
    first: int
    stop: int | None
    """The first row that is no longer filled: a total, remarks. None: nothing stands below."""
    columns: tuple[LayoutColumn, ...]
    items: tuple[Item, ...] = ()
    labels: tuple[int, ...] = ()
    """The columns in which the layout names its items."""
    totals: tuple[int, ...] = ()
    """The rows of printed totals of a list."""
    ordinal: int | None = None
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)
    measure: Measure | None = None
    """The unit of measure that the sheet states for its amounts (单位：万元)."""

    @property
    def given(self) -> tuple[LayoutColumn, ...]:
        """The columns that units fill, or that are computed from what they fill."""
        return tuple(
            each
            for each in self.columns
            if each.index != self.ordinal and each.index not in self.labels and not each.is_forbidden
        )

    def is_computed(self, row: int | None, column: int) -> bool:
        """Say whether the layout computes a cell of one of its rows, or (None) of a list's rows."""
        if row is None:
            return self.stop != self.first and (self.first, column) in self.formulas
        return (row, column) in self.formulas


def read_layout(workbook: Workbook, units: UnitNames, formulas: Mapping[Place, str]) -> tuple[LayoutSheet, ...]:
    """Return the sheets of the layout that hold a table, in their order."""
    found = (_sheet(sheet, units, by_sheet(formulas, sheet.name or "")) for sheet in workbook.sheets)
    return tuple(each for each in found if each is not None)


def measure_of(sheet: Sheet, top: int) -> Measure | None:
    """Return the unit of measure that stands above a table: “单位：万元”."""
    for row in range(top):
        for column in sheet.filled(row):
            stated = re.search(r"(?:计量|金额|货币)?单位[::](?P<measure>\w+)", plain(text_of(sheet.value(row, column))))
            if stated and (measure := measure_in(f"({stated['measure']})")):
                return measure
    return None


def ends_table(sheet: Sheet, row: int) -> bool:
    """Say whether remarks or signatures stand in a row, below which nothing is filled."""
    filled = sheet.filled(row)
    if not filled:
        return False
    first = plain(text_of(sheet.value(row, filled[0])))
    return (
        bool(NOTE.match(first)) and (len(filled) == 1 or bool(re.search(r"[::]", first))) and not first.endswith("数")
    )


def is_total(text: str) -> bool:
    """Say whether a label names a total."""
    return bool(TOTAL.fullmatch(plain(text)))


def _sheet(sheet: Sheet, units: UnitNames, formulas: Mapping[tuple[int, int], str]) -> LayoutSheet | None:
    heading = _heading(sheet, formulas)
    if heading is None or sheet.is_hidden or _EXPLAINS.search(plain(sheet.name or "")):
        return None
    top, bottom = heading
    indexes, names = headings_under(sheet, top, bottom)
    measure = measure_of(sheet, top)
    columns = tuple(
        _column(index, name, formulas.get((bottom + 1, index), "")) for index, name in zip(indexes, names, strict=True)
    )
    ordinal = next((each.index for each in columns if LINE_ORDINAL.fullmatch(each.heading)), None)
    rows = _body(sheet, bottom + 1, formulas)
    named = [row for row in rows if not _is_sample(sheet, row)]
    labels = _label_columns(sheet, named, columns, ordinal, formulas)
    unit_column = _unit_column(sheet, named, labels, units)
    if labels and len(labels) < len([each for each in columns if each.index != ordinal]):
        kind: LayoutKind = "list" if unit_column is None else "units"
        chosen = labels if unit_column is None else (unit_column,)
        items = _items(sheet, named, chosen, units if unit_column is not None else None)
        kind = "items" if unit_column is None else kind
        counted = [each for each in items if not each.is_total]
        if len(counted) >= _FEWEST or (counted and kind == "units"):
            return LayoutSheet(
                str(sheet.name), kind, sheet, top, bottom, rows[0], rows[-1] + 1, columns, items, chosen, (), ordinal,
                formulas, measure,
            )  # fmt: skip
    if labels and len(named) > _MOST_SAMPLES:
        return None
    first, stop, totals = _free_rows(sheet, bottom + 1)
    return LayoutSheet(
        str(sheet.name), "list", sheet, top, bottom, first, stop, columns, (), (), totals, ordinal, formulas, measure
    )


def _column(index: int, heading: str, formula: str) -> LayoutColumn:
    last = plain(heading).rpartition("/")[2]
    is_forbidden = any(forbidden_in_label(part) for part in (heading, *heading.split("/")))
    is_ratio = bool(_RATIO.search(_bare(last)) or _DIVIDES.search(formula))
    return LayoutColumn(index, heading, measure_in(heading), is_ratio, is_forbidden)


def _bare(text: str) -> str:
    return re.sub(r"[((][^%%))]*[))]", "", text)


def _heading(sheet: Sheet, formulas: Mapping[tuple[int, int], str]) -> tuple[int, int] | None:
    """Return the first and last heading row: of the tables known to begin near the top the widest (a line such as
    “填报单位 … 日期 …” may look like one), else the row of the most labels."""
    rows = range(min(len(sheet.rows), 40))
    best: tuple[int, int, int] | None = None
    for top in rows:
        texts = [plain(text_of(sheet.value(top, column))) for column in sheet.filled(top)]
        if any(text.endswith(":") for text in texts) or (best is not None and top > best[0] + _FEWEST):
            continue
        bottom = heading_bottom(sheet, top)
        width = len(headings_under(sheet, top, bottom)[0]) if bottom is not None else 0
        if bottom is not None and (best is None or width > best[2]):
            best = top, bottom, width
    if best is not None:
        return best[:2]
    counts = [len(sheet.filled(row)) if _are_words(sheet, row, formulas) else 0 for row in rows]
    most = max(counts, default=0)
    return (counts.index(most), counts.index(most)) if most >= _FEWEST else None


def _are_words(sheet: Sheet, row: int, formulas: Mapping[tuple[int, int], str]) -> bool:
    return all(isinstance(sheet.value(row, each), str) and (row, each) not in formulas for each in sheet.filled(row))


def _body(sheet: Sheet, first: int, formulas: Mapping[tuple[int, int], str]) -> list[int]:
    """Return the rows under the heading in which something stands, up to the remarks."""
    found = []
    for row in range(first, len(sheet.rows)):
        if ends_table(sheet, row):
            break
        if any((row, column) not in formulas for column in sheet.filled(row)):
            found.append(row)
    return found


def _label_columns(
    sheet: Sheet,
    rows: Sequence[int],
    columns: Sequence[LayoutColumn],
    ordinal: int | None,
    formulas: Mapping[tuple[int, int], str],
) -> tuple[int, ...]:
    """Return the columns that the layout itself fills in most of its rows, the first ones with words."""
    counted = [row for row in rows if not _is_total_row(sheet, row)]
    found = []
    for each in columns:
        if each.index == ordinal or not counted:
            continue
        cells = [sheet.shown(row, each.index) for row in counted if (row, each.index) not in formulas]
        if sum(not is_blank(cell) for cell in cells) >= _MOSTLY * len(counted):
            found.append(each.index)
    worded = [index for index in found if any(isinstance(sheet.shown(row, index), str) for row in counted)]
    return tuple(found) if worded else ()


def _is_total_row(sheet: Sheet, row: int) -> bool:
    return any(is_total(text_of(sheet.value(row, column))) for column in sheet.filled(row)[:3])


def _unit_column(sheet: Sheet, rows: Sequence[int], labels: Sequence[int], units: UnitNames) -> int | None:
    counted = [row for row in rows if not _is_total_row(sheet, row)]
    for column in labels:
        known = [
            row for row in counted if units.units and units.find(text_of(sheet.shown(row, column))).match == "exact"
        ]
        if counted and len(known) >= _MOSTLY * len(counted):
            return column
    return None


def _items(sheet: Sheet, rows: Sequence[int], labels: Sequence[int], units: UnitNames | None) -> tuple[Item, ...]:
    found = []
    for row in rows:
        parts = row_label(sheet, row, labels)
        if not parts or (len(labels) > 1 and _is_section(sheet, row, labels)):
            continue
        unit = units.find(parts[-1]) if units else None
        total = _is_total_row(sheet, row)
        name = unit.names[0] if unit and len(unit.names) == 1 and not total else None
        if units and name is None and not total:
            continue
        found.append(Item(row, "/".join(parts), total, bool(_RATIO.search(_bare(parts[-1]))), name))
    labels_apart = told_apart([each.label for each in found])
    return tuple(
        Item(each.row, label, each.is_total, each.is_ratio, each.unit)
        for each, label in zip(found, labels_apart, strict=True)
    )


def row_label(sheet: Sheet, row: int, labels: Sequence[int]) -> list[str]:
    """Return what a row is called, from left to right; a merged label is named once."""
    parts: list[str] = []
    for column in labels:
        text = re.sub(r"\s+", "", text_of(sheet.shown(row, column)))
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return parts


def _is_section(sheet: Sheet, row: int, labels: Sequence[int]) -> bool:
    merge = sheet.anchors.get((row, labels[0]))
    return merge is not None and merge.right > labels[-1]


def _is_sample(sheet: Sheet, row: int) -> bool:
    return any(
        isinstance(value := sheet.value(row, column), str) and bool(_SAMPLE.fullmatch(plain(value)))
        for column in sheet.filled(row)[:2]
    )


def is_sample_row(sheet: Sheet, row: int) -> bool:
    """Say whether a row shows how the table is to be filled (例：…)."""
    return _is_sample(sheet, row)


def _free_rows(sheet: Sheet, first: int) -> tuple[int, int | None, tuple[int, ...]]:
    """Return where a list's rows begin, the first row below them, and its total rows."""
    totals = [row for row in range(first, len(sheet.rows)) if _is_total_row(sheet, row)]
    above = [row for row in totals if row == first and len(sheet.rows) > first + 1]
    if above:
        first += 1
    below = (row for row in range(first, len(sheet.rows)) if row in totals or ends_table(sheet, row))
    return first, next(below, None), tuple(totals)
