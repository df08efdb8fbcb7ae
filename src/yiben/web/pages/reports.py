"""Reports: the list, the paper with its figures, the clean copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.dispatches.life import DRAFT, READ, RECEIVE
from yiben.dispatches.queries import series_for
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.figures import break_down, count_behind
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Report
from yiben.reports.actions import download_report
from yiben.reports.html_writer import document_html
from yiben.reports.queries import Rendered, render_report, reports_for
from yiben.rolling.queries import rolling_units
from yiben.sentences import say
from yiben.units.months import month_text
from yiben.web.access import PostRequest
from yiben.web.figure_tables import parts_table
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.scoping import figure_url, read_scope, scope_bar, scope_query
from yiben.web.showing import year_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the reports that the post may read, for its own unit."""
    reports = reports_for(request.caller, request.post.unit_id)
    if not reports:
        raise Refusal("no_access", verb="report.read")
    ctx = {"table": _table(reports, timezone.localdate().year), "may_roll": bool(rolling_units(request.caller))}
    ctx["may_issue"] = any(units_allowed(request.caller, verb) for verb in (READ, DRAFT, RECEIVE))
    return render(request, "reports/index.html", ctx)


@require_safe
def show(request: PostRequest, pack: str, name: str) -> HttpResponse:
    """Show a report with every figure open to where it comes from; ``?use=`` chooses the figure of the side panel."""
    key, scope = f"{pack}/{name}", _scope(request, pack, name)
    rendered = render_report(request.caller, key, scope)
    rows = document_html(rendered.document, figure_url=lambda use: figure_url(use.metric_id, scope))
    source = _source(rendered, request.GET.get("use", ""))
    ctx: dict[str, Any] = {
        "rendered": rendered,
        "source": source,
        "query": scope_query(scope),
        "pack": pack,
        "name": name,
    }
    if request.htmx and request.htmx.target == "source":  # type: ignore[attr-defined]
        return render(request, "reports/_source.html", ctx)
    ctx |= {
        "rows": rows,
        "bar": scope_bar(request, scope, "report.read"),
        "bare": say("report_bare"),
        "may_draft": _may_issue(request, scope),
        "may_download": hooks.allow(request.caller, "report.download", scope.unit.pk, pack=pack),
    }
    return render(request, "reports/show.html", ctx)


@require_safe
def download(request: PostRequest, pack: str, name: str) -> HttpResponse:
    """Send the clean copy as .docx."""
    content, rendered = download_report(request.caller, f"{pack}/{name}", _scope(request, pack, name))
    response = HttpResponse(content, content_type=DOCX)
    title = f"{rendered.document.title or rendered.report.label}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, title) or ""
    return response


def _table(reports: Mapping[str, Report], year: int) -> Table:
    """The reports with their line of work, each to be opened for this year and the one before."""
    columns = [
        Column("report", _("Report"), "title"),
        Column("pack", _("Line of work")),
        *(Column(str(each), year_text(each), "short") for each in (year, year - 1)),
    ]
    rows = []
    for key, report in reports.items():
        pack, _slash, name = key.partition("/")
        url = reverse("report-show", args=[pack, name])
        opened = [Cell(url=f"{url}?period={each}", button=_("Open")) for each in (year, year - 1)]
        rows.append(Row([Cell(report.label, f"{url}?period={year}"), Cell(catalogue().packs[pack].label), *opened]))
    return Table(_("Reports"), columns, rows, Empty(_("No report"), ""))


def _scope(request: PostRequest, pack: str, name: str) -> Scope:
    report = catalogue().report(f"{pack}/{name}")
    if report is None:
        raise Refusal("report_unknown", report=f"{pack}/{name}")
    return read_scope(request, "report.read", pack=pack, period=_usual_period(report))


def _usual_period(report: Report) -> str:
    month = posting_month(timezone.localdate())
    year, number = divmod(month, 100)
    if report.period == "month":
        return month_text(month)
    return f"{year}Q{(number + 2) // 3}" if report.period == "quarter" else str(year)


def _may_issue(request: PostRequest, scope: Scope) -> bool:
    """A document carries the report of its own unit as it is usually asked for."""
    is_usual = (scope.tree, scope.view, scope.as_of, scope.trees, scope.below) == (
        "administrative",
        "posted",
        None,
        "stood",
        True,
    )
    return is_usual and any(each.unit_id == scope.unit.pk for each in series_for(request.caller))


def _source(rendered: Rendered, chosen: str) -> dict[str, Any] | None:
    """What the side panel says of one place in the report: value, wording, definition, parts."""
    uses = rendered.document.figures
    if not uses:
        return None
    number = min(int(chosen), len(uses)) if chosen.isascii() and chosen.isdigit() and chosen != "0" else 1
    use = uses[number - 1]
    figure = next(each for each in rendered.figures.values() if each.metric_id == use.metric_id)
    return {
        "use": use,
        "number": number,
        "count": len(uses),
        "figure": figure,
        "note": say(use.note.code, use.note.data),
        "url": figure_url(figure.metric_id, rendered.scope),
        "records": count_behind(figure.request),
        "parts": parts_table(break_down(figure.request), figure, set(), with_total=True),
    }
