"""Finds the layout's sheets, columns and rows again in a workbook as sent."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from yiben.sheets.cells import Sheet, Workbook, is_blank, text_of
from yiben.sheets.layout import MOST_HEADING_ROWS, headings_under
from yiben.sheets.merging.deviations import Deviation, at
from yiben.sheets.merging.layouts import LayoutColumn, LayoutSheet, ends_table, is_total, row_label
from yiben.sheets.merging.pairing import Pair, likeness, moved, pairs
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

_DEEPEST = 40
"""How many rows from the top a heading is looked for."""
_ENOUGH = 0.4
"""The share of the layout's columns that has to be found in a heading."""


@dataclass(frozen=True)
class Heading:
    """A heading as sent: its rows, its columns with their names, and which of the layout's columns they are."""

    top: int
    bottom: int
    indexes: tuple[int, ...]
    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    score: float


@dataclass
class Part:
    """A sheet as sent that answers a sheet of the layout. ``columns``: the layout's columns → the sent ones;
    ``rows``: the layout's item rows → the sent ones."""

    layout: LayoutSheet
    sheet: Sheet
    heading: Heading
    columns: dict[int, int]
    rows: dict[int, int] = field(default_factory=dict)
    extra: list[int] = field(default_factory=list)
    """Rows as sent that the layout does not have."""
    deviations: list[Deviation] = field(default_factory=list)

    @property
    def name(self) -> str | None:
        """The sheet's name as sent."""
        return self.sheet.name


@dataclass(frozen=True)
class Matched:
    """The parts of a file, in the layout's order; what is missing of the layout; deviations of whole sheets."""

    parts: tuple[Part, ...]
    missing: tuple[LayoutSheet, ...]
    deviations: tuple[Deviation, ...]


def match_workbook(layout: Sequence[LayoutSheet], workbook: Workbook, units: UnitNames, form: Workbook) -> Matched:
    """Return which sheet answers which of the layout: by name, then by what the headings say. Sheets of the form that
    hold no table may come back or not."""
    sheets = [sheet for sheet in workbook.sheets if any(sheet.filled(row) for row in range(len(sheet.rows)))]
    found: dict[int, tuple[int, Heading]] = {}
    headings = {(n, m): locate(wanted, sheet) for n, wanted in enumerate(layout) for m, sheet in enumerate(sheets)}
    for is_fit in (_has_name, _has_like_name, _has_heading):
        scored = sorted(
            (
                (heading.score + _label_share(layout[n], sheets[m]), -n, -m)
                for (n, m), heading in headings.items()
                if heading is not None and is_fit(layout[n], sheets[m], heading)
            ),
            reverse=True,
        )
        for _score, n, m in scored:
            heading = headings[-n, -m]
            if -n not in found and -m not in {each for each, _heading in found.values()} and heading is not None:
                found[-n] = -m, heading
    parts = [_part(layout[n], sheets[m], heading, units) for n, (m, heading) in sorted(found.items())]
    missing = tuple(wanted for n, wanted in enumerate(layout) if n not in found)
    return Matched(
        tuple(parts), missing, tuple(_of_sheets(layout, sheets, found, {sheet.name for sheet in form.sheets}))
    )


def locate(layout: LayoutSheet, sheet: Sheet) -> Heading | None:
    """Return the heading of a sheet that fits the layout's best; None where hardly any column is found."""
    wanted = [column.heading for column in layout.columns]
    height = layout.bottom - layout.top
    known = {plain(part) for name in wanted for part in name.split("/")}
    best: Heading | None = None
    for top in range(min(len(sheet.rows), _DEEPEST)):
        filled = sheet.filled(top)
        texts = [plain(text_of(sheet.value(top, column))) for column in filled]
        if len(filled) < 2 or (best is not None and not known.intersection(texts)):
            continue
        for extra in dict.fromkeys((height, *range(MOST_HEADING_ROWS))):
            if top + extra >= len(sheet.rows) or (best is not None and best.score > 0.99):
                continue
            heading = _heading(layout, wanted, sheet, top, top + extra)
            if best is None or heading.score > best.score + 0.01:
                best = heading
    return best if best is not None and best.score >= _ENOUGH else None


