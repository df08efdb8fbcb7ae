"""Rows put into a sheet's XML, and what else of the file points at the rows below: names, charts, comments, pictures."""

from __future__ import annotations

import copy
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal
from yiben.sheets.merging.formulas import Insertion, with_rows_inserted
from yiben.sheets.opening_zip import merge_of, place_of
from yiben.sheets.scanning import column_letters

_WORKBOOK = "xl/workbook.xml"
_REFS = ("hyperlink", "autoFilter", "table", "comment", "threadedComment", "filterColumn", "sortState", "sortCondition")
_SQREFS = ("dataValidation", "conditionalFormatting", "protectedRange", "ignoredError", "selection")
_RULES = ("formula", "formula1", "formula2")
_ROW = re.compile(rb"(<x:Row>)\s*(\d+)\s*(</x:Row>)")
_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")


def put_rows_in(root: Any, insertion: Insertion, like: int) -> None:
    """Put rows into a sheet, below ``insertion.after``, that look like the row ``like`` (both from 0, as they stand
    before, or for a row below the new ones, after); merges, formats and rules move or grow with them."""
    body = root.find("{*}sheetData")
    rows = {int(row.get("r")): row for row in body.iterchildren("{*}row")}
    for number in sorted(rows, reverse=True):
        if number - 1 > insertion.after:
            _renumber(rows[number], number + insertion.count)
    by_number = {int(row.get("r")): row for row in rows.values()}
    sample = by_number.get(like + 1)
    merges = root.find("{*}mergeCells")
    own = _merges_in_row(merges, like if like <= insertion.after else like - insertion.count)
    _move_merges(merges, insertion)
    if sample is not None:
        for number in range(insertion.after + 2, insertion.after + 2 + insertion.count):
            body.append(_emptied(sample, number))
            _add_merges(merges, own, number)
    for element in root.iter(etree.Element):
        _move(element, insertion)


