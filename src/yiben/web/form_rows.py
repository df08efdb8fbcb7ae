"""Forms in rows: the list, how often one was asked for and filled; questions about what its headings mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.checking.drafts import readable_metrics
from yiben.collections.models import Collection
from yiben.forms.bindings import HERE, LEAVE, Bindings, ListBinding
from yiben.forms.list_sources import suggest_list
from yiben.forms.models import FilledForm, Form, FormTurn
from yiben.forms.queries import (
    binding_of,
    doubts_about,
    filling_units,
    layout_of,
    list_sources,
    next_period,
    units_named,
    version_of,
)
from yiben.forms.suggesting import Suggestion
from yiben.metrics.periods import parse_period, period_of
from yiben.metrics.scopes import Scope
from yiben.web.kit.fields import Choice, Group, Question, loose
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.showing import bracketed, day_text, moment_text, period_text

PARTS = {
    "period": gettext_lazy("this period"),
    "year_to": gettext_lazy("from the beginning of the year"),
    "last_year": gettext_lazy("same period last year"),
    "last_year_to": gettext_lazy("from the beginning of last year"),
    "before": gettext_lazy("the period before"),
    "difference": gettext_lazy("more or less than last year"),
    "difference_to": gettext_lazy("more or less than last year, from the beginning of the year"),
    "change": gettext_lazy("per cent against last year"),
    "change_to": gettext_lazy("per cent against last year, from the beginning of the year"),
    "difference_before": gettext_lazy("more or less than the period before"),
    "change_before": gettext_lazy("per cent against the period before"),
    "year": gettext_lazy("the whole year"),
    **{f"half:{number}": gettext_lazy("half-year %(number)s") for number in (1, 2)},
    **{f"quarter:{number}": gettext_lazy("quarter %(number)s") for number in range(1, 5)},
    **{f"month:{number}": gettext_lazy("month %(number)s") for number in range(1, 13)},
}
FACTS = {
    "unit": gettext_lazy("name of the unit"),
    "period": gettext_lazy("the period"),
    "day": gettext_lazy("day of filling"),
    "filler": gettext_lazy("who fills it"),
    "none": gettext_lazy("stays empty, by hand"),
}
WHY = {
    "same": gettext_lazy("the very name of the metric"),
    "part": gettext_lazy("part of its name"),
    "narrowed": gettext_lazy("says more than its name"),
    "near": gettext_lazy("nearly its name"),
    "title": gettext_lazy("named by the title"),
    "last": gettext_lazy("like what was confirmed before"),
    "earlier": gettext_lazy("confirmed before"),
    "words": gettext_lazy("by its words"),
    "unit": gettext_lazy("name of a unit"),
    "misspelt": gettext_lazy("nearly the name of a unit"),
    "total": gettext_lazy("total"),
    "columns": gettext_lazy("by its columns"),
    "none": gettext_lazy("nothing is like it"),
}
KINDS = {
    "name": gettext_lazy("Metric"),
    "part": gettext_lazy("Time"),
    "unit": gettext_lazy("Unit"),
    "fact": gettext_lazy("Written words"),
    "list": gettext_lazy("Rows of a list"),
}


@dataclass(frozen=True)
class Asking:
    """A heading as it is asked: where it stands, what may be chosen, why; ``name`` is that of its field."""

    name: str
    suggestion: Suggestion
    kind: str
    where: str
    why: str
    groups: list[Group]

    @property
    def key_name(self) -> str:
        """The hidden field that says which heading it is."""
        return f"key-{self.name}"


def forms_table(caller: Caller, forms: Sequence[Form], today: date) -> Table:
    """Return the list of forms, each with what is to be done next."""
    columns = [
        Column("form", _("Form"), "title"),
        Column("issuer", _("Issuing office")),
        Column("blanks", _("Blanks"), "number"),
        Column("state", _("State"), "state"),
        Column("next", _("Next"), "short"),
    ]
    rows = [_form_row(caller, each, today) for each in forms]
    nothing = Empty(_("No form yet"), _("Register the first table that a superior office asks for."))
    return Table(_("Superiors' forms"), columns, rows, nothing)


def _form_row(caller: Caller, form: Form, today: date) -> Row:
    address = reverse("form-show", args=[form.uid])
    units = filling_units(caller, form, today)
    bound = binding_of(form)
    unit = form.unit if form.unit in units else (units[0] if units else None)
    state, css, act = _("closed"), "n", Cell()
    if not form.is_closed and bound is None:
        state, css = _("to be confirmed"), "y"
        if form.unit in units:
            act = Cell(button=_("Confirm its headings"), url=reverse("form-bind", args=[form.uid]))
    elif not form.is_closed and unit is not None:
        period = next_period(form, unit, today)
        turn = form.turns.filter(period=period.text).first()
        state, css = _("ready"), "g"
        if turn is not None and turn.reported_on:
            state, css = _("in One Table since %(day)s") % {"day": day_text(turn.reported_on, short=True)}, "g"
        elif turn is not None and turn.due_at is not None:
            state, css = _("due %(time)s") % {"time": moment_text(turn.due_at)}, "y"
        label = _("Fill %(period)s") % {"period": period_text(period)}
        act = Cell(button=label, url=f"{address}?unit={unit.code}&period={period.text}")
    elif not form.is_closed:
        state, css = _("ready"), "g"
    doubts = [] if form.is_closed else doubts_about(form, today)
    note = _("may be refused") if doubts else ""
    return Row(
        [
            Cell(form.title, address, note=form.number or ""),
            Cell(form.issuer, tags=[note] if note else []),
            Cell(str(layout_of(version_of(form)).size)),
            Cell(state, state=css),
            act,
        ]
    )


def turns_table(form: Form, turns: Sequence[FormTurn], filled: Sequence[FilledForm]) -> Table:
    """Return the periods for which a form was asked, filled or reported, the latest first."""
    columns = [
        Column("period", _("Period"), "title"),
        Column("state", _("State"), "state"),
        Column("at", _("Time"), "short"),
    ]
    rows: list[Row] = []
    done = {each.period for each in filled}
    for turn in turns:
        label = period_text(parse_period(turn.period))
        if turn.reported_on:
            state = Cell(_("in One Table"), state="g")
            rows.append(Row([Cell(label), state, Cell(day_text(turn.reported_on, short=True))]))
        elif turn.period not in done:
            due = moment_text(turn.due_at) if turn.due_at else ""
            note = form.unit.short_name
            rows.append(Row([Cell(label, note=note), Cell(_("asked for"), state="y"), Cell(due)]))
    for row in filled:
        label = period_text(parse_period(row.period))
        address = reverse("form-filled", args=[row.uid])
        cells = [Cell(label, address, note=row.unit.short_name), Cell(_("filled"), state="g")]
        rows.append(Row([*cells, Cell(moment_text(row.filled_at))]))
    return Table(_("Periods"), columns, rows, Empty(_("Not filled yet"), _("What is downloaded here is kept.")))


def askings(caller: Caller, form: Form, suggestions: Sequence[Suggestion], today: date) -> list[Asking]:
    """Return the questions about a form's headings, what is asked before what is sure."""
    metrics = readable_metrics(caller, Scope(form.unit, period_of(today.replace(day=1), today)))
    labels = {key: each.label + bracketed(each.unit) for key, each in metrics.items()}
    _names, units = units_named(form, today)
    named = {code: unit.short_name for code, unit in units.items()}
    sources = {each.key: each.label for each in list_sources()}
    chosen = {"name": labels, "part": _parts(), "unit": {HERE: _("the unit that fills"), **named}}
    chosen |= {"fact": {key: str(label) for key, label in FACTS.items()}, "list": sources}
    found = [_asking(at, each, chosen[each.kind]) for at, each in enumerate(suggestions)]
    return sorted(found, key=lambda each: each.suggestion.is_sure)


