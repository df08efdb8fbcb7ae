"""Figures of the ledger in the table that a unit is asked for: headings matched once and confirmed, as those of a form.

A unit finds its own figures in its own rows; what nobody reported stays blank, and whatever stands there may be changed:
the unit answers for what it sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.checking.drafts import readable_metrics
from yiben.collections.actions import MANAGE, names_of, set_prefill
from yiben.collections.models import Collection
from yiben.errors import Refusal
from yiben.forms.bindings import HERE, LEAVE, Bindings, Headings, bindings_from, resolve
from yiben.forms.burden import collected_layout
from yiben.forms.computing import compute_cells
from yiben.forms.filling import cell_address
from yiben.forms.layout import Blank, FormLayout
from yiben.forms.reading import stated_measure
from yiben.forms.suggesting import Suggestion, proposed, suggest
from yiben.metrics.periods import Period, parse_period, period_before
from yiben.metrics.scopes import Scope
from yiben.sheets.cells import text_of
from yiben.sheets.columns import kind_of_column
from yiben.sheets.unit_names import UnitNames
from yiben.units.models import Unit


def suggestions_of(caller: Caller, collection: Collection) -> list[Suggestion]:
    """Return what the headings of a collection's table may mean; what was confirmed for it before is taken over, else what
    the last collection of the office with a table of the same name was confirmed to mean."""
    units = list(collection.units.order_by("order", "code"))
    today = timezone.localdate()
    month = parse_period(f"{today:%Y-%m}")
    return suggest(
        _headings(collection),
        readable_metrics(caller, Scope(collection.unit, month)),
        {unit.name: unit.code for unit in units},
        earlier=_earlier(collection),
        title=collection.title,
        kinds={unit.code: unit.kind for unit in units},
    )


def usual_period(collection: Collection) -> Period:
    """Return the period that a table is most likely about: the month before it is due."""
    return period_before(parse_period(f"{collection.due_on:%Y-%m}"))


def confirm_prefill(caller: Caller, collection: Collection, period: str, chosen: Mapping[str, str]) -> None:
    """Confirm which metric stands under which heading (LEAVE or "": none) and for which period.

    Units and parts of the period are read from the headings. Refuses a metric that does not exist
    (``form_binding_wrong``), and figures of a unit that the caller may not read.
    """
    hooks.require(caller, MANAGE, collection.unit_id)
    wrong = [name for name, metric in chosen.items() if metric not in ("", LEAVE, *catalogue().metrics)]
    if wrong:
        raise Refusal("form_binding_wrong", text=wrong[0])
    names = {name: metric for name, metric in chosen.items() if metric not in ("", LEAVE)}
    for unit in collection.units.all():
        for metric in names.values():
            hooks.require(caller, "figure.read", unit.pk, pack=metric.partition(".")[0])
    read = proposed(suggestions_of(caller, collection))
    kept = replace(read, names=names, facts={}, lists={}).as_json() if names else {}
    set_prefill(caller, collection, parse_period(period).text if names else "", kept)


def prefilled(collection: Collection, unit: Unit) -> dict[str, str]:
    """Return the figures that stand in a unit's table, by place; {} where nobody confirmed any. What nobody reported is
    left out, it stays blank. They are the unit's own, and so for whoever fills its table."""
    if not collection.bindings or not collection.period:
        return {}
    bound = [
        each for each in resolve(_headings(collection), bindings_from(collection.bindings))
        if each.unit in (HERE, unit.code)
    ]  # fmt: skip
    scope = Scope(unit, parse_period(collection.period))
    cells = compute_cells(bound, scope, {unit.code: unit}, timezone.localdate())
    return {_place(each.bound.blank): text_of(each.value) for each in cells if each.value is not None}


def _earlier(collection: Collection) -> Bindings:
    if collection.bindings:
        return bindings_from(collection.bindings)
    rows = Collection.objects.filter(unit=collection.unit, layout_name=collection.layout_name).exclude(bindings={})
    last = rows.exclude(pk=collection.pk).order_by("-begun_at", "-pk").first()
    return bindings_from(last.bindings) if last else Bindings()


def _headings(collection: Collection) -> Headings:
    names = names_of(collection.units.order_by("order", "code"))
    return Headings(_with_first_rows(collected_layout(collection.layout, collection.layout_name), names), names)


def _with_first_rows(layout: FormLayout, units: UnitNames) -> FormLayout:
    """The layout with the first free row of each list of units as blanks: a unit writes itself there, one row each."""
    added = []
    for area in layout.lists:
        kinds = {column: kind_of_column(heading, (), units) for column, heading in area.columns}
        if "unit" not in kinds.values() or "date" in kinds.values():
            continue
        added += [
            Blank(area.sheet, area.first, column, across=(heading,), measure=stated_measure((heading,)))
            for column, heading in area.columns
            if kinds[column] != "unit" and column != area.ordinal
        ]
    return replace(layout, blanks=(*layout.blanks, *added))


def _place(blank: Blank) -> str:
    return cell_address((blank.sheet, blank.row, blank.column))
