"""What a template asks for besides single figures, and what it gets where nobody answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from yiben.reports.charts.data import ChartKind, Series

Against = Literal["year_before", "period_before"]
By = Literal["unit", "month", "year_before"]


class FigureLike(Protocol):
    """What a template needs of a figure. `value` is in the smallest unit (fen for 元); None means 缺报."""

    @property
    def value(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def metric_id(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CellOf:
    """A cell of a table: a figure with the options that open it, or, without one, a text. ``change`` is the figure that
    the cell is compared with: it then says by how many per cent the one differs from the other."""

    text: str = ""
    figure: FigureLike | None = None
    options: tuple[tuple[str, str], ...] = ()
    change: FigureLike | None = None


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of figures before it is worded. ``note`` stands below it."""

    heading: tuple[str, ...]
    rows: tuple[tuple[CellOf, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartOf:
    """A chart and the table behind it, both of the same figures."""

    kind: ChartKind
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    units: tuple[str, ...]
    table: TableOf
    has_one_scale: bool = True


class Sources:
    """Who answers a template; this one knows no figure but those asked for one by one."""

    def before(self, figure: FigureLike, against: Against) -> FigureLike | None:
        """Return a figure as it was in an earlier period; None where nothing was counted then."""
        return None

    def until(self, against: Against) -> date | None:
        """Return the last day of the earlier period where only a part of it is compared: the own one still runs. Else None."""
        return None

    def of_unit(self, metric_id: str, number: int) -> tuple[FigureLike, str]:
        """Return a figure of one of ``units`` by its place in them, and the unit's code."""
        raise LookupError(metric_id)

    def table(self, metric_ids: Sequence[str], by: By) -> TableOf:
        """Return the table of some figures."""
        raise LookupError(by)

    def chart(self, metric_ids: Sequence[str], kind: ChartKind) -> ChartOf:
        """Return a chart of some figures."""
        raise LookupError(kind)

    def entries(self, metric_id: str, most: int) -> Sequence[Mapping[str, str]]:
        """Return the records behind a figure, in the order of their days, each with the words of ENTRY."""
        return ()

    def hand(self, place: str) -> Sequence[str]:
        """Return the paragraphs that were written by hand at a place."""
        return ()