def _heading(layout: LayoutSheet, wanted: Sequence[str], sheet: Sheet, top: int, bottom: int) -> Heading:
    indexes, names = headings_under(sheet, top, bottom)

    def may_be(number: int, other: int) -> bool:
        return _holds_numbers(layout.columns[number]) and _are_numbers(sheet, bottom + 1, indexes[other])

    found = pairs(wanted, names, may_be)
    weight = {"exact": 1.0, "like": 0.9, "position": 0.3}
    likenesses = sum(
        weight[pair.how] * max(likeness(wanted[pair.wanted], names[pair.sent]), 50) / 100 for pair in found
    )
    score = likenesses / len(wanted) - 0.02 * (bottom - top)
    return Heading(top, bottom, indexes, names, tuple(found), score + 0.02 * (layout.bottom - layout.top))


def _holds_numbers(column: LayoutColumn) -> bool:
    return bool(column.measure) or plain(column.heading).endswith(("数", "次", "额", "量", "费"))


def _are_numbers(sheet: Sheet, first: int, column: int) -> bool:
    cells = [value for row in range(first, len(sheet.rows)) if not is_blank(value := sheet.value(row, column))]
    return bool(cells) and sum(not isinstance(cell, str) for cell in cells) * 2 > len(cells)


def _has_name(layout: LayoutSheet, sheet: Sheet, _heading: Heading) -> bool:
    return plain(sheet.name or "") == plain(layout.name)


def _has_like_name(layout: LayoutSheet, sheet: Sheet, _heading: Heading) -> bool:
    return likeness(layout.name, sheet.name or "") >= 70


def _has_heading(_layout: LayoutSheet, _sheet: Sheet, heading: Heading) -> bool:
    return heading.score >= 0.6


def _label_share(layout: LayoutSheet, sheet: Sheet) -> float:
    """Which share of the layout's own rows stands in a sheet: it tells apart tables of like headings."""
    if not layout.items:
        return 0.0
    said = {plain(text_of(value)) for row in sheet.rows for value in row if isinstance(value, str)}
    return sum(plain(item.label.rpartition("/")[2]) in said for item in layout.items) / len(layout.items)


def _part(layout: LayoutSheet, sheet: Sheet, heading: Heading, units: UnitNames) -> Part:
    columns = {layout.columns[pair.wanted].index: heading.indexes[pair.sent] for pair in heading.pairs}
    part = Part(layout, sheet, heading, columns)
    part.deviations += [*_of_columns(part), *_above_heading(part)]
    if layout.items:
        _match_rows(part, units)
    return part


def _of_sheets(
    layout: Sequence[LayoutSheet], sheets: Sequence[Sheet], found: dict[int, tuple[int, Heading]], own: Set[str | None]
) -> list[Deviation]:
    said: list[Deviation] = []
    chosen = [Pair(n, m) for n, (m, _heading) in sorted(found.items())]
    for pair in chosen:
        name, wanted = sheets[pair.sent].name, layout[pair.wanted].name
        if name is not None and plain(name) != plain(wanted):
            said.append(Deviation("renamed_sheet", name, said={"wanted": wanted}))
    said += [Deviation("moved_sheet", str(sheets[pair.sent].name)) for pair in moved(chosen)]
    taken = {pair.sent for pair in chosen}
    for number, sheet in enumerate(sheets):
        if number not in taken and (sheet.name not in own or any(wanted.name == sheet.name for wanted in layout)):
            is_like = any(heading is not None for heading in (locate(wanted, sheet) for wanted in layout))
            said.append(Deviation("extra_sheet", sheet.name or "", not is_like))
    said += [Deviation("missing_sheet", wanted.name) for n, wanted in enumerate(layout) if n not in found]
    return said


def _of_columns(part: Part) -> list[Deviation]:
    layout, heading = part.layout, part.heading
    said = []
    for pair in heading.pairs:
        wanted, name = layout.columns[pair.wanted].heading, heading.names[pair.sent]
        if pair.how != "exact":
            said.append(Deviation("renamed_column", at(part.name, name), pair.how == "like", {"wanted": wanted}))
    for pair in moved(heading.pairs):
        said.append(Deviation("moved_column", at(part.name, heading.names[pair.sent])))
    taken = {pair.sent for pair in heading.pairs}
    for number, name in enumerate(heading.names):
        if number not in taken:
            said.append(Deviation("inserted_column", at(part.name, name)))
    lost = [each.heading for each in layout.columns if each.index not in part.columns]
    if len(lost) == 1:
        said.append(Deviation("deleted_column", at(part.name, lost[0])))
    elif lost:
        said.append(Deviation("columns_deleted", at(part.name, "、".join(lost)), said={"count": str(len(lost))}))
    return said


