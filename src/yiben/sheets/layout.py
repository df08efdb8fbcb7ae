"""Where the tables of a sheet are: titles above, heading rows, records, totals, remarks below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from yiben.sheets.cells import Merge, Sheet, is_blank, text_of
from yiben.sheets.days import read_day
from yiben.sheets.values import plain, read_number

RowKind = Literal["record", "total", "section", "note", "heading", "blank"]
MOST_HEADING_ROWS = 4
_LONGEST_LABEL = 40
_COMPARED = 20
TOTAL = re.compile(
    r".{0,12}?(?:合计|小计|总计|累计|共计|总和|汇总数?|总数)[::]?|[承接]上页|[承接]前页|过次页|[转续]下页|转次页"
)
_BESIDE_TOTAL = re.compile(
    r"(?:平均(?:值|数)?|人均|户均|占比|同比|环比|(?:去年|上年)同期数?|上月数?|(?:比上年|同比)?增减[率%]?)[::]?"
)
"""Lines that a table of figures adds to its total: no records."""
_MAY_SUM = re.compile("计|总|[上前次下]页|均|[占同环]比|同期|上月|增减")
"""A cheap look before the two above: one of these stands in whatever they match."""
_MEASURE = re.compile(
    r"[((][^()()\d]{1,5}[))]|人次?|场次?|元|万元|户次?|件|份|条|册|块|个|张|篇|处|名|次|小时|平方米|%"
)
NOTE = re.compile(
    r"(?:备注|注|说明|填表说明|填表|填报|制表|审核|复核|负责人|联系人|经办|单位[((]盖章|单位负责人|统计负责人|报送日期|填报日期|以上|数据来源)"
)
_LABELLED = re.compile(r".{1,10}[::].+")
_KNOWN = re.compile(
    r"序号|编号|日期|时间|月份|年月|单位|社区|姓名|名称|内容|主题|地点|地址|人数|场次|次数|数量|金额|备注|电话|身份证|方式|类别|类型|情况|负责人|参加|活动|项目"
)
LINE_ORDINAL = re.compile(r"(?:序号|编号|号|no\.?|项次|行号|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table (number from 0) and what it is."""

    number: int
    kind: RowKind
    label: str = ""
    """What a total or section row calls itself."""


