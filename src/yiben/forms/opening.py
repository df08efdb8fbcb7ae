"""A form's file opened: its sheets with what computes itself and what shows per cent; a Word file's tables as sheets."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import Final, Literal

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal, TextProblem
from yiben.forms.layout import FormLayout, joined
from yiben.forms.reading import read_sheet
from yiben.sheets.cells import Sheet
from yiben.sheets.opening import open_workbook
from yiben.sheets.opening_zip import sheet_paths
from yiben.sheets.scanning import scan_sheet
from yiben.sheets.word_tables import open_tables, word_workbook
from yiben.text.opening import kind_of

Cells = frozenset[tuple[int, int]]
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PERCENTS: Final = frozenset({9, 10})
_MOST_SPARE: Final = 500
"""Empty rows with borders below a table that are taken for rows of a list."""


@dataclass(frozen=True)
class FormFile:
    """A form: its sheets, per sheet (by name) the cells from 0 that compute themselves and that show per cent."""

    kind: Literal["xlsx", "docx"]
    sheets: tuple[Sheet, ...]
    formulas: dict[str, Cells]
    percents: dict[str, Cells]

    @property
    def layout(self) -> FormLayout:
        """What the form wants, all sheets together."""
        return joined(
            read_sheet(each, name := each.name or "", self.formulas.get(name, ()), self.percents.get(name, ()))
            for each in self.sheets
        )


def open_form(data: bytes, name: str) -> FormFile:
    """Return a form in today's formats (.xlsx, .docx). Raises TextProblem for what cannot be read, Refusal ``form_kind``
    for another format (``converting`` makes an .xlsx of an older one)."""
    kind = kind_of(data)
    if kind == "docx":
        return FormFile("docx", open_tables(data, name), {}, {})
    if kind != "xlsx":
        raise Refusal("form_kind", name=name)
    book = open_workbook(data, name)
    formulas: dict[str, Cells] = {}
    percents: dict[str, Cells] = {}
    sheets = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = set(container.namelist())
            styles = _percent_styles(container.read("xl/styles.xml")) if "xl/styles.xml" in members else frozenset()
            paths = {sheet: path for sheet, path in sheet_paths(container) if path in members}
            for sheet in book.sheets:
                called = str(sheet.name)
                scan = scan_sheet(container.read(paths[called]))
                formulas[called] = frozenset((row - 1, column - 1) for row, column in scan.formulas)
                percents[called] = frozenset(
                    (row - 1, column - 1)
                    for (row, column), span in scan.cells.items()
                    if span.style and int(span.style) in styles
                )
                sheets.append(_with_spare_rows(sheet, {row - 1 for row, _column in scan.cells}))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    return FormFile("xlsx", tuple(sheets), formulas, percents)


def sent_layout(data: bytes, name: str) -> FormLayout:
    """Return what a table that is sent to units wants, its places as merging counts them: in a .docx the lines around a
    table stand in its sheet. Raises as ``open_form``."""
    if kind_of(data) != "docx":
        return open_form(data, name).layout
    return joined(read_sheet(each, each.name or "") for each in word_workbook(data, name).sheets)


def _with_spare_rows(sheet: Sheet, rows: set[int]) -> Sheet:
    """A sheet with the rows below its last value in which cells are drawn."""
    last = min(max(rows, default=-1) + 1, len(sheet.rows) + _MOST_SPARE)
    width = max((len(row) for row in sheet.rows), default=0)
    spare = tuple((None,) * width for _ in range(len(sheet.rows), last))
    return replace(sheet, rows=(*sheet.rows, *spare)) if spare else sheet


def _percent_styles(styles: bytes) -> frozenset[int]:
    """The numbers of the cell formats that show per cent."""
    root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    own = {
        int(each.get("numFmtId"))
        for each in root.iter(f"{_MAIN}numFmt")
        if "%" in re.sub(r'"[^"]*"', "", each.get("formatCode") or "")
    }
    formats = root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    return frozenset(at for at, each in enumerate(formats) if int(each.get("numFmtId") or 0) in own | _PERCENTS)
