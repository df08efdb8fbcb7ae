"""One figure: what it means, its value, months, parts, adjustments, and the records it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.ledger.queries import readable
from yiben.metrics.figures import adjustments, break_down, count_behind, evaluate, records_behind, request_figure
from yiben.metrics.periods import month_period
from yiben.metrics.queries import year_before
from yiben.metrics.scopes import FigureRequest, Scope
from yiben.reports.wording import grouped_number
from yiben.units.months import month_of
from yiben.web.access import PostRequest
from yiben.web.charts import Month, draw_months
from yiben.web.scoping import figure_url, read_scope, scope_bar, scope_query
from yiben.web.showing import unit_names

PAGE = 20


@require_safe
def show(request: PostRequest, metric: str) -> HttpResponse:
    """Show a figure in the scope that the address names."""
    pack = metric.partition(".")[0] if "." in metric else ""
    scope = read_scope(request, "figure.read", pack=pack)
    asked = request_figure(metric, scope)
    months = _months(asked, timezone.localdate())
    figure, before = evaluate([asked, request_figure(metric, scope.during(year_before(scope.period)))])
    ctx: dict[str, Any] = {
        "figure": figure,
        "metric": asked.metric,
        "scope": scope,
        "bar": scope_bar(request, scope, "figure.read"),
        "query": scope_query(scope),
        "before": before,
        "more": None if None in (figure.value, before.value) else (figure.value or 0) - (before.value or 0),
        "months": months,
        "chart": draw_months(months, asked.metric.unit),
        "chart_year": scope.period.end.year,
        "parts": _parts(request, asked),
        "adjusted": _adjusted(asked),
        **_records(request, asked),
    }
    return render(request, "figures/show.html", ctx)


def _months(asked: FigureRequest, today: date) -> list[Month]:
    """The months of the year in which the period ends, each beside the same month of the year before."""
    year = asked.scope.period.end.year
    numbers = [year * 100 + number for number in range(1, 13)]
    scopes = [asked.scope.during(month_period(month)) for month in numbers]
    scopes += [asked.scope.during(month_period(month - 100)) for month in numbers]
    figures = evaluate([request_figure(asked.key, scope) for scope in scopes])
    now, unit = month_of(today), asked.metric.unit
    has_before = any(figure.value for figure in figures[12:])
    return [
        Month(
            _("%(month)s (month)") % {"month": month % 100},
            None if month > now else figures[index].value,
            grouped_number(figures[index].value, unit),
            figures[index + 12].value if has_before else None,
            month == now and not hooks.period_is_closed(asked.scope.unit.pk, month),
        )
        for index, month in enumerate(numbers)
    ]


def _parts(request: PostRequest, asked: FigureRequest) -> dict[str, Any]:
    """The figure by units; a unit that the caller may not open is named without a link."""
    parts = break_down(asked)
    allowed = units_allowed(request.caller, "figure.read")
    rows = [
        (
            share,
            "" if share.is_own or share.unit.pk not in allowed else figure_url(asked.key, asked.scope.at(share.unit)),
        )
        for share in parts.shares
    ]
    return {"rows": rows, "overlap": parts.overlap, "value": parts.value, "is_alone": len(rows) < 2}


def _adjusted(asked: FigureRequest) -> dict[str, Any] | None:
    """As posted, the adjustments, as corrected; nothing where a figure has none."""
    scope = asked.scope
    if asked.metric.how not in {"count", "sum"} or scope.period.months is None:
        return None
    views = [
        FigureRequest(
            asked.key, asked.metric, Scope(scope.unit, scope.period, scope.tree, view, scope.as_of, scope.below)
        )
        for view in ("posted", "corrected")
    ]
    posted, corrected = evaluate(views)
    return {"posted": posted, "corrected": corrected, "by": adjustments(asked)}


def _records(request: PostRequest, asked: FigureRequest) -> dict[str, Any]:
    """A page of the records behind the figure: (what may be read of it, what it adds)."""
    total = count_behind(asked)
    page: Page[int] = Paginator(range(total), PAGE).get_page(request.GET.get("page"))
    start = PAGE * (page.number - 1)
    behind = records_behind(asked, limit=PAGE, offset=start)
    readings = readable(request.caller, [seq for _record, seq, _net in behind])
    return {
        "page": page,
        "total": total,
        "records": [(readings.get(seq), seq, net) for _record, seq, net in behind],
        "names": unit_names(readings.values()),
    }
