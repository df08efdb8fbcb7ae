"""The burden account (填报负担账): what each office asks, what was asked before, what fills itself, how much time it leaves.

Limits: 整治形式主义为基层减负若干规定 (2024): an office sends no more documents than the year before, at most 5 000 characters
each, calls at most one comprehensive meeting a year; what was reported once is not asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from yiben.accounts.queries import units_allowed
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.collections.queries import visible_collections
from yiben.documents.models import Document
from yiben.errors import Refusal, TextProblem
from yiben.forms.bindings import LEAVE, Bindings, Headings, bindings_from, resolve
from yiben.forms.converting import todays_file
from yiben.forms.layout import FormLayout
from yiben.forms.models import OfficeCount
from yiben.forms.naming import Name, candidates, is_sure
from yiben.forms.opening import sent_layout
from yiben.forms.queries import SEE, bindings_of, content_of, layout_of, units_named, version_of, visible_forms
from yiben.sheets.unit_names import UnitName, UnitNames
from yiben.sheets.values import plain
from yiben.units.models import Unit

MOST_CHARACTERS: Final = 5000
MOST_MEETINGS: Final = 1
DOCUMENT, MEETING = "document", "meeting"
SHORT: Final = timedelta(hours=24)
"""Less time than this between asking and due: 上午发下午要."""


@dataclass(frozen=True)
class Asked:
    """One table that an office asks for: its blanks, how many fill themselves, how many were asked before (by ``before``,
    the titles), and how long each turn left."""

    title: str
    uid: str
    kind: str
    blanks: int
    filled: int
    repeated: int
    before: tuple[str, ...]
    leads: tuple[timedelta, ...] = ()


@dataclass(frozen=True)
class Office:
    """An office's account for a year. ``warnings`` are codes with data."""

    name: str
    tables: tuple[Asked, ...] = ()
    documents: int = 0
    documents_before: int = 0
    long_documents: int = 0
    meetings: int = 0
    comprehensive: int = 0
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = field(default=())

    @property
    def blanks(self) -> int:
        """How many cells its tables ask."""
        return sum(each.blanks for each in self.tables)

    @property
    def filled(self) -> int:
        """How many of them fill themselves."""
        return sum(each.filled for each in self.tables)

    @property
    def repeated(self) -> int:
        """How many were asked before."""
        return sum(each.repeated for each in self.tables)

    @property
    def turns(self) -> int:
        """How often it asked in the year."""
        return sum(len(each.leads) for each in self.tables)

    @property
    def rushed(self) -> int:
        """How often it left less than a day."""
        return sum(lead < SHORT for each in self.tables for lead in each.leads)

    @property
    def shortest(self) -> timedelta | None:
        """The shortest time it left."""
        return min((lead for each in self.tables for lead in each.leads), default=None)


def burden(caller: Caller, year: int) -> list[Office]:
    """Return the account of every office that asked something, or sent or called, in a year; the most blanks first."""
    asked = [*_forms(caller, year), *_collections(caller, year)]
    asked.sort(key=lambda each: each.since)
    known: dict[str, list[str]] = {}
    tables: dict[str, list[Asked]] = {}
    for each in asked:
        before = [known.get(key, []) for key in each.keys]
        repeated = sum(bool(titles) for titles in before)
        titles = Counter(title for found in before for title in found)
        if each.counts:
            row = Asked(
                each.title, each.uid, each.kind, each.blanks, each.filled, repeated,
                tuple(title for title, _count in titles.most_common(3)), each.leads,
            )  # fmt: skip
            tables.setdefault(each.issuer, []).append(row)
        for key in set(each.keys):
            known.setdefault(key, []).append(each.title)
    papers, meetings = _papers(caller, year), _meetings(caller, year)
    tables, papers, meetings = _together(tables, papers, meetings)
    names = {*tables, *papers, *meetings}
    offices = [
        _office(name, tuple(tables.get(name, ())), papers.get(name, _Papers()), meetings.get(name, (0, 0)))
        for name in names
    ]
    return sorted(offices, key=lambda each: (-each.blanks, -each.documents, each.name))


