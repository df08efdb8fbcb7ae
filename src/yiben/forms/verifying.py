"""A filled form known again and derived anew: cell by cell what stands in the file, what was filled, what it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiben.audit.callers import Caller
from yiben.errors import Refusal, TextProblem
from yiben.forms.bindings import bindings_from
from yiben.forms.layout import layout_from
from yiben.forms.models import FilledForm
from yiben.forms.opening import open_form
from yiben.forms.preparing import prepare
from yiben.forms.queries import find_form, visible_forms
from yiben.ledger.canonical import digest
from yiben.metrics.periods import parse_period
from yiben.sheets.cells import Sheet, text_of
from yiben.sheets.scanning import column_letters

Place = tuple[str, int, int]


@dataclass(frozen=True)
class CellChange:
    """A cell that is not what it should be: its address and headings, what the file says, what was filled, what the ledger
    gives as of the entry at which it was filled."""

    cell: str
    heading: str
    written: str
    filled: str
    computed: str


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

    Known by its bytes, else by its layout and the numbers in it. Refuses (``form_not_filled``) a file that was not filled
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
        filled = filled or _by_numbers(data, name, sheets)
    except TextProblem as problem:
        raise Refusal(problem.code, (), **{"name": name, **problem.data}) from problem
    if filled is None or not visible_forms(caller).filter(pk=filled.form_id).exists():
        raise Refusal("form_not_filled", name=name)
    return VerifiedForm(filled, is_untouched, *_held(caller, filled, sheets))


def changes_since(caller: Caller, filled: FilledForm) -> list[CellChange]:
    """Return the cells of a filled form that the ledger gives otherwise now."""
    return [each for each in _compared(caller, filled, None, {}) if each.filled != each.computed]


def _held(caller: Caller, filled: FilledForm, sheets: Mapping[str, Sheet]) -> tuple[int, tuple[CellChange, ...]]:
    rows = _compared(caller, filled, filled.seq, sheets)
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
    )
    computed = {
        (blank.sheet, blank.row, blank.column): "" if each.value is None else text_of(each.value)
        for each in prepared.filling.cells
        for blank in (each.bound.blank,)
    }
    headings = {place: blank.heading for place, blank in layout_from(filled.version.layout).by_place.items()}
    found = []
    for row in _values(filled.cells):
        sheet, at, column = row["at"]
        place = (sheet, at, column)
        kept = row["value"] or ""
        written = (text_of(sheets[sheet].value(at, column)) if sheet in sheets else "") if sheets else kept
        address = f"{sheet}!{column_letters(column + 1)}{at + 1}"
        found.append(CellChange(address, headings.get(place, ""), written, kept, computed.get(place, "")))
    return found


def _by_numbers(data: bytes, name: str, sheets: Mapping[str, Sheet]) -> FilledForm | None:
    """The filled form of which most numbers stand in the file; None where that is less than half."""
    form, _shared = find_form(data, open_form(data, name).layout)
    if form is None:
        return None
    best: tuple[float, FilledForm | None] = (0.5, None)
    for row in form.filled.select_related("form__unit", "unit", "version", "binding"):
        values = [each for each in _values(row.cells) if each["value"]]
        same = sum(
            text_of(sheets[each["at"][0]].value(each["at"][1], each["at"][2])) == each["value"]
            for each in values
            if each["at"][0] in sheets
        )
        if values and same / len(values) > best[0]:
            best = (same / len(values), row)
    return best[1]


def _values(cells: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in cells if "metric" in each]