def shift_members(
    form: zipfile.ZipFile, paths: Mapping[str, str], insertions: Sequence[Insertion], changed: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the other members of a file whose references move: names, rules of other sheets, charts, comments,
    pictures, tables. Raises Refusal ``merge_rows_impossible`` for a sheet with a pivot table below new rows."""
    found: dict[str, bytes] = {_WORKBOOK: _names_moved(form.read(_WORKBOOK), insertions)}
    for member in form.namelist():
        if re.fullmatch(r"xl/charts/chart\d+\.xml", member):
            found[member] = _formulas_moved(form.read(member), insertions)
    for insertion in insertions:
        for kind, member in _related(form, paths[insertion.sheet]):
            if kind == "pivotTable":
                raise Refusal("merge_rows_impossible", sheet=insertion.sheet)
            change = _CHANGES.get(kind)
            if change is not None and member in form.namelist():
                found[member] = change(found.get(member, changed.get(member, form.read(member))), insertion)
    return {member: content for member, content in found.items() if content != form.read(member)}


def _renumber(row: Any, number: int) -> None:
    row.set("r", str(number))
    for cell in row.iterchildren("{*}c"):
        if cell.get("r"):
            cell.set("r", f"{cell.get('r').rstrip('0123456789')}{number}")


def _emptied(sample: Any, number: int) -> Any:
    """A row that looks like another and holds nothing."""
    row = copy.deepcopy(sample)
    row.attrib.pop("hidden", None)
    for cell in row.iterchildren("{*}c"):
        cell.attrib.pop("t", None)
        for child in list(cell):
            cell.remove(child)
    _renumber(row, number)
    return row


def _merges_in_row(merges: Any, row: int) -> list[tuple[int, int]]:
    found = [merge_of(each.get("ref")) for each in merges] if merges is not None else []
    return [(each.left, each.right) for each in found if each.top == each.bottom == row]


def _move_merges(merges: Any, insertion: Insertion) -> None:
    for each in merges if merges is not None else ():
        each.set("ref", _range_moved(each.get("ref"), insertion, grows=False))


def _add_merges(merges: Any, own: Sequence[tuple[int, int]], number: int) -> None:
    for left, right in own:
        reference = f"{column_letters(left + 1)}{number}:{column_letters(right + 1)}{number}"
        etree.SubElement(merges, f"{{{etree.QName(merges).namespace}}}mergeCell", ref=reference)
        merges.set("count", str(len(merges)))


def _move(element: Any, insertion: Insertion) -> None:
    name = etree.QName(element).localname
    if name in _REFS and element.get("ref"):
        element.set("ref", _range_moved(element.get("ref"), insertion))
    if name in _SQREFS and element.get("sqref"):
        element.set("sqref", " ".join(_range_moved(each, insertion) for each in element.get("sqref").split()))
    elif name == "sqref" and element.text:
        element.text = " ".join(_range_moved(each, insertion) for each in element.text.split())
    elif name == "brk" and element.getparent() is not None and element.getparent().tag.endswith("rowBreaks"):
        element.set("id", str(insertion.moved(int(element.get("id")) - 1) + 1))
    elif element.text and (
        name in _RULES or (name == "f" and element.getparent().tag.endswith(("formula1", "formula2", "cfRule")))
    ):
        element.text = with_rows_inserted(element.text, insertion.sheet, insertion)


def _range_moved(reference: str, insertion: Insertion, *, grows: bool = True) -> str:
    """Return a range after the insertion; one that ends with the last row above it grows."""
    first, _colon, last = reference.partition(":")
    if not re.fullmatch(r"\$?[A-Za-z]+\$?\d+", first):
        return reference
    top = place_of(first.replace("$", ""))[0]
    start = f"{first.rstrip('0123456789')}{insertion.moved(top) + 1}"
    if not last:
        return start
    bottom = place_of(last.replace("$", ""))[0]
    end = bottom + insertion.count if grows and bottom == insertion.after else insertion.moved(bottom)
    return f"{start}:{last.rstrip('0123456789')}{end + 1}"


def _names_moved(content: bytes, insertions: Sequence[Insertion]) -> bytes:
    return _changed(content, "definedName", insertions)


def _formulas_moved(content: bytes, insertions: Sequence[Insertion]) -> bytes:
    return _changed(content, "f", insertions)


def _changed(content: bytes, name: str, insertions: Sequence[Insertion]) -> bytes:
    root = _parsed(content)
    is_changed = False
    for element in root.iter(f"{{*}}{name}"):
        text = element.text or ""
        for insertion in insertions:
            text = with_rows_inserted(text, "", insertion)
        if text != (element.text or ""):
            element.text, is_changed = text, True
    return _bytes(root) if is_changed else content


def _related(form: zipfile.ZipFile, path: str) -> list[tuple[str, str]]:
    """The kind and the member of everything that a sheet is related to."""
    folder, _slash, name = path.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in form.namelist():
        return []
    found = []
    for each in _parsed(form.read(relations)):
        target = str(each.get("Target"))
        member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        found.append((str(each.get("Type")).rpartition("/")[2], member))
    return found


def _drawing_moved(content: bytes, insertion: Insertion) -> bytes:
    root = _parsed(content)
    for tag in ("from", "to"):
        for anchor in root.iter(f"{{*}}{tag}"):
            row = anchor.find("{*}row")
            if row is not None and row.text:
                row.text = str(insertion.moved(int(row.text)))
    return _bytes(root)


def _refs_moved(content: bytes, insertion: Insertion) -> bytes:
    root = _parsed(content)
    for element in root.iter(etree.Element):
        _move(element, insertion)
    return _bytes(root)


def _notes_moved(content: bytes, insertion: Insertion) -> bytes:
    """Move the boxes of comments, which stand in an older language."""

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [int(part) for part in found[2].split(b",")]
        for place in (2, 6):
            if len(numbers) == 8:
                numbers[place] = insertion.moved(numbers[place])
        return found[1] + b", ".join(b"%d" % number for number in numbers) + found[3]

    moved = _ROW.sub(lambda found: found[1] + b"%d" % insertion.moved(int(found[2])) + found[3], content)
    return _ANCHOR.sub(anchor, moved)


_CHANGES: dict[str, Callable[[bytes, Insertion], bytes]] = {
    "drawing": _drawing_moved,
    "vmlDrawing": _notes_moved,
    "comments": _refs_moved,
    "threadedComment": _refs_moved,
    "table": _refs_moved,
}


def _parsed(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