def _above_heading(part: Part) -> list[Deviation]:
    """Rows above the heading that say what the layout does not say there."""
    layout, sheet = part.layout, part.sheet
    own = [text_of(value) for row in layout.sheet.rows[: layout.top] for value in row if not is_blank(value)]
    said = []
    for row in range(part.heading.top):
        texts = [text_of(sheet.value(row, column)) for column in sheet.filled(row)]
        is_known = any(
            text in known or likeness(known, text) >= 60 or ":" in plain(text) for text in texts for known in own
        )
        if texts and own and not is_known and part.heading.top > layout.top:
            said.append(Deviation("inserted_row", at(part.name, row + 1), said=_row_said(texts[0])))
    return said


def _match_rows(part: Part, units: UnitNames) -> None:
    """Find the rows that the layout names; a row as sent that is none of them is said."""
    layout, sheet = part.layout, part.sheet
    labels = [part.columns[column] for column in layout.labels if column in part.columns]
    if not labels:
        return
    rows = _labelled_rows(part, labels)
    names = ["/".join(row_label(sheet, row, labels)) for row in rows]
    wanted = [item.label for item in layout.items]
    found = pairs(wanted, names) if layout.kind == "items" else _unit_pairs(layout, names, units)
    for pair in found:
        part.rows[layout.items[pair.wanted].row] = rows[pair.sent]
        if pair.how != "exact":
            sure = pair.how == "like"
            where = at(part.name, rows[pair.sent] + 1)
            part.deviations.append(
                Deviation("renamed_row", where, sure, _row_said(names[pair.sent], wanted[pair.wanted]))
            )
    for pair in moved(found):
        part.deviations.append(
            Deviation("moved_row", at(part.name, rows[pair.sent] + 1), said=_row_said(names[pair.sent]))
        )
    taken = {pair.sent for pair in found}
    for number, row in enumerate(rows):
        if number not in taken:
            part.extra.append(row)
            is_plain = not _has_numbers(sheet, row, labels)
            part.deviations.append(
                Deviation("inserted_row", at(part.name, row + 1), is_plain, _row_said(names[number]))
            )
    lost = [item.label for item in layout.items if item.row not in part.rows]
    if lost:
        part.deviations.append(
            Deviation("rows_deleted", at(part.name, "、".join(lost)), said={"count": str(len(lost))})
        )


def _unit_pairs(layout: LayoutSheet, names: Sequence[str], units: UnitNames) -> list[Pair]:
    """Which row is which unit's: by its name and short names; totals as other labels."""
    meant = [units.find(name) for name in names]
    found = []
    for number, item in enumerate(layout.items):
        for other, (name, each) in enumerate(zip(names, meant, strict=True)):
            if each.names == (item.unit,) or (item.is_total and is_total(name)):
                found.append(Pair(number, other))
                break
    return found


def _labelled_rows(part: Part, labels: Sequence[int]) -> list[int]:
    """The rows below the heading that have a label, or numbers without one, but no section that the layout has too."""
    sheet, layout = part.sheet, part.layout
    sections = {
        plain(text_of(layout.sheet.value(row, layout.labels[0])))
        for row in range(layout.first, len(layout.sheet.rows))
        if row not in {item.row for item in layout.items}
    }
    found = []
    for row in range(part.heading.bottom + 1, len(sheet.rows)):
        if ends_table(sheet, row):
            break
        parts = row_label(sheet, row, labels)
        if sheet.filled(row) and (parts or _has_numbers(sheet, row, labels)) and plain("".join(parts)) not in sections:
            found.append(row)
    return found


def _has_numbers(sheet: Sheet, row: int, labels: Sequence[int]) -> bool:
    return any(column not in labels and not isinstance(sheet.value(row, column), str) for column in sheet.filled(row))


def _row_said(label: str, wanted: str = "") -> dict[str, str]:
    return {"label": label, "wanted": wanted}