def prefill_questions(caller: Caller, collection: Collection, suggestions: Sequence[Suggestion]) -> list[Question]:
    """Return the question for each heading of a collected table: which figure stands there, or none."""
    metrics = readable_metrics(caller, Scope(collection.unit, parse_period(f"{collection.due_on:%Y-%m}")))
    labels = {key: each.label + bracketed(each.unit) for key, each in metrics.items()}
    found = []
    for at, made in enumerate(suggestions):
        chosen = made.chosen if made.is_sure else ""
        offered = [each.metric for each in made.options if each.metric in labels]
        groups = [Group("", [Choice("", _("stays empty"), not chosen)])]
        if offered:
            groups.append(Group(_("offered"), [Choice(key, labels[key], chosen == key) for key in offered]))
        rest = [Choice(key, label, chosen == key) for key, label in labels.items() if key not in offered]
        groups.append(Group(_("others"), rest))
        found.append(Question(f"n{at}", f"n{at}", made.key or made.where, "select", groups=groups))
    return found


def _asking(at: int, made: Suggestion, labels: Mapping[str, str]) -> Asking:
    offered = [each.metric for each in made.options if each.metric in labels]
    first = [Choice("", _("undecided"), not made.chosen)]
    if made.kind in ("name", "list"):
        first.append(Choice(LEAVE, _("stays empty"), made.chosen == LEAVE))
    groups = [Group("", first)]
    if offered:
        groups.append(Group(_("offered"), [Choice(key, labels[key], made.chosen == key) for key in offered]))
    rest = [Choice(key, label, made.chosen == key) for key, label in labels.items() if key not in offered]
    groups.append(Group(_("others"), rest))
    kind, where = str(KINDS[made.kind]), made.where or made.key
    return Asking(f"b{at}", made, kind, where, str(WHY[made.why]), groups if made.kind in ("name", "list") else [
        Group("", [*first, *[Choice(key, label, made.chosen == key) for key, label in labels.items()]])
    ])  # fmt: skip


