"""Rendering a report: its template filled with figures of one scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from yiben.audit import hooks
from yiben.audit.callers import Caller
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.canonical import digest
from yiben.ledger.models import Arrival
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.scopes import Figure, Scope
from yiben.packs.checking_metrics import figures_named
from yiben.packs.definitions import Report
from yiben.reports.blocks import Document
from yiben.reports.templates import render_template
from yiben.units.queries import names_known


@dataclass(frozen=True)
class Rendered:
    """A report in a scope: the document, its figures by metric id, and what it was made from."""

    key: str
    report: Report
    scope: Scope
    document: Document
    figures: dict[str, Figure]
    seq: int
    pack_version: int
    template_digest: str

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


def render_report(caller: Caller, key: str, scope: Scope, *, today: date | None = None) -> Rendered:
    """Return a report rendered in a scope. Names, templates and metrics are those known at the scope's ``as_of``.

    All figures are evaluated together. Raises Refusal ``report_unknown``, ``no_access``, and ``period_not_come`` for a
    period that begins after today.
    """
    day = today or timezone.localdate()
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
    document = render_template(
        template,
        figure=lambda metric, **_options: figures[metric],
        names={
            "unit": _Name(name, short),
            "period": _Year(scope.period.label, scope.period.start.year),
            "today": f"{day.year}年{day.month}月{day.day}日",
        },
    )
    return Rendered(key, report, scope, document, figures, seq, known.packs[pack].version, digest(template.encode()))


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
