""".xlsx and .ods: values by calamine; what is merged, hidden or struck out from the sheets' XML."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine
from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import TextProblem
from yiben.sheets.cells import Merge, Sheet, Value, Workbook

MOST_INFLATED = 400 * 2**20
"""Bytes. What a file may grow to when unpacked."""
MOST_RATIO = 200
EXACT = 2**53
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Marks:
    """What a sheet's XML says beside its values."""

    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()


def zipped_workbook(data: bytes, name: str) -> Workbook:
    """Return the cells of an .xlsx or .ods file; raises TextProblem as ``open_workbook``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            refuse_bombs(container, name)
            marks = _marks(container) if "xl/workbook.xml" in container.namelist() else {}
        opened = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(_sheet(opened, each, marks) for each in opened.sheets_metadata if _is_sheet(each))
    except TextProblem:
        raise
    except python_calamine.PasswordError as problem:
        raise TextProblem("document_encrypted", name=name) from problem
    except (python_calamine.CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as problem:
        raise TextProblem("document_broken", name=name) from problem
    return Workbook(sheets, "xlsx" if marks else "ods", name)


def exact(value: Any) -> Value:
    """Return a cell's value as the types of ``Value``; a number of 16 digits and more stays a float: digits are lost."""
    if type(value) is str:
        return value or None
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return value
        return int(value) if value == int(value) else Decimal(repr(round(value, 10)))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return time(minutes // 60 % 24, minutes % 60)
    if isinstance(value, (date, time, int)):
        return value
    return str(value)


def _sheet(opened: Any, meta: Any, marks: dict[str, Marks]) -> Sheet:
    rows: list[Any] = opened.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
    for number, row in enumerate(rows):  # in place, so that a large sheet is not held twice
        rows[number] = tuple(map(exact, row))
    mark = marks.get(meta.name, Marks())
    return Sheet(
        meta.name,
        tuple(rows),
        mark.merges,
        mark.hidden_rows,
        mark.struck_rows,
        is_hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
    )


def _is_sheet(meta: Any) -> bool:
    return bool(meta.typ == python_calamine.SheetTypeEnum.WorkSheet)


def refuse_bombs(container: zipfile.ZipFile, name: str) -> None:
    """Refuse (TextProblem ``document_inflates``) a file that would grow beyond reason when unpacked."""
    inflated = sum(each.file_size for each in container.infolist())
    packed = sum(each.compress_size for each in container.infolist()) or 1
    if inflated > MOST_INFLATED or (inflated > 50 * 2**20 and inflated // packed > MOST_RATIO):
        raise TextProblem("document_inflates", name=name)


def _marks(container: zipfile.ZipFile) -> dict[str, Marks]:
    """Read merges, hidden and struck rows of every sheet, by the sheet's name."""
    struck = _struck_styles(container)
    found = {}
    for name, path in sheet_paths(container):
        if path in container.namelist():
            with container.open(path) as part:
                outside = None if struck else _outside_rows(part)
            with io.BytesIO(outside) if outside is not None else container.open(path) as part:
                found[name] = _marks_of(part, struck)
    return found


_ROWS_BEGIN = re.compile(rb"<(?:\w+:)?sheetData(?:\s[^<>]*)?(?<!/)>")
_ROWS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_SAYS_MORE = re.compile(rb"hidden|<!")
"""What makes a look at the rows themselves needed: an attribute, or what may hold anything (comment, CDATA)."""
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_PIECE = 2**20


def _outside_rows(part: Any) -> bytes | None:
    """A sheet's XML without what stands in its rows, where nothing in them says that one is hidden; None where that takes
    a look at each. Of most sheets only the values are wanted, and those have been read."""
    kept = part.read(_PIECE)
    began = _ROWS_BEGIN.search(kept)
    if began is None or _OTHER_ENCODING.match(kept.removeprefix(b"\xef\xbb\xbf")):
        return None
    head, rows = kept[: began.end()], kept[began.end() :]
    while rows:
        ended = _ROWS_END.search(rows)
        if _SAYS_MORE.search(rows, 0, ended.start() if ended else len(rows)):
            return None
        if ended:
            return bytes(head + rows[ended.start() :] + part.read())
        following = part.read(_PIECE)
        rows = rows[-_LONGEST_END:] + following if following else b""
    return None


_LONGEST_END = 64


def sheet_paths(container: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name and the member of every sheet."""
    related = etree.fromstring(container.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {str(each.get("Id")): str(each.get("Target")) for each in related}
    for each in etree.fromstring(container.read("xl/workbook.xml"), _parser()).iter(f"{_MAIN}sheet"):
        target = targets.get(str(each.get(_RELATED)), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield str(each.get("name")), path


def _struck_styles(container: zipfile.ZipFile) -> set[int]:
    """The numbers of the cell formats whose font is struck through."""
    if "xl/styles.xml" not in container.namelist():
        return set()
    styles = etree.fromstring(container.read("xl/styles.xml"), _parser())
    fonts = [_is_on(font.find(f"{_MAIN}strike")) for font in styles.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    formats = styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")
    chosen = [int(each.get("fontId") or 0) for each in formats]
    return {index for index, font in enumerate(chosen) if font < len(fonts) and fonts[font]}


def _is_on(element: Any) -> bool:
    return element is not None and element.get("val") not in {"0", "false"}


def _marks_of(part: Any, struck: set[int]) -> Marks:
    merges: list[Merge] = []
    hidden: set[int] = set()
    struck_rows: set[int] = set()
    number = -1
    wanted = (f"{_MAIN}row", f"{_MAIN}mergeCell")
    for _event, element in etree.iterparse(part, tag=wanted, resolve_entities=False, no_network=True):
        if element.tag == wanted[1]:
            merges.append(merge_of(str(element.get("ref"))))
            continue
        number = int(element.get("r") or number + 2) - 1
        if element.get("hidden") in {"1", "true"}:
            hidden.add(number)
        first = next((cell for cell in element if len(cell)), None) if struck else None
        if first is not None and int(first.get("s") or 0) in struck:
            struck_rows.add(number)
        element.clear()
        while element.getprevious() is not None:  # what was read is not kept, not even emptied
            del element.getparent()[0]
    return Marks(tuple(merges), frozenset(hidden), frozenset(struck_rows))


def merge_of(ref: str) -> Merge:
    """Return the range that a reference such as ``A1:C2`` names."""
    first, _colon, last = ref.replace("$", "").partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    return Merge(top, left, bottom, right)


def place_of(cell: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as ``C2``."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
