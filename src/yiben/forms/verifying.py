"""A filled form known again and derived anew: cell by cell what stands in the file, what was filled, what it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, Final

from django.utils import timezone

from yiben.audit.callers import Caller
from yiben.errors import Refusal, TextProblem
from yiben.forms.bindings import bindings_from
from yiben.forms.filling import Place, now_at
from yiben.forms.layout import layout_from
from yiben.forms.models import FilledForm, FormVersion
from yiben.forms.opening import open_form
from yiben.forms.preparing import prepare
from yiben.forms.queries import visible_forms
from yiben.forms.verifying_lists import (
    CellChange,
    changed_lists,
    compared_lists,
    listed_cells,
    people_rows,
    place_named,
    pushes_then,
)
from yiben.ledger.canonical import digest
from yiben.metrics.periods import parse_period
from yiben.sheets.cells import Sheet, text_of

_MOST_READ: Final = 40
"""How many filled forms that might be meant have the records of their lists read again."""
_LEAST_WORDS: Final = 0.8
"""Which part of a form's headings has to stand in a file for it to be one of that form."""


@dataclass(frozen=True)
class VerifiedForm:
    """A filled form, whether the file is the one that was handed out, how many cells were held against the ledger, and those
    that differ."""

    filled: FilledForm
    is_untouched: bool
    cells: int
    changes: tuple[CellChange, ...]


def verify_form(caller: Caller, name: str, data: bytes) -> VerifiedForm:
    """Return what became of a filled form: derived again from the bindings that filled it, as of the entry it names.

    Known by its bytes, else by its layout and what stands in it. Refuses (``form_not_filled``) a file that was not filled
    here.
    """
    filled = (
        FilledForm.objects.filter(digest=digest(data))
        .select_related("form__unit", "unit", "version", "binding")
        .first()
    )
    is_untouched = filled is not None
    try:
        sheets = {each.name or "": each for each in open_form(data, name).sheets}
        filled = filled or _by_contents(caller, sheets)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    if filled is None or not visible_forms(caller).filter(pk=filled.form_id).exists():
        raise Refusal("form_not_filled", name=name)
    return VerifiedForm(filled, is_untouched, *_held(caller, filled, sheets))


def changes_since(caller: Caller, filled: FilledForm) -> list[CellChange]:
    """Return the cells of a filled form that the ledger gives otherwise now, and the rows of lists that came or went."""
    found = [each for each in _compared(caller, filled, None, {}) if each.filled != each.computed]
    return found + changed_lists(caller, filled)


def _held(caller: Caller, filled: FilledForm, sheets: Mapping[str, Sheet]) -> tuple[int, tuple[CellChange, ...]]:
    rows = _compared(caller, filled, filled.seq, sheets) + compared_lists(caller, filled, sheets)
    wrong = tuple(each for each in rows if not each.written == each.filled == each.computed)
    return len(rows), wrong


def _compared(caller: Caller, filled: FilledForm, as_of: int | None, sheets: Mapping[str, Sheet]) -> list[CellChange]:
    """Every bound cell of a filled form beside what it would be; without sheets nothing is read from a file."""
    prepared = prepare(
        caller,
        filled.form,
        filled.unit,
        parse_period(filled.period),
        as_of=as_of,
        bindings=bindings_from({**filled.binding.bindings, "lists": {}}),
        version=filled.version,
        on=timezone.localdate(filled.filled_at),
    )
    computed = {
        (blank.sheet, blank.row, blank.column): "" if each.value is None else text_of(each.value)
        for each in prepared.filling.cells
        for blank in (each.bound.blank,)
    }
    headings = {place: blank.heading for place, blank in layout_from(filled.version.layout).by_place.items()}
    pushes = pushes_then(filled)
    found = []
    for row in _values(filled.cells):
        place = tuple(row["at"])
        sheet, at, column = now_at(place, pushes)
        kept = row["value"] or ""
        written = (text_of(sheets[sheet].value(at, column)) if sheet in sheets else "") if sheets else kept
        found.append(
            CellChange(
                place_named((sheet, at, column)), headings.get(place, ""), written, kept, computed.get(place, "")
            )
        )
    return found


def _by_contents(caller: Caller, sheets: Mapping[str, Sheet]) -> FilledForm | None:
    """The filled form whose headings stand in the file and of whose values most do; None where that is less than half.

    Records are read again for the likeliest alone: one query for each form ever filled would not end.
    """
    text = "\n".join("".join(text_of(value).split()) for each in sheets.values() for row in each.rows for value in row)
    shares: list[tuple[float, FilledForm]] = []
    for version in FormVersion.objects.filter(form__in=visible_forms(caller)):
        words = layout_from(version.layout).words()
        if words and sum(word in text for word in words) >= _LEAST_WORDS * len(words):
            rows = version.filledform_set.select_related("form__unit", "unit", "version", "binding")
            shares += [(_share(_kept_cells(row), sheets), row) for row in rows]
    best: tuple[float, FilledForm | None] = (0.5, None)
    for _share_of_kept, row in nlargest(_MOST_READ, shares, key=lambda each: (each[0], each[1].pk)):
        wanted = _kept_cells(row) | {place: text for place, text in listed_cells(caller, row).items() if text}
        people, there = people_rows(row, sheets)
        best = max(best, (_share(wanted, sheets, people, there), row), key=lambda each: each[0])
    return best[1]


def _kept_cells(filled: FilledForm) -> dict[Place, str]:
    """The values and facts that were kept, where they stand now."""
    pushes = pushes_then(filled)
    said = ((each["at"], each.get("fact") or each.get("value")) for each in filled.cells if "at" in each)
    return {now_at(tuple(at), pushes): text for at, text in said if text}


def _share(wanted: Mapping[Place, str], sheets: Mapping[str, Sheet], count: int = 0, there: int = 0) -> float:
    """Which part of what was filled stands in the file; ``there`` of ``count`` further things do."""
    same = sum(text_of(sheets[at[0]].value(at[1], at[2])) == text for at, text in wanted.items() if at[0] in sheets)
    return (same + there) / (len(wanted) + count) if wanted or count else 0.0


def _values(cells: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in cells if "metric" in each]
