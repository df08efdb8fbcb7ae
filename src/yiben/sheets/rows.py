"""From a row of a table to a record, with a flag for everything that was inferred or not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from yiben.sheets.cells import Sheet, Value, is_blank, text_of
from yiben.sheets.checks import id_flags
from yiben.sheets.columns import Column, Columns
from yiben.sheets.context import Context
from yiben.sheets.days import Day, is_ditto, month_in, read_day
from yiben.sheets.merging.measures import in_measure_of
from yiben.sheets.records import Question, Record
from yiben.sheets.unit_names import Meant, UnitNames
from yiben.sheets.values import is_nothing, plain, read_hours, read_number, words

_NUMBERS = frozenset({"count", "amount"})
_WHOLE = frozenset({*_NUMBERS, "hours"})
_EXACT_TEXT = frozenset({"phone", "id_number"})
_ENDS = r"(?=$|[，,。;；!！)）\]】、\s]|了|举办|开展|举行|活动|本次|该|此)"
_NOT_SO = r"(?<!无法)(?<!不能)(?<!不得)(?<!不可)(?<!没有)(?<![未不别勿])"
_CANCELLED = re.compile(
    rf"{_NOT_SO}(?:取消|停办|作废){_ENDS}|(?:未能?|没有?)(?:如期|按期)?(?:举办|开展|举行|进行)(?=$|[，,。;；)）])|因[^，。;；]{{1,8}}未(?=$|[，。;；)）])"
)
"""What a remark says of an event that did not take place."""
_SAYS_CANCELLED = re.compile(
    r"[（(【\[][^（()）】\]]{0,8}(?:取消|停办|作废)[)）】\]]|因[^，。;；]{1,12}(?:取消|停办)(?=$|[，,。;；)）])"
    r"|^(?:[本此该]?[次场项期]?(?:活动|讲座|会议|培训|演练)?(?:已|被|临时)*(?:取消|停办|作废)|(?:未能?|没有?)(?:如期|按期)?(?:举办|开展|举行))$"
)
"""The same in any other cell, which may speak of other things that end (取消限购, 低保取消)."""
_MAY_SAY = re.compile("取消|停办|作废|未|没")
"""A cheap look before the two above."""
_REMARK = re.compile(r"备注|说明|状态|情况|是否|进展|结果|附注")
_BEFORE_LABEL = re.compile(r"^[一二三四五六七八九十]+、|^[((][一二三四五六七八九十]+[))]|^\d+[.、]|^[①-⑳]")
_SUBTOTAL = re.compile(r"(?P<of>.{0,12}?)小计[::]?")
_ID_DIGITS = 15
_DAY_MARKS = ("年", "月", "日")


@dataclass
class RowReader:
    """Reads the rows of one table from the top; remembers what a later row may leave out."""

    sheet: Sheet
    columns: Columns
    units: UnitNames
    context: Context
    questions: list[Question] = field(default_factory=list)
    _day: Day | None = None
    _units: tuple[str, ...] = ()
    _meant: dict[str, Meant] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _month: int | None = None
    _section: str | None = None

    @cached_property
    def _taken(self) -> tuple[list[Column], list[Column]]:
        """The columns whose cells become values, and those that say something of a row at all."""
        own = [column for column in self.columns.kept if column.kind != "ordinal"]
        return [column for column in own if column.kind not in {"date", "unit"}], own

    @cached_property
    def _counted(self) -> tuple[str, ...]:
        """The headings of the columns that hold numbers, the same for every row."""
        return tuple(column.heading for column in self._taken[0] if column.kind in _WHOLE)

    def enter_section(self, label: str) -> None:
        """Take note of a line between the rows: the month or the unit of what follows."""
        meant = self.units.find(_BEFORE_LABEL.sub("", label).strip("【】[]〔〕《》<>■◆●*#:;,。. "))
        if self.units.units and len(meant.names) == 1:
            self._section, self._units = meant.names[0], ()
        self._month = month_in(label) or self._month
        self._day = None

    def read(self, number: int) -> Record | None:
        """Return the record of a row (number from 0), None for a row that reports nothing."""
        kept, own = self._taken
        for column in own:
            if not is_nothing(self.sheet.value(number, column.index)):
                break
        else:
            return None
        record = Record(self.sheet.name, number + 1, None, (), {}, counted=self._counted)
        cells, values = () if self.sheet.merges else self.sheet.rows[number], record.values
        for column in kept:
            # A whole number where one belongs, in a sheet without merges: most cells of most sheets.
            if column.kind in _WHOLE and column.index < len(cells) and type(cells[column.index]) is int:
                values[column.heading] = cells[column.index]
            else:
                self._take(record, column, number)
        self._take_day(record, number)
        self._take_units(record, number)
        if number in self.sheet.hidden_rows or self.sheet.is_hidden:
            record.flags["hidden"] = True
        if number in self.sheet.struck_rows or self._is_cancelled(record):
            record.flags["cancelled"] = True
        if self._is_total_only(record):
            record.flags["total_only"] = True
        return record

    def read_subtotal(self, number: int, label: str) -> Record | None:
        """Return the record of a 小计 that no row stands above: a unit that gave its total alone. None for any other."""
        found = _SUBTOTAL.fullmatch(label)
        if found is None or not self.units.units:
            return None
        meant = self.units.find(found["of"]).names if found["of"] else ()
        column = self.columns.first("unit")
        named = text_of(self.sheet.shown(number, column.index)) if column else ""
        if not meant and named and not _SUBTOTAL.fullmatch(plain(named)):
            meant = self._units = self.units.find(named).names
        units = meant or ((self._section,) if self._section and not self._units else ())
        record = Record(self.sheet.name, number + 1, None, units, {}, {"total_only": True}, self._counted)
        for column in self._taken[0]:
            record.values[column.heading] = None
            if column.heading in self._counted:
                self._take_number(record, column, self.sheet.value(number, column.index))
        month = self._month or self.context.month
        record.day = self._month_alone(month)
        return record if units and any(record.numbers.values()) else None

    def _take(self, record: Record, column: Column, number: int) -> None:
        row, index, heading = number, column.index, column.heading
        if column.kind in _WHOLE:
            if (row, index) in self.sheet.covered:  # the number of a merged range stands at its first row alone
                record.values[heading] = None
                return
            self._take_number(record, column, self.sheet.value(row, index))
            return
        value = self.sheet.shown(row, index)
        if is_ditto(value):
            value = self._above(row, index)
        if column.kind in _EXACT_TEXT:
            self._take_exact(record, column, value)
        elif isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
            record.values[heading] = value
        else:
            record.values[heading] = words(value)

    def _take_number(self, record: Record, column: Column, value: Value) -> None:
        heading = column.heading
        if type(value) is int:  # most cells of most sheets
            record.values[heading] = value
            return
        read = read_hours(value) if column.kind == "hours" else read_number(value)
        record.values[heading] = in_measure_of(heading, value, read.value)
        if isinstance(value, str) and read.value is not None and value.strip() != text_of(record.values[heading]):
            record.written = {**(record.written or {}), heading: value.strip()}
        if read.is_approximate:
            record.flags.setdefault("approx", []).append(heading)
        if not read.is_read:
            code = "hours_unclear" if column.kind == "hours" else "not_a_number"
            record.flags.setdefault(code, []).append(heading)
            self._ask(code, record, heading, text_of(value))

    def _take_exact(self, record: Record, column: Column, value: Value) -> None:
        """Take digits as text; a number of 16 digits and more has lost its last ones."""
        heading = column.heading
        if is_nothing(value):
            record.values[heading] = None
            return
        text = re.sub(r"\s+", "", text_of(value))
        record.values[heading] = text
        if column.kind != "id_number":
            return
        is_rounded = isinstance(value, float) or (isinstance(value, int) and len(text) > _ID_DIGITS)
        for code in ["id_precision_lost"] if is_rounded or re.search(r"[Ee]\+", text) else id_flags(text):
            record.flags.setdefault(code, []).append(heading)

    def _take_day(self, record: Record, number: int) -> None:
        column, context = self.columns.first("date"), self.context
        month = self._month or context.month
        if column is None:
            record.day = self._month_alone(month)
            return
        value = self._joined_day(number, column.parts) if column.parts else self.sheet.shown(number, column.index)
        record.day_text = self._once("" if is_ditto(value) else text_of(value))
        if is_ditto(value) or is_nothing(value):
            if self._day is not None:
                record.day, record.flags["date_carried"] = self._day, True
            elif month and context.year:
                record.day = self._month_alone(month)
            else:
                self._ask("date_missing", record, column.heading)
            return
        found = read_day(value, context.year, month, context.turn)
        if found is None or found.is_invalid:
            record.flags["date_invalid"] = text_of(value)
            self._ask("date_invalid", record, column.heading, text_of(value))
            return
        if found.on is None:
            self._ask("year_unknown", record, column.heading, text_of(value))
            return
        if found.is_unsure:
            self._ask("date_unsure", record, column.heading, text_of(value))
        record.day = self._day = found
        if column.parts and any(is_nothing(self.sheet.shown(number, index)) for index in column.parts):
            record.flags["date_carried"] = True

    def _month_alone(self, month: int | None) -> Day | None:
        """The month of rows that name no day."""
        year = self.context.year
        return read_day(f"{month}月", year, turn=self.context.turn) if month and year else None

    def _joined_day(self, number: int, parts: tuple[int, ...]) -> Value:
        """The day that stands in several columns (年, 月, 日); a year or month left blank is the one above."""
        cells = [self.sheet.shown(number, index) for index in parts]
        if is_nothing(cells[-1]) or is_ditto(cells[-1]):
            return cells[-1]
        above = [self._above(number, index) for index in parts[:-1]]
        texts = [plain(text_of(cell)).rstrip("年月日号") for cell in (*above, cells[-1])]
        return "".join(text + mark for text, mark in zip(texts, _DAY_MARKS[-len(texts) :], strict=True))

    def _take_units(self, record: Record, number: int) -> None:
        column = self.columns.first("unit")
        value = self.sheet.shown(number, column.index) if column else None
        if column is None or is_nothing(value) or is_ditto(value):
            whole = self._section or self.context.unit
            record.units = self._units or ((whole,) if whole else ())
            return
        text = record.unit_text = self._once(text_of(value))
        meant = self._meant.get(text) or self._meant.setdefault(text, self.units.find(text))
        record.units = self._units = meant.names
        if meant.match == "misspelt":
            record.flags["unit_misspelt"] = text
        elif not meant.names:
            record.flags["unit_unknown"] = text
            self._ask(f"unit_{meant.match}", record, column.heading, text)

    def _once(self, text: str) -> str:
        """The same text object for equal texts: a column repeats its days and units."""
        return self._texts.setdefault(text, text)

    def _above(self, row: int, index: int) -> Value:
        while row > 0 and (is_ditto(self.sheet.shown(row, index)) or is_blank(self.sheet.shown(row, index))):
            row -= 1
        return self.sheet.shown(row, index)

    def _is_cancelled(self, record: Record) -> bool:
        for heading, text in record.values.items():
            if not isinstance(text, str) or not _MAY_SAY.search(text):
                continue
            if (_CANCELLED if _REMARK.search(heading) else _SAYS_CANCELLED).search(text):
                return True
        return False

    def _is_total_only(self, record: Record) -> bool:
        """A month's numbers without anything said of a single event."""
        if record.day is None or record.day.precision != "month" or not record.numbers:
            return False
        return not any(isinstance(value, str) for value in record.values.values())

    def _ask(self, code: str, record: Record, heading: str, text: str = "") -> None:
        self.questions.append(Question(code, record.sheet, record.row, heading, text))


def plain_value(value: Any) -> Any:
    """Return a value as JSON takes it: a Decimal becomes a number."""
    return (int(value) if value == value.to_integral_value() else float(value)) if isinstance(value, Decimal) else value
