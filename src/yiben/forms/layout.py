"""What a form wants: blanks under headings, rows of lists, places for names and days. Plain values, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

Fact = Literal["unit", "period", "day", "filler", "none"]
"""What a labelled place is for: the unit's name, the period, the day of filling, who filled it; ``none``: a place that
people fill by hand (signatures, telephone numbers)."""


@dataclass(frozen=True)
class Blank:
    """A cell to be filled, row and column from 0. ``down`` are the headings of its row and ``across`` those of its column,
    outermost first; ``measure`` is the measure word that they state. ``written`` is what stands there already;
    ``is_percent``: the cell shows per cent of what it holds."""

    sheet: str
    row: int
    column: int
    down: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    measure: str = ""
    written: str = ""
    is_percent: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings, those of the row first."""
        return (*self.down, *self.across)

    @property
    def heading(self) -> str:
        """Row and column headings in one line."""
        return " · ".join("/".join(part) for part in (self.down, self.across) if part)


@dataclass(frozen=True)
class Label:
    """A labelled place. With ``end`` ≥ 0 the value stands in the label's own cell and replaces its characters from
    ``start``; otherwise the whole cell is the value's."""

    sheet: str
    row: int
    column: int
    text: str
    fact: Fact
    start: int = -1
    end: int = -1

    @property
    def key(self) -> str:
        """What the label is called wherever it stands: sheet and words, so that a moved one is known again."""
        return f"{self.sheet}:{self.text}"


@dataclass(frozen=True)
class ListArea:
    """Rows under a heading that name nothing themselves: one record a row. Rows from ``first``; ``stop`` is the first row
    below that is not free, None where nothing stands below. ``columns`` are (column, heading) in order; ``ordinal`` is the
    column that only numbers the rows, -1 for none."""

    sheet: str
    first: int
    stop: int | None
    columns: tuple[tuple[int, str], ...]
    ordinal: int = -1

    @property
    def key(self) -> str:
        """What the list is known by: sheet and headings."""
        return f"{self.sheet}:{'|'.join(heading for _column, heading in self.columns)}"


@dataclass(frozen=True)
class FormLayout:
    """All that a form wants. ``formulas`` is how many cells compute themselves, ``forbidden`` the headings that no office
    may ask a ledger for (packs.boundaries), whose cells stay empty."""

    blanks: tuple[Blank, ...] = ()
    labels: tuple[Label, ...] = ()
    lists: tuple[ListArea, ...] = ()
    formulas: int = 0
    forbidden: tuple[str, ...] = ()

    @cached_property
    def by_place(self) -> Mapping[tuple[str, int, int], Blank]:
        """The blanks by sheet, row and column."""
        return {(each.sheet, each.row, each.column): each for each in self.blanks}

    @property
    def size(self) -> int:
        """How many cells there are to be filled; a list counts its columns once."""
        return (
            len(self.blanks)
            + sum(each.fact != "none" for each in self.labels)
            + sum(len(e.columns) for e in self.lists)
        )

    def headings(self) -> set[str]:
        """Return what tells this layout from another: every heading with its sheet."""
        found = {f"{each.sheet}:{each.heading}" for each in self.blanks}
        return found | {each.key for each in self.labels} | {each.key for each in self.lists}

    def words(self) -> set[str]:
        """Return the headings and labels by themselves, without blanks: what still stands in the file once it is filled."""
        found = {word for each in self.blanks for word in each.headings}
        found |= {heading for each in self.lists for _column, heading in each.columns}
        return {"".join(word.split()) for word in found | {each.text for each in self.labels}} - {""}

    def as_json(self) -> dict[str, Any]:
        """Return the layout as plain values."""
        return asdict(self)


def layout_from(kept: Mapping[str, Any]) -> FormLayout:
    """Return a layout that was kept as JSON."""
    return FormLayout(
        tuple(
            Blank(**{**each, "down": tuple(each["down"]), "across": tuple(each["across"])}) for each in kept["blanks"]
        ),
        tuple(Label(**each) for each in kept["labels"]),
        tuple(
            ListArea(**{**each, "columns": tuple((column, heading) for column, heading in each["columns"])})
            for each in kept["lists"]
        ),
        kept["formulas"],
        tuple(kept["forbidden"]),
    )


def joined(layouts: Iterable[FormLayout]) -> FormLayout:
    """Return the layouts of all sheets of a form as one."""
    parts: Sequence[FormLayout] = list(layouts)
    return FormLayout(
        tuple(each for part in parts for each in part.blanks),
        tuple(each for part in parts for each in part.labels),
        tuple(each for part in parts for each in part.lists),
        sum(part.formulas for part in parts),
        tuple(dict.fromkeys(each for part in parts for each in part.forbidden)),
    )
