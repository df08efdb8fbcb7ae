"""Finding things by their names, each only for those who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from yiben.accounts.queries import units_allowed
from yiben.assessments.models import Assessment
from yiben.assessments.seeing import visible_assessments
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.documents.models import Document
from yiben.inspections.models import Round, Visit
from yiben.inspections.queries import visible_rounds, visible_visits
from yiben.ledger.queries import read_entries, visible_entries
from yiben.matters.answers import procedures
from yiben.matters.models import Matter
from yiben.matters.queries import visible_matters
from yiben.packs.definitions import Book
from yiben.plans.models import Plan
from yiben.plans.papers import visible_papers
from yiben.plans.queries import visible_plans
from yiben.search.words import matching
from yiben.tasks.models import Task
from yiben.tasks.queries import visible_tasks
from yiben.units.models import Unit

MOST = 40
"""How many hits are shown, and how many rows of one kind are read for them."""
MOST_CHARACTERS = 60
KINDS = (
    "book",
    "metric",
    "report",
    "unit",
    "plan",
    "task",
    "matter",
    "document",
    "round",
    "assessment",
    "visit",
    "entry",
    "paper",
    "help",
)
"""Among hits of one rank, what there is little of comes first."""
VERBS = ("entry.read", "figure.read", "report.read", "plan.read", "matter.read", "inspection.read", "assessment.read")
"""Who may do none of these finds nothing."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found. ``kind`` is one of ``KINDS``; it opens at the route ``url_name`` with ``args`` and
    ``query``. ``rank``: 0 its whole name was typed, 1 the beginning of it, 2 something inside, 3 only its help says it."""

    kind: str
    label: str
    note: str
    url_name: str
    args: tuple[str, ...]
    query: dict[str, str] = field(default_factory=dict)
    rank: int = 2


HELP_RANK = 3
"""Behind every name that holds the word."""


Finder = Callable[[Caller, str], Iterable[Hit]]
_FINDERS: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Add a room above this one that finds things of its own: it asks for permission first, as all here do."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def find(caller: Caller, text: str) -> list[Hit]:
    """Return at most ``MOST`` things whose names hold every word of ``text``, best first.

    A single Chinese character is enough; the case of letters does not matter. What the caller may not open is not
    looked at. Nothing typed, nothing found; of a longer text the first ``MOST_CHARACTERS`` characters count.
    """
    typed = " ".join(text[:MOST_CHARACTERS].split())
    if not typed:
        return []
    hits = [*_definitions(caller, typed), *_units(caller, typed), *_plans(caller, typed), *_tasks(caller, typed)]
    hits += [*_matters(caller, typed), *_entries(caller, typed), *_papers(caller, typed)]
    hits += [*_rounds(caller, typed), *_assessments(caller, typed)]
    hits += [hit for finder in _FINDERS for hit in finder(caller, typed)]
    return sorted(hits, key=lambda hit: (hit.rank, KINDS.index(hit.kind)))[:MOST]


def may_search(caller: Caller) -> bool:
    """Say whether there is anything that the caller could find."""
    return any(units_allowed(caller, verb) for verb in VERBS)


def rank_of(typed: str, names: Iterable[str]) -> int | None:
    """Return how well the best of the names fits, None when no name holds every word.

    >>> [rank_of("反诈", [name]) for name in ("反诈", "反诈宣传", "园区反诈", "消防")]
    [0, 1, 2, None]
    """
    wanted, ranks = typed.casefold(), []
    for name in names:
        held = name.casefold()
        if held == wanted:
            ranks.append(0)
        elif held.startswith(wanted):
            ranks.append(1)
        elif all(word in held for word in wanted.split()):
            ranks.append(2)
    return min(ranks, default=None)


def _definitions(caller: Caller, typed: str) -> Iterator[Hit]:
    """Books, metrics and reports, with what they mean as the note."""
    known = catalogue()
    if units_allowed(caller, "entry.read"):
        for book in known.books.values():
            rank = rank_of(typed, [book.label])
            if rank is not None:
                yield Hit("book", book.label, book.help, "ledger-show", (book.id,), rank=rank)
            yield from _help(book, typed)
    may_open = {
        (verb, pack): bool(units_allowed(caller, verb, pack=pack))
        for pack in known.packs
        for verb in ("figure.read", "report.read")
    }
    for key, metric in known.offered.items():
        rank = rank_of(typed, [metric.label, *metric.aliases])
        if rank is not None and may_open["figure.read", key.partition(".")[0]]:
            yield Hit("metric", metric.label, metric.means, "figure-show", (key,), rank=rank)
    for key, report in known.reports.items():
        pack, _slash, name = key.partition("/")
        rank = rank_of(typed, [report.label])
        if rank is not None and may_open["report.read", pack]:
            yield Hit("report", report.label, known.packs[pack].label, "report-show", (pack, name), rank=rank)


def _help(book: Book, typed: str) -> Iterator[Hit]:
    """What the help of a book and its fields says, behind all that has the word in its name."""
    for label, text in ((book.label, book.help), *((f"{book.label}：{item.label}", item.help) for item in book.fields)):
        if text and rank_of(typed, [text]) is not None:
            yield Hit("help", label, text, "ledger-show", (book.id,), rank=HELP_RANK)


def _units(caller: Caller, typed: str) -> Iterator[Hit]:
    """Units whose records the caller may read; they open as the first book narrowed to them."""
    book = next(iter(catalogue().books), None)
    if book is None:
        return
    allowed = Unit.objects.filter(pk__in=units_allowed(caller, "entry.read"))
    # Aliases are a JSON list, whose characters stand escaped in some databases.
    rows = allowed.exclude(aliases=[]).values_list("pk", "aliases")
    aliased = {pk: rank for pk, names in rows if (rank := rank_of(typed, names)) is not None}
    found = _ranked(allowed, typed, ("short_name", "name", "code"), aliased)
    for unit in found.order_by("rank", "order", "code")[:MOST]:
        yield Hit("unit", unit.short_name, unit.name, "ledger-show", (book,), {"unit": unit.code}, unit.rank)


def _matters(caller: Caller, typed: str) -> Iterator[Hit]:
    """Matters by what they are about, their number, or that of another system; never by who brought them."""
    found = _ranked(_apart(visible_matters(caller), Matter), typed, ("title", "number", "outside_number"))
    labels = {each.id: each.label for each in procedures()}
    for matter in found.select_related("unit").order_by("rank", "is_done", "-came_on", "-pk")[:MOST]:
        note = f"{labels.get(matter.procedure, '')} {matter.unit.short_name} {matter.number}".strip()
        yield Hit("matter", matter.title, note, "matter-show", (matter.uid,), rank=matter.rank)


def _rounds(caller: Caller, typed: str) -> Iterator[Hit]:
    """Rounds of inspection by their titles, and their visits by the title and the unit that was visited."""
    found = _ranked(_apart(visible_rounds(caller), Round), typed, ("title", "approval")).select_related("unit")
    for each in found.order_by("rank", "-begins_on", "-pk")[:MOST]:
        yield Hit("round", each.title, each.unit.short_name, "inspection-show", (each.uid,), rank=each.rank)
    visits = _apart(visible_visits(caller), Visit).select_related("unit", "round")
    words = (Q(round__title__icontains=word) | Q(unit__short_name__icontains=word) for word in typed.split())
    for visit in visits.filter(reduce(and_, words)).order_by("-round__begins_on", "order", "pk")[:MOST]:
        label = f"{visit.unit.short_name} {visit.round.title}"
        yield Hit("visit", label, str(visit.visited_on or ""), "inspection-visit", (visit.uid,), rank=HELP_RANK)


def _assessments(caller: Caller, typed: str) -> Iterator[Hit]:
    found = _ranked(_apart(visible_assessments(caller), Assessment), typed, ("title",)).select_related("unit")
    for each in found.order_by("rank", "-begun_at", "-pk")[:MOST]:
        note = f"{each.unit.short_name} {each.period}"
        yield Hit("assessment", each.title, note, "assessment-show", (each.uid,), rank=each.rank)


def _plans(caller: Caller, typed: str) -> Iterator[Hit]:
    found = _ranked(_apart(visible_plans(caller), Plan), typed, ("title",)).select_related("unit")
    for plan in found.order_by("rank", "-day", "-pk")[:MOST]:
        route = "plan-read" if plan.state == Plan.DRAFT else "plan-show"
        yield Hit("plan", plan.title, plan.unit.short_name, route, (plan.uid,), rank=plan.rank)


def _tasks(caller: Caller, typed: str) -> Iterator[Hit]:
    found = _ranked(_apart(visible_tasks(caller), Task), typed, ("title",)).select_related("unit")
    for task in found.order_by("rank", "unit__order", "order", "pk")[:MOST]:
        yield Hit("task", task.title, task.unit.short_name, "task-show", (task.uid,), rank=task.rank)


def _entries(caller: Caller, typed: str) -> Iterator[Hit]:
    """Records whose texts hold the words, the latest first, of units whose ledger the caller may read."""
    found = matching(typed)
    if found is None or not units_allowed(caller, "entry.read"):
        return
    entries = visible_entries(caller).filter(seq__in=RawSQL(*found)).select_related("unit")
    for reading in read_entries(entries.order_by("-occurred_on", "-seq")[:MOST]):
        entry = reading.entry
        note = f"{reading.book.label if reading.book else ''} {entry.unit.short_name if entry.unit else ''} {entry.occurred_on}"
        yield Hit("entry", reading.title, note.strip(), "entry-show", (str(entry.seq),), rank=HELP_RANK)


def _papers(caller: Caller, typed: str) -> Iterator[Hit]:
    """Papers by their titles, then those whose text holds the words."""
    visible = _apart(visible_papers(caller), Document).defer("reading", "text").select_related("unit")
    titled = list(_ranked(visible, typed, ("title", "name", "issuer")).order_by("rank", "-pk")[:MOST])
    inside = reduce(and_, (Q(text__icontains=word) for word in typed.split()))
    told = visible.filter(inside).exclude(pk__in=[each.pk for each in titled]).order_by("-pk")[:MOST]
    for each in titled:
        yield Hit("paper", str(each), each.unit.short_name, "paper-show", (each.uid,), rank=each.rank)
    for each in told:
        yield Hit("paper", str(each), each.unit.short_name, "paper-show", (each.uid,), rank=HELP_RANK)


def _ranked(rows: QuerySet, typed: str, columns: tuple[str, ...], aliased: Mapping[int, int] | None = None) -> QuerySet:
    """Keep the rows of which one column holds every word, and those ``aliased`` with their rank; they get a ``rank``."""
    known = aliased or {}
    inside = [reduce(and_, (Q((f"{column}__icontains", word)) for word in typed.split())) for column in columns]
    fits = [
        reduce(
            or_,
            (Q((f"{column}__{how}", typed)) for column in columns),
            Q(pk__in=[pk for pk in known if known[pk] == n]),
        )
        for n, how in enumerate(("iexact", "istartswith"))
    ]
    rank = Case(When(fits[0], Value(0)), When(fits[1], Value(1)), default=Value(2), output_field=IntegerField())
    return rows.filter(reduce(or_, inside, Q(pk__in=list(known)))).annotate(rank=rank)


def _apart(rows: QuerySet, model: type[Model]) -> QuerySet:
    """The same rows, without the joins through which they were chosen."""
    return model._default_manager.filter(pk__in=rows.order_by().values("pk"))
