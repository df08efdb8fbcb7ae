"""What the address of a list says: how it is narrowed, sorted and paged; the views that a post has saved of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from yiben.web.kit.fields import Group

T = TypeVar("T")
SORT, PAGE, FORMAT, ROWS = "sort", "page", "as", "rows"
MOST_ROWS = 500
"""What one page shows when all is asked for: enough to print, little enough for an old browser."""
NOT_KEPT = (PAGE, FORMAT, ROWS, "entry")
"""Parts of an address that are no part of a view: which page, which row, which format."""


@dataclass(frozen=True)
class Place:
    """Where a list stands: its path, what narrows it, the column it is sorted by ("-day" is descending), and its place
    on the page (``anchor``: "#records") where it is not the page."""

    path: str
    narrowed: Mapping[str, str]
    sort: str
    usual: str
    anchor: str = ""

    @property
    def query(self) -> str:
        """The address of the same list, without its page."""
        return urlencode({**self.narrowed, **({SORT: self.sort} if self.sort != self.usual else {})})

    @property
    def column(self) -> str:
        """The column sorted by."""
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    def sorting(self, column: str) -> str:
        """Return the query that sorts by a column; by the one sorted by already, the other way round."""
        turned = f"-{column}" if self.sort == column else column
        return urlencode({**self.narrowed, SORT: turned}) + self.anchor

    def direction(self, column: str) -> str:
        """Return the value of aria-sort for a column, empty when it is not sorted by."""
        if column != self.column:
            return ""
        return "descending" if self.is_descending else "ascending"


@dataclass(frozen=True)
class Filter:
    """A choice that narrows a list; without groups it is a box to type into, such as ``example``. ``is_usual``: it is
    as it is at first."""

    name: str
    label: str
    groups: Sequence[Group] = ()
    typed: str = ""
    example: str = ""
    is_usual: bool = True


@dataclass(frozen=True)
class View:
    """A saved view: the list narrowed and sorted in a way that has a name. ``uid`` is empty for the whole list."""

    label: str
    query: str
    is_current: bool = False
    uid: str = ""


def read_place(path: str, given: QueryDict, names: Iterable[str], sorts: Iterable[str], usual: str) -> Place:
    """Return the place that an address names. What no filter reads and what cannot be sorted by is left out."""
    known = set(sorts)
    asked = given.get(SORT, "")
    typed = {name: str(given.get(name, "")).strip() for name in names}
    narrowed = {name: text for name, text in typed.items() if text}
    return Place(path, narrowed, asked if asked.removeprefix("-") in known else usual, usual)


def arrange(rows: Sequence[T], place: Place, keys: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """Return rows sorted as the place says; rows without a value come last either way, equal ones stay in order."""
    key = keys.get(place.column)
    if key is None:
        return list(rows)
    valued = [row for row in rows if key(row) not in (None, "")]
    without = [row for row in rows if key(row) in (None, "")]
    return sorted(valued, key=key, reverse=place.is_descending) + without


def page_of(rows: Any, given: QueryDict, size: int) -> Page[Any]:
    """Return the page that the address names, of ``size`` rows, or of MOST_ROWS where all are asked for to be printed;
    the nearest one when there is none of that number. ``rows`` is a list or a query."""
    return Paginator(rows, MOST_ROWS if given.get(ROWS) == "all" else size).get_page(given.get(PAGE))


def view_query(query: str) -> str:
    """Return the part of an address that a view keeps, its parts in order, so that equal views are equal texts."""
    given = QueryDict(query)
    return urlencode(sorted((name, given[name]) for name in given if name not in NOT_KEPT and given[name]))
