"""The lists of questions that the installed packs declare."""

from __future__ import annotations

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.checklists import Checklist


def question_lists() -> list[Checklist]:
    """Return the lists of questions, in the order of the packs."""
    return [each for each in catalogue().checklists.values() if each.kind == "questions"]


def questions_of(name: str) -> Checklist:
    """Return a list of questions. Refuses one that no pack declares."""
    found = catalogue().checklists.get(name)
    if found is None or found.kind != "questions":
        raise Refusal("question_list_unknown", checklist=name)
    return found
