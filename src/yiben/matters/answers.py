"""What a matter and its steps are asked, read as a book's values are."""

from __future__ import annotations

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.procedures import Procedure, Step
from yiben.packs.questions import FieldProblem as FieldProblem
from yiben.packs.questions import read_answers as read_answers


def procedure_of(name: str) -> Procedure:
    """Return a procedure as the installed packs declare it. Refuses one that no pack declares."""
    found = catalogue().procedures.get(name)
    if found is None:
        raise Refusal("procedure_unknown", procedure=name)
    return found


def procedures() -> list[Procedure]:
    """Return all procedures, in the order of their labels' packs."""
    return list(catalogue().procedures.values())


def step_of(procedure: Procedure, name: str) -> Step:
    """Return a step. Refuses one that the procedure does not know."""
    found = procedure.step(name)
    if found is None:
        raise Refusal("matter_step_unknown", step=name)
    return found
