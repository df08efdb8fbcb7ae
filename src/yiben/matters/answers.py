"""What a matter and its steps are asked, read as a book's values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.packs.definitions import Book, Field
from yiben.packs.procedures import Procedure, Step
from yiben.packs.values import read_values

FieldProblem = tuple[str, str, dict[str, object]]


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


def read_answers(
    fields: Sequence[Field], raw: Mapping[str, object]
) -> tuple[dict[str, Any], dict[str, Any], list[FieldProblem]]:
    """Return plain answers, locked ones, and every problem beside its field."""
    if not fields:
        return {}, {}, []
    book = Book(id="answers", label="answers", entry_word="x", fields=tuple(fields))
    read = read_values(book, {name: value for name, value in raw.items() if book.field(name)})
    return dict(read.plain), dict(read.private), [(each.field, each.code, dict(each.data)) for each in read.problems]
