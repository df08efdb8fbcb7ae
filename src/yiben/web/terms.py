"""The terms of a task as a form: what was typed, what may be chosen, what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.lines import ENTRY
from yiben.packs.definitions import FieldType
from yiben.plans.measuring import Measure, measures_of
from yiben.tasks.models import Task
from yiben.units.queries import living_units
from yiben.web.asking import unit_groups
from yiben.web.kit.fields import Choice, Group

TEXTS = ("title", "unit", "lead_leader", "contact", "phase", "starts_on", "due_on", "recurrence")
_MEASURED = frozenset({FieldType.COUNT, FieldType.MINUTES})
_LARGEST = 10**12
_BESIDE = frozenset({"title", "unit", "starts_on", "due_on", "recurrence", "book", "field", "target", "co_units"})
"""Terms whose problems stand beside their field."""


@dataclass(frozen=True)
class TermsForm:
    """The terms as typed, with choices. ``measures`` are ``book:field``, followed by ``:choice=value`` where only some
    records of the book are meant; an empty one means told by returns."""

    typed: Mapping[str, Any]
    units: list[Group]
    co_units: list[Group]
    measures: list[Group]
    problems: Mapping[str, list[str]]

    @property
    def chosen_co_units(self) -> list[Choice]:
        """The units that share the task."""
        return [choice for group in self.co_units for choice in group.choices if choice.is_chosen]

    @property
    def measure_problems(self) -> list[str]:
        """What is wrong with the measure."""
        return [*self.problems.get("book", ()), *self.problems.get("field", ())]

    @property
    def target_typed(self) -> Any:
        """What stands in the field of the target; none is left empty."""
        return self.typed.get("target") or ""

    @property
    def elsewhere(self) -> list[str]:
        """Problems of terms that have no field of their own."""
        return [each for name, sentences in self.problems.items() if name not in _BESIDE for each in sentences]


def read_terms(data: QueryDict) -> dict[str, Any]:
    """Return the terms that a form sent. Refuses a target that is no whole number."""
    terms: dict[str, Any] = {name: data.get(name, "").strip() for name in TEXTS}
    terms["by_each"] = data.get("by_each") == "1"
    terms["co_units"] = [uid for uid in dict.fromkeys(data.getlist("co_units")) if uid != terms["unit"]]
    book, field, where = read_measure(data.get("measure", ""))
    target = data.get("target", "").replace(",", "").replace("，", "").strip()
    if target and not (target.isascii() and target.isdigit() and int(target) < _LARGEST):
        typed: dict[str, object] = {"label": _("Target"), "typed": target}
        raise Refusal("values", fields=[("target", "not_a_number", typed)])
    terms |= {"kind": Task.COUNTED if book else Task.NARRATIVE, "book": book, "field": field, "where": where}
    terms |= {"target": int(target or 0)}
    if book:
        terms["target_word"] = measure_word(book, field, where)
    return terms


def typed_terms(data: QueryDict, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed over what was known, to show a refused form again as it was filled."""
    typed = {name: data.get(name, "") for name in TEXTS}
    book, field, where = read_measure(data.get("measure", ""))
    target = {"book": book, "field": field, "where": where, "target": data.get("target", "")}
    by_each = data.get("by_each") == "1"
    return {**known, **typed, "co_units": data.getlist("co_units"), **target, "by_each": by_each}


def terms_of_task(task: Task) -> dict[str, Any]:
    """Return the terms of a task in the JSON form of proposals."""
    plain = ("title", "lead_leader", "contact", "phase", "due_said", "is_provisional", "recurrence", "kind", "by_each")
    terms: dict[str, Any] = {
        name: getattr(task, name) for name in (*plain, "book", "field", "where", "target", "target_word")
    }
    terms |= {"unit": task.unit.uid, "co_units": [unit.uid for unit in task.co_units.all()], "order": task.order}
    terms["starts_on"] = task.starts_on.isoformat() if task.starts_on else ""
    terms["due_on"] = task.due_on.isoformat() if task.due_on else ""
    return terms