def _together(
    tables: Mapping[str, list[Asked]], papers: Mapping[str, _Papers], meetings: Mapping[str, tuple[int, int]]
) -> tuple[dict[str, list[Asked]], dict[str, _Papers], dict[str, tuple[int, int]]]:
    """The same by office: one that is named by a short name or an alias is the unit of that name."""
    known: dict[str, set[str]] = {}
    for unit in Unit.objects.only("name", "short_name", "aliases"):
        for called in (unit.short_name, *unit.aliases):
            known.setdefault(plain(called), set()).add(unit.name)

    def official(name: str) -> str:
        meant = known.get(plain(name), set())
        return next(iter(meant)) if len(meant) == 1 else name

    asked: dict[str, list[Asked]] = {}
    for name, rows in tables.items():
        asked.setdefault(official(name), []).extend(rows)
    told: dict[str, _Papers] = {}
    for name, each in papers.items():
        sums = told.setdefault(official(name), _Papers())
        sums.now, sums.before, sums.long = sums.now + each.now, sums.before + each.before, sums.long + each.long
    called_: dict[str, tuple[int, int]] = {}
    for name, (count, broad) in meetings.items():
        before = called_.get(official(name), (0, 0))
        called_[official(name)] = (before[0] + count, before[1] + broad)
    return asked, told, called_


@dataclass(frozen=True)
class _Table:
    issuer: str
    title: str
    uid: str
    kind: str
    since: datetime
    blanks: int
    filled: int
    keys: tuple[str, ...]
    leads: tuple[timedelta, ...]
    counts: bool


@dataclass
class _Papers:
    now: int = 0
    before: int = 0
    long: int = 0


def _forms(caller: Caller, year: int) -> Iterable[_Table]:
    today = timezone.localdate()
    for form in visible_forms(caller):
        layout, bindings = layout_of(version_of(form)), bindings_of(form)
        names, _units = units_named(form, today)
        headings = Headings(layout, names)
        bound = resolve(headings, bindings)
        metrics = {each.blank: each.metric for each in bound}
        keys = tuple(_key(meaning.name, metrics.get(blank, "")) for blank, meaning in headings.meanings.items())
        turns = [each for each in form.turns.all() if timezone.localtime(each.received_at).year == year]
        filled = len(bound) + _filled_by_itself(layout, bindings)
        leads = tuple(each.due_at - each.received_at for each in turns if each.due_at is not None)
        counts = bool(turns) or (not form.is_closed and form.registered_at.year <= year)
        yield _Table(
            form.issuer, form.title, form.uid, "form", form.registered_at, layout.size, filled, keys, leads, counts
        )


def _filled_by_itself(layout: FormLayout, bindings: Bindings) -> int:
    facts = sum(
        bindings.facts.get(each.key, "none") not in ("", "none") for each in layout.labels if each.fact != "none"
    )
    lists = sum(
        len(bound.columns)
        for each in layout.lists
        if (bound := bindings.lists.get(each.key)) is not None and bound.source not in ("", LEAVE)
    )
    return facts + lists


