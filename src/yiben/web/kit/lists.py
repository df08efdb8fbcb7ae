"""A table that is a page of its own: with filters, saved views, pages and copies. Drawn by ``kit/list.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yiben.web.kit.copies import table_lines
from yiben.web.kit.places import FORMAT, Filter, Place, View, view_query
from yiben.web.kit.tables import Table

FORMATS = ("xlsx", "csv")


@dataclass(frozen=True)
class Listing:
    """A list. ``views`` begin with the whole list."""

    table: Table
    place: Place
    filters: Sequence[Filter] = ()
    views: Sequence[View] = ()

    @property
    def pasted(self) -> str:
        """The rows shown as lines with tabs, headings first and totals last, as WPS and Excel take them in."""
        return "\n".join("\t".join(line) for line in table_lines(self.table))

    @property
    def exports(self) -> list[tuple[str, str]]:
        """(format, address) of the copies of everything that matches."""
        before = f"{self.place.query}&" if self.place.query else ""
        return [(each, f"?{before}{FORMAT}={each}") for each in FORMATS]

    @property
    def is_narrowed(self) -> bool:
        """Whether something can be taken off."""
        return any(not each.is_usual for each in self.filters)

    @property
    def kept_query(self) -> str:
        """What a view saved now would keep."""
        return view_query(self.place.query)

    @property
    def current(self) -> View | None:
        """The saved view that is shown."""
        return next((view for view in self.views if view.is_current and view.uid), None)
