"""A table of a collection as a form: what it asks, and what it sends."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from yiben.sheets.merging.onscreen import MOST_CELLS, Asked, AskedSheet
from yiben.web.kit.fields import Part, Question

PREFIX = "c."
"""Before the place of a cell in the names of the form's inputs."""
MORE, MORE_ROWS = "more", 5
"""What asks for more rows, and how many more there are then."""


def read_typed(sent: QueryDict) -> dict[str, str]:
    """Return what was typed, by place."""
    return {
        name[len(PREFIX) :]: text for name, text in sent.items() if name.startswith(PREFIX) and isinstance(text, str)
    }


def read_rows(sent: QueryDict) -> int:
    """Return how many rows the lists of the form had."""
    text = sent.get("rows", "")
    return min(int(text), MOST_CELLS) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def sheet_questions(
    sheets: Iterable[AskedSheet], typed: dict[str, str] | None = None
) -> list[tuple[str, list[Question]]]:
    """Return the sheets of a table as questions: a list row by row, items one below the other. What was ``typed`` stands
    in them, else what the layout says and what stays from the last time."""
    return [(sheet.name, _questions(at, sheet, typed)) for at, sheet in enumerate(sheets)]


def _questions(at: int, sheet: AskedSheet, typed: dict[str, str] | None) -> list[Question]:
    if sheet.is_list:
        lines = [[_part(cell, typed) for cell in row.cells] for row in sheet.rows]
        return [Question(id=f"s{at}", name=f"s{at}", label=sheet.name, kind="rows", lines=lines)]
    return [
        Question(
            id=f"s{at}r{number}",
            name=f"s{at}r{number}",
            label=row.label,
            kind="parts",
            lines=[[_part(cell, typed) for cell in row.cells]],
        )
        for number, row in enumerate(sheet.rows)
    ]


def _part(cell: Asked, typed: dict[str, str] | None) -> Part:
    label = (
        _("%(heading)s (last: %(last)s)") % {"heading": cell.heading, "last": cell.last} if cell.last else cell.heading
    )
    if cell.given:
        label = _("%(heading)s (ledger: %(given)s)") % {"heading": label, "given": cell.given}
    return Part(f"{PREFIX}{cell.place}", label, cell.value if typed is None else typed.get(cell.place, ""))
