"""Metrics: the list with what each says; one more made on site from plain choices, named anew or withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.audit import hooks
from yiben.catalog.queries import catalogue
from yiben.errors import YibenError
from yiben.metrics.actions import make_metric, offer_metric, rename_metric, withdraw_metric
from yiben.metrics.figures import evaluate, request_figure
from yiben.metrics.making import built_on, own_metric
from yiben.metrics.scopes import Scope
from yiben.metrics.sentences import definition_sentence
from yiben.packs.definitions import LOCAL
from yiben.reports.wording import grouped
from yiben.sentences import say_error
from yiben.web.access import PostRequest
from yiben.web.kit.parts import Empty
from yiben.web.kit.tables import Act, Cell, Column, Row, Table
from yiben.web.metric_form import (
    COMPUTED,
    book_of,
    filter_questions,
    preview,
    read_wanted,
    sources,
    unit_hint,
    what_questions,
)
from yiben.web.middleware import status_of
from yiben.web.scoping import figure_url, read_scope, scope_bar, scope_query


@require_safe
def index(request: PostRequest) -> HttpResponse:
    """List the metrics that the post may read: what each means, how it is computed, its figure for the unit and period."""
    scope = read_scope(request, "figure.read", pack="")
    ctx = {
        "table": _table(request, scope),
        "scope": scope,
        "bar": scope_bar(request, scope, "figure.read"),
        "query": scope_query(scope),
        "withdrawn": _withdrawn(request, scope),
        "may_make": hooks.allow(request.caller, "pack.extend", None),
    }
    return render(request, "metrics/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PostRequest) -> HttpResponse:
    """Ask for a metric, show what it says and counts before it is kept, or keep it."""
    hooks.require(request.caller, "pack.extend", None)
    sent = request.POST
    source = sent.get("book") or request.GET.get("book", "")
    line = catalogue().owners.get(source, "").removesuffix(LOCAL)
    scope = read_scope(request, "figure.read", pack=line)
    book = book_of(source) if source else None
    wanted = read_wanted(sent, source)
    problems: list[str] = []
    shown, status = None, 200
    if request.method == "POST":
        try:
            is_kept = sent.get("do") == "keep"
            shown = preview(wanted, scope, is_named=is_kept or bool(wanted.label))
            if is_kept:
                key = make_metric(request.caller, wanted, shown.definition)
                messages.success(request, _("The metric was made. Reports and comparisons can use it from now on."))
                return redirect(figure_url(key, scope))
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    ctx: dict[str, Any] = {
        "source": source,
        "sources": sources(source),
        "book": book,
        "wanted": wanted,
        "questions": what_questions(request.caller, scope, wanted, book) if source else [],
        "filters": filter_questions(wanted, book),
        "is_computed": source == COMPUTED,
        "unit_hint": unit_hint(wanted),
        "preview": shown,
        "scope": scope,
        "problems": problems,
    }
    return render(request, "metrics/new.html", ctx, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PostRequest, metric: str) -> HttpResponse:
    """Ask for another name of a metric made on site, or whether it is to be offered; or do it."""
    hooks.require(request.caller, "pack.extend", None)
    known, sent = catalogue(), request.POST
    own = own_metric(known, known.metric_key(metric) or metric)
    key = known.metric_key(metric) or metric
    hooks.require(request.caller, "figure.read", request.post.unit_id, pack=key.partition(".")[0])
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            if sent.get("do") == "withdraw":
                withdraw_metric(request.caller, key)
                messages.success(request, _("Withdrawn. Where it stands already it goes on being computed."))
            elif sent.get("do") == "offer":
                offer_metric(request.caller, key)
                messages.success(request, _("It is offered again."))
            else:
                rename_metric(request.caller, key, label=sent.get("label", ""), means=sent.get("means", ""))
                messages.success(request, _("The name is changed. Its old name still finds it."))
            return redirect("metric-index")
        except YibenError as problem:
            problems, status = say_error(problem), status_of(problem)
    ctx = {
        "metric": own,
        "key": key,
        "definition": definition_sentence(key, own, known),
        "label": sent.get("label", own.label),
        "means": sent.get("means", own.means),
        "built_on": built_on(known, key),
        "problems": problems,
    }
    return render(request, "metrics/change.html", ctx, status=status)


def _withdrawn(request: PostRequest, scope: Scope) -> list[tuple[str, str]]:
    """Names and addresses of the metrics that were withdrawn."""
    return [
        (metric.label, figure_url(key, scope))
        for key, metric in catalogue(scope.as_of).metrics.items()
        if metric.withdrawn and hooks.allow(request.caller, "figure.read", scope.unit.pk, pack=key.partition(".")[0])
    ]


def _table(request: PostRequest, scope: Scope) -> Table:
    """Every metric that may be read in the scope, by line of work, with its figure."""
    known = catalogue(scope.as_of)
    may_read = {
        name: hooks.allow(request.caller, "figure.read", scope.unit.pk, pack=name.removesuffix(LOCAL))
        for name in known.packs
    }
    keys = [key for key in known.offered if may_read[key.rpartition(".")[0]]]
    figures = dict(zip(keys, evaluate([request_figure(key, scope) for key in keys]), strict=True))
    rows: list[Row] = []
    heading = ""
    for key, figure in figures.items():
        label = known.packs[key.rpartition(".")[0]].label
        if label != heading:
            heading = label
            rows.append(Row(heading=label))
        metric = figure.request.metric
        said = definition_sentence(key, metric, known)
        compare = f"{reverse('figure-compare')}?{scope_query(scope, first=key)}"
        rows.append(
            Row(
                [
                    Cell(metric.label, figure_url(key, scope)),
                    Cell(metric.means, note="" if metric.means == said else said),
                    Cell(grouped(figure.value, figure.unit), figure_url(key, scope), is_figure=True),
                    Cell(acts=[Act(_("Compare"), compare)]),
                ]
            )
        )
    columns = [
        Column("metric", _("Metric"), "title"),
        Column("means", _("What is meant")),
        Column("value", _("Value"), "number"),
        Column("compare", _("Beside another"), "short", is_minor=True),
    ]
    return Table(_("Metrics"), columns, rows, Empty(_("No metric"), _("Metrics come with the packs.")))
