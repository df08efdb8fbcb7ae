"""From the bytes of a spreadsheet to its cells. The bytes decide what a file is, never its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

from yiben.errors import TextProblem
from yiben.sheets.cells import Sheet, Value, Workbook
from yiben.sheets.opening_markup import is_markup, markup_workbook
from yiben.sheets.opening_old import old_workbook
from yiben.sheets.opening_zip import zipped_workbook
from yiben.sheets.word_tables import word_workbook
from yiben.text.encodings import decode
from yiben.text.opening import LARGEST, kind_of
from yiben.text.opening_office import converted

_SEPARATORS = "\t,;，"


def open_workbook(data: bytes, name: str = "") -> Workbook:
    """Return a file as sheets of cells: .xlsx, .xls, .ods, .csv (UTF-8, GB18030, UTF-16), the tables of a .docx or
    of a web page that calls itself .xls; .et, .doc and .wps through LibreOffice.

    Raises TextProblem document_empty, document_too_large, document_encrypted, document_broken, document_inflates,
    converter_missing, or sheet_expected for a file that holds no table.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise TextProblem("document_empty", name=name)
    if len(data) > LARGEST:
        raise TextProblem("document_too_large", name=name, megabytes=len(data) // 2**20, most=LARGEST // 2**20)
    kind = kind_of(data)
    if kind == "encrypted":
        raise TextProblem("document_encrypted", name=name)
    opener = markup_workbook if kind in {"txt", "html"} and is_markup(data) else _OPENERS.get(kind)
    if opener is None:
        raise TextProblem("sheet_expected", name=name)
    return opener(data, name)


def modern(data: bytes, name: str = "") -> bytes:
    """Return a file in a format that can be written into: an older spreadsheet as .xlsx, an older Word file as .docx."""
    if data.startswith(b"PK"):
        return data
    return converted(data, name, "docx" if kind_of(data) == "doc" else "xlsx")


def _old_word(data: bytes, name: str) -> Workbook:
    return replace(word_workbook(converted(data, name, "docx"), name), warnings=("converted",))


def _separated(data: bytes, name: str) -> Workbook:
    decoded = decode(data)
    if decoded is None:
        raise TextProblem("sheet_expected", name=name)
    text = decoded[0].removeprefix("\ufeff")
    head = "\n".join(text.splitlines()[:20])
    separator = max(_SEPARATORS, key=head.count)
    if not head.count(separator):
        raise TextProblem("sheet_expected", name=name)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise TextProblem("document_broken", name=name) from problem
    rows: tuple[tuple[Value, ...], ...] = tuple(tuple(cell.strip() or None for cell in record) for record in records)
    warnings = ("encoding_replaced",) if "\ufffd" in text else ()
    return Workbook((Sheet(None, rows),), "csv", name, warnings)


_OPENERS: dict[str, Callable[[bytes, str], Workbook]] = {
    "txt": _separated,
    "xlsx": zipped_workbook,
    "ods": zipped_workbook,
    "xls": old_workbook,
    "et": old_workbook,
    "docx": word_workbook,
    "doc": _old_word,
}