def differs(terms: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Say whether the form changed anything."""
    return any(known.get(name) != value for name, value in terms.items() if name != "target_word" or value)


def term_labels() -> dict[str, str]:
    """Return the labels of the fields, for sentences about them."""
    return {
        "title": _("Task"),
        "unit": _("Lead unit"),
        "starts_on": _("First day"),
        "due_on": _("Last day"),
        "recurrence": _("Recurrence"),
        "target": _("Target"),
        "field": _("Measured by"),
        "book": _("Measured by"),
    }


def terms_form(typed: Mapping[str, Any], today: date, problems: Mapping[str, Sequence[str]] | None = None) -> TermsForm:
    """Return the form of a task's terms."""
    units = list(living_units(today))
    return TermsForm(
        typed=typed,
        units=unit_groups(units, {str(typed.get("unit", ""))}),
        co_units=unit_groups([unit for unit in units if unit.uid != typed.get("unit")], set(typed.get("co_units", ()))),
        measures=measure_groups(
            written_measure(str(typed.get("book")), str(typed.get("field")), typed.get("where") or {})
        ),
        problems={name: list(sentences) for name, sentences in (problems or {}).items()},
    )


def measure_word(book_id: str, field_id: str, where: Mapping[str, str] | None = None) -> str:
    """Return the measure word of what a counted task counts, empty when the book does not have it."""
    book = catalogue().book(book_id)
    if book is None:
        return ""
    for measure in _parts_of_books() if where else ():
        if (measure.book, measure.field, dict(measure.where)) == (book_id, field_id, where):
            return measure.word
    if field_id == ENTRY:
        return book.entry_word
    item = book.field(field_id)
    return item.measure_word if item else ""


def asked_values(task: Task) -> list[str]:
    """Return in words which of a book's records count for a task: those with these values of required choices."""
    book = catalogue().book(task.book)
    fields = [item for item in book.fields if item.parts_records and item.id in task.where] if book else []
    return [choice.label for item in fields if (choice := item.choice(task.where[item.id]))]


def measure_groups(chosen: str, types: Container[FieldType] = _MEASURED) -> list[Group]:
    """Return by book everything that can be counted, as ``written_measure`` writes it: its records, its number fields
    of these types, the parts of it that a metric names."""
    groups = []
    parts = _parts_of_books()
    for book in catalogue().books.values():
        rows = [(written_measure(book.id, ENTRY, {}), _("number of records"), book.entry_word)]
        numbers = [item for item in book.fields if item.type in types]
        rows += [(written_measure(book.id, item.id, {}), item.label, item.measure_word) for item in numbers]
        mine = [each for each in parts if each.book == book.id]
        rows += [(written_measure(each.book, each.field, dict(each.where)), each.names[0], each.word) for each in mine]
        choices = [
            Choice(
                value,
                _("%(book)s: %(field)s (%(word)s)") % {"book": book.label, "field": label, "word": word},
                value == chosen,
            )
            for value, label, word in rows
        ]
        groups.append(Group(book.label, choices))
    return groups


def written_measure(book: str, field: str, where: Mapping[str, str]) -> str:
    """Return a measure as a form sends it: ``book:field``, followed by ``:choice=value`` for a part of the book."""
    pairs = ",".join(f"{name}={value}" for name, value in sorted(where.items()))
    return f"{book}:{field}:{pairs}" if pairs else f"{book}:{field}"


def read_measure(text: str) -> tuple[str, str, dict[str, str]]:
    """Return book, field and choices of a measure as ``written_measure`` writes it; empty ones for no measure."""
    book, _colon, rest = text.partition(":")
    field, _colon, pairs = rest.partition(":")
    where = dict(pair.split("=", 1) for pair in pairs.split(",") if "=" in pair)
    return (book, field, where) if book else ("", "", {})


def _parts_of_books() -> list[Measure]:
    """What counts some records of a book only, by the names of the metrics that do so."""
    known = catalogue()
    return [each for each in measures_of(known.books.values(), known.offered.values()) if each.where]
