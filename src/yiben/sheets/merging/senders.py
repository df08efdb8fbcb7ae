"""Whose table a file is: what its cells, its unit column, its titles and its name say, held against each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from yiben.sheets.cells import Sheet, Workbook, is_blank, text_of
from yiben.sheets.merging.deviations import Deviation, at, cell_name
from yiben.sheets.merging.measures import measure_named
from yiben.sheets.merging.taking import SentTable
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

_LABEL = re.compile(
    r"(?:填报|填表|报送|上报|编制|制表|申报|报表|所属)?(?:单位|社区|居委会|村居|村[((]社区[))]|社区[((]村[))])(?:名称|全称)?"
    r"(?:[((](?:盖章|公章|章|签章|全称)[))])?"
)
_LABELLED = re.compile(rf"{_LABEL.pattern}[::](?P<name>.*)")
_AFTERWARDS = re.compile(r"填报|填表|日期|时间|负责|联系|审核|[((]盖?公?章|电话|年\d|\d{4}")
_OF_MEASURE = re.compile(r"^(?:计量|金额)?单位[::](?:百|千|万|亿)?[\u4e00-\u9fff%]{1,3}(?=填报|填表|报送|上报|编制)")
"""A unit of measure before the label of the unit which reports: “单位：元 填报单位：…”."""
_IN_NAME = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST = 3


@dataclass(frozen=True)
class Sender:
    """The unit of a file (its official name) or None. ``is_contradicted``: what says so says different things."""

    unit: str | None
    is_contradicted: bool = False
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True)
class _Statement:
    unit: str | None
    text: str
    where: str
    is_misspelt: bool = False


def sender_of(name: str, workbook: Workbook, tables: Sequence[SentTable], form: Workbook, units: UnitNames) -> Sender:
    """Return the unit of a file. The labelled cell, the unit column and the file's name count alike; titles and sheet
    names only where none of them says anything. The rows with one of the two others decide against the third; any other
    contradiction is asked about."""
    cell = _stated(workbook, form, units)
    column = _of_rows(tables, units, is_own_unit)
    named = _of_file(name, units)
    said = [each for each in (cell, column, named) if each is not None]
    counts = Counter(each.unit for each in said if each.unit is not None)
    known = list(counts)
    misspelt = tuple(
        Deviation("unit_misspelt", each.where, said={"text": each.text}) for each in said if each.is_misspelt
    )
    if not known:
        hosts = _of_rows(tables, units, names_units)
        weak = _of_titles(workbook, tables, form, units) or (hosts.unit if hosts else None)
        return Sender(weak if cell is None or cell.unit is not None else None, False, misspelt)
    if len(known) == 1:
        if cell is None or cell.unit is not None:
            return Sender(known[0], False, misspelt)
        doubt = _doubt(cell, known[0], units)
        return Sender(known[0], doubt.code == "wrong_unit" and counts[known[0]] < 2, (*misspelt, doubt))
    best, count = counts.most_common(1)[0]
    odd = [each for each in said if each.unit is not None and each.unit != best]
    is_decided = count > 1 and column is not None and column.unit == best
    unit = best if is_decided else (named.unit if named else best)
    doubts = [each for each in said if each.unit not in (None, unit)] if not is_decided else odd
    wrong = tuple(
        Deviation("wrong_unit", each.where, is_decided, {"text": each.text, "unit": str(unit)}) for each in doubts
    )
    return Sender(unit, not is_decided, (*misspelt, *wrong))


def _doubt(strange: _Statement, unit: str, units: UnitNames) -> Deviation:
    """What a name that is no unit's is beside the unit that everything else says: misspelt, or somebody else."""
    is_slip = any(_is_near(strange.text, each) for each in _names(unit, units))
    code = "unit_misspelt" if is_slip else "wrong_unit"
    return Deviation(code, strange.where, is_slip, {"text": strange.text, "unit": unit})


def strangers(table: SentTable, unit: str, units: UnitNames) -> list[Deviation]:
    """Return a doubt for every row of a unit's list that names another unit as the one which reports."""
    column = next((each.index for each in table.layout.given if is_own_unit(each.heading)), None)
    said = []
    for row in table.rows if column is not None and units.units else ():
        text = text_of(row.cells.get(column or 0))
        meant = units.find(text) if text else None
        if meant is not None and meant.names and unit not in meant.names:
            where = at(table.part.name, row.row + 1)
            said.append(Deviation("wrong_unit", where, False, {"text": text, "unit": unit}))
    return said


def is_own_unit(heading: str) -> bool:
    """Say whether a column can name nothing but the unit which reports."""
    return bool(_LABEL.fullmatch(plain(heading).rpartition("/")[2]))


def _stated(workbook: Workbook, form: Workbook, units: UnitNames) -> _Statement | None:
    """What a cell such as “填报单位：…” says, in the cell or in the one to its right."""
    own = {text_of(value) for sheet in form.sheets for row in sheet.rows for value in row}
    for sheet in workbook.sheets:
        for row in range(len(sheet.rows)):
            for column in sheet.filled(row):
                text = _said_by(sheet, row, column, own, units)
                if text and (statement := _statement(text, cell_name(sheet.name, row, column), units)) is not None:
                    return statement
    return None


