"""The form of a metric made on site: what a book or other metrics offer, what was chosen, and the figure that it gives."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from yiben.audit.callers import Caller
from yiben.catalog.actions import check_metric
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.metrics.figures import evaluate
from yiben.metrics.making import FILTERING, DraftedMetric, WantedMetric, countable, drafted_metric, proposed_unit
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.metrics.sentences import definition_sentence
from yiben.packs.definitions import Book, Field, FieldType
from yiben.web.comparing import metric_choices
from yiben.web.kit.fields import Choice, Group, Question, loose

COMPUTED = "="
"""Stands in the place of a book for what is computed from other metrics."""
ONLY = "only."
"""Before the fields by which records are chosen, in the names of inputs."""


@dataclass(frozen=True)
class Preview:
    """A metric before it is kept: what it computes in words, and its figure."""

    drafted: DraftedMetric
    definition: str
    figure: Figure


def read_wanted(sent: QueryDict, source: str) -> WantedMetric:
    """Return what a form wants: counted from the book ``source``, or computed."""
    label, unit, means = (sent.get(name, "").strip() for name in ("label", "unit", "means"))
    how, _sign, rest = sent.get("what", "").partition(":")
    if source == COMPUTED:
        return WantedMetric(label, unit, means, how, against=rest, of=sent.get("of", ""), to=sent.get("to", ""))
    book = catalogue().book(source)
    where = {item.id: tuple(sent.getlist(ONLY + item.id)) for item in (book.fields if book else ())}
    where = {name: values for name, values in where.items() if values and set(values) != {"yes", "no"}}
    return WantedMetric(label, unit, means, how, book=source, field=rest, where=where)


def preview(wanted: WantedMetric, scope: Scope, *, is_named: bool) -> Preview:
    """Return a metric as it would be kept, with its figure in a scope. Refuses what keeping it would refuse."""
    known = catalogue()
    draft = drafted_metric(known, wanted, "", is_named=is_named)
    check_metric(draft.base, draft.metric, builds_on=draft.builds_on)
    said = definition_sentence(draft.key, draft.metric, known)
    return Preview(draft, said, evaluate([FigureRequest(draft.key, draft.metric, scope)])[0])


def sources(chosen: str) -> list[Group]:
    """Return what a metric can be made from: the books, and other metrics."""
    books = [Choice(book.id, book.label, book.id == chosen) for book in catalogue().books.values()]
    other = Choice(COMPUTED, _("computed from other metrics"), chosen == COMPUTED)
    return [Group(_("Counted from the records of a book"), books), Group(_("Computed"), [other])]


def book_of(source: str) -> Book | None:
    """Return the book that a form counts, None for what is computed. Refuses a book that there is not."""
    if source == COMPUTED:
        return None
    book = catalogue().book(source)
    if book is None:
        raise Refusal("book_unknown", book=source[:40])
    return book


def what_questions(caller: Caller, scope: Scope, wanted: WantedMetric, book: Book | None) -> list[Question]:
    """Return what is asked about the computing itself: what of the book is counted, or how from which metrics."""
    if book is not None:
        chosen = f"{wanted.how}:{wanted.field}"
        choices = [_countable(book, how, item, chosen) for how, item in countable(book)]
        return [_select("what", _("What is counted"), loose(choices))]
    chosen = f"{wanted.how}:{wanted.against}"
    ways = {
        "ratio:": _("share: the first divided by the second, in per cent"),
        "average:": _("average: the first divided by the second, such as people per event"),
        "cumulative:": _("since January: the first from 1 January on"),
        "change:year_before": _("change against the same period of the year before, in per cent"),
        "change:period_before": _("change against the period before, in per cent"),
        "target:": _("how much of its target the first reaches, in per cent"),
    }
    second = _select("to", _("Second metric"), metric_choices(caller, scope, wanted.to))
    return [
        _select(
            "what", _("How it is computed"), loose([Choice(way, said, way == chosen) for way, said in ways.items()])
        ),
        _select("of", _("First metric"), metric_choices(caller, scope, wanted.of)),
        Question(**{**vars(second), "hint": _("Only a share and an average have a second one.")}),
    ]


def filter_questions(wanted: WantedMetric, book: Book | None) -> list[Question]:
    """Return the choices by which the records of a book can be narrowed, none of them for a computed metric."""
    return [
        Question(
            id=ONLY + item.id,
            name=ONLY + item.id,
            label=item.label,
            kind="checks",
            groups=loose([Choice(value, said, value in wanted.where.get(item.id, ())) for value, said in _pairs(item)]),
        )
        for item in (book.fields if book else ())
        if item.type in FILTERING
    ]


def unit_hint(wanted: WantedMetric) -> str:
    """Return the measure word that the metric has when nobody types another one."""
    proposed = proposed_unit(catalogue(), wanted)
    return _("Proposed: %(unit)s") % {"unit": proposed} if proposed else ""


def _countable(book: Book, how: str, item: Field | None, chosen: str) -> Choice:
    label = item.label if item else ""
    said = {
        "count": _("the number of records (%(word)s)") % {"word": book.entry_word},
        "sum": _("“%(field)s”, added up") % {"field": label},
        "stock": _("“%(field)s”, as each unit last reported it") % {"field": label},
        "distinct": _("different “%(field)s”, each once") % {"field": label},
    }[how]
    value = f"{how}:{item.id if item else ''}"
    return Choice(value, said, value == chosen)


def _pairs(item: Field) -> list[tuple[str, str]]:
    if item.type is FieldType.YESNO:
        return [("yes", _("yes")), ("no", _("no"))]
    return [(choice.id, choice.label) for choice in item.choices]


def _select(name: str, label: str, groups: list[Group]) -> Question:
    return Question(id=name, name=name, label=label, kind="select", groups=groups, can_narrow=False)
