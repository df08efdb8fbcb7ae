"""The copy with sources: every number leads to its figure, and the table 数据来源 stands at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from yiben.rolling.models import RolledPaper
from yiben.rolling.numbers import Number
from yiben.rolling.package import W, WordFile
from yiben.rolling.queries import metric_of, period_of_number
from yiben.units.models import Unit

TITLE: Final = "数据来源"
HEADINGS: Final = ("序号", "文中数字", "指标", "单位", "账期", "台账数")
FOOT: Final = "本页供留底查对，不随文上报。数字算到第{seq}号记录。"
BY_HAND: Final = "手工填写，没有来源"
CHANGE: Final = "（同比）"
_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_WIDTHS: Final = (720, 1400, 2700, 1500, 1300, 1400)
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


def source_rows(paper: RolledPaper, numbers: Sequence[Number]) -> list[SourceRow]:
    """Return where each number of a paper comes from, in order; what is bound to nothing was typed by hand."""
    names = {each.code: each.short_name for each in Unit.objects.filter(code__in={each.place for each in numbers})}
    rows = []
    for each in numbers:
        metric = metric_of(each)
        if metric is None or not each.new:
            rows.append(SourceRow(each.shown, BY_HAND))
            continue
        label = f"{metric.label}{CHANGE}" if each.metric[1] == "change" else metric.label
        period = period_of_number(paper, each).label
        rows.append(SourceRow(each.shown, label, names.get(each.place, ""), period, each.ledger))
    return rows


def append_sources(word: WordFile, rows: Sequence[SourceRow], seq: int) -> None:
    """Put the table of sources on a page of its own behind the last paragraph of the file. ``seq``: the entry up to which
    the numbers were computed."""
    body = word.body.find(f"{W}body")
    last = body.find(f"{W}sectPr")
    at = body.index(last) if last is not None else len(body)
    table = _table([HEADINGS, *([str(number), *_cells(row)] for number, row in enumerate(rows, start=1))])
    for offset, each in enumerate((_paragraph(TITLE, is_title=True), table, _paragraph(FOOT.format(seq=seq)))):
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
            looks = _made("tcPr", cell)
            _made("tcW", looks, w=str(width), type="dxa")
            _made("vAlign", looks, val="center")
            cell.append(_paragraph(said, is_cell=True, is_bold=not number))
    return table


def _paragraph(text: str, *, is_title: bool = False, is_cell: bool = False, is_bold: bool = False) -> etree._Element:
    paragraph = _made("p")
    style = _made("pPr", paragraph)
    if is_title:
        _made("pageBreakBefore", style)
    _made("snapToGrid", style, val="0")
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
