"""From placed pieces of text on a page to lines in reading order: tables as cells with tabs, columns one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SAME_LINE = 0.5
_APART = 1.0
_NEAR = 0.3
"""Characters between cells that stand closer than usual, where the headings above say that there are cells."""
_BLANK = 0.22
_LEAST_CELLS = 3
_LEAST_ROWS_OF_COLUMNS = 6
_WIDE = 0.22


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters and its box, measured from the upper left corner; the unit does not matter."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """How high its characters are."""
        return max(self.bottom - self.top, 0.1)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, and whether tables or columns were found on it."""

    lines: list[str]
    is_laid_out: bool


def laid_out(pieces: Sequence[Piece]) -> Page:
    """Return the lines of a page.

    A table is a row of at least three cells and the rows below it whose pieces stand in its columns; a row that leaves
    the first column empty goes on with the cells above. Two columns are at least six rows parted at one place.
    """
    placed = list(_rows(pieces))
    rows = [_segments(row) for row in placed]
    gutter = _gutter(rows)
    if gutter is not None:
        return Page(list(_by_columns(rows, gutter)), True)
    lines: list[str] = []
    found = False
    at = 0
    while at < len(rows):
        table = _table_rows(rows, placed, at)
        if table:
            lines += _table(table)
            found = True
            at += len(table)
        else:
            lines.append("\t".join(each.text for each in rows[at]))
            at += 1
    return Page(lines, found)


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces at one height, from top to bottom."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: ((each.top + each.bottom) / 2, each.left)):
        middle = (piece.top + piece.bottom) / 2
        if row and abs(middle - (row[0].top + row[0].bottom) / 2) > _SAME_LINE * max(row[0].height, piece.height):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _segments(row: list[Piece], apart: float = _APART) -> list[Piece]:
    """The pieces of a row from left to right, those nearer than ``apart`` characters put together."""
    joined: list[Piece] = []
    for piece in sorted(row, key=lambda each: each.left):
        before = joined[-1] if joined else None
        if before and piece.left - before.right < apart * max(before.height, piece.height):
            blank = " " if piece.left - before.right > _BLANK * max(before.height, piece.height) else ""
            text = before.text + blank + piece.text
            joined[-1] = Piece(before.left, before.top, max(before.right, piece.right), before.bottom, text)
        else:
            joined.append(piece)
    return joined


def _gutter(rows: Sequence[Sequence[Piece]]) -> float | None:
    """Where a page of two columns is parted, None when it is not."""
    if not rows:
        return None
    left = min(each.left for row in rows for each in row)
    right = max(each.right for row in rows for each in row)
    pairs = [row for row in rows if len(row) == 2]
    wide = [row for row in pairs if all(each.right - each.left >= _WIDE * (right - left) for each in row)]
    if len(wide) < _LEAST_ROWS_OF_COLUMNS or len(wide) < 0.5 * len(rows):
        return None
    low, high = max(row[0].right for row in wide), min(row[1].left for row in wide)
    middle = (left + right) / 2
    return (low + high) / 2 if low < high and abs((low + high) / 2 - middle) < 0.12 * (right - left) else None


def _by_columns(rows: Sequence[Sequence[Piece]], gutter: float) -> Iterator[str]:
    """The left column, then the right one; a line across both ends them."""
    left: list[str] = []
    right: list[str] = []
    for row in rows:
        if len(row) == 1 and row[0].left < gutter < row[0].right:
            yield from (*left, *right, row[0].text)
            left, right = [], []
            continue
        left += ["".join(each.text for each in row if each.left < gutter)] if row[0].left < gutter else []
        right += ["".join(each.text for each in row if each.left >= gutter)] if row[-1].left >= gutter else []
    yield from (*left, *right)


def _table_rows(rows: Sequence[Sequence[Piece]], placed: Sequence[list[Piece]], start: int) -> list[Sequence[Piece]]:
    """The rows of the table that begins with a row, cell by cell; none when that row begins none."""
    header = rows[start]
    if len(header) < _LEAST_CELLS:
        return []
    table = [header]
    for row, pieces in zip(rows[start + 1 :], placed[start + 1 :], strict=True):
        cells = row if _fits(row, header) else _parted(pieces, header)
        if cells is None:
            break
        table.append(cells)
    # One row below that is no more than a line would make a table of every line with gaps.
    return table if any(len(row) >= _LEAST_CELLS - 1 for row in table[1:]) else []


def _parted(pieces: list[Piece], header: Sequence[Piece]) -> list[Piece] | None:
    """A row whose cells nearly touch, parted by the columns of the headings; None where they do not part it."""
    cells: list[Piece] = []
    columns: list[int] = []
    for each in _segments(pieces, _NEAR):
        column = _column(each, header)
        if columns and columns[-1] == column:
            before = cells[-1]
            cells[-1] = Piece(before.left, before.top, each.right, before.bottom, f"{before.text} {each.text}")
        else:
            cells.append(each)
            columns.append(column)
    return cells if len(cells) >= _LEAST_CELLS - 1 and _fits(cells, header) else None


def _fits(row: Sequence[Piece], header: Sequence[Piece]) -> bool:
    if len(row) > len(header):
        return False
    cells = [_column(each, header) for each in row]
    if len(set(cells)) != len(cells):
        return False
    return all(
        at + 1 == len(header) or each.right < header[at + 1].left + header[at].height
        for at, each in zip(cells, row, strict=True)
    )


def _column(piece: Piece, header: Sequence[Piece]) -> int:
    """The column whose heading is nearest: by the left edge, or by the middle where cells are centred."""
    return min(
        range(len(header)),
        key=lambda at: min(
            abs(piece.left - header[at].left),
            abs((piece.left + piece.right) / 2 - (header[at].left + header[at].right) / 2),
        ),
    )


def _table(rows: Sequence[Sequence[Piece]]) -> list[str]:
    header = rows[0]
    records: list[list[str]] = []
    for row in rows:
        cells = [""] * len(header)
        for each in row:
            cells[_column(each, header)] = each.text
        if records and not cells[0] and len(records) > 1:
            records[-1] = [above + below for above, below in zip(records[-1], cells, strict=True)]
        else:
            records.append(cells)
    return ["\t".join(cells) for cells in records]
