"""What a pack may declare about a checklist: standards that a unit ticks with evidence, or questions of an inspection."""

from typing import Annotated, Literal

import pydantic
from pydantic import StringConstraints

from yiben.packs.base import Definition, Help, Id, Label
from yiben.packs.procedures import Counted

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MetricName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.local)?(\.[a-z][a-z0-9_]*)?$", max_length=87)
]
"""A metric of the same pack by its id, or of another as ``pack.metric``."""


class ChecklistItem(Definition):
    """One standard or question. ``basis``: the rule it comes from; ``proof``: how it is shown to hold; ``book``: the book
    whose records prove it; ``metric``: the figure that does. ``section`` heads the items that bear the same one.
    ``may_not_apply``: a question may be answered 不适用. ``finding``: what a “no” is called as a problem."""

    id: Id
    text: Text
    basis: Help = ""
    proof: Help = ""
    section: Annotated[str, StringConstraints(max_length=30)] = ""
    book: Id | None = None
    metric: MetricName | None = None
    may_not_apply: bool = False
    finding: Annotated[str, StringConstraints(max_length=100)] = ""


class Handing(Definition):
    """What a “no” becomes: a matter of ``procedure``. ``values`` by its field: as they are, or of the finding: ``@problem``
    (what is wrong), ``@basis``, ``@note`` (the words of who visited)."""

    procedure: Id
    values: dict[Id, str] = {}


class Checklist(Definition):
    """A checklist. ``standing``: a unit ticks each standard with its evidence, and it stays ticked until it is unticked;
    ``questions``: asked at every visit of an inspection (yes, no, not applicable). ``applies`` are the kinds of units that
    it is for; none: all. A visit leaves an entry for each of ``counts``, of the inspecting unit; its ``values`` by field: as
    they are, ``@unit`` (the visited unit), ``@finding`` (the problems), or ``@`` and a question. A “no” is handed on as
    ``hands`` says."""

    id: Id
    label: Label
    kind: Literal["standing", "questions"]
    applies: tuple[Id, ...] = ()
    help: Help = ""
    basis: Help = ""
    items: Annotated[tuple[ChecklistItem, ...], pydantic.Field(min_length=1, max_length=60)]
    counts: tuple[Counted, ...] = ()
    hands: Handing | None = None

    def item(self, item_id: str) -> ChecklistItem | None:
        """Return the item with this id, None when there is none."""
        return next((each for each in self.items if each.id == item_id), None)
