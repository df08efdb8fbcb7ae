"""The repairs of a kept document: those made, those taken back, the places that somebody has compared with the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yiben.documents.models import Decision, Document
from yiben.text.results import Repair
from yiben.text.reverting import Move, Place, in_original, place_of
from yiben.text.reviewing import Doubt, doubts

REVERTED, RESTORED, CONFIRMED = "repair.reverted", "repair.restored", "place.confirmed"


@dataclass(frozen=True)
class Change:
    """One repair in the order of the text. ``number`` counts from 1 and stays the same whatever is taken back."""

    number: int
    repair: Repair
    is_reverted: bool

    @property
    def place(self) -> Place:
        """Where it stands in the text as it arrived."""
        return place_of(self.repair)


@dataclass(frozen=True)
class DoubtfulPlace:
    """A place to be compared with the paper; ``place`` is where it stands in the text as it arrived."""

    doubt: Doubt
    place: Place
    is_confirmed: bool


def repairs_of(document: Document) -> tuple[list[Repair], list[Repair]]:
    """Return the repairs of a document's text, and those that were taken back, each in the order of the text."""
    reading = document.reading
    return (
        [Repair(**row) for row in reading.get("repairs", ())],
        [Repair(**row) for row in reading.get("reverted", ())],
    )


def all_repairs(made: Sequence[Repair], undone: Sequence[Repair]) -> list[Repair]:
    """Return all repairs ever made, in the order of the text as it arrived."""
    return sorted([*made, *undone], key=place_of)


def changes_of(document: Document) -> list[Change]:
    """Return every repair of a document, made or taken back, numbered in the order of the text."""
    made, undone = repairs_of(document)
    out = {place_of(each) for each in undone}
    ordered = all_repairs(made, undone)
    return [Change(number, each, place_of(each) in out) for number, each in enumerate(ordered, start=1)]


def doubtful_places(document: Document) -> list[DoubtfulPlace]:
    """Return what of a document a person has to compare with the paper, in the order of the text."""
    made, _undone = repairs_of(document)
    seen = {tuple(each["place"]) for each in document.decisions.filter(what=CONFIRMED).values_list("before", flat=True)}
    places = [(each, in_original(each.start, each.end, made)) for each in doubts(document.text, made)]
    return [DoubtfulPlace(doubt, place, place in seen) for doubt, place in places]


def move_of(decision: Decision) -> Move | None:
    """Return what a decision on a repair moved in the text, None for any other decision."""
    if decision.what not in {REVERTED, RESTORED}:
        return None
    before, after = decision.before, decision.after
    return Move(before["start"], before["end"], after["end"] - after["start"])
