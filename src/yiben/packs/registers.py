"""What a pack may declare about a register: things that a unit has (not people), each in its state, renewed now and then."""

from __future__ import annotations

from typing import Annotated, Literal

import pydantic

from yiben.packs.base import Definition, FilterValue, Help, Id, Label, Word
from yiben.packs.fields import Field


class Stock(Definition):
    """A number of the register that stands in its book: how many things there are, of those that ``where`` keeps, or the
    ``sum`` of a number of theirs. ``field`` is a stock field of the book."""

    field: Id
    where: dict[Id, FilterValue] = {}
    sum: Id | None = None


class Register(Definition):
    """A list that a unit keeps of things with a name and a few answers.

    ``renewed`` year: each is looked at once in a calendar year, what was not shows. Whatever changes leaves an entry in the
    book ``counts``, with the numbers of the unit's whole register as they are then (``stocks``) and what happened
    (``event``: entered, changed, renewed, ended).
    """

    id: Id
    label: Label
    word: Word
    title: Label
    renewed: Literal["year", "none"] = "none"
    fields: Annotated[tuple[Field, ...], pydantic.Field(min_length=1, max_length=20)]
    counts: Id
    stocks: Annotated[tuple[Stock, ...], pydantic.Field(min_length=1, max_length=12)]
    help: Help = ""

    def field(self, field_id: str) -> Field | None:
        """Return the field with this id, None when there is none."""
        return next((each for each in self.fields if each.id == field_id), None)
