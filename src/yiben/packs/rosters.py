"""What a pack may declare about a roster: the shifts of a day, and the book in which a shift that was served counts."""

from __future__ import annotations

from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label

DayKind = Literal["workday", "weekend", "holiday"]
"""What a day is by the calendar: worked (make-up working days too), a weekend, a statutory holiday with its days off."""
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Shift(Definition):
    """A turn of duty on the kinds of days in ``on``. It lasts from ``begins`` to ``ends``, to the next day when that is not
    later."""

    id: Id
    label: Label
    begins: Clock
    ends: Clock
    on: Annotated[tuple[DayKind, ...], pydantic.Field(min_length=1)] = ("workday", "weekend", "holiday")


class RosterKind(Definition):
    """A kind of roster with its shifts, in the order of the day. ``counts``: the book in which a finished shift leaves an
    entry, with the fields ``title``, ``day_kind`` (workday, weekend, holiday), ``on_duty`` and ``incidents``."""

    id: Id
    label: Label
    shifts: Annotated[tuple[Shift, ...], pydantic.Field(min_length=1, max_length=6)]
    counts: Id | None = None
    help: Help = ""

    def shift(self, shift_id: str) -> Shift | None:
        """Return a shift, None when there is none of that id."""
        return next((each for each in self.shifts if each.id == shift_id), None)

    def shifts_on(self, day_kind: DayKind) -> tuple[Shift, ...]:
        """Return the shifts of a kind of day."""
        return tuple(each for each in self.shifts if day_kind in each.on)
