"""Answers to questions that stand in no book: those of a matter, a step, a thing on a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yiben.packs.definitions import Book, Field
from yiben.packs.values import read_values, value_to_form

FieldProblem = tuple[str, str, dict[str, object]]


def read_answers(
    fields: Sequence[Field], raw: Mapping[str, object]
) -> tuple[dict[str, Any], dict[str, Any], list[FieldProblem]]:
    """Return plain answers, private ones, and every problem beside its field, read as a book's values are."""
    if not fields:
        return {}, {}, []
    book = Book(id="answers", label="answers", entry_word="x", fields=tuple(fields))
    read = read_values(book, {name: value for name, value in raw.items() if book.field(name)})
    return dict(read.plain), dict(read.private), [(each.field, each.code, dict(each.data)) for each in read.problems]


def answers_to_form(fields: Sequence[Field], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept answers as a form gives them."""
    return {each.id: value_to_form(each, answers[each.id]) for each in fields if each.id in answers}
