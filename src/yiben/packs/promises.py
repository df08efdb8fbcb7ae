"""What a book may declare about promises and about quick forms of its own."""

from __future__ import annotations

from typing import Annotated

import pydantic

from yiben.packs.base import Definition, Id, Label


class Promise(Definition):
    """A promise that a record of the book may hold. ``made`` is the yes-or-no question whether there is one, ``says`` the
    text of it, ``by`` the day by which it is to be kept. ``kept``: the book of the entry that its keeping leaves, with the
    fields ``title`` and ``is_late``. ``opens``: the procedure of a matter that may be opened from it, its questions answered
    from fields of the record (``answers``: question → field)."""

    made: Id
    says: Id
    by: Id
    kept: Id
    opens: Id | None = None
    answers: dict[Id, Id] = {}


class Quick(Definition):
    """A short form of the book under a name of its own: ``values`` stand in it already, as a form gives them, ``asks`` are
    the fields that it shows at once; all others stay under “more”."""

    id: Id
    label: Label
    values: dict[Id, str] = {}
    asks: Annotated[tuple[Id, ...], pydantic.Field(min_length=1, max_length=12)]
