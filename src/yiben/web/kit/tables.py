"""A table: columns, rows of cells, the total of everything that matches. Drawn by ``kit/table.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.paginator import Page

from yiben.web.kit.parts import Empty
from yiben.web.kit.places import Place

Kind = Literal["text", "title", "short", "number", "state"]


@dataclass(frozen=True)
class Column:
    """A column. ``title`` is the cell that names the row, ``short`` never breaks, ``number`` is set to the right;
    ``word`` is its measure word. ``is_minor`` columns are left out where there is no room."""

    id: str
    label: str
    kind: Kind = "text"
    word: str = ""
    can_sort: bool = False
    is_minor: bool = False

    @property
    def heading(self) -> str:
        """The label with its measure word, as it stands over the column."""
        return f"{self.label}/{self.word}" if self.word else self.label


@dataclass(frozen=True)
class Act:
    """What can be done in a cell: a link, or with a ``name`` a button that sends ``value``."""

    label: str
    url: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a column of a row. ``state`` (r, y, g, n) draws its shape before the text; ``meter`` is (filled,
    of, state); a ``button`` is a link drawn as one. ``is_missing`` names what should be there, ``is_figure`` a number that
    opens. ``plain`` is what a copy holds where that is not the text. ``is_note_cited``: the note cites a Chinese source."""

    text: str = ""
    url: str = ""
    note: str = ""
    state: str = ""
    tags: Sequence[str] = ()
    meter: tuple[int, int, str] | None = None
    button: str = ""
    acts: Sequence[Act] = ()
    is_missing: bool = False
    is_figure: bool = False
    plain: str | None = None
    is_note_cited: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it; on a phone it is left out."""
        return not (self.text or self.note or self.tags or self.button or self.acts)

    @property
    def copied(self) -> str:
        """What a copy holds."""
        return self.text if self.plain is None else self.plain


@dataclass(frozen=True)
class Row:
    """A row: its cells in the order of the columns. Without cells it is a ``heading`` across all of them; ``level`` says
    how deep it stands in a tree, 1 for the outermost. ``anchor`` is its id in the page."""

    cells: Sequence[Cell] = ()
    heading: str = ""
    level: int = 0
    is_selected: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Head:
    """A column as its heading is drawn: where a click leads and how the rows are sorted now."""

    column: Column
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Table:
    """A table. ``totals`` stand under the columns by id and cover every row that matches, on all pages; ``total_label``
    says what they include. ``page`` is None where everything is shown."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Empty
    totals: dict[str, str] = field(default_factory=dict)
    total_label: str = ""
    place: Place | None = None
    page: Page[Any] | None = None
    is_tight: bool = False
    remark: str = ""

    @property
    def heads(self) -> list[Head]:
        """The headings, each with the address that sorts by it."""
        if self.place is None:
            return [Head(column) for column in self.columns]
        place = self.place
        return [
            Head(column, place.sorting(column.id) if column.can_sort else "", place.direction(column.id))
            for column in self.columns
        ]

    @property
    def drawn(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Each row with its (column, cell) pairs; a heading has none."""
        return [(row, list(zip(self.columns, row.cells, strict=True)) if row.cells else []) for row in self.rows]

    @property
    def foot(self) -> list[tuple[Column, str]]:
        """The totals by column, behind those that the label of the total covers."""
        return [(column, self.totals.get(column.id, "")) for column in self.columns[self.label_span :]]

    @property
    def label_span(self) -> int:
        """How many columns the label of the total covers: those before the first that has one."""
        spans = [index for index, column in enumerate(self.columns) if column.id in self.totals]
        return max(1, spans[0] if spans else len(self.columns))

    @property
    def is_stacked(self) -> bool:
        """Whether a phone shows each row as a block under its title instead of in columns."""
        return any(column.kind == "title" for column in self.columns)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)
