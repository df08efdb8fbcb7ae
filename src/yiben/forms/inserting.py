"""Rows put into a form for a list that is longer than its free rows; what stands below moves down with its references."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.sheets.filling import computing
from yiben.sheets.merging.formulas import Insertion, formulas_in, translated, with_rows_inserted
from yiben.sheets.merging.shifting import put_rows_in, shift_members
from yiben.sheets.opening_zip import sheet_paths
from yiben.sheets.patching_zip import replace_members
from yiben.sheets.scanning import column_letters, scan_sheet

_CHAIN, _WORKBOOK = "xl/calcChain.xml", "xl/workbook.xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_rows(data: bytes, sheet: str, first: int, after: int, count: int) -> bytes:
    """Return an .xlsx with ``count`` rows below row ``after`` (from 0) that look like row ``first``.

    Raises Refusal ``merge_rows_impossible`` for a sheet with a pivot table, TextProblem ``document_broken``.
    """
    insertion = Insertion(sheet, after, count, first)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as form:
            members = set(form.namelist())
            paths = {name: path for name, path in sheet_paths(form) if path in members}
            changed = {
                path: content
                for name, path in paths.items()
                if (content := _moved(form.read(path), name, insertion, first)) is not None
            }
            changed |= shift_members(form, paths, [insertion], changed)
            places = {
                name: scan_sheet(changed.get(path, form.read(path))).formulas for name, path in paths.items()
            }  # fmt: skip
            if any(places.values()):
                changed[_WORKBOOK] = computing(changed.get(_WORKBOOK, form.read(_WORKBOOK)))
            if _CHAIN in members:
                changed[_CHAIN] = _chain(form.read(_WORKBOOK), places)
        return replace_members(data, changed)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TextProblem("document_broken", name="") from problem


def _moved(content: bytes, name: str, insertion: Insertion, first: int) -> bytes | None:
    """A sheet after the rows were put into it or into the one that its formulas name; None where nothing changes."""
    is_own = name == insertion.sheet
    written = {
        (row, column): with_rows_inserted(text, name, insertion) for (row, column), text in formulas_in(content).items()
    }
    if not is_own and written == formulas_in(content):
        return None
    root = _parsed(content)
    if is_own:
        copied = {(row, column): text for (row, column), text in formulas_in(content).items() if row == first}
        put_rows_in(root, insertion, first)
        _in_order(root)
        written = {(insertion.moved(row), column): text for (row, column), text in written.items()}
        for number in range(insertion.after + 1, insertion.after + 1 + insertion.count):
            written |= {(number, column): translated(text, number - first) for (_row, column), text in copied.items()}
    _put_formulas(root, written)
    return _written(root)


def _put_formulas(root: Any, written: dict[tuple[int, int], str]) -> None:
    """Write every formula out in its own cell: one that others share does not survive a row put in between."""
    cells = {each.get("r"): each for each in root.iter("{*}c")}
    for (row, column), text in written.items():
        cell = cells.get(f"{column_letters(column + 1)}{row + 1}")
        if cell is None:
            continue
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{{{etree.QName(cell).namespace}}}f").text = text


def _in_order(root: Any) -> None:
    body = root.find("{*}sheetData")
    body[:] = sorted(body, key=lambda row: int(row.get("r")))


def _chain(workbook: bytes, places: dict[str, set[tuple[int, int]]]) -> bytes:
    """Return the order of computing anew: every formula once."""
    numbers = {each.get("name"): each.get("sheetId") for each in _parsed(workbook).iter("{*}sheet")}
    root = etree.Element(f"{{{_MAIN}}}calcChain", nsmap={None: _MAIN})
    for sheet, cells in places.items():
        for row, column in sorted(cells):
            etree.SubElement(root, f"{{{_MAIN}}}c", r=f"{column_letters(column)}{row}", i=str(numbers[sheet]))
    return _written(root)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
