"""How a form would be filled: its bindings resolved, its figures computed, its lists read. Nothing is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yiben.accounts.queries import people
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.errors import Refusal
from yiben.forms.bindings import LEAVE, Bindings, Headings, resolve
from yiben.forms.computing import compute_cells
from yiben.forms.facts import Told, fact_cells
from yiben.forms.filling import Filling, unbound_blanks
from yiben.forms.layout import FormLayout
from yiben.forms.models import FilledForm, Form, FormVersion
from yiben.forms.opening import FormFile, open_form
from yiben.forms.queries import bindings_of, content_of, last_filled, layout_of, units_named, values_then, version_of
from yiben.forms.rows import list_rows
from yiben.metrics.periods import Period
from yiben.metrics.scopes import Scope
from yiben.units.models import Unit


@dataclass(frozen=True)
class Prepared:
    """A form ready to be filled: the layout, the file opened, what goes into it, and what stood in it the last time."""

    version: FormVersion
    layout: FormLayout
    file: FormFile
    bindings: Bindings
    filling: Filling
    last: FilledForm | None


def prepare(
    caller: Caller,
    form: Form,
    unit: Unit,
    period: Period,
    *,
    as_of: int | None = None,
    reason: str = "",
    bindings: Bindings | None = None,
    version: FormVersion | None = None,
    on: date | None = None,
) -> Prepared:
    """Return how a form would be filled for a unit and period; with other ``bindings`` and another ``version`` than those
    in force where they are given, and as on a day (``on``) that is not today: then a period may not have been over.

    Refuses (``form_not_below``) a unit that is not below the form's own, figures and rolls that the caller may not read.
    """
    names, units = units_named(form, period.end)
    if unit.code not in units:
        raise Refusal("form_not_below", unit=unit.short_name, owner=form.unit.short_name)
    version = version or version_of(form)
    layout = layout_of(version)
    bindings = bindings_of(form) if bindings is None else bindings
    scope = Scope(unit, period, as_of=as_of)
    bound = resolve(Headings(layout, names), bindings)
    last = last_filled(form, unit, period)
    cells = compute_cells(bound, scope, units, on or timezone.localdate(), values_then(last))
    for key, at in {(r.key, r.scope.unit.pk) for each in cells for r in each.requests}:
        hooks.require(caller, "figure.read", at, pack=key.partition(".")[0])
    file = open_form(content_of(version.digest), version.name)
    filler = people({caller.person}).get(caller.person, "") if caller.person else ""
    told = Told(unit.name, period, timezone.localdate(), filler)
    lists = tuple(
        (area, list_rows(caller, area, source, scope, reason))
        for area in layout.lists
        if (source := bindings.lists.get(area.key)) is not None and source.source not in ("", LEAVE)
    )
    facts = fact_cells(layout, bindings.facts, file.sheets, told)
    filling = Filling(tuple(cells), facts, lists, unbound_blanks(layout, bound, bindings))
    return Prepared(version, layout, file, bindings, filling, last)
