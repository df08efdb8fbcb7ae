"""Writes the merged rows into the issuer's own file: its sheets changed where rows are put in, all else byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.sheets.cells import Value, text_of
from yiben.sheets.filling import EPOCHS, NOT_XML, computing
from yiben.sheets.merging.composing import Composed
from yiben.sheets.merging.computing import CellError
from yiben.sheets.merging.formulas import Place
from yiben.sheets.merging.layouts import LayoutSheet
from yiben.sheets.merging.putting import results
from yiben.sheets.merging.shifting import put_rows_in, shift_members
from yiben.sheets.opening_zip import place_of, sheet_paths
from yiben.sheets.patching_zip import replace_members
from yiben.sheets.scanning import column_letters
from yiben.sheets.styles import DateStyles
from yiben.sheets.word_tables import fill_word
from yiben.text.opening import kind_of

_STYLES, _WORKBOOK, _CHAIN = "xl/styles.xml", "xl/workbook.xml", "xl/calcChain.xml"


def written(data: bytes, layout: Sequence[LayoutSheet], composed: Composed) -> bytes:
    """Return the layout's .xlsx with the composed cells in it and every formula computed, or its .docx with them.

    New rows look like the layout's first one. Raises Refusal ``merge_rows_impossible`` where rows cannot be put in without
    harm (a pivot table on the sheet), TextProblem ``document_broken`` for what is no .xlsx.
    """
    if kind_of(data) == "docx":
        rows = {name: (each.after, each.count, each.top) for name, each in composed.insertions.items()}
        return fill_word(data, composed.changed, rows=rows)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as form:
            members = set(form.namelist())
            styles = DateStyles(form.read(_STYLES) if _STYLES in members else b"")
            workbook = form.read(_WORKBOOK)
            paths = {name: path for name, path in sheet_paths(form) if path in members}
            found = results(composed)
            changed: dict[str, bytes] = {}
            for name, path in paths.items():
                writer = _Writer(name, _parsed(form.read(path)), styles, is_1904=b'date1904="1"' in workbook)
                writer.write(next((each for each in layout if each.name == name), None), composed, found)
                if writer.is_changed:
                    changed[path] = etree.tostring(writer.root, xml_declaration=True, encoding="UTF-8", standalone=True)
            if composed.insertions:
                changed |= shift_members(form, paths, list(composed.insertions.values()), changed)
            if styles.is_changed:
                changed[_STYLES] = styles.content
            if composed.formulas:
                changed[_WORKBOOK] = computing(changed.get(_WORKBOOK, workbook))
            if _CHAIN in members and (composed.insertions or composed.added):
                changed[_CHAIN] = _chain(workbook, composed)
        return replace_members(data, changed)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TextProblem("document_broken", name="") from problem


@dataclass
class _Writer:
    """Changes one sheet. Rows and cells are found by number, from 1 and from 0."""

    sheet: str
    root: Any
    styles: DateStyles
    is_1904: bool
    is_changed: bool = False
    rows: dict[int, Any] = field(default_factory=dict)
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)

    def write(self, layout: LayoutSheet | None, composed: Composed, found: Mapping[Place, Value | CellError]) -> None:
        """Put in rows, then values, then what the formulas give."""
        body = self.root.find("{*}sheetData")
        if body is None:
            return
        insertion = composed.insertions.get(self.sheet)
        if insertion is not None and layout is not None:
            put_rows_in(
                self.root, insertion, layout.first if layout.stop != layout.first else layout.first + insertion.count
            )
            self.is_changed = True
        self._index(body)
        own = {place: value for place, value in composed.changed.items() if place[0] == self.sheet}
        for (_sheet, row, column), value in own.items():
            self._fill(layout, row, column, value)
        for place, text in composed.formulas.items():
            if place[0] == self.sheet:
                self._compute(layout, place, text, found)
        if self.is_changed:
            self._in_order(body)

    def _index(self, body: Any) -> None:
        number = 0
        for row in body.iterchildren("{*}row"):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self.rows[number] = row
            column = -1
            for cell in row.iterchildren("{*}c"):
                column = place_of(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", f"{column_letters(column + 1)}{number}")
                self.cells[number, column] = cell

    def _cell(self, layout: LayoutSheet | None, number: int, column: int) -> Any:
        """Return a cell; one that is not there is made, and looks like the layout's first one of its column."""
        namespace = etree.QName(self.root).namespace
        row = self.rows.get(number)
        like = None if layout is None or layout.items else layout.first + 1
        if row is None:
            row = self.rows[number] = etree.SubElement(
                self.root.find("{*}sheetData"), f"{{{namespace}}}row", r=str(number)
            )
            for name in ("ht", "customHeight"):
                if like in self.rows and self.rows[like].get(name):
                    row.set(name, self.rows[like].get(name))
        if (number, column) not in self.cells:
            cell = etree.SubElement(row, f"{{{namespace}}}c", r=f"{column_letters(column + 1)}{number}")
            sample = self.cells.get((like, column)) if like is not None else None
            if sample is not None and sample.get("s"):
                cell.set("s", sample.get("s"))
            self.cells[number, column] = cell
        return self.cells[number, column]

    def _fill(self, layout: LayoutSheet | None, row: int, column: int, value: Value) -> None:
        if value is None and (row + 1, column) not in self.cells:
            return
        cell = self._cell(layout, row + 1, column)
        if cell.find("{*}f") is not None:
            return
        if isinstance(value, date):
            cell.set("s", str(self.styles.dated(int(cell.get("s") or 0))))
            value = value.toordinal() - EPOCHS[self.is_1904]
        _put(cell, value)
        self.is_changed = True

    def _compute(
        self, layout: LayoutSheet | None, place: Place, text: str, found: Mapping[Place, Value | CellError]
    ) -> None:
        cell = self._cell(layout, place[1] + 1, place[2])
        formula = cell.find("{*}f")
        if formula is None:
            for child in list(cell):
                cell.remove(child)
            formula = etree.SubElement(cell, f"{{{etree.QName(self.root).namespace}}}f")
        if formula.get("t") == "shared":
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)
        formula.text = text
        _put(cell, found.get(place), formula)
        self.is_changed = True

    def _in_order(self, body: Any) -> None:
        for number in sorted(self.rows):
            body.append(self.rows[number])
            row = self.rows[number]
            row.attrib.pop("spans", None)
            row[:] = sorted(row, key=lambda cell: place_of(cell.get("r"))[1] if cell.get("r") else 1 << 14)
        last = max(self.rows, default=1)
        dimension = self.root.find("{*}dimension")
        if dimension is not None and self.cells:
            width = max(column for _row, column in self.cells) + 1
            dimension.set("ref", f"A1:{column_letters(width)}{last}")


