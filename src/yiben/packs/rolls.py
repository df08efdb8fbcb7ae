"""What a pack may declare about a roll: people kept for a stated purpose, on a basis, for a time."""

from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label

Particular = Literal["name", "sex", "birth_date", "id_number", "phone", "address"]
"""What a roll may ask of a person; nothing else is kept of anybody."""


class RollAsk(Definition):
    """One particular that the roll asks, and whether a person stands on it without."""

    ask: Particular
    required: bool = False


class Retention(Definition):
    """How long a person is kept: months from the day of leaving the roll, or of joining it."""

    months: Annotated[int, pydantic.Field(ge=1, le=1200)]
    after: Literal["left", "joined"]


class Roll(Definition):
    """People kept for a purpose (个人信息保护法 §6, §13, §19).

    ``basis`` consent or statute, then with ``citation``. ``sensitive`` names why the roll as such is sensitive (§28): a
    person's separate consent (§29) is asked for. ``from_age``: nobody stands on it who has not completed so many years of age
    on the day of joining. ``roles`` may see it, of those who hold the verbs; empty: all of them.
    """

    id: Id
    label: Label
    purpose: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    basis: Literal["statute", "consent"]
    citation: Annotated[str, StringConstraints(max_length=200)] = ""
    sensitive: Literal["specific_identity", "health", "finance", "whereabouts", "minors"] | None = None
    retention: Retention
    asks: Annotated[tuple[RollAsk, ...], pydantic.Field(min_length=1)]
    from_age: Annotated[int, pydantic.Field(ge=1, le=120)] | None = None
    roles: tuple[Id, ...] = ()
    help: Help = ""

    def asked(self, particular: str) -> RollAsk | None:
        """Return how the roll asks a particular, None when it does not."""
        return next((each for each in self.asks if each.ask == particular), None)

    @property
    def needs_separate_consent(self) -> bool:
        """Whether the consent that it needs is a separate one."""
        return self.basis == "consent" and self.sensitive is not None
