"""The tables of a Word file as sheets, and cells of them filled: runs keep their look, every other member its bytes.

The tables are 表1, 表2 … in the order of the paper. Of a form (``open_tables``) the lines outside of tables are a sheet of
their own, 正文, one a row. Of a table that is sent around (``word_workbook``) they stand above it and below the last one, as a
title and “填报单位：” do on a spreadsheet, so that whoever reads spreadsheets reads it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.errors import Refusal, TextProblem
from yiben.sheets.cells import Merge, Sheet, Value, Workbook, text_of
from yiben.sheets.filling import NOT_XML
from yiben.sheets.opening_zip import refuse_bombs
from yiben.sheets.patching_zip import replace_members

BODY: Final = "word/document.xml"
LINES: Final = "正文"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MACROS: Final = "vbaProject.bin"
_OF_PARAGRAPHS: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MOST_LINES: Final = 12
"""Lines above and below a table that belong to it; what stands further off is the paper around it."""
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


def word_workbook(data: bytes, name: str) -> Workbook:
    """Return the tables of a .docx as a workbook, the lines around them with them; cells hold text, as in a .csv.

    Raises TextProblem ``document_broken``, ``sheet_expected`` for a paper without a table.
    """
    parts = _parts(_root(data, name, has_macros=True))
    if not parts:
        raise TextProblem("sheet_expected", name=name)
    return Workbook(tuple(part.sheet() for part in parts), "docx", name)


def fill_word(
    data: bytes, cells: Mapping[Place, Value], name: str = "", rows: Mapping[str, tuple[int, int, int]] | None = None
) -> bytes:
    """Return a .docx with cells of ``word_workbook`` filled. ``rows``: rows put in first, by sheet: below which row, how
    many, and the row that they look like, from 0; the places of cells are those afterwards. What another cell covers
    stays as it is; refuses (``fill_impossible``) a cell that is not there."""
    root = _root(data, name)
    parts = {part.name: part for part in _parts(root)}
    for sheet, (below, count, like) in (rows or {}).items():
        parts[sheet].put_in(below, count, like)
    grids = {name: part.cells() for name, part in parts.items()}
    covered = {name: part.sheet().covered for name, part in parts.items()}
    missing = []
    for (sheet, row, column), value in cells.items():
        paragraphs = grids.get(sheet, {}).get((row, column))
        if paragraphs:
            _write(paragraphs, written(value))
        elif (row, column) not in covered.get(sheet, {}):
            missing.append({"code": "no_address", "cell": f"{sheet} {row + 1}:{column + 1}"})
    if missing:
        raise Refusal("fill_impossible", problems=missing)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return replace_members(data, {BODY: content})


def written(value: Value) -> str:
    """Return a value as it is written into a table of a .docx.

    >>> written(date(2026, 3, 5)), written(True), written(None)
    ('2026年3月5日', '是', '')
    """
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, bool):
        return "是" if value else "否"
    return text_of(Decimal(repr(value)) if isinstance(value, float) else value)


@dataclass
class _Part:
    """A table with the lines that belong to it."""

    name: str
    table: Any
    above: list[Any] = field(default_factory=list)
    below: list[Any] = field(default_factory=list)

    def sheet(self) -> Sheet:
        inner, top = _sheet(self.name, self.table), len(self.above)
        lines = [[(_text(each),) for each in some] for some in (self.above, self.below)]
        merges = tuple(Merge(m.top + top, m.left, m.bottom + top, m.right) for m in inner.merges)
        struck = frozenset(top + number for number, row in enumerate(_rows(self.table)) if _is_struck(row))
        return Sheet(self.name, (*lines[0], *inner.rows, *lines[1]), merges, struck_rows=struck)

    def put_in(self, below: int, count: int, like: int) -> None:
        """Put rows into the table that look like one of its own and hold nothing."""
        rows = list(_rows(self.table))
        after, sample = rows[below - len(self.above)], rows[like - len(self.above)]
        for _ in range(count):
            after.addnext(_emptied(deepcopy(sample)))

    def cells(self) -> dict[tuple[int, int], list[Any]]:
        """The paragraphs of each line and cell, by row and column."""
        top = len(self.above)
        grid, _merges, height, _width = _grid(self.table)
        found = {(top + row, column): list(cell.iterchildren(f"{_W}p")) for (row, column), cell in grid.items()}
        found |= {(row, 0): [line] for row, line in enumerate(self.above)}
        return found | {(top + height + row, 0): [line] for row, line in enumerate(self.below)}


def _parts(root: Any) -> list[_Part]:
    tables = {id(each): _Part(f"表{number}", each) for number, each in enumerate(_tables(root), start=1)}
    parts, lines = [], list[Any]()
    for each in root.iter(f"{_W}tbl", f"{_W}p"):
        if each.tag == f"{_W}p":
            if not any(a.tag in (f"{_W}tbl", f"{_W}txbxContent") for a in each.iterancestors()) and _text(each).strip():
                lines.append(each)
        elif (part := tables.get(id(each))) is not None:
            part.above, lines = lines[-MOST_LINES:], []
            parts.append(part)
    if parts:
        parts[-1].below = lines[:MOST_LINES]
    return parts


def _emptied(row: Any) -> Any:
    """A copy of a row without text, not merged with the rows around it, and without the ids of the other's paragraphs."""
    for merge in list(row.iter(f"{_W}vMerge")):
        merge.getparent().remove(merge)
    for each in row.iter(f"{_W}tr", f"{_W}p"):
        for name in [name for name in each.attrib if name.startswith(_OF_PARAGRAPHS)]:
            del each.attrib[name]
    for cell in _cells(row):
        _write(list(cell.iterchildren(f"{_W}p")), "")
    return row


def _is_struck(row: Any) -> bool:
    """Whether the first text of a row is struck through."""
    for holder in row.iter(f"{_W}t"):
        if (holder.text or "").strip():
            strike = holder.getparent().find(f"{_W}rPr/{_W}strike")
            return strike is not None and strike.get(f"{_W}val") not in ("0", "false")
    return False


def _root(data: bytes, name: str, *, has_macros: bool = False) -> Any:
    """The document's tree. A file with macros is refused unless it is only read (``has_macros``)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            refuse_bombs(container, name)
            if not has_macros and any(each.endswith(_MACROS) for each in container.namelist()):
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