def _collections(caller: Caller, year: int) -> Iterable[_Table]:
    """The tables asked of units, counted as the units meet them: a row of its own once, what each fills once for each."""
    for each in visible_collections(caller).prefetch_related("units"):
        begun = timezone.localtime(each.begun_at)
        layout = collected_layout(each.layout, each.layout_name)
        asked = tuple(
            UnitName(unit.name, at, (unit.short_name, *unit.aliases)) for at, unit in enumerate(each.units.all())
        )
        headings = Headings(layout, UnitNames(asked))
        times = {blank: 1 if meaning.units else len(asked) for blank, meaning in headings.meanings.items()}
        keys = tuple(key for blank, meaning in headings.meanings.items() for key in [_key(meaning.name)] * times[blank])
        listed = [f"name:{plain(heading)}" for area in layout.lists for _column, heading in area.columns]
        keys += tuple(listed * len(asked))
        labels = [label.fact for label in layout.labels if label.fact != "none"]
        filled = labels.count("unit") * len(asked)
        filled += sum(times.get(bound.blank, 0) for bound in resolve(headings, bindings_from(each.bindings)))
        blanks = len(keys) + len(labels) * len(asked)
        due = timezone.make_aware(datetime.combine(each.due_on, time(18)))
        yield _Table(
            each.unit.name, each.title, each.uid, "collection", each.begun_at, blanks, filled, keys,
            (due - each.begun_at,) if begun.year == year else (), begun.year == year,
        )  # fmt: skip


def _key(name: Name, metric: str = "") -> str:
    """What a blank asks, the same wherever it is asked: its metric, bound or sure by its name, else its name."""
    if not metric:
        offered = candidates(catalogue().offered, name)
        metric = offered[0].metric if is_sure(offered) else ""
    return f"metric:{metric}" if metric else f"name:{plain(name.text)}"


@lru_cache(maxsize=512)
def collected_layout(kept: str, name: str) -> FormLayout:
    """What a collected table wants; nothing for one that is no form."""
    try:
        return sent_layout(todays_file(content_of(kept), name).data, name)
    except (Refusal, TextProblem):
        return FormLayout()


def _papers(caller: Caller, year: int) -> dict[str, _Papers]:
    """Documents by the office that they name as issuer, and those noted by hand."""
    found: dict[str, _Papers] = {}
    rows = Document.objects.exclude(issuer="").only("issuer", "text", "uploaded_at")
    rows = rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, SEE))
    for row in rows.filter(uploaded_at__year__in=(year, year - 1)):
        _count(found, row.issuer, timezone.localtime(row.uploaded_at).year == year, len(row.text))
    for noted in _noted(caller).filter(kind=DOCUMENT, on__year__in=(year, year - 1)):
        _count(found, noted.issuer, noted.on.year == year, noted.size or 0)
    return found


def _count(found: dict[str, _Papers], issuer: str, is_now: bool, size: int) -> None:
    papers = found.setdefault(issuer, _Papers())
    if is_now:
        papers.now += 1
        papers.long += size > MOST_CHARACTERS
    else:
        papers.before += 1


def _meetings(caller: Caller, year: int) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in _noted(caller).filter(kind=MEETING, on__year=year):
        count, whole = found.get(row.issuer, (0, 0))
        found[row.issuer] = count + 1, whole + row.is_comprehensive
    return found


def _noted(caller: Caller) -> QuerySet[OfficeCount]:
    rows = OfficeCount.objects.all()
    return rows if caller.is_system else rows.filter(unit_id__in=units_allowed(caller, SEE))


def _office(name: str, tables: tuple[Asked, ...], papers: _Papers, meetings: tuple[int, int]) -> Office:
    office = Office(name, tables, papers.now, papers.before, papers.long, *meetings)
    said: list[tuple[str, Mapping[str, object]]] = []
    if papers.before and papers.now > papers.before:
        said.append(("burden_more_documents", {"now": papers.now, "before": papers.before}))
    if papers.long:
        said.append(("burden_long_documents", {"count": papers.long, "most": MOST_CHARACTERS}))
    if office.comprehensive > MOST_MEETINGS:
        said.append(("burden_meetings", {"count": office.comprehensive, "most": MOST_MEETINGS}))
    if office.rushed:
        said.append(("burden_rushed", {"count": office.rushed}))
    if office.repeated:
        said.append(("burden_repeated", {"count": office.repeated}))
    return Office(
        name, tables, office.documents, office.documents_before, office.long_documents, office.meetings,
        office.comprehensive, tuple(said),
    )  # fmt: skip