def _said_by(sheet: Sheet, row: int, column: int, own: Set[str], units: UnitNames) -> str:
    """What a cell says of the unit, “” for nothing; a label without a colon counts only beside a known unit."""
    value = sheet.value(row, column)
    text = _OF_MEASURE.sub("", plain(value)) if isinstance(value, str) else ""
    found = _LABELLED.match(text)
    if found is None and not _LABEL.fullmatch(text):
        return ""
    said = found["name"].strip("_") if found else ""
    if measure_named(said):
        return ""
    if said:
        meant = _AFTERWARDS.split(said)[0].strip("_:;,。. ")
        return meant if str(value) not in own or units.find(meant).names else ""
    right = next((each for each in sheet.filled(row) if each > column), None)
    beside = text_of(sheet.value(row, right)) if right is not None else ""
    meant = _AFTERWARDS.split(plain(beside))[0].strip()
    is_unit = bool(units.find(meant).names) if meant and units.units else False
    return meant if is_unit or (found is not None and ":" not in plain(beside) and beside not in own) else ""


def _statement(text: str, where: str, units: UnitNames) -> _Statement | None:
    meant = units.find(text)
    if len(meant.names) == 1:
        return _Statement(meant.names[0], text, where, meant.match == "misspelt")
    named = units.named_in(text) or _misspelt_in(text, units)
    if named is not None:
        return _Statement(named, text, where, units.named_in(text) is None)
    return _Statement(None, text, where)


def _of_rows(tables: Sequence[SentTable], units: UnitNames, is_of_unit: Callable[[str], bool]) -> _Statement | None:
    """The unit whose rows are filled, or which most rows of a list name in a column that is headed as a unit's."""
    found: Counter[str] = Counter()
    places: dict[str, str] = {}
    misspelt: dict[str, tuple[str, str]] = {}
    for table in tables:
        part = table.part
        if table.layout.kind == "units":
            by_row = {item.row: item.unit for item in table.layout.items}
            filled = [row for row in table.rows if any(not is_blank(cell) for cell in row.cells.values())]
            found.update(str(by_row[row.item]) for row in filled if row.item in by_row)
            places |= {str(by_row[row.item]): at(part.name, row.row + 1) for row in filled if row.item in by_row}
            continue
        for column in (each for each in table.layout.given if is_of_unit(each.heading)):
            for row in table.rows:
                text = text_of(row.cells.get(column.index))
                meant = units.find(text) if text else None
                if meant is not None and len(meant.names) == 1 and units.units:
                    found[meant.names[0]] += 1
                    places.setdefault(meant.names[0], at(part.name, row.row + 1))
                    if meant.match == "misspelt":
                        sent = part.columns.get(column.index, 0)
                        misspelt.setdefault(meant.names[0], (text, cell_name(part.name, row.row, sent)))
    if not found:
        return None
    unit, count = found.most_common(1)[0]
    if count * 2 <= found.total():
        return None
    text, where = misspelt.get(unit, (unit, ""))
    return _Statement(unit, text, where or places.get(unit, ""), unit in misspelt)


def names_units(heading: str) -> bool:
    """Say whether a column is headed as that of the unit which reports."""
    last = plain(heading).rpartition("/")[2]
    return bool(re.fullmatch(rf"(?:序号)?(?:{_LABEL.pattern}|(?:主办|承办|开展|组织|实施)单位|街道|镇街)", last))


def _of_file(name: str, units: UnitNames) -> _Statement | None:
    stem = name.rpartition(".")[0] or name
    named = units.named_in(stem)
    if named is not None:
        return _Statement(named, named, name)
    near = _misspelt_in(stem, units)
    return _Statement(near, stem, name, True) if near else None


def _misspelt_in(text: str, units: UnitNames) -> str | None:
    """The one unit of whose names a text holds all characters but one."""
    found = set()
    for run in _IN_NAME.findall(plain(text)):
        for unit in units.units:
            for name in (plain(each) for each in (unit.name, *unit.others) if len(plain(each)) > _SHORTEST):
                windows = {run[start : start + len(name)] for start in range(max(1, len(run) - len(name) + 1))}
                if any(_is_near(window, name) for window in windows):
                    found.add(unit.name)
    return next(iter(found)) if len(found) == 1 else None


def _of_titles(workbook: Workbook, tables: Sequence[SentTable], form: Workbook, units: UnitNames) -> str | None:
    own = {text_of(value) for sheet in form.sheets for row in sheet.rows for value in row} | {
        str(sheet.name) for sheet in form.sheets
    }
    tops = {table.part.sheet.name: table.part.heading.top for table in tables}
    said: set[str] = set()
    for text in _titles(workbook.sheets, tops):
        if text not in own and units.units and (named := units.named_in(text)):
            said.add(named)
    return next(iter(said)) if len(said) == 1 else None


def _titles(sheets: Iterable[Sheet], tops: dict[str | None, int]) -> Iterable[str]:
    for sheet in sheets:
        yield sheet.name or ""
        for row in range(min(tops.get(sheet.name, 3), len(sheet.rows))):
            yield from (text_of(sheet.value(row, column)) for column in sheet.filled(row))


def _is_near(one: str, two: str) -> bool:
    return len(one) >= _SHORTEST and OSA.distance(plain(one), plain(two), score_cutoff=1) <= 1


def _names(unit: str, units: UnitNames) -> list[str]:
    return next(([each.name, *each.others] for each in units.units if each.name == unit), [unit])
