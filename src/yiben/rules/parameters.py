"""Values that a rule fixes (days, numbers), dated and sourced: read from ``data/parameters.yaml``.

Every value holds from a day to a day; an event is judged by the text in force on its date. Confidence: ``high`` read in
the statute, ``medium`` from a secondary source, ``low`` unverified: shown as changeable, never a hard rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from ruamel.yaml import YAML

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Parameter:
    """One value of a rule in one layer (``statute`` or a province's name), in force from a day to a day."""

    rule: str
    value: int
    unit: str
    layer: str
    source: str
    confidence: Confidence
    valid_from: date
    valid_to: date | None = None


def parameter(rule: str, on: date, layer: str = "statute") -> Parameter | None:
    """Return the value of a rule in force on a day in a layer, None when the layer says nothing.

    >>> parameter("mediation_confirmation", date(2025, 5, 1)).value
    30
    """
    for row in shipped_parameters():
        is_in_force = row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
        if (row.rule, row.layer) == (rule, layer) and is_in_force:
            return row
    return None


@lru_cache(maxsize=1)
def shipped_parameters() -> tuple[Parameter, ...]:
    """Return all values that come with the product. Raises ValueError when two of them overlap."""
    text = files("yiben.rules").joinpath("data/parameters.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = YAML(typ="safe").load(text)
    found = tuple(Parameter(**row) for row in rows)
    for index, row in enumerate(found):
        for other in found[index + 1 :]:
            if (row.rule, row.layer) == (other.rule, other.layer) and _overlap(row, other):
                raise ValueError(f"two values of {row.rule} hold on the same day")
    return found


def _overlap(one: Parameter, other: Parameter) -> bool:
    starts_late = one.valid_to is not None and one.valid_to < other.valid_from
    ends_early = other.valid_to is not None and other.valid_to < one.valid_from
    return not starts_late and not ends_early
