"""Reports: the list, the paper with its figures, the clean copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.dispatches.life import DRAFT, READ, RECEIVE
from yiben.dispatches.queries import series_for
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.figures import break_down, evaluate, request_figure
from yiben.metrics.scopes import Scope
from yiben.packs.definitions import Report
from yiben.reports.actions import download_report, download_with_sources, write_by_hand
from yiben.reports.blocks import FigureUse
from yiben.reports.queries import Rendered, render_report, reports_for, scope_of_use
from yiben.rolling.queries import rolling_units
from yiben.sentences import say
from yiben.units.months import month_text
from yiben.web.access import PostRequest
from yiben.web.figure_tables import MOST_BY_UNIT, parts_table
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.records_table import CountedRecords
from yiben.web.report_rows import hand_questions, paper_rows
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
    may_download = hooks.allow(request.caller, "report.download", scope.unit.pk, pack=pack)
    may_write = may_download and scope.as_of is None and bool(rendered.hand_places)
    ctx |= {
        "rows": paper_rows(rendered.document, scope),
        "no_source": say("no_source"),
        "bar": scope_bar(request, scope, "report.read"),
        "bare": say("report_bare"),
        "may_draft": _may_issue(request, scope),
        "may_download": may_download,
        "may_write": may_write,
        "hands": hand_questions(rendered) if may_write else [],
        "unsourced": sum(run.is_unsourced for block in rendered.document.blocks for run in block.all_runs),
    }
    return render(request, "reports/show.html", ctx)


@require_POST
def write(request: PostRequest, pack: str, name: str) -> HttpResponse:
    """Keep what was written by hand at the places of a report."""
    scope = _scope(request, pack, name)
    written = {field.removeprefix("hand-"): text for field, text in request.POST.items() if field.startswith("hand-")}
    changed = write_by_hand(request.caller, f"{pack}/{name}", scope, {key: str(text) for key, text in written.items()})
    messages.success(request, _("Kept; it stays when the numbers change.") if changed else _("Nothing was changed."))
    return redirect(f"{reverse('report-show', args=[pack, name])}?{scope_query(scope)}")


@require_safe
def download(request: PostRequest, pack: str, name: str) -> HttpResponse:
    """Send the clean copy as .docx, or with ``?copy=sources`` the one that is kept, with its sources."""
    scope, is_kept = _scope(request, pack, name), request.GET.get("copy") == "sources"
    key = f"{pack}/{name}"

    def opens(use: FigureUse, where: Scope) -> str:
        return request.build_absolute_uri(figure_url(use.metric_id, where))

    content, rendered = (
        download_with_sources(request.caller, key, scope, opens)
        if is_kept
        else download_report(request.caller, key, scope)
    )
    response = HttpResponse(content, content_type=DOCX)
    remark = _(" (with sources)") if is_kept else ""
    title = f"{rendered.document.title or rendered.report.label}{remark}.docx"
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
    (figure,) = evaluate([request_figure(use.metric_id, scope_of_use(use, rendered.scope))])
    return {
        "use": use,
        "number": number,
        "count": len(uses),
        "figure": figure,
        "note": say(use.note.code, use.note.data),
        "url": figure_url(figure.metric_id, figure.request.scope),
        "scope": figure.request.scope,
        "records": CountedRecords.behind(figure.request, all_of_them=False).text,
        "parts": parts_table(break_down(figure.request, MOST_BY_UNIT), figure, set(), with_total=True),
    }
