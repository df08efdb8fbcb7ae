"""A field of a form: its question, what was typed, what may be chosen, what is wrong. Drawn by ``kit/field.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "text", "longtext", "number", "date", "time", "password", "select", "radios", "checks", "tick", "file", "parts", "rows"
]  # fmt: skip
MOST_LOOSE = 12
"""More units than these stand under the names of the units above them, and can be narrowed by typing."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose; ``kind`` of a unit, by which all of its kind are chosen at once."""

    value: str
    label: str
    is_chosen: bool = False
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Group:
    """Choices under a heading; the heading may be empty."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Part:
    """One of the inputs of a field that has several: ``label`` above it, ``mark`` behind it."""

    name: str
    label: str
    typed: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Question:
    """One field as it is asked. ``id`` names it in the page (``q-`` before it), ``name`` in what the form sends;
    ``at`` is the id of the control where its name stands twice on a page.

    ``word`` is the measure word, ``remark`` stands behind the label, ``hint`` below the field, ``example`` in it while
    it is empty. The form says what ``is_required``; the browser itself insists on what ``is_strict``. A select that
    nobody has to answer begins with ``blank``. ``mode`` is the keyboard of a phone, ``key`` leads to the field,
    ``is_small`` fields stand close together; a file field with ``is_many`` takes several, one with ``kept``
    (value, name) has a file already. ``lines`` are the inputs of a field in ``parts`` (one line) or ``rows``.
    """

    id: str
    name: str
    label: str
    kind: Kind
    typed: Any = ""
    word: str = ""
    hint: str = ""
    remark: str = ""
    is_required: bool = False
    groups: list[Group] = field(default_factory=list)
    problems: Sequence[str] = ()
    mode: str = "text"
    blank: str = ""
    rows: int = 4
    longest: int = 0
    fill: str = "off"
    is_small: bool = False
    key: str = ""
    at: str = ""
    example: str = ""
    is_strict: bool = False
    can_narrow: bool = True
    is_many: bool = False
    kept: tuple[str, str] = ("", "")
    lines: Sequence[Sequence[Part]] = ()

    @property
    def control(self) -> str:
        """The id of the control in the page."""
        return self.at or self.name

    @property
    def chosen(self) -> list[Choice]:
        """The choices that are chosen."""
        return [choice for group in self.groups for choice in group.choices if choice.is_chosen]

    @property
    def is_long(self) -> bool:
        """Whether there is so much to choose from that typing should narrow it."""
        return self.can_narrow and sum(len(group.choices) for group in self.groups) > MOST_LOOSE

    @property
    def is_group(self) -> bool:
        """Whether it is drawn as several controls under one legend."""
        return self.kind in {"radios", "checks", "parts", "rows"}


def loose(choices: Sequence[Choice]) -> list[Group]:
    """Return choices that stand under no heading."""
    return [Group("", list(choices))] if choices else []
