"""What a unit's table says: its rows in the layout's columns, numbers as numbers, with a deviation for what was mended."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from yiben.sheets.cells import Sheet, Value, is_blank, text_of
from yiben.sheets.columns import Kind, kind_of_column
from yiben.sheets.days import is_ditto, read_day, year_in
from yiben.sheets.layout import rows_under
from yiben.sheets.merging.deviations import Deviation, at, cell_name, column_ranges
from yiben.sheets.merging.layouts import LayoutColumn, LayoutSheet, is_sample_row, measure_of
from yiben.sheets.merging.matching import Part
from yiben.sheets.merging.measures import Measure, converted, factor, measure_in, measured
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import is_nothing, plain, read_hours, read_number, words

SUMMED = frozenset({"count", "amount", "hours"})
NUMBERS = SUMMED | {"percent"}
_AS_TEXT = frozenset({"phone", "id_number"})
_NO_COUNT = re.compile(r"号码?$|编码$|代码$|年份$|年度$|年龄$|月份$|排名$|名次$|楼栋$|得分$|评分$|分值$")
_NOTHING = re.compile(
    r"(?:本[年月季期度社区]{1,3})?(?:无|暂无|没有|未开展|零报告|零上报)(?:[^,。;]{0,8}(?:情况|活动|数据|内容|服务|事项|工作))?[。.]?"
)
_LOOSELY = re.compile(r"余|多|几|近|超|逾|不到|至少|以上|来")

Kinds = Mapping[tuple[str, int], Kind]
"""What the columns of the layout hold, by sheet and column."""


@dataclass
class SentRow:
    """A row as sent (from 0), by the layout's columns. ``item`` is the layout's row that it fills; None in a list."""

    row: int
    item: int | None = None
    cells: dict[int, Value] = field(default_factory=dict)
    values: dict[int, Value] = field(default_factory=dict)


@dataclass
class SentTotal:
    """A printed total of a list, and how many rows stand above it."""

    row: int
    label: str
    above: int
    cells: dict[int, Value]


@dataclass
class SentTable:
    """The rows of a part. ``deviations`` grow as they are read."""

    part: Part
    rows: list[SentRow] = field(default_factory=list)
    totals: list[SentTotal] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    factors: dict[int, Fraction | None] = field(default_factory=dict)
    """By what the numbers of a column are multiplied: another unit of measure."""
    mended: set[tuple[int, int]] = field(default_factory=set)
    """The cells, by row and the layout's column, whose text was read as a number."""
    says_nothing: bool = False
    """It says in words that there is nothing to report."""

    @property
    def layout(self) -> LayoutSheet:
        """The layout's sheet that it answers."""
        return self.part.layout

    @property
    def is_empty(self) -> bool:
        """Whether the unit filled nothing in."""
        return not self.says_nothing and not any(self.is_answered(row) for row in self.rows)

    def is_answered(self, row: SentRow) -> bool:
        """Say whether a unit wrote something into a row beside what the layout says or computes there."""
        layout = self.layout
        own = {} if row.item is None else {each: layout.sheet.value(row.item, each) for each in row.cells}
        return any(
            not is_blank(cell)
            and not layout.is_computed(row.item, column)
            and text_of(cell) != text_of(own.get(column))
            for column, cell in row.cells.items()
        )


def collect(part: Part, units: UnitNames) -> SentTable:
    """Return the rows of a part with their cells as they stand. What the layout itself says is no answer."""
    table = SentTable(part)
    if part.layout.items:
        for item in part.layout.items:
            if item.row in part.rows and not item.is_total:
                row = SentRow(part.rows[item.row], item.row)
                row.cells = {each.index: _cell(part, row.row, each.index) for each in part.layout.given}
                table.rows.append(row)
        table.rows.sort(key=lambda row: row.row)
        return table
    _collect_list(table, units)
    return table


def kinds_of(layout: Sequence[LayoutSheet], tables: Iterable[SentTable], units: UnitNames) -> Kinds:
    """Return what the layout's columns hold, by their headings and by what all units wrote into them."""
    cells: dict[tuple[str, int], list[Value]] = defaultdict(list)
    for table in tables:
        for row in table.rows:
            for column, value in row.cells.items():
                if not is_nothing(value) and not is_ditto(value):
                    cells[table.layout.name, column].append(value)
    found: dict[tuple[str, int], Kind] = {}
    for sheet in layout:
        for each in sheet.given:
            kind = kind_of_column(each.heading, cells[sheet.name, each.index], units)
            if kind not in NUMBERS and sheet.kind == "list" and sheet.is_computed(None, each.index):
                kind = "count"
            if kind == "count" and _NO_COUNT.search(_bare(each.heading)):
                kind = "text"
            found[sheet.name, each.index] = "percent" if each.is_ratio and kind in NUMBERS else kind
    return found


