"""One figure: what it means, its value, months, parts, adjustments, and the records it comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.ledger.queries import begun_on
from yiben.metrics.figures import Breakdown, adjustments, break_down, evaluate, request_figure
from yiben.metrics.marks import marks_of
from yiben.metrics.periods import Period, month_period
from yiben.metrics.queries import year_before
from yiben.metrics.scopes import Figure, FigureRequest
from yiben.reports.wording import grouped_number
from yiben.units.months import month_of
from yiben.units.queries import path
from yiben.web.access import PostRequest
from yiben.web.kit.charts import Chart, Month, draw_months
from yiben.web.kit.copies import send_table
from yiben.web.kit.lists import FORMATS
from yiben.web.kit.parts import Empty
from yiben.web.kit.places import FORMAT
from yiben.web.kit.tables import Cell, Column, Row, Table
from yiben.web.records_table import record_columns, record_lines, records_listing
from yiben.web.scoping import figure_url, read_scope, scope_bar, scope_query
from yiben.web.showing import month_name, period_text, year_text
from yiben.web.totals import mark_rows


@require_safe
def show(request: PostRequest, metric: str) -> HttpResponse:
    """Show a figure in the scope that the address names, or send the records behind it."""
    pack = metric.partition(".")[0] if "." in metric else ""
    scope = read_scope(request, "figure.read", pack=pack)
    asked = request_figure(metric, scope)
    earlier = year_before(scope.period)
    figure, before = evaluate([asked, request_figure(metric, scope.during(earlier))])
    listing, total = records_listing(request, figure)
    format_ = request.GET.get(FORMAT, "")
    if format_ in FORMATS:
        name = f"{figure.label} {scope.unit.short_name} {period_text(scope.period)}"
        return send_table(format_, name, record_columns(asked), record_lines(request, asked, listing.place.sort))
    has_before = not _is_before_us(earlier)
    allowed = units_allowed(request.caller, "figure.read")
    ctx: dict[str, Any] = {
        "figure": figure,
        "metric": asked.metric,
        "scope": scope,
        "unit_path": [
            (unit, figure_url(asked.key, scope.at(unit)) if unit.pk in allowed else "") for unit in path(scope.unit)
        ],
        "bar": scope_bar(request, scope, "figure.read"),
        "query": scope_query(scope),
        "before": before if has_before else None,
        "more": _difference(figure, before) if has_before else None,
        "chart": _chart(asked, timezone.localdate()),
        "chart_year": scope.period.end.year,
        "parts": parts_table(break_down(asked), figure, allowed),
        "adjusted": _adjusted(asked),
        "marks": mark_rows(marks_of(asked)),
        "total": total,
        "listing": listing,
    }
    return render(request, "figures/show.html", ctx)


def parts_table(parts: Breakdown, figure: Figure, allowed: set[int], *, with_total: bool = False) -> Table | None:
    """Return a figure by units, None where there is but one; a unit that the caller may not open has no link.

    ``with_total`` keeps a single unit, and sums the records too.
    """
    if len(parts.shares) < 2 and not with_total:
        return None
    unit, scope = figure.unit, figure.request.scope
    rows = []
    for share in parts.shares:
        opens = not share.is_own and share.unit.pk in allowed
        url = figure_url(figure.metric_id, scope.at(share.unit)) if opens else ""
        note = _("(itself)") if share.is_own and len(parts.shares) > 1 else ""
        text = grouped_number(share.value, unit)
        rows.append(Row([Cell(share.unit.short_name, url, note), Cell(grouped_number(share.records)), Cell(text)]))
    if parts.overlap:
        is_distinct = figure.request.metric.how == "distinct"
        less = _("Less: named by several units") if is_distinct else _("Less: held jointly")
        rows.append(Row([Cell(less), Cell(), Cell(f"−{grouped_number(parts.overlap, unit)}")]))
    return Table(
        caption=_("By unit"),
        columns=[Column("unit", _("Unit")), Column("records", _("Records"), "number"), Column("value", unit, "number")],
        rows=rows,
        empty=Empty(_("No unit"), ""),
        totals={"value": grouped_number(parts.value, unit)},
        total_label=_("Total"),
        is_tight=True,
    )


def _is_before_us(period: Period) -> bool:
    """Say whether a period ended before this instance holds anything: nothing counted then is not a count of nothing."""
    first = begun_on()
    return first is None or period.end < first


def _difference(figure: Figure, before: Figure) -> int | None:
    return None if figure.value is None or before.value is None else figure.value - before.value


def _chart(asked: FigureRequest, today: date) -> Chart:
    """The months of the year in which the period ends, each beside the same month of the year before."""
    year = asked.scope.period.end.year
    numbers = [year * 100 + number for number in range(1, 13)]
    scopes = [asked.scope.during(month_period(month)) for month in numbers]
    scopes += [asked.scope.during(month_period(month - 100)) for month in numbers]
    figures = evaluate([request_figure(asked.key, scope) for scope in scopes])
    now, unit = month_of(today), asked.metric.unit
    has_before = any(figure.value for figure in figures[12:])
    months = [
        Month(
            month_name(month % 100),
            None if month > now else figures[index].value,
            grouped_number(figures[index].value, unit),
            figures[index + 12].value if has_before else None,
            month == now and not hooks.period_is_closed(asked.scope.unit.pk, month),
        )
        for index, month in enumerate(numbers)
    ]
    remark = _("Each month counts what is different within it; months do not add up to the year.")
    years = [year_text(each) for each in (year, year - 1)]
    return draw_months(months, unit, years[0], years[1], remark if asked.metric.how == "distinct" else "")


def _adjusted(asked: FigureRequest) -> dict[str, Any] | None:
    """As posted, the adjustments, as corrected; nothing where a figure has none."""
    scope = asked.scope
    if asked.metric.how not in {"count", "sum"} or scope.period.months is None:
        return None
    posted, corrected = evaluate([replace(asked, scope=replace(scope, view=view)) for view in ("posted", "corrected")])
    return {"posted": posted, "corrected": corrected, "by": adjustments(asked)}