@dataclass(frozen=True)
class Table:
    """One table: the columns that have a heading, in order, and its rows. ``titles`` stand above it."""

    columns: tuple[int, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    titles: tuple[str, ...] = ()
    ordinal: int | None = None
    """The column that only numbers the rows."""
    titles_above: tuple[str, ...] = ()
    """The titles of the sheet's first table: they hold for the further ones too."""
    spans: tuple[Merge, ...] = field(default=(), repr=False)


def find_tables(sheet: Sheet, like: Table | None = None) -> list[Table]:
    """Return the tables of a sheet. ``like``: the table of an earlier sheet, whose headings hold for a sheet without."""
    found: list[Table] = []
    titles: list[str] = []
    number = 0
    while number < len(sheet.rows):
        bottom = heading_bottom(sheet, number)
        if bottom is None:
            titles += [text_of(sheet.value(number, column)) for column in sheet.filled(number)]
            number += 1
            continue
        columns, headings = headings_under(sheet, number, bottom)
        rows, number = rows_under(sheet, bottom + 1, columns, headings)
        above = found[0].titles if found else ()
        found.append(Table(columns, headings, tuple(rows), tuple(titles), _ordinal(headings, columns), above))
        titles = []
    if not found and like is not None and sheet.rows:
        rows, _end = rows_under(sheet, 0, like.columns, like.headings)
        found.append(Table(like.columns, like.headings, tuple(rows), (), like.ordinal))
    return [table for table in found if any(row.kind in {"record", "total"} for row in table.rows)]


def heading_bottom(sheet: Sheet, top: int) -> int | None:
    """Return the last row of the heading that begins at ``top``, None when none begins there."""
    if not _is_label_row(sheet, top, _width(sheet, top)):
        return None
    bottom = top
    while bottom - top < MOST_HEADING_ROWS - 1:
        reach = max((m.bottom for (row, _), m in sheet.anchors.items() if top <= row <= bottom), default=bottom)
        wide = [m for (row, _), m in sheet.anchors.items() if row == bottom and m.right > m.left and m.bottom == bottom]
        if (
            bottom < reach < top + MOST_HEADING_ROWS
            or (_are_labels(sheet, bottom + 1) and any(_is_divided(sheet, bottom + 1, merge) for merge in wide))
            or _completes(sheet, bottom)
            or _states_measures(sheet, bottom + 1)
        ):
            bottom += 1
        else:
            break
    return bottom


def _is_divided(sheet: Sheet, row: int, merge: Merge) -> bool:
    """Whether several labels stand in a row under a wide heading."""
    return sum(merge.left <= column <= merge.right for column in sheet.filled(row)) > 1


def _width(sheet: Sheet, top: int) -> int:
    """How many columns the table that may begin at ``top`` has: what most of the rows below fill, at most."""
    counts = sorted(len(sheet.filled(row)) for row in range(top, min(top + 60, len(sheet.rows))))
    return counts[int(len(counts) * 0.9)] if counts else 0


def _is_label_row(sheet: Sheet, row: int, width: int) -> bool:
    filled = sheet.filled(row)
    spread = sum((sheet.anchors[row, c].right - c + 1) if (row, c) in sheet.anchors else 1 for c in filled)
    if len(filled) < 2 or spread < max(2, (width + 1) // 2) or not _are_labels(sheet, row):
        return False
    texts = [plain(text_of(sheet.value(row, column))) for column in filled]
    if len(set(texts)) < 2 or any(_LABELLED.fullmatch(text) for text in texts):
        return False
    return any(_KNOWN.search(text) for text in texts) or _are_unlike_below(sheet, row, filled)


def _are_labels(sheet: Sheet, row: int) -> bool:
    """Whether everything in a row may be a heading: short text that is no number and no day."""
    if row >= len(sheet.rows):
        return False
    filled = sheet.filled(row)
    return bool(filled) and all(_is_label(sheet, row, column) for column in filled)


def _is_label(sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.value(row, column)
    if not isinstance(value, str) or len(plain(value)) > _LONGEST_LABEL:
        return False
    text = plain(value)
    month_alone = re.fullmatch(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?", text)
    return bool(month_alone) or (read_day(value, 2000) is None and not _is_number(text))


def _is_number(text: str) -> bool:
    return bool(re.match(r"[约近]?\d", text)) and read_number(text).is_read


def _are_unlike_below(sheet: Sheet, row: int, filled: Sequence[int]) -> bool:
    """Whether numbers or days stand under the labels: then they head columns."""
    below = range(row + 1, min(row + 6, len(sheet.rows)))
    return any(
        not is_blank(sheet.value(each, column)) and not _is_label(sheet, each, column)
        for each in below
        for column in filled
    )


def _completes(sheet: Sheet, row: int) -> bool:
    """Whether the next row goes on with a heading that is not merged: labels under blanks, numbers only below it."""
    following = row + 1
    if not _are_labels(sheet, following) or following + 1 >= len(sheet.rows):
        return False
    filled, above = sheet.filled(following), set(sheet.filled(row))
    under_blank = [column for column in filled if column not in above]
    is_total = len(filled) == 1 and TOTAL.fullmatch(plain(text_of(sheet.value(following, filled[0]))))
    return bool(under_blank) and 0 not in filled and not is_total


def _states_measures(sheet: Sheet, row: int) -> bool:
    """Whether a row under a heading says in what its columns count, and nothing else: （人） （份） （元）."""
    if row + 1 >= len(sheet.rows):
        return False
    texts = [plain(text_of(sheet.value(row, column))) for column in sheet.filled(row)]
    return bool(texts) and all(map(_MEASURE.fullmatch, texts))


def headings_under(sheet: Sheet, top: int, bottom: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the columns that heading rows name, and what they name them, joined with “/” from the top."""
    width = max((len(row) for row in sheet.rows[top : bottom + 1]), default=0)
    columns, names = [], []
    spread: dict[int, str] = {}
    for column in range(width):
        if _is_covered_from_left(sheet, bottom, column) and _is_covered_from_left(sheet, bottom + 1, column):
            continue  # heading and cells are merged alike: one column on paper
        parts: list[str] = []
        for row in range(top, bottom + 1):
            text = re.sub(r"\s+", "", text_of(sheet.shown(row, column)))
            if text:
                spread[row] = text
            elif row < bottom and _continues(sheet, row, column, bottom):
                text = spread.get(row, "")
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        if parts:
            columns.append(column)
            names.append("/".join(parts))
    return tuple(columns), tuple(told_apart(names))


def _is_covered_from_left(sheet: Sheet, row: int, column: int) -> bool:
    merge = sheet.covered.get((row, column))
    return merge is not None and merge.left < column


def _continues(sheet: Sheet, row: int, column: int, bottom: int) -> bool:
    """Whether an unmerged heading to the left stands over this column too: something is named below it only."""
    below = any(not is_blank(sheet.shown(each, column)) for each in range(row + 1, bottom + 1))
    return below and (row, column) not in sheet.covered


def told_apart(names: Sequence[str]) -> Iterator[str]:
    """Yield names in their order, a repeated one with “#2”."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}#{seen[name]}"


def _ordinal(headings: Sequence[str], columns: Sequence[int]) -> int | None:
    return next((c for c, name in zip(columns, headings, strict=True) if LINE_ORDINAL.fullmatch(name)), None)


def rows_under(sheet: Sheet, first: int, columns: Sequence[int], headings: Sequence[str]) -> tuple[list[Row], int]:
    """Return the rows of a table from ``first`` on, and where it ends: at the sheet's end or at another heading."""
    found: list[Row] = []
    labels = {plain(name.rpartition("/")[2]) for name in headings}
    for number in range(first, len(sheet.rows)):
        filled = sheet.filled(number)
        cells = sheet.rows[number]
        texts = [plain(text_of(cells[column])) for column in filled]
        if not filled and not any((number, column) in sheet.covered for column in columns):
            found.append(Row(number, "blank"))
            continue
        if (
            len(texts) > 1
            and not labels.isdisjoint(texts)
            and sum(text in labels for text in texts) * 3 >= len(texts) * 2
        ):
            found.append(Row(number, "heading"))
            continue
        if _begins_another(sheet, number, texts, len(columns)) or _breaks_off(sheet, number, texts, found):
            return found, number - _titles_above(found)
        if number == first and len(texts) + 1 >= len(columns) and _numbers_columns(texts):
            found.append(Row(number, "heading"))
            continue
        found.append(_row(number, filled, texts, columns))
    return found, len(sheet.rows)


def _row(number: int, filled: Sequence[int], texts: Sequence[str], columns: Sequence[int]) -> Row:
    if _MAY_SUM.search("".join(texts)):
        leading = [text for column, text in zip(filled, texts, strict=True) if column in columns[:4]]
        total = next((text for text in leading if TOTAL.fullmatch(text)), None)
        if total is not None:
            return Row(number, "total", total)
        if any(map(_BESIDE_TOTAL.fullmatch, leading)):
            return Row(number, "note", texts[0])
    if (
        texts
        and NOTE.match(texts[0])
        and (len(texts) <= 2 or any(_LABELLED.fullmatch(text) or text.endswith(":") for text in texts))
    ):
        return Row(number, "note", texts[0])
    if len(texts) == 1 and len(columns) > 2 and not re.fullmatch(r"[\d.,]+", texts[0]):
        return Row(number, "section" if len(texts[0]) <= _LONGEST_LABEL else "note", texts[0])
    return Row(number, "record")


def _begins_another(sheet: Sheet, number: int, texts: Sequence[str], width: int) -> bool:
    return (
        len(texts) >= 3
        and any(map(LINE_ORDINAL.fullmatch, texts))
        and sum(bool(_KNOWN.search(text)) for text in texts) * 2 >= len(texts)
        and _is_label_row(sheet, number, width)
        and _are_labels(sheet, number)
    )


def _breaks_off(sheet: Sheet, number: int, texts: Sequence[str], found: Sequence[Row]) -> bool:
    """Whether a heading begins here, below a gap or a title: labels alone, where numbers or days stood above."""
    if len(texts) < 2 or not found or found[-1].kind not in {"section", "blank", "note", "total"}:
        return False
    if sum(bool(_KNOWN.search(text)) for text in texts) * 2 < len(texts):
        return False
    filled = sheet.filled(number)
    if not _is_label_row(sheet, number, _width(sheet, number)) or not _are_unlike_below(sheet, number, filled):
        return False
    records = [row.number for row in found if row.kind == "record"][:_COMPARED]
    return any(
        not is_blank(sheet.value(row, column)) and not _is_label(sheet, row, column)
        for row in records
        for column in filled
    )


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns, as forms do: 甲 乙 1 2 3."""
    counted = [text for text in texts if text not in {"甲", "乙", "丙", "丁", "栏次", "A", "B", "C"}]
    return len(counted) >= 3 and counted == [str(place) for place in range(1, len(counted) + 1)]


def _titles_above(rows: list[Row]) -> int:
    """Take back the section rows just above another table: they are its title."""
    count = 0
    while rows and rows[-1].kind in {"section", "blank"}:
        rows.pop()
        count += 1
    return count
