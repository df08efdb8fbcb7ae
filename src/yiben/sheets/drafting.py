"""A book from a heading: what each column of a sheet would be as a field, proposed for somebody to confirm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from yiben.packs.definitions import FieldType
from yiben.sheets.cells import Workbook, is_blank, text_of
from yiben.sheets.columns import Column, Kind, read_columns
from yiben.sheets.layout import Table, find_tables
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import is_nothing, plain

MOST_CHOICES = 30
"""Different values of a column that may still be choices."""
_TYPES: Mapping[Kind, FieldType] = {
    "count": FieldType.COUNT,
    "amount": FieldType.AMOUNT,
    "percent": FieldType.PERCENT,
    "hours": FieldType.MINUTES,
    "person": FieldType.PERSON,
    "id_number": FieldType.ID_NUMBER,
    "phone": FieldType.PHONE,
    "address": FieldType.ADDRESS,
    "place": FieldType.PLACE,
    "choice": FieldType.CHOICE,
    "longtext": FieldType.LONGTEXT,
    "date": FieldType.DATE,
}
_IN_BRACKETS = re.compile(r"[((]([^\d()()]{1,3})[))]$")
_BEFORE_NUMBER = re.compile(r"(人次|场次|户次|[人场次户件份条册块个张篇台组名处])(?:数|数量)?$")
_COUNTED = "个"


@dataclass(frozen=True)
class DraftField:
    """A column as a field to be. ``target`` is ``occurred_on`` or ``unit`` for the column that says when or who, else
    empty; ``values`` are the different things that stand under it, when they are few."""

    heading: str
    type: FieldType
    word: str = ""
    target: str = ""
    values: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


def draft_fields(workbook: Workbook, units: UnitNames | None = None) -> tuple[list[DraftField], list[str]]:
    """Return the columns of a workbook as fields, each heading once, and the headings that no field may hold."""
    found: dict[str, DraftField] = {}
    dropped: list[str] = []
    like: Table | None = None
    for sheet in workbook.sheets:
        for table in find_tables(sheet, like):
            like = table
            read = read_columns(sheet, table, units or UnitNames())
            dropped += [heading for heading in read.dropped if heading not in dropped]
            rows = [row.number for row in table.rows if row.kind == "record"]
            for column in read.kept:
                if column.kind != "ordinal" and not column.is_part and column.heading not in found:
                    cells = (sheet.shown(row, column.index) for row in rows)
                    texts = list(
                        dict.fromkeys(text_of(each) for each in cells if not is_blank(each) and not is_nothing(each))
                    )
                    found[column.heading] = _drafted(column, texts, found)
    return list(found.values()), dropped


def _drafted(column: Column, texts: list[str], before: Mapping[str, DraftField]) -> DraftField:
    taken = {each.target for each in before.values()}
    standing = {"date": "occurred_on", "unit": "unit"}.get(column.kind, "")
    target = standing if standing not in taken else ""
    kind = _TYPES.get(column.kind, FieldType.TEXT)
    values = tuple(texts) if len(texts) <= MOST_CHOICES and all(len(text) <= 20 for text in texts) else ()
    if kind is FieldType.CHOICE and not values:
        kind = FieldType.TEXT
    word = _word(column.heading) if kind is FieldType.COUNT else ""
    return DraftField(column.heading, kind, word, target, values, tuple(texts[:3]))


def _word(heading: str) -> str:
    """The measure word that a heading names: 参加人数 → 人, 手册(册) → 册."""
    name = plain(heading.rpartition("/")[2])
    found = _IN_BRACKETS.search(name) or _BEFORE_NUMBER.search(name)
    return found[1] if found else _COUNTED
