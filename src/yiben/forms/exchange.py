"""一表通: what it gave back is kept with its codes; rows go to it in its column order, to be pasted or sent as a file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import xlsxwriter

from yiben.errors import Refusal
from yiben.forms.layout import ListArea
from yiben.packs.boundaries import forbidden_in_label
from yiben.sheets.cells import Sheet, text_of
from yiben.sheets.layout import find_tables
from yiben.sheets.opening import open_workbook

MOST_ROWS: Final = 20_000
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{1,40}|[A-Z]{0,4}\d{2,12}(?:[._\-]\d+)*")
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class TableRows:
    """Columns (code, heading) in the order of the file, and its rows as text. ``dropped`` are headings that no office may
    keep (packs.boundaries), whose cells were not read."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    dropped: tuple[str, ...] = ()


def read_table(data: bytes, name: str) -> TableRows:
    """Return the first table of a file with its codes, which stand above or below the headings, or nowhere ("").

    Raises TextProblem for what cannot be read; refuses (``table_empty``) a file without rows.
    """
    for sheet in open_workbook(data, name).sheets:
        coded = {row: cells for row in range(len(sheet.rows)) if (cells := _codes(sheet, row))}
        plain = replace(sheet, rows=tuple(() if row in coded else cells for row, cells in enumerate(sheet.rows)))
        for table in find_tables(plain):
            near = [row for row in coded if table.rows[0].number - 4 <= row <= table.rows[0].number]
            codes = coded[near[-1]] if near else {}
            kept, dropped = [], []
            for column, heading in zip(table.columns, table.headings, strict=True):
                if any(forbidden_in_label(part) for part in (heading, *heading.split("/"))):
                    dropped.append(heading)
                else:
                    kept.append((column, codes.get(column, ""), heading))
            records = [row.number for row in table.rows if row.kind == "record"]
            rows = tuple(tuple(text_of(sheet.value(row, column)) for column, _c, _h in kept) for row in records)
            if rows:
                columns = tuple((code, heading) for _column, code, heading in kept)
                return TableRows(columns, rows[:MOST_ROWS], tuple(dropped))
    raise Refusal("table_empty", name=name)


def area_of(columns: Sequence[Sequence[str]]) -> ListArea:
    """Return the columns of a table as a list to be filled, so that they are matched like those of a form."""
    return ListArea("", 0, None, tuple((at, heading) for at, (_code, heading) in enumerate(columns)))


def lines_of(rows: Sequence[Mapping[int, Any]], width: int) -> list[list[str]]:
    """Return filled rows as plain cells in the order of the columns."""
    return [[neutral(text_of(row.get(at))) for at in range(width)] for row in rows]


def as_tsv(lines: Sequence[Sequence[str]]) -> str:
    """Return lines to be pasted: cells apart by tabs, none of them breaking a line."""
    return "\n".join("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in line) for line in lines)


def as_xlsx(title: str, columns: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> bytes:
    """Return an .xlsx as 一表通 takes it in: a row of codes where there are some, the headings, the rows, all as text."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "", title)[:31] or "Sheet1")
    text = book.add_format({"num_format": "@"})
    heads = [[heading for _code, heading in columns]]
    if any(code for code, _heading in columns):
        heads.insert(0, [code for code, _heading in columns])
    for number, line in enumerate([*heads, *lines]):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, cell, text)
    book.close()
    return kept.getvalue()


def neutral(cell: str) -> str:
    """Return a cell that no program takes for a formula; a number below 0 stays one."""
    is_number = re.fullmatch(r"-\d[\d,.]*", cell) is not None
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) and not is_number else cell


def _codes(sheet: Sheet, row: int) -> dict[int, str]:
    """The codes that a row consists of, by column; empty for any other row."""
    texts = {column: text_of(sheet.value(row, column)) for column in sheet.filled(row)}
    coded = {column: text for column, text in texts.items() if _CODE.fullmatch(text)}
    is_row = len(coded) > 1 and len(coded) * 10 >= len(texts) * 8 and len(set(coded.values())) == len(coded)
    return coded if is_row and any(text[:1].isalpha() for text in coded.values()) else {}
