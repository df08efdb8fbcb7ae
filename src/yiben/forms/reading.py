"""A sheet of a form as what it wants: blanks under headings, lists, labelled places.

Heading rows stand over columns, label columns before rows; a cell is a blank when it is empty, or holds a number, and both
name it. What computes itself, what is crossed out (— × /) and what no ledger may hold is no blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from yiben.forms.labels import bare_fact, labels_in
from yiben.forms.layout import Blank, FormLayout, Label, ListArea
from yiben.forms.measure_words import is_measure_word
from yiben.packs.boundaries import forbidden_in_label
from yiben.sheets.cells import Sheet, is_blank, text_of
from yiben.sheets.layout import LINE_ORDINAL, NOTE, headings_under
from yiben.sheets.values import plain

MOST_HEADING_ROWS: Final = 4
_LONGEST: Final = 40
_CODE: Final = re.compile(r"(?:指标|项目|行)?(?:代码|编码|行次|栏次|代号)|序号|编号|项次")
_MEASURES: Final = re.compile(r"(?:计量)?单位")
_REMARKS: Final = re.compile(r"备注|说明|填表说明|佐证材料?|附件|链接")
_INDEX: Final = re.compile(r"[甲乙丙丁戊己庚]|[（(]?\d{1,2}[）)]?|[①-⑳]|\d{1,2}=[\d+\-×/÷()]+|—")
_CROSSED: Final = re.compile(r"[—－\-×/\\＼xX*＊]+")
_IN_BRACKETS: Final = re.compile(r"[（(](?:单位[:：])?(?P<word>[^（）()\d]{1,6})[）)]\s*$")
_WITHIN: Final = re.compile(r"^(?:其中|其|#)[:：]?")


@dataclass
class _Found:
    blanks: list[Blank] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lists: list[ListArea] = field(default_factory=list)
    forbidden: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Table:
    """One table: heading rows, its columns with their headings, where its body begins and ends."""

    columns: tuple[int, ...]
    headings: tuple[str, ...]
    first: int
    end: int


def read_sheet(
    sheet: Sheet, name: str, formulas: Collection[tuple[int, int]] = (), percents: Collection[tuple[int, int]] = ()
) -> FormLayout:
    """Return what a sheet wants; ``formulas`` and ``percents`` are cells (from 0) that compute themselves, and that show
    per cent."""
    reader = _Reader(sheet, name, frozenset(formulas), frozenset(percents))
    if not sheet.is_hidden:
        reader.read()
    made = reader.found
    return FormLayout(tuple(made.blanks), tuple(made.labels), tuple(made.lists), len(formulas), tuple(made.forbidden))


class _Reader:
    def __init__(
        self, sheet: Sheet, name: str, formulas: frozenset[tuple[int, int]], percents: frozenset[tuple[int, int]]
    ) -> None:
        self.sheet, self.name, self.formulas, self.percents = sheet, name, formulas, percents
        self.found = _Found()
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.measure = ""

    def read(self) -> None:
        row = 0
        while row < len(self.sheet.rows):
            if self.is_heading(row):
                table = self.table(row)
                self.body(table)
                row = max(table.end, row + 1)
                continue
            self.loose(row)
            row += 1

    # where tables are

    def is_heading(self, row: int) -> bool:
        """Whether a row heads columns: several different short labels side by side with room for values below them."""
        filled = self.sheet.filled(row)
        texts = [plain(text_of(self.sheet.value(row, column))) for column in filled]
        if len(filled) < 2 or len(set(texts)) < 2 or not all(self.is_label(row, column) for column in filled):
            return False
        if any(re.search(r"[::]$|[::]\s*\S", text) and bare_fact(text.partition(":")[0]) for text in texts):
            return False
        if self._pairs(row) * 2 > len(filled) - 1:
            return False
        facts = sum(bool(bare_fact(text)) or bool(NOTE.match(text)) for text in texts)
        return row + 1 < len(self.sheet.rows) and not (NOTE.match(texts[0]) and facts * 2 >= len(texts))

    def is_label(self, row: int, column: int) -> bool:
        value = self.sheet.value(row, column)
        if not isinstance(value, str) or (row, column) in self.formulas:
            return False
        text = plain(value)
        return 0 < len(text) <= _LONGEST and not re.fullmatch(r"[\d.,%]+", text)

    def _after(self, row: int, column: int) -> int:
        merge = self.sheet.anchors.get((row, column))
        return (merge.right if merge else column) + 1

    def _is_gap(self, row: int, column: int) -> bool:
        return (
            column < self.width and (row, column) not in self.sheet.covered and is_blank(self.sheet.value(row, column))
        )

    def _pairs(self, row: int) -> int:
        """How many labels of a row, its last left aside, stand before a blank of their own."""
        return sum(self._is_gap(row, self._after(row, column)) for column in self.sheet.filled(row)[:-1])

    def table(self, top: int) -> _Table:
        bottom = self.bottom(top)
        columns, headings = headings_under(self.sheet, top, bottom)
        first = bottom + 1
        if first < len(self.sheet.rows) and self._is_index(first):
            first += 1
        end = first
        seen_blank = 0
        while end < len(self.sheet.rows):
            filled = self.sheet.filled(end)
            if not filled:
                seen_blank += not any((end, column) in self.sheet.covered for column in columns)
            elif (
                self._ends(end, filled) or self._repeats(end, filled, headings) or (seen_blank and self.is_heading(end))
            ):
                break
            else:
                seen_blank = 0
            end += 1
        before = tuple(
            column
            for column in range(min(columns, default=0))
            if any(self.is_label(row, column) for row in range(first, end))
        )
        return _Table((*before, *columns), ("",) * len(before) + headings, first, end)

    def bottom(self, top: int) -> int:
        bottom = top
        while bottom - top < MOST_HEADING_ROWS - 1:
            anchors = [
                merge
                for (row, _c), merge in self.sheet.anchors.items()
                if top <= row <= bottom and not self._blank_at(merge)
            ]
            reach = max((merge.bottom for merge in anchors), default=bottom)
            wide = [merge for merge in anchors if merge.right > merge.left and merge.bottom == bottom]
            below = set(self.sheet.filled(bottom + 1)) if bottom + 1 < len(self.sheet.rows) else set()
            labels = bool(below) and all(self.is_label(bottom + 1, column) for column in below)
            divided = any(sum(m.left <= column <= m.right for column in below) > 1 for m in wide)
            above = set(self.sheet.filled(top))
            first = min(above, default=0)
            completes = (
                labels
                and len(below - above) >= 2
                and first not in below
                and (bottom + 1, first) not in self.sheet.covered
            )
            if not (bottom < reach < top + MOST_HEADING_ROWS or (labels and divided) or completes):
                break
            bottom += 1
        return bottom

    def _blank_at(self, merge: object) -> bool:
        return is_blank(self.sheet.value(merge.top, merge.left))  # type: ignore[attr-defined]

    def _is_index(self, row: int) -> bool:
        texts = [plain(text_of(self.sheet.value(row, column))) for column in self.sheet.filled(row)]
        return len(texts) > 1 and all(_INDEX.fullmatch(text) for text in texts)

    def _repeats(self, row: int, filled: Sequence[int], headings: Sequence[str]) -> bool:
        """Whether the headings stand once more in a row: another table of the same shape begins."""
        labels = {part for heading in headings for part in heading.split("/")}
        return len(filled) > 1 and all(self._text(row, column) in labels for column in filled)

    def _ends(self, row: int, filled: Sequence[int]) -> bool:
        """Whether remarks or signatures begin in a row."""
        first = text_of(self.sheet.value(row, filled[0]))
        text = plain(first)
        if not isinstance(self.sheet.value(row, filled[0]), str):
            return False
        labelled = bool(re.search(r"[::]", text)) and (NOTE.match(text) or bare_fact(text.partition(":")[0]))
        return bool(labelled) or (bool(NOTE.match(text)) and len(filled) == 1 and len(text) > 8)

    # what is wanted

    def loose(self, row: int) -> None:
        """Read a row outside of tables: labelled places, and labels that stand before blanks of their own."""
        for column in self.sheet.filled(row):
            text = self.sheet.value(row, column)
            if not isinstance(text, str):
                continue
            stated = re.search(r"(?:计量)?单位[:：]\s*(?P<word>万?[元人户份场次件平方米]{1,3})\s*$", text)
            if stated:
                self.measure = stated["word"]
                continue
            labels = list(labels_in(self.sheet, self.name, row, column))
            self.found.labels += labels
            beside = self._after(row, column)
            is_open = self._is_gap(row, beside) or (beside >= self.width and self._pairs(row) > 0)
            if labels or not is_open or not self.is_label(row, column) or not self._stands_before(row, column, text):
                continue
            self._beside(row, beside, text)

    def _stands_before(self, row: int, column: int, text: str) -> bool:
        """Whether a text is a label before a blank rather than a title: it ends with a colon, or its row or one beside it
        is made of such pairs."""
        if re.search(r"[:：]\s*\S", text):
            return False
        if re.search(r"[:：]\s*$", text) or self._pairs(row):
            return True
        near = [each for each in (row - 1, row + 1) if 0 <= each < len(self.sheet.rows)]
        return any(self._pairs(each) and self.sheet.filled(each)[:1] == [column] for each in near) and not re.search(
            r"(?:表|台账|汇总|统计)\d*$", plain(text)
        )

    def _beside(self, row: int, column: int, text: str) -> None:
        fact = bare_fact(text)
        if fact is not None:
            self.found.labels.append(Label(self.name, row, column, re.sub(r"[\s:：]+", "", text), fact))
        elif not self._is_forbidden((text,)):
            self._add(row, column, (_bare(text),), ())

    def body(self, table: _Table) -> None:
        rows = list(range(table.first, table.end))
        named = [
            row
            for row in rows
            if any(self.is_label(row, column) for column in self.sheet.filled(row)) and not self._is_section(row, table)
        ]
        marked = {
            column: heading
            for column, heading in zip(table.columns, table.headings, strict=True)
            if self._is_side(heading)
        }
        labels = self._label_columns(table, named, marked)
        if not labels:
            self._list(table, rows)
            return
        measures = next(
            (
                column
                for column, heading in marked.items()
                if column in labels and column != labels[0] and self._are_measures(heading, named, column)
            ),
            None,
        )
        section: tuple[str, ...] = ()
        parent = ""
        for row in rows:
            down = [
                self._text(row, column) for column in labels if column != measures and column not in self._codes(marked)
            ]
            down = [text for at, text in enumerate(down) if text and text not in down[:at]]
            if not down:
                continue
            if self._is_section(row, table):
                section = (down[0],)
                continue
            if _WITHIN.match(down[-1]) and parent:
                down = [*down[:-1], parent, _WITHIN.sub("", down[-1])] if parent not in down else down
            else:
                parent = down[-1]
            measure = self._text(row, measures) if measures is not None else ""
            self._row(table, row, (*section, *down), measure, set(labels))

    def _row(self, table: _Table, row: int, down: tuple[str, ...], measure: str, labels: set[int]) -> None:
        for column, heading in zip(table.columns, table.headings, strict=True):
            last = plain(heading.rpartition("/")[2])
            if column in labels or _REMARKS.fullmatch(last) or (row, column) in self.formulas:
                continue
            if (row, column) in self.sheet.covered or not self._is_open(row, column):
                continue
            across = tuple(part.partition("#")[0] for part in heading.split("/"))
            if not self._is_forbidden((*down, *across)):
                self._add(
                    row,
                    column,
                    tuple(map(_bare, down)),
                    tuple(map(_bare, across)),
                    measure or stated_measure((*reversed(across), *reversed(down))),
                )

    def _list(self, table: _Table, rows: Sequence[int]) -> None:
        """A table whose rows name nothing: a record a row."""
        free = [row for row in rows if self._is_free(row, table)]
        stop = next((row for row in rows if row not in free), None)
        stop = stop if stop is not None else (table.end if table.end < len(self.sheet.rows) else None)
        ordinal = next((c for c, h in zip(table.columns, table.headings, strict=True) if LINE_ORDINAL.fullmatch(h)), -1)
        columns = [
            (column, heading)
            for column, heading in zip(table.columns, table.headings, strict=True)
            if column != ordinal and not self._is_forbidden((heading,)) and not self._is_computed(table, column)
        ]
        if columns:
            self.found.lists.append(ListArea(self.name, table.first, stop, tuple(columns), ordinal))

    def _is_computed(self, table: _Table, column: int) -> bool:
        return (table.first, column) in self.formulas

    def _is_free(self, row: int, table: _Table) -> bool:
        codes = self._codes(dict(zip(table.columns, table.headings, strict=True)))
        return not any(
            not is_blank(self.sheet.value(row, column))
            and not (column in codes and self._is_number(row, column))
            and (row, column) not in self.formulas
            for column in table.columns
        )

    def _label_columns(self, table: _Table, named: Sequence[int], marked: dict[int, str]) -> list[int]:
        """The columns whose body says what its rows are: from the left, as long as they mostly hold words."""
        if not named:
            return []
        found: list[int] = []
        for column in table.columns:
            words = sum(bool(self._text(row, column)) and not self._is_number(row, column) for row in named)
            if words * 2 > len(named) or (column in marked and not self._is_free_column(named, column)):
                found.append(column)
            elif found and any(each not in marked for each in found):
                break
        only_marks = all(column in self._codes(marked) for column in found)
        return [] if only_marks else found

    def _are_measures(self, heading: str, rows: Sequence[int], column: int) -> bool:
        """Whether a column says in what its rows are counted: 计量单位, or 单位 over measure words."""
        if not _MEASURES.fullmatch(plain(heading.rpartition("/")[2])):
            return False
        texts = [text for row in rows if (text := self._text(row, column))]
        return bool(texts) and all(is_measure_word(text) for text in texts)

    def _is_free_column(self, rows: Sequence[int], column: int) -> bool:
        return all(is_blank(self.sheet.shown(row, column)) for row in rows)

    def _is_number(self, row: int, column: int) -> bool:
        value = self.sheet.shown(row, column)
        return not isinstance(value, str) or bool(re.fullmatch(r"[\d.,%]+", plain(value)))

    def _is_side(self, heading: str) -> bool:
        last = plain(heading.rpartition("/")[2])
        return bool(_CODE.fullmatch(last) or _MEASURES.fullmatch(last))

    def _codes(self, marked: dict[int, str]) -> set[int]:
        return {column for column, heading in marked.items() if _CODE.fullmatch(plain(heading.rpartition("/")[2]))}

    def _is_section(self, row: int, table: _Table) -> bool:
        """Whether a row is a title across the table."""
        filled = self.sheet.filled(row)
        merge = self.sheet.anchors.get((row, filled[0])) if len(filled) == 1 else None
        return merge is not None and merge.right - merge.left + 1 >= len(table.columns) > 1

    def _is_open(self, row: int, column: int) -> bool:
        value = self.sheet.value(row, column)
        if isinstance(value, str) and not is_blank(value):
            text = plain(value)
            return not _CROSSED.fullmatch(text) and bool(re.fullmatch(r"[\d.,]+%?", text))
        return not isinstance(value, bool)

    def _is_forbidden(self, headings: Sequence[str]) -> bool:
        for heading in headings:
            for part in (heading, *heading.split("/")):
                if forbidden_in_label(part):
                    self.found.forbidden.setdefault(part)
                    return True
        return False

    def _add(self, row: int, column: int, down: tuple[str, ...], across: tuple[str, ...], measure: str = "") -> None:
        written = text_of(self.sheet.value(row, column))
        is_percent = (row, column) in self.percents
        self.found.blanks.append(
            Blank(self.name, row, column, down, across, measure or self.measure, written, is_percent)
        )

    def _text(self, row: int, column: int | None) -> str:
        return re.sub(r"\s+", "", text_of(self.sheet.shown(row, column))) if column is not None else ""


def stated_measure(headings: Iterable[str]) -> str:
    """Return the measure word that the first of some headings to do so states in brackets: 金额（万元）; "" for none."""
    for heading in headings:
        found = _IN_BRACKETS.search(heading)
        if found and not re.search(r"含|不|等|以|盖章", found["word"]):
            return found["word"]
    return ""


def _bare(heading: str) -> str:
    return re.sub(r"\s+", "", heading).strip(":：")