def take(table: SentTable, kinds: Kinds, texts: Sequence[str]) -> None:
    """Read the cells of a table as values. ``texts`` are what may say the year, the nearest first."""
    year = next((found for text in texts if (found := year_in(text))), None)
    for column in table.layout.given:
        kind = kinds[table.layout.name, column.index]
        if kind in NUMBERS:
            _take_numbers(table, column, kind)
        else:
            _take_texts(table, column, kind, year)


def number_in(value: Value, kind: Kind, by: Fraction | None = None) -> int | Decimal | None:
    """Return the number that a printed total or a formula's cell holds, None for none."""
    read = read_hours(value) if kind == "hours" else read_number(value)
    return converted(read.value, by) if by and read.value is not None else read.value


def _bare(heading: str) -> str:
    return re.sub(r"[((].*?[))]", "", plain(heading))


def _collect_list(table: SentTable, units: UnitNames) -> None:
    part, sheet = table.part, table.part.sheet
    heading, layout = part.heading, part.layout
    rows, _end = rows_under(sheet, heading.bottom + 1, heading.indexes, heading.names)
    own = _own_rows(layout)
    unit_columns = _unit_columns(part, units)
    told = [column.index for column in layout.given if column.index not in unit_columns]
    for row in rows:
        table.says_nothing |= any(
            _NOTHING.fullmatch(plain(text_of(sheet.value(row.number, c)))) for c in sheet.filled(row.number)
        )
        if row.kind == "total":
            if not _is_in_layout(layout, row.label):
                said = {"label": row.label, "wanted": ""}
                table.deviations.append(Deviation("inserted_row", at(part.name, row.number + 1), said=said))
            cells = {c.index: _cell(part, row.number, c.index) for c in layout.given}
            table.totals.append(SentTotal(row.number, row.label, len(table.rows), cells))
        elif (
            row.kind in {"section", "note"}
            and table.rows
            and any(r.kind == "record" and r.number > row.number for r in rows)
        ):
            if row.kind == "section" and not _is_in_layout(layout, row.label):
                said = {"label": row.label, "wanted": ""}
                table.deviations.append(Deviation("inserted_row", at(part.name, row.number + 1), said=said))
        elif row.kind == "record" and not is_sample_row(sheet, row.number):
            cells = {column.index: _cell(part, row.number, column.index) for column in layout.given}
            is_said = any(not is_nothing(cells[each]) for each in told if not layout.is_computed(None, each))
            if is_said and _texts(cells.values()) not in own:
                table.rows.append(SentRow(row.number, None, cells))


def _unit_columns(part: Part, units: UnitNames) -> set[int]:
    return {
        column.index
        for column in part.layout.given
        if kind_of_column(column.heading, [_cell(part, row, column.index) for row in range(part.heading.bottom + 1, len(part.sheet.rows))], units)
        == "unit"
    }  # fmt: skip


def _own_rows(layout: LayoutSheet) -> set[tuple[str, ...]]:
    """What the layout itself says in its rows: a unit that left it standing did not report it."""
    rows = range(layout.first, layout.stop or len(layout.sheet.rows))
    return {_texts(layout.sheet.value(row, column.index) for column in layout.given) for row in rows}


def _texts(cells: Iterable[Value]) -> tuple[str, ...]:
    return tuple(plain(text_of(cell)) for cell in cells)


def _is_in_layout(layout: LayoutSheet, label: str) -> bool:
    return any(plain(text_of(value)) == label for row in layout.sheet.rows for value in row)


def _cell(part: Part, row: int, column: int) -> Value:
    sent = part.columns.get(column)
    return None if sent is None else part.sheet.value(row, sent)


