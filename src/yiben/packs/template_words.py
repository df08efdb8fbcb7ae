"""The words of report templates: names, loops, wordings, tables and charts, and what each takes. Nothing else may be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from yiben.packs.wordings import Comparison, Wording

Kind = Literal["figure", "number", "text", "bool", "none", "list", "block", "unknown"]

SCALARS: Final = frozenset({"today", "issuer"})
RECORDS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "period": {"label": "text", "year": "number"},
    "unit": {"name": "text", "short": "text"},
    "post": {"title": "text", "person": "text"},
}
UNIT: Final[Mapping[str, Kind]] = {"name": "text", "short": "text"}
"""A unit directly below, in official order: what `{% for each in units %}` goes through."""
ENTRY: Final[Mapping[str, Kind]] = {"day": "text", "unit": "text", "title": "text", "amount": "text"}
"""A record behind a figure: what `{% for each in entries('…') %}` goes through."""
TASK: Final[Mapping[str, Kind]] = {"title": "text", "due": "text"}
"""A task that the unit leads or shares and that is due in the period."""
LISTS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "missing_units": {"name": "text", "short": "text"},
    "units": UNIT,
    "tasks": TASK,
}
LOOP: Final[Mapping[str, Kind]] = {"first": "bool", "last": "bool", "index": "number"}
FIGURE: Final[Mapping[str, Kind]] = {"label": "text", "unit": "text"}
FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "plain": (),
    "over": ("step",),
    "in_wan": ("digits", "step"),
    "compared": ("digits",),
    "compared_before": ("digits",),
}
CALLS: Final = ("figure", "figures", "entries", "table", "chart", "hand")
BLOCKS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "table": {"by": ("unit", "month", "year_before"), "title": ()},
    "chart": {"kind": ("trend", "share", "target", "small"), "title": ()},
    "hand": {"hint": ()},
}
"""What stands in a paragraph of its own, with its keywords and the values that each may have; () is any text."""

MAX_CHARACTERS: Final = 60_000
MAX_DEPTH: Final = 12
MAX_LOOPS: Final = 1
MAX_FIGURES: Final = 50
MAX_COLUMNS: Final = 12
"""Figures in one table or chart."""
MAX_ENTRIES: Final = 200


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One thing that a template may not say.

    `line` is the paragraph in the template's file, from 1 (plus the caller's offset); `name` is what stands there,
    as its author wrote it; `nearest` is the known name that is most like it, or "".
    """

    code: str
    line: int
    name: str = ""
    nearest: str = ""

    @property
    def data(self) -> dict[str, str | int]:
        """What the sentence of the code needs."""
        return {"line": self.line, "name": self.name, "nearest": self.nearest}


def wording_of(name: str, *arguments: int, **keywords: int) -> Wording | Comparison:
    """Return what a filter of a template stands for. Raises ValueError or TypeError on arguments that do not fit.

    >>> wording_of("in_wan", 1, step=100)
    Wording(kind='in_wan', step=100, digits=1)
    """
    takes = FILTERS[name]
    if len(arguments) > len(takes) or not set(keywords) <= set(takes[len(arguments) :]):
        raise TypeError(name)
    given = {**dict(zip(takes, arguments, strict=False)), **keywords}
    if name in ("compared", "compared_before"):
        return Comparison("year_before" if name == "compared" else "period_before", given.get("digits", 1))
    if name == "in_wan":
        return Wording("in_wan", digits=given.get("digits", -1), step=given.get("step", 0))
    return Wording("over", step=given.get("step", 0)) if name == "over" else Wording("plain")
