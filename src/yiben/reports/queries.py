"""Rendering a report: its template filled with figures of one scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yiben.accounts.queries import holder_of
from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.canonical import digest
from yiben.ledger.models import Arrival
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Figure, Scope
from yiben.packs.definitions import Report
from yiben.packs.template_grammar import figures_named
from yiben.reports.answering import LedgerSources
from yiben.reports.blocks import Document, FigureUse
from yiben.reports.models import HandWritten
from yiben.reports.templates import render_template
from yiben.tasks.queries import visible_tasks
from yiben.units.queries import find_unit, names_known


@dataclass(frozen=True)
class Rendered:
    """A report in a scope: the document, its figures by metric id, and what it was made from: entries up to ``seq``, what
    was written by hand up to ``hand``."""

    key: str
    report: Report
    scope: Scope
    document: Document
    figures: dict[str, Figure]
    seq: int
    pack_version: int
    template_digest: str
    hand: int = 0

    @property
    def hand_places(self) -> dict[str, str]:
        """The places that are written by hand, with what is asked for there."""
        return {block.place: block.hint for block in self.document.blocks if block.kind == "hand"}

    @property
    def is_bare(self) -> bool:
        """Return whether every number in it is 0 or missing: the period or the unit may be the wrong one."""
        return bool(self.figures) and not any(figure.value for figure in self.figures.values())


@dataclass(frozen=True)
class _Name:
    name: str
    short: str


@dataclass(frozen=True)
class _Year:
    label: str
    year: int


def reports_for(caller: Caller, unit_id: int) -> dict[str, Report]:
    """Return the reports (``pack/name``) that the caller may read for a unit."""
    known = catalogue().reports
    return {
        key: report
        for key, report in known.items()
        if hooks.allow(caller, "report.read", unit_id, pack=key.partition("/")[0])
    }


def render_report(
    caller: Caller,
    key: str,
    scope: Scope,
    *,
    today: date | None = None,
    hand: int | None = None,
    post: str | None = None,
) -> Rendered:
    """Return a report rendered in a scope. Names, templates and metrics are those known at the scope's ``as_of``; what was
    written by hand is the newest, or that up to number ``hand``. A report of a post is that of ``post``, the caller's own where none is given.

    All figures are evaluated together. Raises Refusal ``report_unknown``, ``no_access``, and ``period_not_come`` for a
    period that begins after today.
    """
    day = today or timezone.localdate()
    scope = replace(scope, on=day)
    known = catalogue(scope.as_of)
    report, template = known.report(key), known.template(key)
    if report is None or template is None:
        raise Refusal("report_unknown", report=key)
    pack = key.partition("/")[0]
    hooks.require(caller, "report.read", scope.unit.pk, pack=pack)
    if scope.period.start > day:
        raise Refusal("period_not_come", period=scope.period.text, on=scope.period.start.isoformat())
    seq = scope.as_of if scope.as_of is not None else Arrival.objects.get().last_seq
    names = list(dict.fromkeys(name for _, name in figures_named(template)))
    requests = [request_figure(_own(name, pack, known.metrics), scope) for name in names]
    figures = dict(zip(names, evaluate(requests), strict=True))
    name, short = names_known([scope.unit.pk], scope.as_of).get(scope.unit.pk, (scope.unit.name, scope.unit.short_name))
    holder = caller.post if post is None else post
    written = _hands(key, scope, hand, holder if report.of == "post" else "")
    sources = LedgerSources(
        caller,
        scope,
        lambda metric, where: request_figure(_own(metric, pack, known.metrics), where),
        figures,
        {each.place: each.text.splitlines() for each in written},
        day,
    )
    units = sources.units
    called = names_known([each.pk for each in units], scope.as_of)
    document = render_template(
        template,
        figure=lambda metric, **_options: figures[metric],
        sources=sources,
        names={
            "unit": _Name(name, short),
            "period": _Year(scope.period.label, scope.period.start.year),
            "post": _post_of(holder, day) if report.of == "post" else {"title": "", "person": ""},
            "tasks": _tasks_of(caller, scope) if "tasks" in template else [],
            "units": [_Name(*called.get(each.pk, (each.name, each.short_name))) for each in units],
            "today": f"{day.year}年{day.month}月{day.day}日",
        },
    )
    version, newest = known.packs[pack].version, max((each.pk for each in written), default=0)
    return Rendered(key, report, scope, document, figures, seq, version, digest(template.encode()), hand or newest)


def last_by_hand() -> int:
    """Return the number of what was written by hand last in any report, 0 before the first."""
    return HandWritten.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def scope_of_use(use: FigureUse, scope: Scope) -> Scope:
    """Return the scope in which a figure of a report in ``scope`` was asked: its own, or that of a cell of a table."""
    options = dict(use.options)
    if "unit" in options:
        scope = scope.at(find_unit(options["unit"]), below=options.get("below") != "no")
    return scope.during(parse_period(options["period"])) if "period" in options else scope


def _post_of(uid: str, day: date) -> dict[str, str]:
    """The title of a post and who holds it on a day; blanks for none."""
    held = holder_of(uid, day) if uid else None
    return {"title": held[0] if held else "", "person": held[1] if held else ""}


def _tasks_of(caller: Caller, scope: Scope) -> list[dict[str, str]]:
    """The tasks that the unit leads or shares and that are due in the period, by day."""
    mine = Q(unit=scope.unit) | Q(co_units=scope.unit)
    due = (scope.period.start, scope.period.end)
    rows = visible_tasks(caller).filter(mine, due_on__range=due).distinct().order_by("due_on", "pk")
    return [{"title": each.title, "due": f"{each.due_on:%-m}月{each.due_on:%-d}日"} for each in rows if each.due_on]


def _hands(key: str, scope: Scope, until: int | None, post: str) -> list[HandWritten]:
    """What stands at each place of a report that is written by hand; in that of a post what the post wrote."""
    rows = HandWritten.objects.filter(report=key, unit=scope.unit, period=scope.period.text)
    rows = rows.filter(post=post) if post else rows
    if until is not None:
        rows = rows.filter(pk__lte=until)
    return list({each.place: each for each in rows}.values())


def reports_using(caller: Caller, unit_id: int, metrics: set[str]) -> dict[str, Report]:
    """Return the reports in which one of the metrics (full ids) stands and which the caller may read for a unit."""
    known = catalogue()
    found: dict[str, Report] = {}
    for key, report in reports_for(caller, unit_id).items():
        pack = key.partition("/")[0]
        named = {_own(name, pack, known.metrics) for _, name in figures_named(known.template(key) or "")}
        if metrics & {known.metric_key(name) or name for name in named}:
            found[key] = report
    return found


def _own(name: str, pack: str, metrics: Any) -> str:
    """A bare id means the report's own pack first."""
    return f"{pack}.{name}" if f"{pack}.{name}" in metrics else name
