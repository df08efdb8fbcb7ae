"""The text of a spreadsheet (.xlsx .xls .et .ods): one line a row, cells with tabs, the name of a sheet above its rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence

import python_calamine

from yiben.errors import TextProblem
from yiben.text.opening_office import converted
from yiben.text.opening_word import ZIP, check_inflated

_MOST_CELLS = 5_000_000
_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


def table_text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return all sheets as text. A merged cell says its value once, in its first row and column.

    What the reader of spreadsheets does not know (some .et) goes through LibreOffice. Raises document_encrypted,
    document_broken, document_inflates, or document_too_large for more than five million cells.
    """
    if data.startswith(ZIP):
        check_inflated(data, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = list(_lines(book, name))
    except python_calamine.PasswordError as problem:
        raise TextProblem("document_encrypted", name=name) from problem
    except _BROKEN as problem:
        if data.startswith(ZIP):
            raise TextProblem("document_broken", name=name) from problem
        return table_text(converted(data, name, "xlsx"), name)
    return "\n".join(lines), ()


def _lines(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[str]:
    cells = 0
    for title in book.sheet_names:
        rows: Sequence[Sequence[object]] = book.get_sheet_by_name(title).to_python()
        cells += sum(map(len, rows))
        if cells > _MOST_CELLS:
            raise TextProblem("document_too_large", name=name, megabytes=cells, most=_MOST_CELLS)
        shown = ["\t".join(_shown(cell) for cell in row).rstrip("\t") for row in rows]
        filled = [line for line in shown if line.strip()]
        if filled and len(book.sheet_names) > 1:
            yield title
        yield from filled


def _shown(cell: object) -> str:
    """A value as a reader sees it: whole numbers without .0, days as they are written, breaks as blanks."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        day = f"{cell.year}年{cell.month}月{cell.day}日"
        return day if cell.time() == dt.time() else f"{day}{cell:%H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return " ".join(str(cell).split())
