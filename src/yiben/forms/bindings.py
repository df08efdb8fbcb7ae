"""What the headings of a form mean: which metric, which unit, which part of the period; what its lists and labels hold.

Bindings are kept by the words of headings, not by cells: they hold for every period, and for a new layout in which rows
and columns stand elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from yiben.forms.layout import Blank, FormLayout
from yiben.forms.naming import Name, name_of
from yiben.forms.parts import said_part
from yiben.forms.reading import stated_measure
from yiben.sheets.layout import TOTAL
from yiben.sheets.unit_names import UnitNames
from yiben.sheets.values import plain

LEAVE: Final = "-"
"""A name that stays empty: somebody decided so."""
HERE: Final = "."
"""The unit that fills the form."""

_LIKE_UNIT: Final = re.compile(r"(?:社区|街道|居委会|居民委员会|办事处|镇|乡|村|区|县)$")
"""In a table of units another heading that ends so is a unit, whether it is known or not."""
_TOGETHER: Final[Mapping[frozenset[str], str]] = {
    frozenset({"year_to", "difference"}): "difference_to",
    frozenset({"year_to", "change"}): "change_to",
    frozenset({"year_to", "last_year"}): "last_year_to",
    frozenset({"period", "difference"}): "difference",
    frozenset({"period", "change"}): "change",
    frozenset({"period", "last_year"}): "last_year",
    frozenset({"difference", "change"}): "change",
    frozenset({"last_year", "change"}): "change",
    frozenset({"last_year", "difference"}): "difference",
    frozenset({"last_year_to", "change"}): "change_to",
    frozenset({"year_to", "year"}): "year",
}


@dataclass(frozen=True)
class Meaning:
    """What the headings of a blank say: a name, the headings that name units and those that name parts of the period."""

    name: Name
    units: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListBinding:
    """Where a list's rows come from: ``book:activity`` or ``roll:volunteers``, LEAVE or "" for nowhere; ``columns`` say
    which field stands under a heading."""

    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bindings:
    """Names to metrics (full id, LEAVE, "" undecided), headings to parts of the period, headings to unit codes (HERE for
    the unit that fills), labels to facts, lists to their source."""

    names: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, ListBinding] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the bindings as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Bound:
    """A blank and the figure that fills it. ``unit`` is a code, HERE for the unit that fills."""

    blank: Blank
    metric: str
    unit: str
    part: str


def bindings_from(kept: Mapping[str, Any]) -> Bindings:
    """Return bindings that were kept as JSON."""
    lists = {key: ListBinding(each["source"], dict(each["columns"])) for key, each in kept.get("lists", {}).items()}
    return Bindings(
        dict(kept.get("names", {})), dict(kept.get("parts", {})), dict(kept.get("units", {})),
        dict(kept.get("facts", {})), lists,
    )  # fmt: skip


class Headings:
    """The headings of a layout read against the units that a form may name."""

    def __init__(self, layout: FormLayout, units: UnitNames) -> None:
        self.layout, self.units = layout, units

    @cached_property
    def meanings(self) -> Mapping[Blank, Meaning]:
        """What the headings of each blank say."""
        return {each: self._meaning(each) for each in self.layout.blanks}

    def unit_named(self, heading: str) -> tuple[str, bool] | None:
        """Return the official name of the unit that a heading names and whether it is written right; None for none."""
        if not self.units.units:
            return None
        meant = self.units.find(heading)
        return (meant.names[0], meant.match == "exact") if len(meant.names) == 1 else None

    @cached_property
    def _tables_of_units(self) -> Collection[tuple[str, str]]:
        """The sheets in which units are named in rows, and those in which they head columns."""
        found = set()
        for each in self.layout.blanks:
            for axis, headings in (("down", each.down), ("across", each.across)):
                if any(self._names_unit(heading) for heading in headings):
                    found.add((each.sheet, axis))
        return found

    def _meaning(self, blank: Blank) -> Meaning:
        units, parts, said = [], [], []
        for axis, headings in (("down", blank.down), ("across", blank.across)):
            for heading in headings:
                is_other = bool(TOTAL.fullmatch(plain(heading)) or _LIKE_UNIT.search(plain(heading)))
                if self._names_unit(heading) or (is_other and (blank.sheet, axis) in self._tables_of_units):
                    units.append(heading)
                    continue
                time = said_part(heading)
                if time.part:
                    parts.append(heading)
                said.append(time.rest if time.part else heading)
        is_share = any(said_part(each).part.startswith("change") for each in parts)
        measure = blank.measure
        if is_share and measure in ("%", "％", "‰"):  # of the change, not of what changes
            measure = stated_measure(each for each in (*blank.across[::-1], *blank.down[::-1]) if each not in parts)
        return Meaning(name_of(said, measure), tuple(units), tuple(parts))

    def _names_unit(self, heading: str) -> bool:
        found = self.unit_named(heading)
        return found is not None and (found[1] or len(heading) > 3)


def resolve(headings: Headings, bindings: Bindings) -> list[Bound]:
    """Return the blanks that are bound to a figure, in order. One whose unit or part of the period is not known is not."""
    found = []
    for blank, meaning in headings.meanings.items():
        metric = bindings.names.get(meaning.name.text, "")
        part = part_together([bindings.parts.get(each, "") for each in meaning.parts])
        named = [bindings.units.get(each, "") for each in meaning.units]
        units = {each for each in named if each != HERE} or {HERE}
        if metric and metric != LEAVE and part and all(named) and len(units) == 1:
            found.append(Bound(blank, metric, units.pop(), part))
    return found


def part_together(parts: Iterable[str]) -> str:
    """Return what several headings say of time together; "period" for none, "" for what does not fit together.

    >>> part_together(["year_to", "difference"]), part_together([]), part_together(["month:1", "quarter:2"])
    ('difference_to', 'period', '')
    """
    said = set(parts)
    if not said:
        return "period"
    while len(said) > 1:
        pair = next((each for each in _TOGETHER if each <= said), None)
        if pair is None:
            narrower = said - {"period", "year"}
            if len(narrower) == 1 and len(said) == 2:
                return narrower.pop()
            return ""
        said = (said - pair) | {_TOGETHER[pair]}
    return said.pop()


def with_list(bindings: Bindings, key: str, binding: ListBinding) -> Bindings:
    """Return bindings with one list bound otherwise."""
    return replace(bindings, lists={**bindings.lists, key: binding})