def _put(cell: Any, value: Value | CellError, formula: Any = None) -> None:
    """Write what a cell holds, beside its formula where it has one."""
    namespace = etree.QName(cell).namespace
    for child in list(cell):
        if child is not formula:
            cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, (CellError, bool, str)) or (formula is not None and isinstance(value, (date, time))):
        kind = "e" if isinstance(value, CellError) else "b" if isinstance(value, bool) else "str"
        text = str(int(value)) if isinstance(value, bool) else str(value)
        if kind == "str" and formula is None:
            cell.set("t", "inlineStr")
            inner = etree.SubElement(etree.SubElement(cell, f"{{{namespace}}}is"), f"{{{namespace}}}t")
            inner.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            inner.text = NOT_XML.sub("", text)
            return
        cell.set("t", kind)
        etree.SubElement(cell, f"{{{namespace}}}v").text = NOT_XML.sub("", text)
        return
    if isinstance(value, time):
        value = Decimal(value.hour * 60 + value.minute) / 1440
    etree.SubElement(cell, f"{{{namespace}}}v").text = text_of(value)


def _chain(workbook: bytes, composed: Composed) -> bytes:
    """Return the order of computing anew: every formula once."""
    numbers = {each.get("name"): each.get("sheetId") for each in _parsed(workbook).iter("{*}sheet")}
    root = etree.Element(
        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}calcChain",
        nsmap={None: "http://schemas.openxmlformats.org/spreadsheetml/2006/main"},
    )
    for sheet, row, column in sorted(composed.formulas):
        etree.SubElement(
            root,
            f"{{{etree.QName(root).namespace}}}c",
            r=f"{column_letters(column + 1)}{row + 1}",
            i=str(numbers[sheet]),
        )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