def _parts() -> dict[str, str]:
    return {key: str(label).replace("%(number)s", key.partition(":")[2]) for key, label in PARTS.items()}


def read_bindings(form: Form, suggestions: Sequence[Suggestion], sent: Mapping[str, Any]) -> Bindings:
    """Return the bindings that a page sends: what was chosen for each heading that it asked."""
    taken: dict[str, dict[str, str]] = {kind: {} for kind in ("name", "part", "unit", "fact")}
    lists: dict[str, ListBinding] = {}
    by_key = {(each.kind, each.key): each for each in suggestions}
    areas = {each.key: each for each in layout_of(version_of(form)).lists}
    sources = {each.key: each for each in list_sources()}
    for (kind, key), made in by_key.items():
        value = _sent(kind, key, sent)
        if kind != "list":
            taken[kind][key] = value
            continue
        columns = dict(made.columns) if value == made.chosen else {}
        if value in sources and not columns and key in areas:
            offered = suggest_list(areas[key], [sources[value]])
            columns = dict(offered.columns) if offered else {}
        lists[key] = ListBinding(value, columns)
    return Bindings(taken["name"], taken["part"], taken["unit"], taken["fact"], lists)


def _sent(kind: str, key: str, sent: Mapping[str, Any]) -> str:
    wanted = f"{kind} {key}"
    name = next((each for each, value in sent.items() if each.startswith("key-") and value == wanted), "")
    return str(sent.get(name.removeprefix("key-"), "")) if name else ""


def every_choices(chosen: str) -> list[Group]:
    """Return how often a form can be asked for."""
    labels = {
        "month": _("every month"),
        "quarter": _("every quarter"),
        "half": _("every half-year"),
        "year": _("every year"),
        "once": _("once"),
    }
    return loose([Choice(key, label, key == chosen) for key, label in labels.items()])


def metric_labels() -> dict[str, str]:
    """Return what metrics are called, by full id."""
    return {key: each.label for key, each in catalogue().metrics.items()}
