"""Forms that a caller may read, what their headings may mean, how one would be filled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.checking.drafts import readable_metrics
from yiben.documents.files import path_of
from yiben.errors import Refusal
from yiben.forms.bindings import Bindings, Headings, bindings_from
from yiben.forms.layout import FormLayout, layout_from
from yiben.forms.list_sources import ListSource, book_source, roll_source
from yiben.forms.models import FilledForm, Form, FormBinding, FormTurn, FormVersion, TableData
from yiben.forms.parts import next_of
from yiben.forms.suggesting import Suggestion, suggest
from yiben.ledger.calendars import posting_month
from yiben.ledger.canonical import digest
from yiben.metrics.periods import Period, parse_period, period_of
from yiben.metrics.scopes import Scope
from yiben.sheets.unit_names import UnitName, UnitNames
from yiben.units.models import Unit
from yiben.units.queries import path, spans_known, subtree_ids, units_in_order

RENDER, SEE, TAKE = "report.render", "report.read", "report.download"
"""Who may make reports of a unit registers, binds and fills its forms; who may read them reads those."""
_LEAST_SHARED: Final = 0.6
"""The part of headings that two layouts share when they are versions of one form."""
EVERY: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def visible_forms(caller: Caller) -> QuerySet[Form]:
    """Return the forms of units whose reports the caller may read, and of the units above those, which hand theirs down."""
    forms = Form.objects.select_related("unit")
    if caller.is_system:
        return forms
    allowed = units_allowed(caller, SEE)
    above = spans_known(None).filter(descendant_id__in=allowed, to_month=None).values_list("ancestor_id", flat=True)
    return forms.filter(unit_id__in={*allowed, *above})


def read_form(caller: Caller, uid: str) -> Form:
    """Return a form; Refusal ``form_unknown`` when it is not the caller's to read."""
    found = visible_forms(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("form_unknown")
    return found


def registering_units(caller: Caller) -> list[Unit]:
    """Return the units for which the caller may register forms, in official order."""
    return units_in_order(units_allowed(caller, RENDER))


def filling_units(caller: Caller, form: Form, on: date) -> list[Unit]:
    """Return the units for which the caller may fill a form, in official order: its own and those below it."""
    below = set(subtree_ids(form.unit, "administrative", on))
    return units_in_order(below if caller.is_system else below & units_allowed(caller, RENDER))


def version_of(form: Form) -> FormVersion:
    """Return the layout that a form has now."""
    return form.versions.order_by("-number")[0]


def binding_of(form: Form) -> FormBinding | None:
    """Return what was confirmed last, None before anything was."""
    return form.bindings.select_related("version").order_by("-number").first()


def bindings_of(form: Form) -> Bindings:
    """Return the bindings in force; empty ones before anything was confirmed."""
    row = binding_of(form)
    return bindings_from(row.bindings) if row is not None else Bindings()


def layout_of(version: FormVersion) -> FormLayout:
    """Return the layout of a version."""
    return layout_from(version.layout)


def content_of(kept: str) -> bytes:
    """Return the bytes of a file that is kept under its digest."""
    return path_of(Path(settings.DOCUMENT_FOLDER), kept).read_bytes()


def units_named(form: Form, on: date) -> tuple[UnitNames, dict[str, Unit]]:
    """Return the units that a form may name, as names and by code: its own and those below it."""
    units = units_in_order(subtree_ids(form.unit, "administrative", on))
    names = tuple(UnitName(each.name, at, (each.short_name, *each.aliases)) for at, each in enumerate(units))
    return UnitNames(names), {each.code: each for each in units}


def list_sources() -> list[ListSource]:
    """Return the books and rolls that can fill lists. Who fills one has to be allowed to read it."""
    known = catalogue()
    books = [book_source(each) for each in known.books.values()]
    return books + [roll_source(each) for each in known.rolls.values()]


def suggestions_for(caller: Caller, form: Form, on: date) -> list[Suggestion]:
    """Return what the headings of a form may mean; what was confirmed before is taken over."""
    names, units = units_named(form, on)
    scope = Scope(form.unit, period_of(on.replace(day=1), on))
    return suggest(
        Headings(layout_of(version_of(form)), names),
        readable_metrics(caller, scope),
        {unit.name: code for code, unit in units.items()},
        list_sources(),
        earlier=bindings_of(form),
        title=form.title,
        kinds={code: unit.kind for code, unit in units.items()},
    )


def doubts_about(form: Form, today: date) -> list[tuple[str, dict[str, object]]]:
    """Return what a statistical form lacks: number, basis and validity must stand on it, or it may be refused (统计法)."""
    if not form.is_statistical:
        return []
    found: list[tuple[str, dict[str, object]]] = []
    found += [("doubt_issuer", {})] if not form.issuer else []
    found += [("doubt_number", {})] if not form.number else []
    found += [("doubt_basis", {})] if not form.basis else []
    found += [("doubt_validity", {})] if form.valid_until is None else []
    if form.valid_until is not None and form.valid_until < today:
        found.append(("doubt_expired", {"day": form.valid_until.isoformat()}))
    return found


def find_form(data: bytes, layout: FormLayout, unit: Unit | None = None) -> tuple[Form | None, float]:
    """Return the form whose file this is, or whose layout shares most headings with it, and the shared part (1 for the
    very file). None where less than 0.6 is shared. With a ``unit`` only forms that it fills: its own, then those of the
    units above it, the nearest first."""
    versions = FormVersion.objects.filter(form__is_closed=False).select_related("form__unit").order_by("-pk")
    rows = list(versions if unit is None else versions.filter(form__unit__in=path(unit)))
    if unit is not None:
        nearness = {each.pk: at for at, each in enumerate(reversed(path(unit)))}
        rows.sort(key=lambda row: nearness[row.form.unit_id])
    kept = digest(data)
    same = next((row for row in rows if kept in (row.original, row.digest)), None)
    if same is not None:
        return same.form, 1.0
    wanted = layout.headings()
    best: tuple[Form | None, float] = (None, 0.0)
    for row in rows:
        shared = share_of(wanted, layout_of(row).headings())
        if shared > best[1]:
            best = (row.form, shared)
    return best if best[1] >= _LEAST_SHARED else (None, best[1])


def share_of(one: Collection[str], other: Collection[str]) -> float:
    """Return which part of the headings of two layouts they share."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def last_filled(form: Form, unit: Unit, before: Period) -> FilledForm | None:
    """Return the form as it was filled last for an earlier period."""
    rows = FilledForm.objects.filter(form=form, unit=unit).order_by("-filled_at", "-pk")
    earlier = [row for row in rows if parse_period(row.period).start < before.start]
    return max(earlier, key=lambda row: parse_period(row.period).end, default=None)


def values_then(filled: FilledForm | None) -> Mapping[str, str]:
    """Return the values of a filled form by the words of their headings."""
    rows = filled.cells if filled is not None else []
    return {row["place"]: row["value"] for row in rows if row.get("value") is not None}


def turns_of(form: Form) -> list[FormTurn]:
    """Return the times that a form was asked for, the latest first."""
    return list(form.turns.all())


def next_period(form: Form, unit: Unit, today: date) -> Period:
    """Return the period that is to be filled next: the latest asked for, else the one behind the last filled, else the
    one of today."""
    turn = form.turns.order_by("-received_at", "-pk").first()
    done = FilledForm.objects.filter(form=form, unit=unit)
    if turn is not None and not done.filter(period=turn.period).exists():
        return parse_period(turn.period)
    filled = [parse_period(each) for each in done.values_list("period", flat=True).distinct()]
    if filled:
        return next_of(max(filled, key=lambda each: each.end))
    return period_around(form.every, posting_month(today))


def period_around(every: str, month_now: int) -> Period:
    """Return the month yyyymm, or the quarter, half or year (once: the year) in which it lies."""
    year, month = divmod(month_now, 100)
    texts = {
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}Q{(month + 2) // 3}",
        "half": f"{year}H{(month + 5) // 6}",
    }
    return parse_period(texts.get(every, str(year)))


def owner_names(unit: Unit) -> set[str]:
    """Return the names of a unit and of those above it: an issuing office called so is in the house."""
    return {name for each in path(unit) for name in (each.name, each.short_name)}


def visible_tables(caller: Caller) -> QuerySet[TableData]:
    """Return what 一表通 gave back to units whose reports the caller may read, the latest first."""
    rows = TableData.objects.select_related("unit", "form")
    return rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, SEE))


def read_table(caller: Caller, uid: str) -> TableData:
    """Return a table of 一表通; Refusal ``table_unknown`` when it is not the caller's to read."""
    found = visible_tables(caller).filter(uid=uid).first()
    if found is None:
        raise Refusal("table_unknown")
    return found


def read_filled(caller: Caller, uid: str) -> FilledForm:
    """Return a filled form of a unit whose reports the caller may read; Refusal ``form_unknown`` otherwise."""
    rows = FilledForm.objects.select_related("form__unit", "unit", "version", "binding")
    if not caller.is_system:
        rows = rows.filter(unit_id__in=units_allowed(caller, SEE))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Refusal("form_unknown")
    return found


def filled_forms(caller: Caller, form: Form) -> list[FilledForm]:
    """Return the times that a form was filled for units whose reports the caller may read, the latest first."""
    rows = form.filled.select_related("unit", "binding")
    return list(rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, SEE)))


def waiting_turns(caller: Caller, unit: Unit) -> list[FormTurn]:
    """Return what was asked of a unit and is neither filled nor in 一表通, for a caller who may fill it, soonest due first;
    what nobody said a time for comes last."""
    if unit.pk not in (units_allowed(caller, RENDER) if not caller.is_system else {unit.pk}):
        return []
    turns = FormTurn.objects.filter(form__unit=unit, form__is_closed=False, reported_on=None).select_related("form")
    done = set(FilledForm.objects.filter(form__unit=unit, unit=unit).values_list("form_id", "period"))
    waiting = [each for each in turns if (each.form_id, each.period) not in done]
    return sorted(waiting, key=lambda each: (each.due_at is None, each.due_at or each.received_at, each.pk))
