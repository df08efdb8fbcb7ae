"""One figure: what it means, its value, months, parts, adjustments, and the records it comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yiben.accounts.queries import units_allowed
from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import Refusal
from yiben.ledger.calendars import posting_month
from yiben.metrics.actions import set_target
from yiben.metrics.earlier import asked_on, earlier_period, is_running, told_of
from yiben.metrics.figures import adjustments, break_down, evaluate, request_figure
from yiben.metrics.making import is_own
from yiben.metrics.marks import marks_of
from yiben.metrics.periods import earlier_part, month_period, parse_period, reached
from yiben.metrics.reporting import reporting_of
from yiben.metrics.scopes import Figure, FigureRequest, Scope
from yiben.metrics.sentences import definition_sentence
from yiben.packs.definitions import Field
from yiben.reports.wording import grouped_number
from yiben.sentences import say_error
from yiben.units.queries import find_unit, path
from yiben.web.access import PostRequest
from yiben.web.comparing import compared_metrics, metric_choices
from yiben.web.figure_tables import (
    MOST_BY_UNIT,
    change_text,
    computed_table,
    grouping_choices,
    grouping_table,
    parts_table,
    reporting_text,
    target_form,
)
from yiben.web.kit.charts import Chart, Month, draw_months
from yiben.web.kit.copies import send_table
from yiben.web.kit.lists import FORMATS
from yiben.web.kit.places import FORMAT
from yiben.web.kit.tables import Table
from yiben.web.middleware import status_of
from yiben.web.records_table import COUNT, record_columns, record_lines, records_listing
from yiben.web.scoping import figure_url, read_scope, scope_bar, scope_query
from yiben.web.showing import month_day_text, month_name, period_text, until_text, year_text
from yiben.web.totals import mark_rows


@require_safe
def show(request: PostRequest, metric: str) -> HttpResponse:
    """Show a figure in the scope that the address names, or send the records behind it."""
    pack = metric.partition(".")[0] if "." in metric else ""
    scope = read_scope(request, "figure.read", pack=pack)
    asked = request_figure(metric, scope)
    earlier, last = (earlier_period(scope, each) for each in ("year_before", "period_before"))
    figure, before, previous = evaluate(
        [asked, *(request_figure(metric, scope.during(each)) for each in (earlier, last))]
    )
    listing, total = records_listing(request, figure)
    format_ = request.GET.get(FORMAT, "")
    if format_ in FORMATS:
        name = f"{figure.label} {scope.unit.short_name} {period_text(scope.period)}"
        return send_table(format_, name, record_columns(asked), record_lines(request, asked, listing.place.sort))
    allowed = units_allowed(request.caller, "figure.read")
    choices, field = grouping_choices(asked, request.GET.get("by", ""))
    ctx: dict[str, Any] = {
        "figure": figure,
        "metric": asked.metric,
        "definition": definition_sentence(asked.key, asked.metric, catalogue(scope.as_of)),
        "scope": scope,
        "unit_path": [
            (unit, figure_url(asked.key, scope.at(unit)) if unit.pk in allowed else "") for unit in path(scope.unit)
        ],
        "bar": scope_bar(request, scope, "figure.read"),
        "query": scope_query(scope),
        "scope_fields": parse_qsl(scope_query(scope)),
        "earlier": _earlier(figure, (_("Same period last year"), before), (_("Period before"), previous)),
        "until": asked_on(scope) if is_running(scope) else None,
        "computed": computed_table(figure),
        "by": _by(request, asked, figure, field) if total.records else None,
        "by_choices": choices,
        "reporting": reporting_text(reporting_of(asked)),
        "is_own": is_own(asked.key) and hooks.allow(request.caller, "pack.extend", None),
        "target": target_form(request.caller, asked),
        "chart": _chart(asked, timezone.localdate()),
        "chart_year": scope.period.end.year,
        "parts": parts_table(break_down(asked, MOST_BY_UNIT), figure, allowed),
        "adjusted": _adjusted(asked),
        "marks": mark_rows(marks_of(asked)),
        "total": total,
        "count_url": f"{figure_url(asked.key, scope)}&{COUNT}=all#records" if total.has_more else "",
        "listing": listing,
    }
    return render(request, "figures/show.html", ctx)


@require_POST
def target(request: PostRequest, metric: str) -> HttpResponse:
    """Set what a metric is to reach for the unit and period that the form names; an empty one withdraws it."""
    unit, period = find_unit(request.POST.get("unit", "")), parse_period(request.POST.get("period", ""))
    asked = request_figure(metric, Scope(unit, period))
    try:
        is_set = set_target(request.caller, asked.key, asked.metric, unit, period, request.POST.get("target", ""))
    except Refusal as refusal:
        if status_of(refusal) == HTTPStatus.FORBIDDEN:
            raise
        messages.error(request, "\n".join(say_error(refusal)))
    else:
        messages.success(request, _("The target is set.") if is_set else _("No target is set."))
    return redirect(figure_url(asked.key, asked.scope))


@require_safe
def compare(request: PostRequest) -> HttpResponse:
    """Show two metrics side by side in one scope: what their definitions say, and which records only one of them has."""
    names = [request.GET.get(each, "") for each in ("first", "second")]
    scope = read_scope(request, "figure.read", pack=names[0].partition(".")[0])
    for name in names:
        hooks.require(request.caller, "figure.read", scope.unit.pk, pack=name.partition(".")[0])
    ctx = {
        "scope": scope,
        "scope_fields": parse_qsl(scope_query(scope)),
        "picks": [metric_choices(request.caller, scope, name) for name in names],
        **(
            {"compared": compared_metrics(request, *(request_figure(name, scope) for name in names))}
            if all(names)
            else {}
        ),
    }
    return render(request, "figures/compare.html", ctx)


def _by(request: PostRequest, asked: FigureRequest, figure: Figure, field: Field | None) -> Table | None:
    """The figure by a choice; one that nobody asked for is left out where it tells nothing apart."""
    table = grouping_table(asked, figure, field) if field else None
    return table if table and (table.rows or request.GET.get("by")) else None


def _earlier(figure: Figure, *others: tuple[str, Figure]) -> list[tuple[str, Figure | None, str]]:
    """What stands beside a figure: the same of earlier periods, None where nobody told anything then, with the change. Of a
    period that still runs the same part, and the label says to which day. What is both last year's and the one before
    stands there once."""
    shown: list[tuple[str, Figure | None, str]] = []
    seen, is_cut = set(), is_running(figure.request.scope)
    told = told_of([other for _label, other in others])
    for (label, other), is_told in zip(others, told, strict=True):
        period = other.request.scope.period
        if period.text in seen:
            continue
        seen.add(period.text)
        known = other if is_told else None
        named = until_text(label, period.end if is_cut else None)
        shown.append((named, known, change_text(figure, other) if known else ""))
    return shown


def _chart(asked: FigureRequest, today: date) -> Chart:
    """The months of the year in which the period ends, each beside the same month of the year before; the one that still
    runs beside as many days of it."""
    year = asked.scope.period.end.year
    numbers = [year * 100 + number for number in range(1, 13)]
    scopes = [asked.scope.during(month_period(month)) for month in numbers]
    scopes += [
        asked.scope.during(earlier_part(month_period(month), "year_before", asked_on(asked.scope))) for month in numbers
    ]
    figures = evaluate([request_figure(asked.key, scope) for scope in scopes])
    now, unit = posting_month(today), asked.metric.unit
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
    remarks = [_("Each month counts what is different within it; months do not add up to the year.")]
    remarks = remarks if asked.metric.how == "distinct" else []
    on = asked_on(asked.scope)
    if has_before and on.year == year and reached(month_period(now), on).months is None:
        said = _("The month is not over: last year's counts to the %(day)s too.") % {"day": month_day_text(on)}
        remarks.append(said)
    years = [year_text(each) for each in (year, year - 1)]
    return draw_months(months, unit, years[0], years[1], " ".join(remarks))


def _adjusted(asked: FigureRequest) -> dict[str, Any] | None:
    """As posted, the adjustments, as corrected; nothing where a figure has none."""
    scope = asked.scope
    if asked.metric.how not in {"count", "sum"} or scope.period.months is None:
        return None
    posted, corrected = evaluate([replace(asked, scope=replace(scope, view=view)) for view in ("posted", "corrected")])
    return {"posted": posted, "corrected": corrected, "by": adjustments(asked)}
