"""The copy with sources: every number leads to its figure, and the table 数据来源 stands at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.rolling.package import W, WordFile

_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_WIDTHS: Final = (500, 1500, 2300, 1700, 1500, 1300)
_SIZE: Final = "21"
"""Half points: 五号."""


@dataclass(frozen=True)
class SourceRow:
    """A number of the paper in the table: as it stands there, its metric, unit and period, and the ledger's number."""

    text: str
    metric: str
    unit: str = ""
    period: str = ""
    ledger: str = ""


def append_sources(word: WordFile, title: str, headings: Sequence[str], rows: Sequence[SourceRow], foot: str) -> None:
    """Put the table of sources on a page of its own behind the last paragraph of the file."""
    body = word.body.find(f"{W}body")
    last = body.find(f"{W}sectPr")
    at = body.index(last) if last is not None else len(body)
    table = _table([headings, *([str(number), *_cells(row)] for number, row in enumerate(rows, start=1))])
    for offset, each in enumerate((_paragraph(title, is_title=True), table, _paragraph(foot))):
        body.insert(at + offset, each)


def _cells(row: SourceRow) -> tuple[str, ...]:
    return row.text, row.metric, row.unit, row.period, row.ledger


def _table(rows: Sequence[Sequence[str]]) -> etree._Element:
    table = _made("tbl")
    properties = _made("tblPr", table)
    _made("tblW", properties, w="5000", type="pct")
    borders = _made("tblBorders", properties)
    for edge in _EDGES:
        _made(edge, borders, val="single", sz="4", space="0", color="auto")
    grid = _made("tblGrid", table)
    for width in _WIDTHS:
        _made("gridCol", grid, w=str(width))
    for number, cells in enumerate(rows):
        row = _made("tr", table)
        style = _made("trPr", row)
        _made("cantSplit", style)
        if not number:
            _made("tblHeader", style)
        for width, said in zip(_WIDTHS, cells, strict=True):
            cell = _made("tc", row)
            _made("tcW", _made("tcPr", cell), w=str(width), type="dxa")
            cell.append(_paragraph(said, is_cell=True, is_bold=not number))
    return table


def _paragraph(text: str, *, is_title: bool = False, is_cell: bool = False, is_bold: bool = False) -> etree._Element:
    paragraph = _made("p")
    style = _made("pPr", paragraph)
    if is_title:
        _made("pageBreakBefore", style)
    _made("spacing", style, before="0", after="0", line="300", lineRule="auto")
    _made("ind", style, firstLine="0", firstLineChars="0")
    _made("jc", style, val="center" if is_title else "left")
    run = _made("r", paragraph)
    looks = _made("rPr", run)
    if is_title or is_bold:
        _made("b", looks)
    size = "32" if is_title else _SIZE
    _made("sz", looks, val=size)
    _made("szCs", looks, val=size)
    _made("t", run).text = text
    return paragraph


def _made(tag: str, parent: etree._Element | None = None, **values: str) -> etree._Element:
    element = etree.Element(f"{W}{tag}") if parent is None else etree.SubElement(parent, f"{W}{tag}")
    for key, value in values.items():
        element.set(f"{W}{key}", value)
    return element
