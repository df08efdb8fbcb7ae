"""What a collected table asks and a form has told already: so that nothing is asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from yiben.audit.callers import Caller
from yiben.collections.models import Collection
from yiben.forms.burden import collected_layout
from yiben.forms.layout import FormLayout
from yiben.forms.models import Form, FormTurn
from yiben.forms.queries import layout_of, version_of, visible_forms

_LEAST_SHARED: Final = 0.5


@dataclass(frozen=True)
class Told:
    """A form that asks what a collection asks: which part of its headings, and the last turn that stands in 一表通; or, of
    single ``units`` of the collection, (short name, since when)."""

    form: Form
    share: float
    turn: FormTurn | None
    units: tuple[tuple[str, date], ...] = ()


def told_before(caller: Caller, collection: Collection) -> list[Told]:
    """Return the registered forms that ask at least half of what a collection asks, those that ask most first."""
    wanted = _words(collected_layout(collection.layout, collection.layout_name))
    found = []
    for form in visible_forms(caller).filter(is_closed=False):
        shared = len(wanted & _words(layout_of(version_of(form)))) / len(wanted) if wanted else 0.0
        if shared >= _LEAST_SHARED:
            turn = form.turns.exclude(reported_on=None).order_by("-reported_on", "-pk").first()
            found.append(Told(form, shared, turn, _units(form, collection)))
    return sorted(found, key=lambda each: -each.share)


def _units(form: Form, collection: Collection) -> tuple[tuple[str, date], ...]:
    """The units asked whose numbers of the latest turn stand in 一表通 by themselves, in official order."""
    turn = form.turns.exclude(reported_units={}).order_by("-received_at", "-pk").first()
    if turn is None:
        return ()
    units = collection.units.filter(code__in=turn.reported_units).order_by("order", "code")
    return tuple((each.short_name, date.fromisoformat(turn.reported_units[each.code])) for each in units)


def _words(layout: FormLayout) -> set[str]:
    return {each.heading for each in layout.blanks} | {h for area in layout.lists for _c, h in area.columns}
