"""The tables of a Word form as sheets, and cells of them filled: runs keep their look, every other member its bytes.

The lines outside of tables are the sheet 正文, one a row; the tables are 表1, 表2 … in the order of the paper.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal, TextProblem
from yiben.sheets.cells import Merge, Sheet
from yiben.sheets.filling import NOT_XML
from yiben.sheets.opening_zip import refuse_bombs
from yiben.sheets.patching_zip import replace_members

BODY: Final = "word/document.xml"
LINES: Final = "正文"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MACROS: Final = "vbaProject.bin"
_THROUGH: Final = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"})

Place = tuple[str, int, int]
"""Sheet, row and column from 0."""


def open_tables(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the lines and tables of a .docx as sheets. Raises TextProblem ``document_broken``, Refusal ``form_macros``."""
    root = _root(data, name)
    lines = tuple((text,) for text in (_text(each) for each in _paragraphs(root)) if text.strip())
    sheets = [Sheet(LINES, lines)] if lines else []
    for number, table in enumerate(_tables(root), start=1):
        sheets.append(_sheet(f"表{number}", table))
    return tuple(sheets)


def fill_tables(data: bytes, cells: Mapping[Place, str], name: str = "") -> bytes:
    """Return a .docx with the text of cells replaced. Refuses (``fill_impossible``) a cell that is not there."""
    root = _root(data, name)
    grids: dict[str, dict[tuple[int, int], Any]] = {
        f"表{number}": _grid(table)[0] for number, table in enumerate(_tables(root), start=1)
    }
    lines = [each for each in _paragraphs(root) if _text(each).strip()]
    missing = []
    for (sheet, row, column), value in cells.items():
        if sheet == LINES and row < len(lines) and column == 0:
            _write([lines[row]], value)
        elif (row, column) in grids.get(sheet, {}):
            _write(list(grids[sheet][row, column].iterchildren(f"{_W}p")), value)
        else:
            missing.append({"code": "no_address", "cell": f"{sheet} {row + 1}:{column + 1}"})
    if missing:
        raise Refusal("fill_impossible", problems=missing)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return replace_members(data, {BODY: content})


def _root(data: bytes, name: str) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            refuse_bombs(container, name)
            if any(each.endswith(_MACROS) for each in container.namelist()):
                raise Refusal("form_macros", name=name)
            return etree.fromstring(
                container.read(BODY), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            )
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise TextProblem("document_broken", name=name) from problem


def _tables(root: Any) -> Iterator[Any]:
    """The tables of the body; those within cells of others are theirs."""
    for table in root.iter(f"{_W}tbl"):
        if not any(each.tag == f"{_W}tbl" for each in table.iterancestors()):
            yield table


def _paragraphs(root: Any) -> Iterator[Any]:
    for paragraph in root.iter(f"{_W}p"):
        if not any(each.tag in (f"{_W}tbl", f"{_W}txbxContent") for each in paragraph.iterancestors()):
            yield paragraph


def _sheet(name: str, table: Any) -> Sheet:
    grid, merges, height, width = _grid(table)
    rows = tuple(
        tuple(_cell_text(grid[row, column]) or None if (row, column) in grid else None for column in range(width))
        for row in range(height)
    )
    return Sheet(name, rows, tuple(merges))


def _grid(table: Any) -> tuple[dict[tuple[int, int], Any], list[Merge], int, int]:
    """The cells of a table by row and column (of a merged range the first), the merged ranges, height and width."""
    cells: dict[tuple[int, int], Any] = {}
    open_merges: dict[int, tuple[int, int]] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    width = number = 0
    for number, row in enumerate(_rows(table), start=1):
        at, column = number - 1, _skipped(row)
        for cell in _cells(row):
            span = int(_value(cell, "gridSpan") or 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in open_merges:
                top, left = open_merges[column]
                spans[top, left] = (at, spans[top, left][1])
            else:
                cells[at, column] = cell
                spans[at, column] = (at, column + span - 1)
                open_merges.pop(column, None)
                if merge is not None:
                    open_merges[column] = (at, column)
            column += span
        width = max(width, column)
    merges = [
        Merge(top, left, bottom, right)
        for (top, left), (bottom, right) in spans.items()
        if (top, left) != (bottom, right)
    ]
    return cells, merges, number, width


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in _THROUGH:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells(child)


def _skipped(row: Any) -> int:
    skipped = row.find(f"{_W}trPr/{_W}gridBefore")
    return int(skipped.get(f"{_W}val") or 0) if skipped is not None else 0


def _value(cell: Any, name: str) -> str:
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def _cell_text(cell: Any) -> str:
    return "\n".join(_text(each) for each in cell.iterchildren(f"{_W}p")).strip("\n")


def _text(paragraph: Any) -> str:
    return "".join(each.text or "" for each in _holders(paragraph))


def _holders(paragraph: Any) -> list[Any]:
    return [
        each
        for each in paragraph.iter(f"{_W}t")
        if not any(a.tag in (f"{_W}txbxContent", f"{_W}del") for a in each.iterancestors())
    ]


def _write(paragraphs: list[Any], value: str) -> None:
    """Put a text into the first of paragraphs as its first run looks; what stays the same at either end stays in place."""
    first = paragraphs[0]
    text = NOT_XML.sub("", value)
    holders = _holders(first)
    if not holders:
        run = etree.SubElement(first, f"{_W}r")
        look = first.find(f"{_W}pPr/{_W}rPr")
        if look is not None:
            copied = etree.SubElement(run, f"{_W}rPr")
            copied.extend([etree.fromstring(etree.tostring(each)) for each in look])
        holders = [etree.SubElement(run, f"{_W}t")]
    old = "".join(each.text or "" for each in holders)
    head = _common(old, text)
    tail = _common(old[head:][::-1], text[head:][::-1])
    _replace(holders, head, len(old) - tail, text[head : len(text) - tail])
    for paragraph in paragraphs[1:]:
        for holder in _holders(paragraph):
            holder.text = ""


def _replace(holders: list[Any], start: int, end: int, new: str) -> None:
    """Replace a stretch of the text that several runs hold; the new text looks as the run in which the old one began."""
    at, is_put = 0, False
    for holder in holders:
        text = holder.text or ""
        stop = at + len(text)
        begins = start < stop or start == stop == end or holder is holders[-1]
        if not is_put and begins:
            kept = text[max(end - at, start - at, 0) :] if end <= stop else ""
            holder.text = text[: start - at] + new + kept
            is_put = True
        elif is_put and at < end:
            holder.text = text[end - at :] if end < stop else ""
        holder.set(_XML_SPACE, "preserve")
        at = stop


def _common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
