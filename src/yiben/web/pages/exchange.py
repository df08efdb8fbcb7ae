"""One Table: what it gave back, and rows for it in its column order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yiben.accounts.queries import units_allowed
from yiben.errors import Refusal
from yiben.forms.actions import take_table
from yiben.forms.bindings import ListBinding
from yiben.forms.exchange import area_of, as_tsv, as_xlsx, lines_of
from yiben.forms.list_sources import suggest_list
from yiben.forms.models import TableData
from yiben.forms.queries import RENDER, SEE, list_sources, read_table, registering_units, visible_tables
from yiben.forms.rows import list_rows
from yiben.ledger.calendars import posting_month
from yiben.metrics.periods import parse_period
from yiben.metrics.scopes import Scope
from yiben.units.models import Unit
from yiben.web.access import PostRequest
from yiben.web.asking import problems_of, unit_groups
from yiben.web.exchange_rows import kept_rows, tables_table
from yiben.web.kit.copies import XLSX
from yiben.web.kit.fields import Choice, loose
from yiben.web.middleware import status_of
from yiben.web.scoping import period_options
from yiben.web.uploading import read_upload


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PostRequest) -> HttpResponse:
    """List what One Table gave back, or take a file of it in."""
    if not units_allowed(request.caller, SEE):
        raise Refusal("no_access", verb=SEE)
    units = registering_units(request.caller)
    refusal = None
    if request.method == "POST":
        try:
            made = _take(request, units)
            messages.success(request, _("Taken in with its codes."))
            return redirect("table-show", made.uid)
        except Refusal as problem:
            if problem.code == "no_access":
                raise
            refusal = problem
    ctx = {
        "table": tables_table(list(visible_tables(request.caller))),
        "may_take": bool(units),
        "typed": request.POST,
        "problems": problems_of(refusal) if refusal else {},
        "refusal": refusal,
    }
    return render(request, "forms/tables.html", ctx, status=status_of(refusal) if refusal else 200)


@require_safe
def show(request: PostRequest, uid: str) -> HttpResponse:
    """Show a table of One Table with its codes, and the ledger's rows in its column order."""
    table = read_table(request.caller, uid)
    source, period, unit = _asked(request, table)
    lines = _lines(request, table, source, unit, period.text) if source else []
    if request.GET.get("as") == "xlsx" and source:
        response = HttpResponse(as_xlsx(table.title, table.columns, lines), content_type=XLSX)
        response.headers["Content-Disposition"] = content_disposition_header(True, f"{table.title}.xlsx") or ""
        return response
    sources = list_sources()
    ctx: dict[str, Any] = {
        "table": table,
        "kept": kept_rows(table),
        "lines": as_tsv(lines),
        "count": len(lines),
        "source": source,
        "sources": loose(
            [Choice("", _("nothing"), not source), *(Choice(e.key, e.label, e.key == source) for e in sources)]
        ),
        "units": unit_groups(registering_units(request.caller) or [unit], {unit.code}, by="code"),
        "periods": loose(period_options(period, posting_month(timezone.localdate()))),
        "query": f"source={source}&unit={unit.code}&period={period.text}&as=xlsx",
    }
    return render(request, "forms/table.html", ctx)


def _asked(request: PostRequest, table: TableData) -> tuple[str, Any, Unit]:
    sources = list_sources()
    known = {each.key for each in sources}
    given = request.GET.get("source")
    offered = suggest_list(area_of(table.columns), sources, table.title) if given is None else None
    source = given if given in known else offered.source if offered else ""
    period = parse_period(request.GET.get("period") or str(timezone.localdate().year))
    units = registering_units(request.caller)
    unit = next((each for each in units if each.code == request.GET.get("unit")), table.unit)
    return source, period, unit


def _lines(request: PostRequest, table: TableData, source: str, unit: Unit, period: str) -> list[list[str]]:
    area = area_of(table.columns)
    found = suggest_list(area, [each for each in list_sources() if each.key == source])
    if found is None:
        return []
    scope = Scope(unit, parse_period(period))
    rows = list_rows(request.caller, area, ListBinding(source, found.columns), scope, "")
    return lines_of(rows.rows, len(table.columns))


def _take(request: PostRequest, units: list[Unit]) -> TableData:
    if not units:
        raise Refusal("no_access", verb=RENDER)
    unit = next((each for each in units if each.pk == request.post.unit_id), units[0])
    upload = request.FILES.get("file")
    if upload is None:
        raise Refusal("values", fields=[("file", "required", {})])
    name, data = read_upload(upload, settings.DOCUMENT_LIMIT_BYTES)
    return take_table(request.caller, unit=unit, form=None, title=request.POST.get("title", ""), name=name, data=data)