def _take_numbers(table: SentTable, column: LayoutColumn, kind: Kind) -> None:
    part = table.part
    sent = part.columns.get(column.index)
    if sent is None:
        for row in table.rows:
            row.values[column.index] = None
        return
    own = _sent_measure(table, column, kind)
    wanted = column.measure or (table.layout.measure if kind == "amount" else None)
    by = factor(own, wanted)
    if by is not None and any(not is_nothing(row.cells.get(column.index)) for row in table.rows):
        name = part.heading.names[part.heading.indexes.index(sent)]
        said = {"sent": own.name if own else "", "wanted": wanted.name if wanted else ""}
        table.deviations.append(Deviation("unit_of_measure", at(part.name, name), said=said))
    table.factors[column.index] = by
    for row in table.rows:
        if table.layout.is_computed(row.item, column.index):
            continue
        value = row.cells.get(column.index)
        merge = part.sheet.covered.get((row.row, sent))
        if merge is not None and merge.left == sent and merge.top < row.row:
            shared = part.sheet.value(merge.top, merge.left)
            if not is_nothing(shared):
                said = {"value": text_of(shared)}
                table.deviations.append(Deviation("blank_means_same", cell_name(part.name, row.row, sent), False, said))
        row.values[column.index] = _as_number(table, row, sent, value, kind, by, wanted)


def _sent_measure(table: SentTable, column: LayoutColumn, kind: Kind) -> Measure | None:
    part = table.part
    sent = part.columns[column.index]
    name = part.heading.names[part.heading.indexes.index(sent)]
    stated = measure_in(name)
    if stated is None and kind == "amount":
        stated = measure_of(part.sheet, part.heading.top)
    return stated


def _as_number(
    table: SentTable, row: SentRow, sent: int, value: Value, kind: Kind, by: Fraction | None, wanted: Measure | None
) -> Value:
    if is_nothing(value) or is_ditto(value):
        return None
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return converted(value, by) if by else value
    number, sure = _number_of_text(value, kind, by, wanted)
    if kind == "hours" and number is not None and not isinstance(value, str):
        return number
    said = {"text": text_of(value), "number": "" if number is None else text_of(number)}
    table.deviations.append(Deviation("text_in_number", cell_name(table.part.name, row.row, sent), sure, said))
    table.mended.add((row.row, next(own for own, each in table.part.columns.items() if each == sent)))
    return number


def _number_of_text(
    value: Value, kind: Kind, by: Fraction | None, wanted: Measure | None
) -> tuple[int | Decimal | None, bool]:
    """Return the number in a text and whether it is beyond doubt."""
    text = plain(text_of(value)) if isinstance(value, str) else ""
    if (found := measured(text)) is not None and wanted is not None and found[1].kind == wanted.kind:
        own = factor(found[1], wanted)
        return (converted(found[0], own) if own else found[0]), True
    if kind == "percent" and re.fullmatch(r"-?\d+(?:\.\d+)?%", text):
        return converted(Decimal(text[:-1]), Fraction(1, 100)), True
    read = read_hours(value) if kind == "hours" else read_number(value)
    if not read.is_read or read.value is None:
        return None, False
    sure = not (read.is_approximate and _LOOSELY.search(text))
    return (converted(read.value, by) if by else read.value), sure


def _take_texts(table: SentTable, column: LayoutColumn, kind: Kind, year: int | None) -> None:
    part = table.part
    sent = part.columns.get(column.index)
    filled_down: list[int] = []
    above: Value = None
    for row in table.rows:
        value = row.cells.get(column.index)
        if sent is not None and (is_ditto(value) or _is_merged_down(part.sheet, row.row, sent)):
            value = part.sheet.shown(row.row, sent) if not is_ditto(value) else above
            if not is_blank(value):
                filled_down.append(row.row)
        row.values[column.index] = _as_text(value, kind, year)
        above = value if not is_blank(value) else above
    if filled_down and sent is not None:
        table.deviations.append(Deviation("blank_means_same", column_ranges(part.name, sent, filled_down)))


def _is_merged_down(sheet: Sheet, row: int, column: int) -> bool:
    merge = sheet.covered.get((row, column))
    return merge is not None and merge.top < row and merge.left == column


def _as_text(value: Value, kind: Kind, year: int | None) -> Value:
    if is_nothing(value):
        return None
    if kind == "date":
        day = read_day(value, year)
        is_day = day is not None and day.on is not None and day.precision == "day" and not day.is_unsure
        is_span = isinstance(value, str) and re.search(r"[-—~至到]\s*\d+\s*[月日.]|至|到", value.strip()[5:])
        return day.on if is_day and day is not None and not is_span else _plain(value)
    if kind in _AS_TEXT:
        return re.sub(r"\s+", "", text_of(value))
    return _plain(value)


def _plain(value: Value) -> Value:
    return words(value) if isinstance(value, str) else value
